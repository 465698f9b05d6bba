"""Flow charts: nothing overlaps, ways keep off boxes, words fit."""

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.doors.frame.charts import Chart, Edge, Kind, Lane, Measures, Node, drawn, laid_out
from tongban.doors.frame.charts.texts import NAME_SIZE, TEXT_SIZE, broken, width_of

COURSE = Chart(
    lanes=(Lane("you", "您"), Lane("window", "综合窗口"), Lane("review", "审批科"), Lane("head", "分管负责人")),
    nodes=(
        Node("start", "you", "提交申请", kind=Kind.START),
        Node("accept", "window", "受理", ("1 个工作日",), Kind.CHOICE),
        Node("supplement", "you", "补正材料", ("一次性告知",), Kind.SIDE),
        Node("refused", "you", "不予受理通知书", kind=Kind.STOP),
        Node("review", "review", "审查", ("5 个工作日", "审查意见")),
        Node("decide", "head", "决定", ("2 个工作日",), Kind.CHOICE),
        Node("no", "you", "不予许可决定书", kind=Kind.STOP),
        Node("deliver", "window", "制证送达", ("1 个工作日",)),
        Node("end", "you", "收到许可证", kind=Kind.END),
    ),
    edges=(
        Edge("start", "accept"),
        Edge("accept", "supplement", "材料不齐"),
        Edge("supplement", "accept", "补齐再交"),
        Edge("accept", "refused", "不属于受理范围"),
        Edge("accept", "review", "受理"),
        Edge("review", "decide"),
        Edge("decide", "review", "退回重审"),
        Edge("decide", "no", "不符合条件"),
        Edge("decide", "deliver", "准予"),
        Edge("deliver", "end"),
    ),
)

words = st.text(alphabet="受理审查决定送达材料abc WXY，。123", min_size=1, max_size=24).filter(str.strip)


@st.composite
def charts(draw):
    lanes = [Lane(f"l{each}", draw(words)) for each in range(draw(st.integers(1, 5)))]
    nodes = [
        Node(
            f"n{each}",
            draw(st.sampled_from(lanes)).key,
            draw(words),
            tuple(draw(st.lists(words, max_size=3))),
            draw(st.sampled_from(Kind)),
        )
        for each in range(draw(st.integers(1, 10)))
    ]
    keys = st.sampled_from([node.key for node in nodes])
    edges = [
        Edge(draw(keys), draw(keys), draw(st.one_of(st.just(""), st.text("材料不齐ab", max_size=7))))
        for _ in range(draw(st.integers(0, 14)))
    ]
    return Chart(tuple(lanes), tuple(nodes), tuple(edges))


def overlap(one, other):
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def passes_through(start, end, box):
    """Say whether a level or upright piece runs through the inside of a box."""
    left, right = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    return left < box.x + box.width and right > box.x and top < box.y + box.height and bottom > box.y


def check(drawing):
    for one, other in combinations(drawing.boxes, 2):
        assert not overlap(one, other), (one.key, other.key)
    for box in drawing.boxes:
        assert any(column.x <= box.x and box.x + box.width <= column.x + column.width for column in drawing.columns)
        assert box.y >= 0
        assert box.y + box.height <= drawing.height
        for text in box.name:
            assert width_of(text, NAME_SIZE) <= box.width
        for text in box.lines:
            assert width_of(text, TEXT_SIZE) <= box.width
    for wire in drawing.wires:
        for start, end in pairwise(wire.points):
            assert start[0] == end[0] or start[1] == end[1]
            assert not any(passes_through(start, end, box) for box in drawing.boxes)
            assert 0 <= end[0] <= drawing.width
            assert 0 <= end[1] <= drawing.height
    for label in drawing.labels:
        assert not any(overlap(label, box) for box in drawing.boxes), label.text
        assert label.x >= 0
        assert label.y + label.height <= drawing.height
    for one, other in combinations(drawing.labels, 2):
        assert not overlap(one, other), (one.text, other.text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(charts())
def test_nothing_overlaps_whatever_the_course(chart):
    check(laid_out(chart))
    check(laid_out(chart, Measures.narrow()))


def test_two_ways_never_run_along_one_another():
    drawing = laid_out(COURSE)
    pieces = [(wire, piece) for wire in drawing.wires for piece in pairwise(wire.points)]
    for (one_wire, one), (other_wire, other) in combinations(pieces, 2):
        if one_wire is other_wire:
            continue
        for axis in (0, 1):
            if one[0][axis] == one[1][axis] == other[0][axis] == other[1][axis]:
                (low, high), (other_low, other_high) = (
                    sorted((each[0][1 - axis], each[1][1 - axis])) for each in (one, other)
                )
                assert high <= other_low or other_high <= low


def test_a_course_goes_from_top_to_bottom_in_the_lanes_of_who_acts():
    drawing = laid_out(COURSE)
    check(drawing)
    top = {box.key: box.y for box in drawing.boxes}
    assert top["start"] < top["accept"] < top["review"] < top["decide"] < top["deliver"] < top["end"]
    assert sum(wire.leads_back for wire in drawing.wires) == 2


def test_a_narrow_chart_of_two_lanes_fits_a_small_telephone():
    chart = Chart(
        (Lane("you", "您"), Lane("office", "办理部门")),
        tuple(Node(node.key, "you" if node.lane == "you" else "office", node.name, node.lines, node.kind) for node in COURSE.nodes),
        COURSE.edges,
    )  # fmt: skip
    assert laid_out(chart, Measures.narrow()).width <= 320


def test_the_picture_is_one_image_with_words_and_no_small_print():
    svg = drawn(laid_out(COURSE), title="办理流程 <图>", description="受理后审查")
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.findtext("{*}title") == "办理流程 <图>"
    assert root.findtext("{*}desc") == "受理后审查"
    assert {int(size) for size in re.findall(r'font-size="(\d+)"', svg)} <= {14, 15}
    assert "style" not in svg
    assert "script" not in svg


def test_an_edge_to_nowhere_is_a_fault():
    with pytest.raises(KeyError):
        laid_out(Chart((Lane("a", "甲"),), (Node("one", "a", "一"),), (Edge("one", "two"),)))


@settings(deadline=None)
@given(words, st.integers(40, 200))
def test_broken_lines_lose_no_word_and_fit(text, width):
    lines = broken(text, size=14, width=width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width_of(line, 14) <= width + 14 for line in lines)

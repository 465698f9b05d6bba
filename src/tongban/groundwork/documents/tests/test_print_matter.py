"""Printed matter is set once and found again by its content; too many orders are sent away, none waits for ever."""

from datetime import UTC, datetime

import pytest

from tongban.groundwork.documents import api as documents
from tongban.groundwork.documents import storage
from tongban.groundwork.documents.operations import print_matter as operation

MOMENT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.TONGBAN_FILES = tmp_path
    return tmp_path


@pytest.fixture
def orders(monkeypatch):
    """What the press is given; it answers at once."""
    given = []

    def printed(layout, content, moment):
        given.append((layout, content, moment))
        return b"%PDF-" + str(len(given)).encode()

    monkeypatch.setattr(operation.press, "printed", printed)
    return given


def order(**changes):
    return documents.print_matter(layout="guide", content={"title": "老年人优待证"} | changes, dated=MOMENT)


def test_the_same_content_is_set_once(orders):
    assert order() == order() == b"%PDF-1"
    assert len(orders) == 1


def test_other_content_another_day_and_another_layout_are_set_anew(orders):
    order()
    order(title="身份证")
    documents.print_matter(layout="guide", content={"title": "老年人优待证"}, dated=MOMENT.replace(day=22))
    documents.print_matter(layout="paper_form", content={"title": "老年人优待证"}, dated=MOMENT)
    assert len(orders) == 4


def test_only_public_layouts_are_printed(orders):
    with pytest.raises(ValueError, match="letter"):
        documents.print_matter(layout="letter", content={}, dated=MOMENT)
    assert orders == []


def test_too_many_orders_are_sent_away_and_the_next_one_is_taken(orders):
    taken = [operation._waiting.acquire(blocking=False) for _ in range(operation.MOST_WAITING)]
    assert all(taken)
    with pytest.raises(documents.UnableToPrintNow) as refusal:
        order()
    assert refusal.value.status == 503
    for _ in taken:
        operation._waiting.release()
    assert order() == b"%PDF-1"


def test_an_order_does_not_wait_for_ever_for_another_process(orders, monkeypatch):
    monkeypatch.setattr(operation, "SECONDS", 0.1)
    with storage.one_at_a_time("press", seconds=1) as is_mine:
        assert is_mine
        with pytest.raises(documents.UnableToPrintNow):
            order()
    assert order() == b"%PDF-1"


def test_a_fault_of_the_press_leaves_nothing_behind_and_blocks_nobody(orders, monkeypatch, own_folder):
    def broken(*_order):
        raise ValueError("faulty")

    with monkeypatch.context() as patch:
        patch.setattr(operation.press, "printed", broken)
        for _ in range(operation.MOST_WAITING + 1):
            with pytest.raises(ValueError, match="faulty"):
                order()
    assert not list(own_folder.glob("printed/*/*"))
    assert order() == b"%PDF-1"


def test_old_printed_matter_makes_room(orders, own_folder):
    for number in range(3):
        order(title=str(number))
    assert storage.forget_printed(older_than=0, most_bytes=10**9) == 0
    assert storage.forget_printed(older_than=0, most_bytes=13) == 1
    assert storage.forget_printed(older_than=2**40, most_bytes=10**9) == 2
    assert documents.tidy_files() == 0


def test_real_layouts_are_set_as_pdf():
    svg = documents.qr_svg("https://fw.example.gov.cn/items/1/")
    pdf = documents.print_matter(
        layout="guide",
        content={
            "language": "zh-Hans", "title": "甲", "lead": "乙", "kicker": "丙", "authority": "丁", "code": "1" * 31,
            "qr": svg, "qr-words": "扫码", "facts": [{"label": "多久", "value": "5 日", "note": ""}],
            "sections": [{"heading": "要带什么", "blocks": [
                {"kind": "paragraph", "text": "无"}, {"kind": "list", "items": ["一"]},
                {"kind": "terms", "rows": [["甲", "乙"]]}, {"kind": "question", "question": "问", "answer": "答"},
                {"kind": "law", "title": "法", "text": "条"},
                {"kind": "table", "widths": ["1fr"], "titles": ["名"], "rows": [["值"]]},
            ]}],
            "foot": "甲", "page-words": "第 {page} 页，共 {pages} 页",
        },
        dated=MOMENT,
    )  # fmt: skip
    assert pdf.startswith(b"%PDF-")

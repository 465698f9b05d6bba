from datetime import date

import pytest

from tongban.groundwork.documents.composition import chinese_day, compose, shown


def said(parts, facts, *, is_licensing=True):
    return compose(parts, facts, is_licensing=is_licensing)


def test_a_paragraph_that_lacks_a_fact_is_left_out():
    assert said([{"text": "最晚于{due_on}作出决定。"}], {}) == []


def test_a_paragraph_may_say_something_else_when_a_fact_is_missing():
    parts = [{"text": "于{received_on}收悉。", "otherwise": "收悉。"}]
    assert said(parts, {})[0]["text"] == "收悉。"
    assert said(parts, {"received_on": "2026-11-21"})[0]["text"] == "于2026年11月21日收悉。"


def test_the_licensing_law_is_cited_for_licensing_only():
    parts = [{"matter": "licensing", "text": "许可法"}, {"matter": "other", "text": "有关规定"}]
    assert [block["text"] for block in said(parts, {})] == ["许可法"]
    assert [block["text"] for block in said(parts, {}, is_licensing=False)] == ["有关规定"]


def test_each_line_of_a_reason_is_a_paragraph():
    blocks = said([{"prose": "reasons", "label": "理由："}], {"reasons": "一。\n\n二。"})
    assert [block["text"] for block in blocks] == ["理由：一。", "二。"]


def test_a_column_without_any_value_is_not_printed():
    columns = [{"key": "#", "title": "序号", "width": "1cm"}, {"key": "name", "title": "名称", "width": "1fr"}]
    columns.append({"key": "note", "title": "备注", "width": "1fr"})
    (table,) = said([{"table": "items", "columns": columns}], {"items": [{"name": "照片"}, "户口簿"]})
    assert table["titles"] == ["序号", "名称"]
    assert table["rows"] == [["1", "照片"], ["2", "户口簿"]]


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (date(2026, 1, 2), "2026年1月2日"),
        ("2026-01-02", "2026年1月2日"),
        ("2026-01-01T17:05:00+00:00", "2026年1月2日01:05"),
        (["甲", "乙"], "甲、乙"),
        (None, ""),
        (7, "7"),
    ],
)
def test_facts_are_printed_in_chinese(value, printed):
    assert shown(value) == printed


def test_a_day_has_no_leading_zeros():
    assert chinese_day(date(2026, 3, 4)) == "2026年3月4日"


def test_a_text_reaches_nothing_but_its_facts():
    parts = [{"text": "{reasons}{reasons.__class__}{reasons!r}"}]
    assert said(parts, {"reasons": "甲"})[0]["text"] == "甲{reasons.__class__}{reasons!r}"

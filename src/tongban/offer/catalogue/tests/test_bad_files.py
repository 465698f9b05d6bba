"""Files that are broken, odd or meant to harm: refused with their cell and a cure, or taken for the text that they are."""

import io
import zipfile

import openpyxl
import pytest
from openpyxl.cell.cell import Cell

from tongban.offer.catalogue import api
from tongban.offer.catalogue.exchange import rows, workbooks
from tongban.offer.catalogue.models import Item
from tongban.registers.organisations.tests.factories import AuthorityFactory

pytestmark = pytest.mark.django_db

HEAD = ["实施主体", "主项名称", "事项名称", "行政区划代码", "实施编码", "事项类型", "实施主体编码", "计划生效日期"]
GOOD = ["公安局", "户口", "户口恢复", "511602", "CODE-1", "行政确认", "LOCAL-1", "2026-11-01"]
COUNTY = "11990101MB9000018P"


def workbook(tmp_path, *lines, change=None):
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (HEAD, *lines):
        sheet.append(line)
    if change:
        change(book)
    path = tmp_path / "items.xlsx"
    book.save(path)
    return path


def repacked(path, **changed):
    """Return a workbook with parts replaced; `sheet` is its first sheet."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml", "book": "xl/workbook.xml"}
    content = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as after:
        replaced = {names[key]: change for key, change in changed.items()}
        for part in before.namelist():
            text = before.read(part)
            after.writestr(part, replaced[part](text) if part in replaced else text)
    path.write_bytes(content.getvalue())
    return path


def csv_file(tmp_path, *lines):
    path = tmp_path / "items.csv"
    path.write_text("\n".join([",".join(HEAD), *lines, ""]), encoding="utf-8")
    return path


def told(path):
    """Return cell and code of each fault; every fault has a cure, and nothing was imported."""
    with pytest.raises(api.UnableToImportItems) as refusal:
        api.import_items(path)
    assert not Item.objects.exists()
    assert all(fault.cure and fault.problem for fault in refusal.value.faults)
    return [(fault.cell, fault.code) for fault in refusal.value.faults]


def changed(**cells):
    return [cells.get(name, value) for name, value in zip(HEAD, GOOD, strict=True)]


def test_a_good_workbook_is_imported(tmp_path):
    assert api.import_items(workbook(tmp_path, GOOD)).created == 1


def test_merged_cells_are_named(tmp_path):
    path = workbook(tmp_path, GOOD, GOOD, change=lambda book: book.active.merge_cells("A2:A3"))
    assert told(path) == [("2", "merged")]


def test_formulas_and_their_errors_are_named(tmp_path):
    assert told(workbook(tmp_path, changed(事项名称="=CONCAT(A2,B2)"))) == [("C2", "formula")]
    assert told(workbook(tmp_path, changed(事项名称="#REF!"))) == [("C2", "error_value")]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (45000, "serial"),
        ("45000", "serial"),
        ("2026-02-30", "not_a_date"),
        ("二〇二六年", "not_a_date"),
        ("01/02/2026", "not_a_date"),
        ("2026-13-01", "not_a_date"),
        ("2999-01-01", "future"),
    ],
)
def test_wrong_dates_are_named(tmp_path, value, code):
    line = changed(计划生效日期=value, 实施编码=f"{COUNTY}4000709011001", 实施主体编码=COUNTY, 行政区划代码="990101")
    assert told(workbook(tmp_path, line)) == [("H2", code)]


@pytest.mark.parametrize("value", ["2026/11/1", "2026年11月1日", "20261101", "2026-11-01 00:00:00"])
def test_dates_that_leave_no_doubt_are_taken(tmp_path, value):
    assert api.import_items(workbook(tmp_path, changed(计划生效日期=value))).created == 1


def test_a_code_on_several_rows_is_named_on_each_but_the_first(tmp_path):
    assert told(workbook(tmp_path, GOOD, changed(实施编码="CODE-2"), GOOD, GOOD)) == [("E4", "twice"), ("E5", "twice")]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"实施编码": f"{COUNTY[:-1]}44000709011001"}, [("E2", "credit_code")]),
        ({"实施编码": f"{COUNTY}4009909011001"}, [("E2", "basic_type")]),
        ({"事项类型": "行政许可"}, [("F2", "code_differs")]),
        ({"实施主体编码": "11990100MB90000150"}, [("G2", "code_differs")]),
        ({"行政区划代码": "9901"}, [("D2", "code_differs")]),
    ],
)
def test_codes_that_are_wrong_or_contradict_other_cells_are_named(tmp_path, cells, expected):
    good = {"实施编码": f"{COUNTY}4000709011001", "实施主体编码": COUNTY, "行政区划代码": "990101"}
    assert api.import_items(workbook(tmp_path, changed(**good)), dry_run=True).created == 1
    assert told(workbook(tmp_path, changed(**good | cells))) == expected


def test_an_item_lies_in_the_region_of_its_authority(tmp_path):
    AuthorityFactory(code="LOCAL-1")
    assert told(workbook(tmp_path, GOOD)) == [("D2", "region_differs")]


def test_codes_that_a_spreadsheet_program_took_for_numbers_are_named(tmp_path):
    assert told(workbook(tmp_path, changed(实施主体编码=83372204))) == [("G2", "number_code")]


def test_hidden_and_unknown_sheets_are_named(tmp_path):
    def hide(book):
        book.create_sheet("收费项目").sheet_state = "veryHidden"

    assert told(workbook(tmp_path, GOOD, change=hide)) == [("1", "hidden_sheet")]
    assert told(workbook(tmp_path, GOOD, change=lambda book: book.create_sheet("草稿"))) == [("1", "unknown_sheet")]


def test_too_many_columns_and_rows_are_refused(tmp_path, monkeypatch):
    wide = workbook(
        tmp_path, [*GOOD, *"x" * 192], change=lambda book: [book.active.cell(1, n, f"列{n}") for n in range(9, 201)]
    )
    assert told(wide) == [("1", "too_many_columns")]
    monkeypatch.setattr("tongban.offer.catalogue.exchange.workbooks.MOST_ROWS", 2)
    assert told(workbook(tmp_path, *(changed(实施编码=f"C{n}") for n in range(4)))) == [("4", "too_many_rows")]
    assert rows.MOST_ROWS == 500_000


def test_a_sheet_that_lies_about_its_size_is_read_all_the_same(tmp_path):
    def lie(text):
        return text.replace(b'<dimension ref="A1:H2"/>', b'<dimension ref="A1:XFD1048576"/>').replace(
            b'<dimension ref="A1:H2" />', b'<dimension ref="A1:XFD1048576" />'
        )

    assert api.import_items(repacked(workbook(tmp_path, GOOD), sheet=lie)).created == 1


def test_zip_bombs_are_refused_before_they_are_unpacked(tmp_path, monkeypatch):
    path = workbook(tmp_path, GOOD)
    bomb = repacked(path, sheet=lambda text: text + b" " * (40 << 20))
    assert told(bomb) == [("1", "bomb")]
    monkeypatch.setattr(workbooks, "MOST_RATIO", 10**6)
    assert told(repacked(workbook(tmp_path, GOOD), book=lambda text: text + b" " * (9 << 20))) == [("1", "bomb")]
    huge_text = b'<c r="A3" t="inlineStr"><is><t>' + b"x" * (3 << 20) + b"</t></is></c></row></sheetData>"
    grown = repacked(workbook(tmp_path, GOOD), sheet=lambda text: text.replace(b"</row></sheetData>", huge_text))
    assert told(grown) == [("1", "bomb")]


@pytest.mark.parametrize(
    "mark",
    [
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>',
    ],
)
def test_entities_are_refused(tmp_path, mark):
    path = repacked(
        workbook(tmp_path, GOOD), sheet=lambda text: b'<?xml version="1.0"?>' + mark + text.split(b"?>")[-1]
    )
    assert told(path) == [("1", "entity")]


def test_encodings_that_could_hide_entities_are_refused(tmp_path):
    path = repacked(
        workbook(tmp_path, GOOD), sheet=lambda text: b'<?xml version="1.0" encoding="cp037"?>' + text.split(b"?>")[-1]
    )
    assert told(path) == [("1", "entity")]


def test_files_under_another_name_are_told_apart(tmp_path):
    path = tmp_path / "items.xlsx"
    for content, code in (
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_excel"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web_page"),
        (b"PK\x03\x04 nothing of the kind", "unreadable"),
    ):
        path.write_bytes(content)
        assert told(path) == [("1", code)]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert told(path) == [("1", "not_a_workbook")]


def test_a_damaged_sheet_is_told_of(tmp_path):
    assert told(repacked(workbook(tmp_path, GOOD), sheet=lambda text: text[: len(text) // 2]))[0][1] == "unreadable"


def test_control_characters_are_refused_and_markup_is_only_text(tmp_path):
    assert told(csv_file(tmp_path, ",".join(changed(事项名称="户口\x07恢复")))) == [("C2", "character")]
    evil = "'; DROP TABLE catalogue_item; --<script>alert(1)</script>{{7*7}}%s\\"
    line = changed(**dict.fromkeys(("实施主体", "主项名称", "事项名称"), evil))
    assert api.import_items(workbook(tmp_path, line)).created == 1
    assert Item.objects.get().name == evil


@pytest.mark.parametrize("column", HEAD)
def test_markup_and_statements_in_any_cell_do_no_harm(tmp_path, column):
    evil = "x'); DELETE FROM catalogue_item; --<svg/onload=alert(1)>"
    path = workbook(tmp_path, changed(**{column: evil}))
    try:
        count, columns = api.import_items(path).created, {column}
    except api.UnableToImportItems as refusal:
        count, columns = 0, {fault.column for fault in refusal.faults}
    assert Item.objects.count() == count
    assert columns == {column}


def test_a_cell_without_value_under_no_heading_is_no_fault_and_one_with_value_is(tmp_path):
    assert api.import_items(workbook(tmp_path, [*GOOD, None]), dry_run=True).rows == 1
    assert told(workbook(tmp_path, [*GOOD, "多"])) == [("2", "cells")]


def test_a_json_file_that_is_no_list_of_objects_is_told_of(tmp_path):
    path = tmp_path / "items.jsonl"
    path.write_text('[{"a": 1}]\n{"事项名称": }\n{"颜色": "红"}\n', encoding="utf-8")
    assert [code for _cell, code in told(path)] == ["json", "json", "unknown_column"]


def test_the_report_holds_every_fault_however_many(tmp_path):
    lines = [",".join(changed(实施编码=f"C{number}", 事项类型="=1+1")) for number in range(500)]
    for suffix in ("csv", "xlsx"):
        report = tmp_path / f"report.{suffix}"
        with pytest.raises(api.UnableToImportItems) as refusal:
            api.import_items(csv_file(tmp_path, *lines), report=report)
        assert (refusal.value.count, len(refusal.value.faults)) == (500, 200)
    assert report.exists()
    sheet = openpyxl.load_workbook(report).active
    assert sheet.max_row == 501
    assert isinstance(sheet["E2"], Cell)
    assert sheet["E2"].data_type == "s"
    text = (tmp_path / "report.csv").read_text(encoding="utf-8-sig")
    assert text.count("\n") == 501
    assert ",'=1+1," in text

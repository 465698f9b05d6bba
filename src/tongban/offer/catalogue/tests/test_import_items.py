import csv
from pathlib import Path

import pytest
from django.utils import translation

from tongban.offer.catalogue import api
from tongban.offer.catalogue.exchange.columns import BY_KEY, REQUIRED
from tongban.offer.catalogue.exchange.faults import FAULTS
from tongban.offer.catalogue.models import Item
from tongban.offer.catalogue.operations import import_items as module
from tongban.offer.catalogue.tests.factories import publish
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.tests.factories import AuthorityFactory, RegionFactory

pytestmark = pytest.mark.django_db

REAL = Path(__file__).resolve().parents[5].parent / "shared" / "data" / "guangan-items.csv"
COLUMNS = ("department", "main_item", "name", "region_code", "item_code", "item_type", "authority_code")
HEAD = ",".join(COLUMNS)
GOOD = "区公安分局,户口登记,户口恢复,511602000000,511F09014007,7,1151130000877869M"


def written(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "items.csv"
    path.write_bytes("\n".join([*lines, ""]).encode(encoding))
    return path


def faults_of(path: Path) -> list[tuple[int, str, str]]:
    with pytest.raises(api.UnableToImportItems) as refusal:
        api.import_items(path)
    assert not Item.objects.exists()
    assert organisations.authorities() == ()
    return [(fault.line, fault.column, fault.code) for fault in refusal.value.faults]


@pytest.mark.skipif(not REAL.exists(), reason=f"the real list of items is not at {REAL}")
def test_the_real_list_is_imported_without_loss():
    report = api.import_items(REAL)
    assert (report.rows, report.created) == (1135, 1135)
    with REAL.open(encoding="utf-8") as content:
        rows = {row["item_code"]: row for row in csv.DictReader(content)}
    for item in Item.objects.select_related("authority", "basic"):
        row = rows.pop(item.code)
        assert (item.name, item.basic.main_item) == (row["name"].strip(), row["main_item"].strip())
        assert item.basic.item_type == row["item_type"].zfill(2)
        assert item.region_code == "511602"
        assert (item.authority.code, item.authority.name) == (row["authority_code"], row["department"])
        assert item.local_authority_code == row["authority_code"]
        assert item.state == "imported"
    assert rows == {}
    assert len(report.authorities) == 39
    assert report.lacks["guide"] == 1135
    assert report.lacks["main_item"] == 615
    again = api.import_items(REAL)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1135)


def test_an_imported_item_is_listed_but_not_online(tmp_path):
    report = api.import_items(written(tmp_path, HEAD, GOOD))
    [card] = api.cards([Item.objects.get().pk]).values()
    assert (card.name, card.state, card.is_online) == ("户口恢复", "imported", False)
    assert report.lacks == dict.fromkeys(("guide", "implementation_code", "authority_credit_code"), 1)
    assert api.browse().items == ()
    with pytest.raises(api.UnableToFindOffer):
        api.offer(card.code)


def test_a_dry_run_reports_and_leaves_nothing(tmp_path):
    report = api.import_items(written(tmp_path, HEAD, GOOD), dry_run=True)
    assert (report.is_dry_run, report.created, report.authorities) == (True, 1, ("区公安分局",))
    assert not Item.objects.exists()
    assert organisations.authorities() == ()
    assert api.revision() == 0


def test_a_changed_row_is_brought_up_to_date(tmp_path):
    api.import_items(written(tmp_path, HEAD, GOOD))
    report = api.import_items(written(tmp_path, HEAD, GOOD.replace("户口恢复", "恢复户口")))
    assert (report.created, report.updated) == (0, 1)
    assert Item.objects.get().name == "恢复户口"
    assert Item.objects.get().basic.sort_key.startswith("hui1")


def test_columns_may_stand_in_any_order_and_the_file_may_begin_with_a_mark(tmp_path):
    order = list(reversed(COLUMNS))
    cells = ",".join(reversed(GOOD.split(",")))
    report = api.import_items(written(tmp_path, "\ufeff" + ",".join(order), cells, ""))
    assert report.created == 1


def test_the_authority_that_is_there_already_is_used(tmp_path):
    known = AuthorityFactory(code="1151130000877869M", region=RegionFactory(code="5116"))
    assert api.import_items(written(tmp_path, HEAD, GOOD)).authorities == ()
    assert Item.objects.get().authority_id == known.pk


def test_the_regions_of_a_new_authority_are_set_up(tmp_path):
    api.import_items(written(tmp_path, HEAD, GOOD))
    assert organisations.region("511602").parent_code == "5116"
    assert organisations.region("51").level == 1


def test_every_fault_is_named_with_line_and_column(tmp_path):
    path = written(
        tmp_path,
        HEAD,
        GOOD,
        ",,,,,,",
        GOOD.replace("户口恢复", ""),
        GOOD,
        "少了,几格",
        GOOD.replace(",7,", ",99,").replace("511F09014007", "A"),
        GOOD.replace("511602000000", "51160").replace("511F09014007", "B"),
        GOOD.replace("511F09014007", "带 空格"),
        GOOD.replace("户口恢复", "名" * 201).replace("511F09014007", "C"),
    )
    assert faults_of(path) == [
        (4, "name", "empty"),
        (4, "item_code", "twice"),
        (5, "item_code", "twice"),
        (6, "", "cells"),
        (7, "item_type", "item_type"),
        (8, "region_code", "region_code"),
        (9, "item_code", "character"),
        (10, "name", "too_long"),
    ]


def test_a_fault_after_many_good_rows_imports_none_of_them(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "ROWS_AT_ONCE", 2)
    rows = [GOOD.replace("511F09014007", f"CODE{number}") for number in range(7)]
    assert faults_of(written(tmp_path, HEAD, *rows, GOOD.replace(",7,", ",?,"))) == [(9, "item_type", "item_type")]


def test_rows_are_counted_as_spreadsheet_programs_count_them(tmp_path):
    path = written(tmp_path, HEAD, GOOD.replace("户口登记", '"户口\n登记"'), GOOD.replace(",7,", ",x,"))
    assert faults_of(path)[0] == (2, "main_item", "character")
    assert faults_of(path)[1][0] == 3


def test_a_list_as_spreadsheet_programs_in_china_write_it_is_read_and_said_so(tmp_path):
    report = api.import_items(written(tmp_path, HEAD, GOOD, encoding="gb18030"))
    assert report.created == 1
    assert "GB18030" in report.remark
    assert Item.objects.get().name == "户口恢复"


def test_another_encoding_is_refused_with_the_cure(tmp_path):
    path = tmp_path / "items.csv"
    path.write_bytes(HEAD.encode() + b"\n\xff\xff\xff\n")
    assert faults_of(path) == [(2, "", "encoding")]
    with pytest.raises(api.UnableToImportItems, match="请在表格软件中另存为“CSV UTF-8”后再导入。"):
        api.import_items(path)
    path.write_bytes(HEAD.encode("utf-16"))
    assert faults_of(path) == [(1, "", "utf16")]


WITHOUT_COLUMNS = [(1, BY_KEY[key].title, "missing_column") for key in REQUIRED]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (HEAD.replace(",name", ""), [(1, "name", "missing_column")]),
        (HEAD + ",colour", [(1, "colour", "unknown_column")]),
        (HEAD + ",name", [(1, "name", "column_twice")]),
        ("科室;事项", [(1, "科室;事项", "unknown_column"), *WITHOUT_COLUMNS]),
    ],
)
def test_wrong_columns_are_named(tmp_path, head, expected):
    assert faults_of(written(tmp_path, head, GOOD)) == expected


def test_files_that_are_no_list_are_refused(tmp_path):
    assert faults_of(tmp_path / "nowhere.csv") == [(1, "nowhere.csv", "unreadable")]
    (tmp_path / "empty.csv").write_bytes(b"")
    assert faults_of(tmp_path / "empty.csv") == [(1, "", "empty_file")]
    assert faults_of(written(tmp_path, HEAD)) == [(2, "", "no_rows")]
    assert faults_of(written(tmp_path, HEAD, '"open quote')) == [(2, "", "quotes")]
    assert [code for *_, code in faults_of(written(tmp_path, HEAD, "\0"))] in (["quotes"], ["cells"])


def test_what_the_basic_item_says_cannot_be_overwritten(tmp_path):
    AuthorityFactory(code="11990101MB9000018P")
    publish()
    item = Item.objects.get()
    row = f"公安局,,另一个名称,990101,{item.code},20,{item.code[:18]}"
    with pytest.raises(api.UnableToImportItems) as refusal:
        api.import_items(written(tmp_path, HEAD, row))
    [fault] = refusal.value.faults
    assert (fault.cell, fault.column, fault.code, fault.data["expected"]) == ("C2", "name", "fixed", "老年人优待证办理")
    assert Item.objects.get().state == "online"


def test_a_hopeless_file_is_read_to_its_end_but_not_kept(tmp_path):
    path = written(tmp_path, HEAD, *["x"] * 100_000)
    with pytest.raises(api.UnableToImportItems) as refusal:
        api.import_items(path)
    assert (len(refusal.value.faults), refusal.value.count) == (200, 100_000)


NAMES = (
    "detail", "columns", "found", "expected", "length", "most", "value", "allowed", "line", "example", "title", "problem",
    "authority", "name",
)  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
@pytest.mark.parametrize("code", FAULTS)
def test_every_fault_has_a_cure_in_three_languages(code, language):
    data = dict.fromkeys(NAMES, "7")
    with translation.override(language):
        sentence = str(api.ImportFault(3, "name", code, data))
    assert "{" not in sentence
    assert sentence.startswith("Line 3 name: " if language == "en" else "第 3 行 name：")

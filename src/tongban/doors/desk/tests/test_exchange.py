"""Items in bulk at the desk: checked cell by cell, confirmed by another, imported by the worker; and out again."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.tests.cast import FOOD, offer_of
from tongban.handling.cases.tests.cast import officer_of
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import Selection
from tongban.offer.catalogue.models import Item, Upload

HOME = "/desk/catalogue/exchange/"
LIST = "department,main_item,name,region_code,item_code,item_type,authority_code\n"


@pytest.fixture
def editor(city):
    return officer_of(offer_of(), "item_manager", name="编制", region_wide=True)


@pytest.fixture
def reviewer(city):
    return officer_of(offer_of(), "item_manager", name="复核", region_wide=True)


@pytest.fixture
def foreigner(city):
    return officer_of(offer_of(FOOD), "item_manager", name="外单位")


def exported(tmp_path, code, form="csv"):
    path = tmp_path / f"items.{form}"
    catalogue.export_to(path, Selection(basic_code=code, region="990101"))
    return path.read_bytes()


def sent(browser, content, name="items.csv", why="按第二批清单更新"):
    answer = browser.post(HOME, {"file": SimpleUploadedFile(name, content), "why": why})
    assert answer.status_code == 302
    return answer["Location"]


def with_phone(text):
    table = list(csv.reader(io.StringIO(text)))
    at = table[0].index("咨询方式")
    for row in table[1:]:
        row[at] = "12345"
    target = io.StringIO()
    csv.writer(target).writerows(table)
    return target.getvalue().encode()


def shown(browser, address, status=200):
    answer = browser.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_file_is_checked_then_confirmed_by_another_then_imported(desk, editor, reviewer, tmp_path):
    offer = offer_of()
    page = sent(desk(editor), with_phone(exported(tmp_path, offer.basic_code).decode("utf-8-sig")))
    assert "正在核对" in shown(desk(editor), page)
    assert desk(editor).get(page)["Refresh"] == "2"
    assert catalogue.work_on_uploads() == 1
    assert Item.objects.get(code=offer.code).version.number == offer.version_number
    assert "要由另一位事项管理员核对后确认" in shown(desk(editor), page)
    desk(editor).post(f"{page}do/", {"deed": "confirm"})
    assert catalogue.work_on_uploads() == 0
    desk(reviewer).post(f"{page}do/", {"deed": "confirm"})
    assert catalogue.work_on_uploads() == 1
    assert "已导入" in shown(desk(editor), page)
    assert catalogue.offer(offer.code).local.consult_phone == "12345"
    entry = next(each for each in ledger.entries_about("catalogue", limit=5) if each.deed == "items.imported")
    assert entry.reason == "按第二批清单更新"
    assert entry.facts["confirmed_by"] == reviewer.actor.reference


def test_faults_are_shown_with_cell_and_cure_and_can_be_downloaded(desk, editor):
    browser = desk(editor)
    page = sent(browser, (LIST + "局,,<b>名</b>,990101,CODE-1,99,X\n").encode())
    catalogue.work_on_uploads()
    text = shown(browser, page)
    assert "F2" in text
    assert "“99”不是事项类型" in text
    assert "Refresh" not in browser.get(page)
    report = browser.get(f"{page}report.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(report.streaming_content))).active
    assert [cell.value for cell in sheet[2]][1] == "F2"
    browser.post(f"{page}do/", {"deed": "drop"})
    assert "已放弃" in shown(browser, page)
    assert not Item.objects.filter(code="CODE-1").exists()


def test_what_publishes_no_guide_may_be_confirmed_by_its_author(desk, editor):
    browser = desk(editor)
    page = sent(browser, (LIST + "局,,新事项,990101,CODE-1,7,X\n").encode())
    catalogue.work_on_uploads()
    browser.post(f"{page}do/", {"deed": "confirm"})
    catalogue.work_on_uploads()
    assert Item.objects.get(code="CODE-1").name == "新事项"
    assert "办事指南（基本目录里还没有这个事项）" in shown(browser, page)


def test_a_department_reaches_no_further_than_its_own_items(desk, editor, foreigner, tmp_path):
    page = sent(desk(foreigner), exported(tmp_path, offer_of().basic_code))
    catalogue.work_on_uploads()
    assert "不归您的岗位管理" in shown(desk(foreigner), page)
    own = sent(desk(editor), exported(tmp_path, offer_of().basic_code))
    shown(desk(foreigner), own, status=404)
    assert desk(foreigner).post(f"{own}do/", {"deed": "drop"}).status_code == 404
    answer = desk(foreigner).get(f"{HOME}export", {"format": "jsonl", "region": "", "authority": "1"})
    names = b"".join(answer.streaming_content).decode()
    assert offer_of().code not in names


def test_what_is_missing_is_said_and_what_was_typed_comes_back(desk, editor):
    answer = desk(editor).post(HOME, {"why": "为什么"})
    assert answer.status_code == 422
    assert "请选择要导入的文件" in answer.content.decode()
    assert "为什么</textarea>" in answer.content.decode()
    answer = desk(editor).post(HOME, {"file": SimpleUploadedFile("a.exe", b"MZ"), "why": "x"})
    assert "请选择 CSV、Excel" in answer.content.decode()
    assert not Upload.objects.exists()


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_items_go_out_as_a_file(desk, editor, form):
    answer = desk(editor).get(reverse("desk:exchange-export"), {"format": form, "state": "online"})
    assert f".{form}" in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content)
    assert len(content) > 1000


def test_the_template_is_a_workbook_that_an_import_understands(desk, editor, tmp_path):
    answer = desk(editor).get(reverse("desk:exchange-template"))
    path = tmp_path / "template.xlsx"
    path.write_bytes(answer.content)
    book = openpyxl.load_workbook(path)
    assert book["事项"].data_validations.dataValidation
    with pytest.raises(catalogue.UnableToImportItems) as refusal:
        catalogue.import_items(path)
    assert [fault.code for fault in refusal.value.faults] == ["no_rows"]


def test_a_worker_that_fails_on_a_file_says_so_and_goes_on(desk, editor, monkeypatch):
    browser = desk(editor)
    first = sent(browser, LIST.encode() + "局,,甲,990101,A-1,7,X\n".encode())
    second = sent(browser, LIST.encode() + "局,,乙,990101,A-2,7,X\n".encode())

    def fail(*_args, **_named):
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("tongban.offer.catalogue.operations.upload_items.import_items", fail)
        assert catalogue.work_on_uploads() == 1
    assert catalogue.work_on_uploads() == 1
    assert "有错误，没有导入" in shown(browser, first)
    assert "核对通过" in shown(browser, second)


def test_files_that_nobody_touched_for_a_month_are_removed(desk, editor):
    browser = desk(editor)
    page = sent(browser, (LIST + "局,,新事项,990101,CODE-1,99,X\n").encode())
    catalogue.work_on_uploads()
    assert catalogue.tidy_uploads() == 0
    Upload.objects.update(changed_at=Upload.objects.get().changed_at - timedelta(days=31))
    assert catalogue.tidy_uploads() == 2
    assert "已放弃" in shown(browser, page)
    assert catalogue.work_on_uploads() == 0


def test_faults_are_told_in_the_language_of_who_reads_them(desk, editor):
    browser = desk(editor)
    page = sent(browser, (LIST + "局,,新事项,990101,CODE-1,99,X\n").encode())
    catalogue.work_on_uploads()
    browser.cookies["language"] = "en"
    text = shown(browser, page)
    assert "“99” is no item type" in text or "is not an item type" in text
    assert "Cells to mend" in text

"""Items go out and come in again; what is given differently becomes their own values, or is refused cell by cell."""

from pathlib import Path

import openpyxl
import orjson
import pytest

from tongban.offer.catalogue import api, exports
from tongban.offer.catalogue.exports import Selection, export_to
from tongban.offer.catalogue.models import BasicItem, Item, ItemVersion
from tongban.offer.catalogue.tests.factories import guide_body, publish
from tongban.offer.forms import api as forms
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.tests.factories import AuthorityFactory

pytestmark = pytest.mark.django_db

SEEDS = Path(__file__).resolve().parents[5] / "seeds"
COUNTY = "11990101MB9000018P"
CITY = "11990100MB90000150"
FORMATS = ("csv", "xlsx", "jsonl")
FEE = {
    "name": "工本费",
    "amount_fen": 1050,
    "basis": "收费标准目录",
    "reduction": "低保对象免收",
    "reduction_basis": "",
}


@pytest.fixture
def offered(db):
    """An item that asks for one visit, a fee and two materials, offered by the county."""
    AuthorityFactory(code=COUNTY)
    materials = [
        guide_body()["materials"][0],
        guide_body()["materials"][0] | {"code": "proof", "name": "证明", "necessity": "required", "copies": 2},
    ]
    steps = [step | {"days": 1} for step in guide_body()["steps"]]
    publish(
        guide_body(
            steps=steps,
            visits=1,
            visits_reason="现场照相",
            online_depth=3,
            fees=[FEE],
            materials=materials,
            payment_online=True,
        )
    )
    return Item.objects.get()


def exported(tmp_path, form="csv", **selection):
    path = tmp_path / f"items.{form}"
    export_to(path, Selection(**selection))
    return path


def exported_line(tmp_path):
    return orjson.loads(exported(tmp_path, "jsonl").read_bytes())


def given(tmp_path, *lines):
    path = tmp_path / "given.jsonl"
    path.write_bytes(b"\n".join(map(orjson.dumps, lines)))
    return path


def faults_of(path, **arguments):
    with pytest.raises(api.UnableToImportItems) as refusal:
        api.import_items(path, **arguments)
    return refusal.value.faults


@pytest.mark.parametrize("form", FORMATS)
def test_what_was_exported_changes_nothing(tmp_path, offered, form):
    report = api.import_items(exported(tmp_path, form))
    assert (report.created, report.updated, report.unchanged) == (0, 0, 1)
    assert ItemVersion.objects.count() == 1


@pytest.mark.parametrize("form", FORMATS)
def test_the_whole_demonstration_city_goes_out_and_comes_in_unchanged(tmp_path, form):
    organisations.install_organisations(SEEDS / "organisations.yaml")
    forms.install_elements(sorted((SEEDS / "elements").glob("*.yaml")))
    api.install_items(SEEDS / "items")
    count = Item.objects.count()
    report = api.import_items(exported(tmp_path, form))
    assert (report.rows, report.unchanged, report.lacks) == (count, count, {})


def test_better_values_become_the_items_own(tmp_path, offered):
    line = exported_line(tmp_path) | {
        "到办事现场次数": 0,
        "必须现场办理原因说明": "",
        "承诺办结时限": "3",
        "网上办理深度": "Ⅳ级",
        "材料": [{"材料编号": "photo"}],
        "收费项目": [{"收费项目名称": "工本费", "收费标准（元）": "5"}],
        "办理环节": [
            {"环节名称": "受理", "办理处室": "一窗", "环节时限": 1, "环节结果": "受理通知书"},
            {"环节名称": "决定", "办理处室": "局长", "环节时限": 1, "环节结果": "证"},
        ],
        "咨询方式": "0999-1234567",
        "行政复议部门": "区政府",
    }
    report = api.import_items(given(tmp_path, line))
    assert (report.updated, report.published) == (1, 1)
    offer = api.offer(offered.code)
    assert (offer.version_number, offer.guide.visits, offer.guide.committed_limit.amount) == (2, 0, 3)
    assert [material.code for material in offer.guide.materials] == ["photo"]
    assert (offer.guide.fees[0].amount_fen, offer.guide.steps[0].office) == (500, "一窗")
    assert (offer.local.consult_phone, offer.local.reconsideration.office) == ("0999-1234567", "区政府")
    own = ItemVersion.objects.get(number=2).own
    assert own["materials"] == {"proof": {"dropped": True}}
    for form in FORMATS:
        assert api.import_items(exported(tmp_path, form)).unchanged == 1


def test_an_empty_cell_takes_what_is_inherited_and_a_missing_column_leaves_things(tmp_path, offered):
    line = exported_line(tmp_path)
    api.import_items(given(tmp_path, line | {"承诺办结时限": 3, "咨询方式": "1"}))
    bare = {
        name: line[name] for name in ("事项名称", "实施编码", "事项类型", "实施主体", "实施主体编码", "行政区划代码")
    }
    assert api.import_items(given(tmp_path, bare)).unchanged == 1
    api.import_items(given(tmp_path, bare | {"承诺办结时限": "", "咨询方式": ""}))
    assert ItemVersion.objects.latest("number").own == {}


def test_worse_values_are_refused_cell_by_cell(tmp_path, offered):
    line = exported_line(tmp_path) | {
        "到办事现场次数": 2,
        "承诺办结时限": 9,
        "通办范围": "全县",
        "办理形式": ["窗口办理", "网上办理"],
        "是否支持物流快递": "否",
        "材料": [{"材料编号": "photo", "原件份数": 2}, {"材料名称": "户口本"}],
        "收费项目": [{"收费项目名称": "工本费", "收费标准（元）": "99.99"}],
    }
    faults = faults_of(given(tmp_path, line))
    assert {fault.column for fault in faults} == {"材料 材料名称"}  # what cannot be read comes first
    line["材料"].pop()
    told = {fault.column: str(fault) for fault in faults_of(given(tmp_path, line))}
    assert "到现场次数不能比基本目录的 1 次更多，现在是 2 次" in told["到办事现场次数"]
    assert "基本目录的范围（全市），现在是 全县" in told["通办范围"]
    assert "“是否支持物流快递”" in told["是否支持物流快递"] or "是否支持物流快递" in told["是否支持物流快递"]
    assert "不能比基本目录的 1 份更多" in told["材料 原件份数"]
    assert "10.5 元" in told["收费项目"] or "10.5 元" in str(told)
    assert "清空这一格沿用基本目录" in told["承诺办结时限"]
    assert ItemVersion.objects.count() == 1


def test_what_the_basic_item_fixes_is_compared(tmp_path, offered):
    line = exported_line(tmp_path) | {"办件类型": "即办件", "法定办结时限": 30, "服务对象": "法人", "是否收费": "否"}
    faults = {fault.column: fault for fault in faults_of(given(tmp_path, line))}
    assert faults["办件类型"].data["expected"] == "承诺件"
    assert faults["法定办结时限"].data["expected"] == "20"
    assert faults["服务对象"].code == "fixed"


def test_a_workbook_names_the_cell_of_the_sheet(tmp_path, offered):
    path = exported(tmp_path, "xlsx")
    book = openpyxl.load_workbook(path)
    heads = [cell.value for cell in book["事项"][1]]
    book["事项"].cell(2, heads.index("到办事现场次数") + 1, 7)
    materials = [cell.value for cell in book["材料"][1]]
    book["材料"].cell(3, materials.index("复印件份数") + 1, 5)
    book.save(path)
    found = {(fault.sheet, fault.cell): str(fault) for fault in faults_of(path)}
    letter = openpyxl.utils.get_column_letter(heads.index("到办事现场次数") + 1)
    assert f"事项 {letter}2 到办事现场次数：" in found["事项", f"{letter}2"]
    letter = openpyxl.utils.get_column_letter(materials.index("复印件份数") + 1)
    assert "不能比基本目录的 2 份更多，现在是 5 份" in found["材料", f"{letter}3"]


def test_a_new_item_of_a_known_basic_item_is_online_at_once(tmp_path, offered):
    city = AuthorityFactory(city=True)
    line = exported_line(tmp_path) | {
        "实施编码": "", "实施主体编码": CITY, "行政区划代码": "9901", "行使层级": "市级", "承诺办结时限": 4,
    }  # fmt: skip
    report = api.import_items(given(tmp_path, line))
    assert (report.created, report.published) == (1, 1)
    offer = api.offer(f"{CITY}3{offered.basic_id}")
    assert (offer.authority_id, offer.guide.committed_limit.amount) == (city.pk, 4)


def test_a_whole_guide_makes_a_basic_item_and_its_items_may_stand_in_the_same_file(tmp_path, offered):
    line = exported_line(tmp_path)
    guide = guide_body(
        basic_code="002011001002",
        slug="second",
        name="第二个事项",
        committed_limit={"amount": 8, "unit": "working_day", "note": ""},
    )
    item = {name: line[name] for name in ("事项类型", "实施主体", "实施主体编码", "行政区划代码")}
    item |= {"事项名称": "第二个事项", "基本编码": "002011001002", "承诺办结时限": 6}
    report = api.import_items(given(tmp_path, item, guide))
    assert (report.basics, report.created, report.published) == (1, 1, 1)
    assert api.offer(f"{COUNTY}4002011001002").guide.committed_limit.amount == 6
    faults = faults_of(given(tmp_path, guide | {"committed_limit": {"amount": 80, "unit": "working_day", "note": ""}}))
    assert (faults[0].line, faults[0].column) == (1, "committed_limit.amount")
    dry = api.import_items(given(tmp_path, guide | {"summary": "改了。"}, item), dry_run=True)
    assert dry.basics == 1
    assert BasicItem.objects.get(code="002011001002").version.number == 1


def test_only_what_is_on_the_list_of_powers_is_published(tmp_path):
    AuthorityFactory(code=COUNTY)
    publish(guide_body(basic_code="000111001001", item_type="01"))
    item = Item.objects.get()
    line = exported_line(tmp_path)
    assert api.import_items(given(tmp_path, line)).unchanged == 1
    [fault] = faults_of(given(tmp_path, line | {"咨询方式": "12345"}))
    assert (fault.code, fault.column) == ("not_listed", "实施主体编码")
    assert item.code[:18] == COUNTY


def test_the_state_of_items_comes_and_goes(tmp_path, offered):
    line = exported_line(tmp_path)
    assert line["事项状态"] == "在用"
    api.import_items(given(tmp_path, line | {"事项状态": "暂停"}))
    assert Item.objects.get().state == "suspended"
    assert Item.objects.get().state_since is not None
    assert api.import_items(given(tmp_path, exported_line(tmp_path))).unchanged == 1
    api.import_items(given(tmp_path, line))
    assert (Item.objects.get().state, Item.objects.get().state_since) == ("online", None)


@pytest.mark.parametrize("form", FORMATS)
def test_an_item_without_a_guide_goes_out_and_comes_in_unchanged(tmp_path, form):
    names = (
        "=1+1",
        "+cmd|'/C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "'=quoted",
        "'; DROP TABLE catalogue_item; --",
        "<script>alert(1)</script>",
        "#REF!",
        "无",
    )
    rows = [
        {"department": name[:40], "main_item": name, "name": name, "region_code": "511602", "item_code": f"CODE-{number}",
         "item_type": "7", "authority_code": f"=A-{number}", "visits": number, "服务对象": ["自然人", "1"]}
        for number, name in enumerate(names)
    ]  # fmt: skip
    assert api.import_items(given(tmp_path, *rows)).created == len(names)
    assert [item.name for item in Item.objects.order_by("id")] == list(names)
    path = exported(tmp_path, form)
    if form == "csv":
        assert b",=" not in path.read_bytes()
    if form == "xlsx":
        kinds = {cell.data_type for row in openpyxl.load_workbook(path)["事项"].iter_rows() for cell in row}
        assert "f" not in kinds
    assert api.import_items(path).unchanged == len(names)
    assert exports.export_to(path, Selection(region="5116", state="imported")) == len(names)
    assert exports.export_to(path, Selection(region="52")) == 0

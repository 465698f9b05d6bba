import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tongban.offer.catalogue.models import Item
from tongban.offer.inspection import api as inspection
from tongban.offer.inspection.models import Finding, Inspected, RepairTask, RuleRow
from tongban.offer.inspection.tests.conftest import nothing_kept, rules
from tongban.offer.inspection.tests.factories import (
    FAULTY,
    manager,
    other_bureau,
    publish_guides,
    sound_guide,
    supervisor,
)
from tongban.registers.identity.tests.factories import officer
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.models import Authority
from tongban.registers.organisations.tests.factories import AuthorityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone", "nothing_kept", "rules")]
__all__ = ["nothing_kept", "rules"]
PAGES = [
    "inspection",
    "inspection-items",
    "inspection-findings",
    "inspection-tasks",
    "inspection-rules",
    "inspection-depth",
]


@pytest.fixture
def alone(db):
    """One bureau and no items but those of the test: the city that other tests of this package share stands aside."""
    Item.objects.update(state="suspended")
    Authority.objects.filter(key="psb").exclude(region_id="990101").update(key="elsewhere")
    organisations.forget_kept()
    yield
    organisations.forget_kept()


@pytest.fixture
def bureau(alone):
    """A bureau with a faulty guide that was inspected."""
    found = publish_guides(sound_guide(1, **FAULTY), sound_guide(2))
    inspection.inspect_all()
    return found


def faulty():
    return Inspected.objects.get(name="第1号事项办理")


def text_of(answer):
    return answer.content.decode()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_page_opens_before_and_after_the_first_look(name, language, desk, bureau):
    browser = desk(supervisor())
    browser.cookies["language"] = language
    assert browser.get(reverse(f"desk:{name}")).status_code == 200
    for model in (Finding, RepairTask, Inspected):
        model.objects.all().delete()
    assert browser.get(reverse(f"desk:{name}")).status_code == 200


def test_the_overview_says_what_is_wrong_most_and_leads_to_it(desk, bureau):
    page = text_of(desk(manager(bureau)).get(reverse("desk:inspection")))

    assert "受理条件含糊" in page
    assert "?rule=vague-condition" in page
    assert bureau.name in page


def test_the_overview_costs_the_same_statements_however_many_items(desk, bureau):
    browser = desk(manager(bureau))
    browser.get(reverse("desk:inspection"))
    with CaptureQueriesContext(connection) as few:
        browser.get(reverse("desk:inspection"))
    publish_guides(*(sound_guide(number, **FAULTY) for number in range(3, 12)))
    inspection.inspect_all()
    browser.get(reverse("desk:inspection"))
    with CaptureQueriesContext(connection) as many:
        browser.get(reverse("desk:inspection"))

    assert len(many) == len(few) <= 14, [query["sql"][:90] for query in many]


def test_an_item_page_says_where_why_and_how_to_mend(desk, bureau):
    page = text_of(desk(manager(bureau)).get(reverse("desk:inspection-item", args=[faulty().code])))

    assert "有关部门" in page
    assert "受理条件第 1 项" in page
    assert "写明是哪个部门" in page


def test_a_stranger_sees_none_of_it(desk, bureau):
    browser = desk(manager(other_bureau()))
    assert browser.get(reverse("desk:inspection-item", args=[faulty().code])).status_code == 404
    task = RepairTask.objects.first()
    assert browser.get(reverse("desk:inspection-task", args=[task.pk])).status_code == 404
    assert "受理条件含糊" not in text_of(browser.get(reverse("desk:inspection")))
    clerk = desk(officer(authority=bureau, name="受理岗", roles=["clerk"]))
    assert {clerk.get(reverse(f"desk:{name}")).status_code for name in PAGES} == {403}


def test_an_item_manager_mends_and_a_supervisor_decides(desk, bureau):
    task = RepairTask.objects.get(rule="vague-condition")
    address = reverse("desk:inspection-task", args=[task.pk])
    hers = desk(manager(bureau))
    assert hers.post(address, {"deed": "claim"}).status_code == 302
    empty = hers.post(address, {"deed": "excuse", "text": " "})
    assert empty.status_code == 422
    assert "请写明不用整改的理由和依据" in text_of(empty)
    assert hers.post(address, {"deed": "excuse", "text": "条例原文"}).status_code == 302

    answer = desk(supervisor()).post(address, {"deed": "grant", "text": "与条例一致"})

    assert answer.status_code == 302
    task.refresh_from_db()
    assert task.state == "excused"


def test_what_was_typed_comes_back_beside_its_finding(desk, bureau):
    both = officer(authority=bureau, name="两个岗位", roles=["item_manager", "supervisor"])
    inspection.claim_task(task_id=RepairTask.objects.get(rule="vague-condition").pk, officer=both)
    finding = Finding.objects.get(item=faulty().pk, rule="vague-condition")
    answer = desk(both).post(
        reverse("desk:inspection-item", args=[faulty().code]),
        {"deed": "excuse", "finding": finding.pk, "text": "这样写是<b>对的</b>"},
    )

    assert answer.status_code == 422
    assert "这样写是&lt;b&gt;对的" in text_of(answer)


@pytest.mark.parametrize("finding", ["", "x", "9" * 30, "١"])
def test_an_altered_finding_is_refused(finding, desk, bureau):
    answer = desk(supervisor()).post(
        reverse("desk:inspection-item", args=[faulty().code]), {"deed": "excuse", "finding": finding, "text": "x"}
    )
    assert answer.status_code == 422


def test_a_supervisor_switches_a_rule_off(desk, bureau):
    address = reverse("desk:inspection-rule", args=["faq-too-few"])
    assert desk(manager(bureau)).post(address, {"deed": "off", "text": "太严"}).status_code == 422
    assert desk(supervisor()).post(address, {"deed": "off", "text": "先不查"}).status_code == 302
    assert not RuleRow.objects.get(code="faq-too-few").is_on
    assert "先不查" in text_of(desk(supervisor()).get(address))


def test_a_guide_is_confirmed_by_who_answers_for_it(desk, bureau):
    address = reverse("desk:inspection-item", args=[faulty().code])
    assert desk(manager(bureau)).post(address, {"deed": "confirm"}).status_code == 302
    assert desk(supervisor()).post(address, {"deed": "confirm"}).status_code == 422


@pytest.mark.parametrize(
    "query", ["after=x", "authority=999999999999", "severity=9", "state=nobody", "lack=nothing", "after=1_", "rule=%00"]
)
def test_odd_filters_break_nothing(query, desk, bureau):
    browser = desk(supervisor())
    for name in ("inspection-findings", "inspection-items", "inspection-tasks"):
        assert browser.get(f"{reverse(f'desk:{name}')}?{query}").status_code in (200, 404)


def test_item_managers_read_in_their_inbox_what_they_have_to_mend(desk):
    her = manager(AuthorityFactory())
    browser = desk(her)
    assert "还没有消息" in text_of(browser.get(reverse("desk:messages")))
    publish_guides(sound_guide(1, **FAULTY))
    inspection.inspect_all()

    page = text_of(browser.get(reverse("desk:messages")))
    assert "1 项办事指南整改任务" in page
    assert reverse("desk:inspection-tasks") in page
    assert browser.post(reverse("desk:messages")).status_code == 302
    assert "未读" not in text_of(browser.get(reverse("desk:messages")))
    assert browser.get(reverse("desk:messages"), {"after": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["inspection-findings", "inspection-items", "inspection-tasks", "inspection-rules"])
def test_a_list_costs_the_same_statements_however_long(name, desk, bureau):
    browser = desk(supervisor())

    def statements():
        browser.get(reverse(f"desk:{name}"))
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse(f"desk:{name}")).status_code == 200
        return len(captured)

    few = statements()
    publish_guides(*(sound_guide(number, **FAULTY, rights=[f"权利{number}"]) for number in range(3, 9)))
    inspection.inspect_all()

    assert statements() == few

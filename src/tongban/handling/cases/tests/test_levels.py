"""Two levels: the lower one examines within its own days, the upper one decides within its own, each time is accounted."""

from datetime import date, timedelta

import pytest
import yaml

from tongban.groundwork.documents import api as documents
from tongban.groundwork.documents.models import OfficialDocument
from tongban.groundwork.foundation import clock
from tongban.handling.applications.tests.cast import SEEDS, offer_of
from tongban.handling.cases import api as cases
from tongban.handling.cases.models import Alarm
from tongban.handling.cases.tests.cast import MONDAY, officer_at, row, submitted
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.models import Task
from tongban.offer.deadlines import api as deadlines
from tongban.registers.organisations.models import Authority

FRIDAY = MONDAY + timedelta(days=11)  # 4 December


@pytest.fixture
def upper(city):
    return Authority.objects.get(key="psb", region_id="9901")


@pytest.fixture(autouse=True)
def _nothing_kept():
    yield
    workflow.forget_kept()


def install(tmp_path, *, upper_limit: bool) -> None:
    """Let the county's police examine and the city's decide, with days of its own or within those of the item."""
    body = next(plan for plan in yaml.safe_load((SEEDS / "plans.yaml").read_text()) if plan["code"] == "two_level")
    body = body | {"code": offer_of().guide.plan}
    for step in ("propose", "decide"):
        body["steps"][step]["who"] = "upper:psb"
    if not upper_limit:
        del body["steps"]["propose"]["limit"]
    (tmp_path / "plans.yaml").write_text(yaml.safe_dump([body], allow_unicode=True))
    workflow.install_plans(tmp_path / "plans.yaml")
    workflow.forget_kept()


@pytest.fixture
def two_levels(city, tmp_path):
    install(tmp_path, upper_limit=True)


def examined(number, staff) -> None:
    cases.give_opinion(number=number, officer=staff.clerk, step="examine", result="agreed", opinion="情况属实。")


def accepted(resident, staff):
    number = submitted(resident)
    cases.accept_application(number=number, officer=staff.clerk)
    return number


def test_the_lower_level_has_its_days_and_the_upper_one_its_own_from_the_hand_over(resident, staff, two_levels, upper):
    calendar = deadlines.calendar()
    number = accepted(resident, staff)
    case = row(number)
    assert case.statutory_due_on == case.committed_due_on == calendar.add_working_days(MONDAY.date(), 20)
    notice = OfficialDocument.objects.get(subject=f"case:{number}", kind="acceptance_notice")
    assert "初审20 个工作日、报送上级后20 个工作日" in str(notice.facts)
    assert "due_on" not in str(notice.facts)  # nobody knows yet when the file will go up
    shown = cases.case_for_officer(number, officer=staff.clerk).clock
    assert any("第四十三条" in line for line in shown.basis)

    with clock.frozen_at(FRIDAY):
        examined(number, staff)
        case = row(number)
        assert case.handed_over_on == FRIDAY.date()
        assert case.statutory_due_on == calendar.add_working_days(FRIDAY.date(), 20)
        assert case.committed_due_on <= case.statutory_due_on
        reviewer = officer_at(upper, "reviewer")
        shown = cases.case_for_officer(number, officer=reviewer).clock
        assert "移送，当日不计" in shown.lines[0]
        task = Task.objects.get(subject=f"case:{number}", done_at=None)
        assert (task.step, task.authority_id, task.due_on) == ("propose", upper.pk, case.committed_due_on)
        assert Alarm.objects.get(case=case, kind="breach").ring_on == case.statutory_due_on + timedelta(days=1)


def test_who_decides_is_the_upper_level_and_the_decision_is_its_paper(resident, staff, two_levels, upper):
    number = accepted(resident, staff)
    reviewer, decider = (officer_at(upper, role) for role in ("reviewer", "decider"))
    with pytest.raises(cases.UnableInThisRole):
        cases.give_opinion(number=number, officer=reviewer, step="examine", result="agreed", opinion="同意。")
    examined(number, staff)
    with pytest.raises(cases.UnableInThisRole):
        cases.propose_decision(number=number, officer=staff.reviewer, outcome="granted", reasons="符合条件。")
    assert [each.number for each in cases.worklist(reviewer).rows] == [number]

    cases.propose_decision(number=number, officer=reviewer, outcome="granted", reasons="符合条件。")
    with pytest.raises(cases.UnableInThisRole):
        cases.decide_case(number=number, officer=staff.decider, agree=True)
    done = cases.decide_case(number=number, officer=decider, agree=True)

    assert done.document.issuer_name == upper.name
    issuers = {each.kind: each.issuer_name for each in documents.documents_about(f"case:{number}")}
    assert issuers["acceptance_notice"] == Authority.objects.get(pk=offer_of().authority_id).name
    assert Task.objects.get(subject=f"case:{number}", done_at=None).authority_id == offer_of().authority_id


def test_each_level_is_accounted_its_own_working_days(resident, staff, two_levels, upper):
    number = accepted(resident, staff)
    with clock.frozen_at(FRIDAY):
        examined(number, staff)
    with clock.frozen_at(FRIDAY + timedelta(days=7)):
        times = cases.case_for_officer(number, officer=staff.clerk).times
    assert [(each.authority_id, each.how, each.working_days) for each in times] == [
        (offer_of().authority_id, "received", 9),
        (upper.pk, "handed_over", 5),
    ]
    assert times[1].until is None


def test_without_days_of_its_own_the_upper_level_has_what_is_left_of_the_items(resident, staff, city, tmp_path):
    install(tmp_path, upper_limit=False)
    number = accepted(resident, staff)
    before = row(number)
    assert before.statutory_due_on == deadlines.calendar().on_or_after(MONDAY.date() + timedelta(days=60))
    with clock.frozen_at(FRIDAY):
        examined(number, staff)
    after = row(number)
    assert after.handed_over_on == date(2026, 12, 4)
    assert (after.committed_due_on, after.statutory_due_on) == (before.committed_due_on, before.statutory_due_on)


def test_a_file_that_was_sent_back_keeps_the_day_on_which_it_first_came_up(resident, staff, two_levels, upper):
    number = accepted(resident, staff)
    with clock.frozen_at(FRIDAY):
        examined(number, staff)
    reviewer = officer_at(upper, "reviewer")
    with clock.frozen_at(FRIDAY + timedelta(days=3)):
        cases.return_to_step(number=number, officer=reviewer, reason="家庭收入没有核对。")
        examined(number, staff)
    assert row(number).handed_over_on == FRIDAY.date()

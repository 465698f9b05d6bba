"""Transfers: up, down and to whom is competent; the clock runs on, and each authority answers for its own time."""

from datetime import timedelta

import pytest

from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.groundwork.notifications.models import Message
from tongban.handling.applications.tests import cast
from tongban.handling.applications.tests.cast import offer_of
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import Step
from tongban.handling.cases.models import Alarm, Transfer
from tongban.handling.cases.rules import TransferKind, transfer_kind
from tongban.handling.cases.tests.cast import MONDAY, accepted, officer_at, proposed, row, submitted
from tongban.handling.workflow.models import Task
from tongban.registers.organisations.models import Authority

FRIDAY = MONDAY + timedelta(days=4)
REASON = "案情重大，按规定由市局办理。"


@pytest.fixture
def city_police(city):
    return Authority.objects.get(key="psb", region_id="9901")


@pytest.fixture
def sister(city):
    return Authority.objects.get(key="psb", region_id="990102")


def give(number, officer, to, reason=REASON):
    return cases.transfer_case(number=number, officer=officer, to=to.pk, reason=reason)


@pytest.mark.parametrize(
    ("to_key", "to_region", "kind"),
    [
        ("psb", "9901", TransferKind.UP),
        ("psb", "99", TransferKind.UP),
        ("psb", "990101001", TransferKind.DOWN),
        ("psb", "990102", TransferKind.OVER),
        ("civ", "9901", TransferKind.OVER),
    ],
)
def test_a_transfer_has_its_direction(to_key, to_region, kind):
    assert transfer_kind(key="psb", region="990101", to_key=to_key, to_region=to_region) is kind


def test_before_acceptance_the_clerk_gives_it_to_whom_is_competent(resident, staff, sister):
    number = submitted(resident)
    due = row(number).acceptance_due_on
    done = give(number, staff.clerk, sister, "申请人的户籍在城西区。")

    case = row(number)
    assert (case.authority_id, case.region_code, case.acceptance_due_on) == (sister.pk, "990102", due)
    task = Task.objects.get(subject=f"case:{number}", done_at=None)
    assert (task.step, task.authority_id, task.region_code, task.due_on) == ("accept", sister.pk, "990102", due)
    assert done.document.kind == "transfer_notice"
    assert done.document.issuer_name == Authority.objects.get(pk=offer_of().authority_id).name
    assert Transfer.objects.get(case=case).kind == TransferKind.OVER
    assert Message.objects.filter(subject=f"case:{number}", template="case-transferred").exists()
    (written,) = [each for each in ledger.entries_about(f"case:{number}") if each.deed == "case.transferred"]
    assert written.facts["kind"] == "over"
    with pytest.raises(cases.UnableToFindCase):
        cases.accept_application(number=number, officer=staff.clerk)
    cases.accept_application(number=number, officer=officer_at(sister, "clerk"))
    assert [each.kind for each in documents.documents_about(f"case:{number}")].count("transfer_notice") == 1


def test_after_acceptance_who_decides_passes_it_up_and_the_clock_runs_on(resident, staff, city_police):
    number = accepted(resident, staff)
    before = row(number)
    with clock.frozen_at(FRIDAY):
        give(number, staff.decider, city_police)
    case = row(number)
    assert (case.committed_due_on, case.statutory_due_on) == (before.committed_due_on, before.statutory_due_on)
    assert set(Alarm.objects.filter(case=case).values_list("region_code", flat=True)) == {"9901"}
    reviewer, decider = (officer_at(city_police, role) for role in ("reviewer", "decider"))
    cases.propose_decision(number=number, officer=reviewer, outcome="granted", reasons="符合条件。")
    done = cases.decide_case(number=number, officer=decider, agree=True)
    assert done.document.issuer_name == city_police.name


def test_each_authority_is_accounted_the_working_days_it_had_it(resident, staff, city_police):
    number = accepted(resident, staff)
    with clock.frozen_at(FRIDAY):
        give(number, staff.decider, city_police)
    with clock.frozen_at(FRIDAY + timedelta(days=10)):
        reader = officer_at(city_police, "reviewer")
        times = cases.case_for_officer(number, officer=reader).times
    assert [(each.authority_id, each.how, each.working_days, each.until) for each in times] == [
        (offer_of().authority_id, "received", 4, FRIDAY.date()),
        (city_police.pk, "up", 6, None),
    ]


def test_a_case_of_one_authority_has_no_account(resident, staff):
    number = accepted(resident, staff)
    assert cases.case_for_officer(number, officer=staff.reviewer).times == ()


def test_who_may_not_give_it_away_is_refused(resident, staff, city_police, sister):
    number = accepted(resident, staff)
    for officer in (staff.clerk, staff.reviewer):
        with pytest.raises(cases.UnableInThisRole):
            give(number, officer, city_police)
    with pytest.raises(cases.UnableToFindCase):
        give(number, officer_at(sister, "decider"), city_police)
    with pytest.raises(cases.UnableToTransfer):  # accepted: not to another region's
        give(number, staff.decider, sister)
    with pytest.raises(cases.UnableWithoutReasons):
        give(number, staff.decider, city_police, " ")
    assert cases.transfer_targets(number, officer=staff.clerk) == ()
    assert [each.id for each in cases.transfer_targets(number, officer=staff.decider)] == [city_police.pk]


def test_nothing_goes_where_there_is_no_power_for_it(resident, staff):
    number = submitted(resident)
    offered = {each.key for each in cases.transfer_targets(number, officer=staff.clerk)}
    assert offered == {"psb"}
    with pytest.raises(cases.UnableToTransfer):
        give(number, staff.clerk, Authority.objects.get(key="civ", region_id="990101"))
    with pytest.raises(cases.UnableToFindCase):
        cases.transfer_targets(
            number, officer=officer_at(Authority.objects.get(key="civ", region_id="990101"), "clerk")
        )


def test_what_is_proposed_stopped_or_decided_stays(resident, staff, city_police):
    number = accepted(resident, staff)
    cases.start_special_procedure(number=number, officer=staff.reviewer, ground="testing", working_days=3)
    with pytest.raises(cases.UnableWhileStopped):
        give(number, staff.decider, city_police)
    other = proposed(cast.resident(), staff)
    with pytest.raises(cases.UnableInThisState):
        give(other, staff.decider, city_police)
    assert Step.PASS_ON not in cases.case_for_officer(other, officer=staff.decider).open_steps

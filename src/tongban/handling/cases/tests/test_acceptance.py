from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.groundwork.notifications import api as notifications
from tongban.handling.applications import api as applications
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import Outcome, State, SupplementItem
from tongban.handling.cases.models import Case
from tongban.handling.cases.operations import deem_accepted as deem
from tongban.handling.cases.tests.cast import MONDAY, accepted, officer_of, row, submitted
from tongban.handling.cases.tests.statements import counted

PHOTO = SupplementItem("id-photo", "", "照片背景不是白色")


def days_later(days):
    return clock.frozen_at(MONDAY + timedelta(days=days))


def test_accepting_starts_the_clock_of_the_decision(resident, staff):
    done = cases.accept_application(number=(number := submitted(resident)), officer=staff.clerk)

    case = row(number)
    assert done.state is State.ACCEPTED
    assert case.accepted_on == date(2026, 11, 23)
    assert case.committed_due_on == date(2026, 12, 14)  # 20 calendar days end on a Sunday: the next working day
    assert case.statutory_due_on == date(2027, 1, 22)
    assert done.document.kind == "acceptance_notice"


def test_accepting_tells_the_applicant_by_when(resident, staff):
    accepted(resident, staff)

    message = notifications.inbox(resident.account_id)[0]
    assert message.template == "case-accepted"
    assert "2026年12月14日" in message.body


def test_the_view_explains_the_due_date_from_the_dated_facts(resident, staff):
    number = accepted(resident, staff)

    clocks = cases.case_for_applicant(number, applicant=resident).clock

    assert clocks.committed_due == row(number).committed_due_on
    assert clocks.statutory_due == row(number).statutory_due_on
    assert clocks.lines[0].startswith("2026年11月23日")


def test_a_second_acceptance_is_refused_plainly(resident, staff):
    number = accepted(resident, staff)

    with pytest.raises(cases.UnableInThisState) as refusal:
        cases.accept_application(number=number, officer=staff.clerk)

    assert number in str(refusal.value)


def test_accepting_needs_few_statements(resident, staff):
    accepted(cast.resident(), staff)
    number = submitted(resident)

    with CaptureQueriesContext(connection) as queries:
        cases.accept_application(number=number, officer=staff.clerk)

    assert len(counted(queries)) <= 10, counted(queries)


def test_refusing_to_accept_names_reason_authority_and_remedies(resident, staff):
    number = submitted(resident)

    done = cases.refuse_acceptance(
        number=number, officer=staff.clerk, reason="不属于本机关职权范围。", competent_authority="宁川市公安局"
    )

    view = cases.case_for_applicant(number, applicant=resident)
    assert (done.state, done.outcome) == (State.CLOSED, Outcome.NOT_ACCEPTED)
    assert done.document.kind == "non_acceptance_decision"
    assert view.reasons == "不属于本机关职权范围。"
    assert view.clock is None
    assert cases.worklist(staff.clerk).rows == ()


def test_refusing_to_accept_without_a_reason_is_refused(resident, staff):
    number = submitted(resident)

    with pytest.raises(cases.UnableWithoutReasons):
        cases.refuse_acceptance(number=number, officer=staff.clerk, reason="  ")


def test_a_supplement_is_asked_with_everything_and_stops_the_clock(resident, staff):
    number = submitted(resident)

    done = cases.ask_to_supplement(number=number, officer=staff.clerk, items=[PHOTO])

    view = cases.case_for_applicant(number, applicant=resident)
    assert done.document.kind == "supplement_notice"
    assert view.state is State.SUPPLEMENT_ASKED
    assert view.supplement_items[0].name == "居民身份证照片"
    assert view.clock.is_stopped
    assert cases.worklist(staff.clerk).rows == ()
    assert cases.cases_of(resident).rows[0].awaits_applicant


def test_the_supplement_is_given_through_the_draft_and_the_clock_runs_on(resident, staff):
    number = submitted(resident)
    with days_later(1):
        cases.ask_to_supplement(number=number, officer=staff.clerk, items=[{"code": "id-photo", "reason": "不清晰"}])
    with days_later(3):
        draft = cases.case_for_applicant(number, applicant=resident).draft_id
        cast.give(applications.draft(draft, applicant=resident), resident, "id-photo")
        done = cases.supply_supplement(number=number, applicant=resident)

    assert done.state is State.SUBMITTED
    assert row(number).acceptance_due_on == date(2026, 12, 2)  # two working days were not counted
    with days_later(3):
        assert [task.number for task in cases.worklist(staff.clerk).rows] == [number]
        cases.accept_application(number=number, officer=staff.clerk)


def test_a_page_of_answers_may_be_asked_for_again(resident, staff):
    number = submitted(resident)
    cases.ask_to_supplement(number=number, officer=staff.clerk, items=[{"code": "loss", "reason": "丢失地点不明"}])
    draft = cases.case_for_applicant(number, applicant=resident).draft_id

    applications.save_page(draft_id=draft, applicant=resident, page="loss", answers={"idcard.loss_place": "望江菜市场"})
    cases.supply_supplement(number=number, applicant=resident)

    answers = cases.case_for_applicant(number, applicant=resident).answers
    assert "望江菜市场" in [line.value for page in answers for line in page.lines]


def test_what_was_not_asked_for_stays_closed(resident, staff):
    number = submitted(resident)
    cases.ask_to_supplement(number=number, officer=staff.clerk, items=[PHOTO])
    draft = applications.draft(cases.case_for_applicant(number, applicant=resident).draft_id, applicant=resident)

    with pytest.raises(applications.UnableToChangeDraft):
        cast.give(draft, resident, "household-register")
    with pytest.raises(applications.UnableToChangeDraft):
        applications.save_page(draft_id=draft.id, applicant=resident, page="loss", answers={})


def test_an_incomplete_supplement_is_refused(resident, staff):
    number = submitted(resident)
    cases.ask_to_supplement(number=number, officer=staff.clerk, items=[PHOTO])

    with pytest.raises(applications.UnableToSupplement) as refusal:
        cases.supply_supplement(number=number, applicant=resident)

    assert refusal.value.data["codes"] == ["id-photo"]
    assert row(number).state == State.SUPPLEMENT_ASKED


def test_a_second_supplement_notice_is_refused(resident, staff):
    number = submitted(resident)
    cases.ask_to_supplement(number=number, officer=staff.clerk, items=[PHOTO])
    draft = applications.draft(cases.case_for_applicant(number, applicant=resident).draft_id, applicant=resident)
    cast.give(draft, resident, "id-photo")
    cases.supply_supplement(number=number, applicant=resident)

    with pytest.raises(cases.UnableToAskTwice):
        cases.ask_to_supplement(number=number, officer=staff.clerk, items=[PHOTO])


@pytest.mark.parametrize(
    "items",
    [[], [PHOTO, PHOTO], [{"code": "id-photo", "reason": " "}], [{"code": "something-else", "reason": "缺"}]],
    ids=["nothing", "twice", "no reason", "unknown"],
)
def test_a_vague_supplement_notice_is_refused(resident, staff, items):
    number = submitted(resident)

    with pytest.raises(cases.UnableToAskForNothing):
        cases.ask_to_supplement(number=number, officer=staff.clerk, items=items)

    assert row(number).state == State.SUBMITTED


def test_silence_is_acceptance_on_the_day_of_receipt(resident, staff):
    number = submitted(resident)

    with days_later(8):  # the acceptance limit ended on 30 November
        assert cases.deem_accepted() == 1
        assert cases.deem_accepted() == 0

    case = row(number)
    assert case.accepted_on == date(2026, 11, 23)
    assert case.is_deemed_accepted
    assert case.accepted_by is None
    deeds = [entry.deed for entry in ledger.entries_about(f"case:{number}")]
    assert deeds.count("case.deemed_accepted") == 1
    assert notifications.inbox(resident.account_id)[0].template == "deemed-accepted"
    with days_later(8):
        assert [task.step for task in cases.worklist(staff.reviewer).rows] == ["propose"]


def test_within_the_limit_silence_is_nothing(resident):
    submitted(resident)

    with days_later(7):
        assert cases.deem_accepted() == 0


def test_after_a_supplement_silence_is_acceptance_on_the_day_it_came(resident, staff):
    number = submitted(resident)
    cases.ask_to_supplement(number=number, officer=staff.clerk, items=[PHOTO])
    with days_later(2):
        draft = applications.draft(cases.case_for_applicant(number, applicant=resident).draft_id, applicant=resident)
        cast.give(draft, resident, "id-photo")
        cases.supply_supplement(number=number, applicant=resident)

    with days_later(20):
        assert cases.deem_accepted() == 1

    assert row(number).accepted_on == date(2026, 11, 25)


def test_a_waiting_supplement_is_never_accepted_by_silence(resident, staff):
    number = submitted(resident)
    cases.ask_to_supplement(number=number, officer=staff.clerk, items=[PHOTO])

    with days_later(60):
        assert cases.deem_accepted() == 0


def test_an_item_without_reviewer_still_keeps_two_people_apart(resident):
    """The instant plan: one clerk accepts and proposes, another person decides."""
    offer = cast.offer_of(cast.RENTAL)
    clerk = officer_of(offer, "clerk", "decider")
    number = submitted(resident, offer)
    cases.accept_application(number=number, officer=clerk)
    cases.propose_decision(number=number, officer=clerk, outcome="granted", reasons="符合条件。")

    with pytest.raises(cases.UnableToDecideAlone):
        cases.decide_case(number=number, officer=clerk, agree=True)

    assert cases.worklist(clerk).rows == ()
    cases.decide_case(number=number, officer=officer_of(offer, "decider"), agree=True)
    assert row(number).outcome == Outcome.GRANTED


def test_every_document_of_the_acceptance_is_numbered(resident, staff):
    number = accepted(resident, staff)

    assert all(paper.number for paper in documents.documents_about(f"case:{number}"))


def test_a_region_whose_silent_cases_cannot_be_read_stops_no_other(resident, staff, monkeypatch, caplog):
    here, there = submitted(resident), submitted(cast.resident())
    Case.objects.filter(number=there).update(region_code="990102")
    read = deem.silent_cases

    def broken(silent, region, limit):
        if region == "990101":
            raise RuntimeError("a wall fell in")
        return read(silent, region, limit)

    monkeypatch.setattr(deem, "silent_cases", broken)
    with clock.frozen_at(MONDAY + timedelta(days=30)):
        assert cases.deem_accepted() == 1
        assert (row(here).state, row(there).state) == ("submitted", "accepted")
        assert "could not be swept" in caplog.text
        monkeypatch.setattr(deem, "silent_cases", read)
        assert cases.deem_accepted() == 1  # after a week, a month: nothing is missed, nothing twice
        assert cases.deem_accepted() == 0
    assert row(here).accepted_on == MONDAY.date()

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.groundwork.notifications import api as notifications
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import AlarmKind, Delivery, DeliveryState, Outcome, State, Step
from tongban.handling.cases.models import Alarm
from tongban.handling.cases.models import Delivery as DeliveryRow
from tongban.handling.cases.tests.cast import MONDAY, decided, officer_of, row
from tongban.handling.cases.tests.statements import counted
from tongban.handling.workflow import api as workflow

PARCEL = {"address": "宁川市城东区人民路1号", "carrier": "中国邮政", "tracking_number": "EA123456789CN"}


def render(number):
    """Let the papers of a case be ready, as the worker makes them."""
    documents.render_pending()
    assert all(paper.is_ready for paper in documents.documents_about(f"case:{number}"))


def posted(resident, staff):
    number = decided(resident, staff)
    cases.send_result(number=number, officer=staff.clerk, delivery="post", facts=PARCEL)
    return number


def test_what_is_sent_by_post_stays_open_until_there_is_proof(resident, staff):
    number = posted(resident, staff)

    view = cases.case_for_officer(number, officer=staff.clerk)
    assert view.state is State.DECIDED
    assert view.delivery.state is DeliveryState.SENT
    assert Alarm.objects.filter(case__number=number, kind=AlarmKind.DELIVERY).exists()
    assert notifications.inbox(resident.account_id)[0].template == "result-sent"

    day = MONDAY.date() + timedelta(days=2)
    with clock.frozen_at(MONDAY + timedelta(days=3)):
        cases.close_case(
            number=number, officer=staff.clerk, delivery="post", facts={"received_by": "李秀兰"}, delivered_on=day
        )

    delivery = cases.case_for_applicant(number, applicant=resident).delivery
    assert row(number).state == State.CLOSED
    assert delivery.delivered_on == day
    assert delivery.facts["tracking_number"] == "EA123456789CN"
    assert not Alarm.objects.filter(case__number=number, kind=AlarmKind.DELIVERY).exists()
    assert [entry.digest for entry in ledger.entries_about(f"case:{number}")][-1] == delivery.proof


def test_the_scan_of_the_return_slip_is_kept(resident, staff):
    number = posted(resident, staff)

    cases.close_case(
        number=number, officer=staff.clerk, delivery="post", facts={"received_by": "李秀兰"},
        scan=io.BytesIO(cast.PNG), scan_name="回执.png",
    )  # fmt: skip

    assert cases.case_for_officer(number, officer=staff.clerk).delivery.has_file


def test_a_parcel_that_came_back_is_delivered_by_another_way(resident, staff):
    number = posted(resident, staff)

    cases.fail_delivery(number=number, officer=staff.clerk, reason="地址查无此人，退回。")
    assert Alarm.objects.filter(case__number=number, kind=AlarmKind.DELIVERY).exists()
    cases.close_case(number=number, officer=staff.clerk, delivery="window")

    first, second = cases.case_for_officer(number, officer=staff.clerk).deliveries
    assert (first.state, first.facts["reason"]) == (DeliveryState.FAILED, "地址查无此人，退回。")
    assert (second.way, second.state, second.attempt) == (Delivery.WINDOW, DeliveryState.DELIVERED, 2)


def test_what_is_fetched_while_a_parcel_travels_ends_the_parcel(resident, staff):
    number = posted(resident, staff)

    cases.close_case(number=number, officer=staff.clerk, delivery="window")

    first, second = cases.case_for_officer(number, officer=staff.clerk).deliveries
    assert (first.state, second.state) == (DeliveryState.FAILED, DeliveryState.DELIVERED)


def test_nothing_is_sent_twice_at_once_and_nothing_fails_that_was_not_sent(resident, staff):
    number = posted(resident, staff)

    with pytest.raises(cases.UnableToSendTwice):
        cases.send_result(number=number, officer=staff.clerk, delivery="post", facts=PARCEL)
    cases.fail_delivery(number=number, officer=staff.clerk, reason="退回。")
    with pytest.raises(cases.UnableWithoutSending):
        cases.fail_delivery(number=number, officer=staff.clerk, reason="退回。")


@pytest.mark.parametrize(
    ("delivery", "facts", "missing"),
    [
        ("post", {}, "送达地址"),
        ("post", PARCEL, "签收人"),
        ("leaving", {"address": "人民路1号", "reason": "拒绝签收"}, "见证人"),
    ],
)
def test_a_delivery_without_its_proof_is_none(resident, staff, delivery, facts, missing):
    number = decided(resident, staff)

    with pytest.raises(cases.UnableToDeliverWithoutProof, match=missing):
        cases.close_case(number=number, officer=staff.clerk, delivery=delivery, facts=facts)

    assert row(number).state == State.DECIDED


def test_what_is_left_before_witnesses_is_delivered(resident, staff):
    number = decided(resident, staff)

    facts = {"address": "人民路1号", "reason": "拒绝签收", "witnesses": "居委会王某、张某"}
    cases.close_case(number=number, officer=staff.clerk, delivery="leaving", facts=facts)

    assert row(number).state == State.CLOSED


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 11, 24)])
def test_nothing_is_delivered_before_it_exists_or_in_the_future(resident, staff, day):
    number = decided(resident, staff)

    with pytest.raises(cases.UnableToDeliverOnThatDay):
        cases.close_case(number=number, officer=staff.clerk, delivery="window", delivered_on=day)


def test_a_public_notice_counts_when_its_period_is_over_and_not_before(resident, staff):
    number = decided(resident, staff)
    facts = {"place": "宁川市政府网站", "reason": "下落不明"}
    cases.send_result(number=number, officer=staff.clerk, delivery="public_notice", facts=facts)

    with pytest.raises(cases.UnableToDeliverAtOnce):
        cases.close_case(number=number, officer=staff.clerk, delivery="public_notice")
    with clock.frozen_at(MONDAY + timedelta(days=30)):
        assert cases.end_public_notices() == 0
    with clock.frozen_at(MONDAY + timedelta(days=33)):
        assert cases.end_public_notices() == 1
        assert cases.end_public_notices() == 0

    assert cases.case_for_applicant(number, applicant=resident).delivery.delivered_on == date(2026, 12, 23)


def test_what_the_applicant_agreed_to_reaches_her_inbox_by_itself(resident, staff):
    number = decided(resident, staff)

    assert cases.deliver_by_consent() == 0  # the decision is not made yet
    render(number)
    assert cases.deliver_by_consent() == 1
    assert cases.deliver_by_consent() == 0

    view = cases.case_for_applicant(number, applicant=resident)
    assert (view.state, view.outcome) == (State.CLOSED, Outcome.GRANTED)
    assert view.delivery.way is Delivery.ELECTRONIC
    assert view.delivery.delivered_on == MONDAY.date()
    assert notifications.inbox(resident.account_id)[0].template == "case-closed"
    assert all(task.done_at for task in workflow.tasks_of(f"case:{number}"))


def test_without_consent_nothing_is_put_into_an_inbox(resident, staff):
    number = decided(resident, staff)
    cases.agree_on_delivery(number=number, applicant=resident, electronic=False, address="人民路1号")
    render(number)

    assert cases.deliver_by_consent() == 0
    with pytest.raises(cases.UnableToDeliverWithoutConsent):
        cases.close_case(number=number, officer=staff.clerk, delivery="electronic")

    cases.agree_on_delivery(number=number, applicant=resident, electronic=True)
    assert cases.deliver_by_consent() == 1


def test_a_clerk_who_comes_after_the_platform_delivers_nothing_twice(resident, staff):
    number = decided(resident, staff)
    render(number)
    cases.deliver_by_consent()

    done = cases.close_case(number=number, officer=staff.clerk, delivery="electronic")

    assert done.state is State.CLOSED
    assert DeliveryRow.objects.filter(case__number=number).count() == 1
    with pytest.raises(cases.UnableInThisState):
        cases.close_case(number=number, officer=staff.clerk, delivery="window")


def test_that_she_opened_it_is_written_down_once(resident, staff):
    number = decided(resident, staff)
    render(number)
    cases.deliver_by_consent()
    view = cases.case_for_applicant(number, applicant=resident)
    decision = next(paper for paper in view.documents if paper.kind == "grant_decision")
    assert view.awaits_opening(decision.id)

    cases.open_result(number=number, applicant=resident)
    cases.open_result(number=number, applicant=resident)

    view = cases.case_for_applicant(number, applicant=resident)
    assert view.delivery.opened_at is not None
    assert not view.awaits_opening(decision.id)
    assert [entry.deed for entry in view.course].count(Step.OPEN_RESULT) == 1
    assert ledger.entries_about(f"case:{number}")[-1].digest == view.delivery.opening_proof


def test_her_word_that_it_came_is_proof(resident, staff):
    number = posted(resident, staff)

    cases.confirm_receipt(number=number, applicant=resident)

    assert cases.case_for_applicant(number, applicant=resident).delivery.state is DeliveryState.DELIVERED
    assert row(number).state == State.CLOSED
    with pytest.raises(cases.UnableInThisState):
        cases.confirm_receipt(number=number, applicant=resident)


def test_nobody_else_sends_confirms_or_opens(resident, staff):
    number, stranger = posted(resident, staff), cast.resident()

    for deed in (
        lambda: cases.confirm_receipt(number=number, applicant=stranger),
        lambda: cases.agree_on_delivery(number=number, applicant=stranger, electronic=True),
        lambda: cases.open_result(number=number, applicant=stranger),
        lambda: cases.fail_delivery(number=number, officer=officer_of(cast.offer_of(cast.FOOD), "clerk"), reason="……"),
    ):
        with pytest.raises(cases.UnableToFindCase):
            deed()
    with pytest.raises(cases.UnableInThisRole):
        cases.fail_delivery(number=number, officer=staff.reviewer, reason="……")


def test_to_an_officer_the_address_and_who_signed_are_masked(resident, staff):
    number = posted(resident, staff)
    cases.close_case(number=number, officer=staff.clerk, delivery="post", facts={"received_by": "李秀兰"})

    shown = cases.case_for_officer(number, officer=staff.clerk).delivery
    own = cases.case_for_applicant(number, applicant=resident).delivery
    assert "李秀兰" not in shown.facts["received_by"]
    assert own.facts["received_by"] == "李秀兰"
    assert shown.address != own.address == PARCEL["address"]


def test_handing_over_costs_no_statement_more(resident, staff):
    number = decided(resident, staff)

    with CaptureQueriesContext(connection) as queries:
        cases.close_case(number=number, officer=staff.clerk, delivery="window")

    assert len(counted(queries)) <= 9

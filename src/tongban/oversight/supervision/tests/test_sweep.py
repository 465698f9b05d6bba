from datetime import timedelta
from io import BytesIO

import pytest

from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger.api import entries_about
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.models import Alarm
from tongban.handling.cases.tests.cast import MONDAY, accepted, decided, officer_of
from tongban.oversight.supervision import api as supervision
from tongban.oversight.supervision.api import CardKind, CardState
from tongban.oversight.supervision.models import Card, DayFact, Sweep

NEAR, LATE, UNLAWFUL = (MONDAY + timedelta(days=days) for days in (18, 25, 90))


LIGHTS = (CardKind.YELLOW, CardKind.RED, CardKind.BREACH)


def kinds(number):
    return sorted(Card.objects.filter(case_number=number).values_list("kind", flat=True))


def swept_on(moment):
    """Sweep on a day and return the kinds of cards that were opened for the clock of the decision."""
    before = set(Card.objects.values_list("pk", flat=True))
    with clock.frozen_at(moment):
        supervision.sweep()
    opened = set(Card.objects.exclude(pk__in=before).values_list("kind", flat=True))
    return [kind for kind in LIGHTS if kind in opened]


def test_a_case_with_time_left_gets_no_card(resident, staff):
    accepted(resident, staff)
    assert supervision.sweep() == 0


def test_each_kind_of_card_is_opened_once_however_often_it_is_swept(resident, staff):
    number = accepted(resident, staff)
    opened = [swept_on(moment) for moment in (NEAR, NEAR, LATE, LATE, UNLAWFUL, UNLAWFUL)]
    assert opened == [["yellow"], [], ["red"], [], ["breach"], []]
    entries = [entry for entry in entries_about(f"case:{number}") if entry.deed == "card.opened"]
    assert [entry.facts["card"] for entry in entries if entry.facts["card"] in LIGHTS] == ["yellow", "red", "breach"]
    assert {entry.actor for entry in entries} == {"system:supervision"}


def test_what_came_to_pass_while_no_sweep_ran_is_caught_up_with_and_dated_as_it_was_due(resident, staff):
    daily, weekly = accepted(resident, staff), accepted(cast.resident(), staff)
    late = Alarm.objects.filter(case__number=weekly)
    kept = list(late.values("case_id", "kind", "ring_on", "region_code"))
    late.delete()
    for days in range(100):
        swept_on(MONDAY + timedelta(days=days))
    Alarm.objects.bulk_create(Alarm(**each) for each in kept)
    swept_on(MONDAY + timedelta(days=100))
    cards = Card.objects.order_by("kind").values_list("kind", "due_on")
    assert list(cards.filter(case_number=weekly)) == list(cards.filter(case_number=daily))
    assert len(cards.filter(case_number=daily)) == 4  # three lights and the promised paper


def test_a_case_decided_in_time_gets_no_card_for_its_clock(resident, staff):
    decided(resident, staff)
    assert swept_on(UNLAWFUL) == []


def test_a_case_decided_late_while_no_sweep_ran_gets_its_red_card_and_no_warning(resident, staff):
    number = accepted(resident, staff)
    with clock.frozen_at(LATE):
        cases.propose_decision(number=number, officer=staff.reviewer, outcome="granted", reasons="材料齐全。")
        cases.decide_case(number=number, officer=staff.decider, agree=True)
    assert swept_on(UNLAWFUL) == ["red"]


def test_a_case_whose_clock_stands_still_gets_no_card_for_it(resident, staff):
    number = accepted(resident, staff)
    cases.start_special_procedure(number=number, officer=staff.reviewer, ground="inspection", working_days=120)
    assert swept_on(LATE) == []


def test_a_special_procedure_that_takes_longer_than_was_told_gets_a_card_and_one_that_ended_none(resident, staff):
    number, other = accepted(resident, staff), accepted(cast.resident(), staff)
    for each in (number, other):
        cases.start_special_procedure(number=each, officer=staff.reviewer, ground="inspection", working_days=3)
    with clock.frozen_at(MONDAY + timedelta(days=2)):
        cases.end_special_procedure(number=other, officer=staff.reviewer, result="合格")
    with clock.frozen_at(MONDAY + timedelta(days=4)):
        supervision.sweep()
    assert kinds(number) == [CardKind.PROCEDURE]
    assert Card.objects.get(case_number=number).due_on == (MONDAY + timedelta(days=3)).date()
    assert kinds(other) == []
    with clock.frozen_at(NEAR):
        supervision.sweep()
    assert CardKind.YELLOW in kinds(other)  # its clock runs again


def test_a_decision_that_is_not_delivered_gets_a_card(resident, staff):
    slow, quick = decided(resident, staff), decided(cast.resident(), staff)
    cases.close_case(number=quick, officer=staff.clerk, delivery="electronic")
    with clock.frozen_at(MONDAY + timedelta(days=15)):
        supervision.sweep()
    assert CardKind.DELIVERY in kinds(slow)
    assert CardKind.DELIVERY not in kinds(quick)


def test_a_promised_paper_that_did_not_come_gets_a_card_and_one_that_came_none(resident, staff):
    person = cast.resident()
    owing, kept = accepted(resident, staff), accepted(person, staff)
    cases.fulfil_commitment(
        number=kept, applicant=person, code="loss-statement", content=BytesIO(cast.PNG), name="statement.png"
    )
    with clock.frozen_at(UNLAWFUL):
        supervision.sweep()
    assert CardKind.COMMITMENT in kinds(owing)
    assert CardKind.COMMITMENT not in kinds(kept)


def test_a_withdrawn_case_rings_no_more(resident, staff):
    number = accepted(resident, staff)
    cases.withdraw_case(number=number, applicant=resident)
    with clock.frozen_at(UNLAWFUL):
        assert supervision.sweep() == 0


def test_an_extended_case_is_warned_of_its_new_date(resident, staff):
    number = accepted(resident, staff)
    cases.extend_time_limit(number=number, officer=staff.decider, ground="情况复杂")
    assert swept_on(LATE) == []
    assert swept_on(UNLAWFUL + timedelta(days=60)) == ["yellow", "red", "breach"]


def test_a_region_that_fails_stops_no_other_and_is_swept_the_next_time(resident, staff, monkeypatch, caplog):
    here, there = accepted(resident, staff), accepted(cast.resident(), staff)
    Alarm.objects.filter(case__number=there).update(region_code="990102")
    ring = cases.ring_alarms

    def broken(*, region_code, limit):
        if region_code == "990101":
            raise RuntimeError("a wall fell in")
        return ring(region_code=region_code, limit=limit)

    with clock.frozen_at(UNLAWFUL):
        monkeypatch.setattr(cases, "ring_alarms", broken)
        assert supervision.sweep() == 4
        assert (kinds(here), len(kinds(there))) == ([], 4)
        assert "could not be swept" in caplog.text
        assert Sweep.objects.exists()  # and the figures are rolled up
        monkeypatch.setattr(cases, "ring_alarms", ring)
        assert supervision.sweep() == 4
    assert len(kinds(here)) == 4


def test_sweeping_again_changes_no_figure(resident, staff):
    decided(resident, staff)
    accepted(cast.resident(), staff)
    supervision.sweep()
    first = list(DayFact.objects.values_list("day", "received", "decided", "on_time"))
    supervision.sweep()
    assert list(DayFact.objects.values_list("day", "received", "decided", "on_time")) == first
    assert [row[1:] for row in first] == [(2, 1, 1)]


def test_what_was_written_late_about_the_past_is_rolled_up_on_request(resident, staff):
    with clock.frozen_at(MONDAY + timedelta(days=30)):
        supervision.sweep()
    decided(resident, staff)
    with clock.frozen_at(MONDAY + timedelta(days=30)):
        supervision.sweep()
        assert not DayFact.objects.exists()
        supervision.sweep(since=MONDAY.date())
    assert DayFact.objects.get().decided == 1


@pytest.fixture
def card(resident, staff):
    accepted(resident, staff)
    with clock.frozen_at(LATE):
        supervision.sweep()
    return Card.objects.get(kind=CardKind.RED)


def test_the_authority_explains_a_card_and_the_supervisor_settles_it(card, staff, supervisor):
    explained = supervision.explain_card(card_id=card.pk, officer=staff.reviewer, explanation="制证设备故障")
    assert explained.state is CardState.EXPLAINED
    settled = supervision.settle_card(card_id=card.pk, officer=supervisor, confirmed=True, reasons="应当提前报备")
    assert settled.state is CardState.CONFIRMED
    assert card.pk not in [row.id for row in supervision.cards(supervisor).rows]
    assert card.pk in [row.id for row in supervision.cards(supervisor, waiting_only=False).rows]
    assert entries_about(f"case:{card.case_number}")[-1].deed == "card.confirmed"
    with pytest.raises(supervision.UnableToSettleCard):
        supervision.settle_card(card_id=card.pk, officer=supervisor, confirmed=False, reasons="反悔")


def test_only_a_supervisor_settles_and_only_the_authority_explains(card, staff, supervisor):
    with pytest.raises(supervision.UnableToSupervise):
        supervision.settle_card(card_id=card.pk, officer=staff.decider, confirmed=False, reasons="自己销牌")
    with pytest.raises(supervision.UnableToFindCard):
        supervision.explain_card(card_id=card.pk, officer=supervisor, explanation="代为说明")
    with pytest.raises(supervision.UnableToSettleCard):
        supervision.settle_card(card_id=card.pk, officer=supervisor, confirmed=True, reasons=" ")


def test_an_authority_sees_its_own_cards_and_no_others(card, staff):
    assert card.pk in [row.id for row in supervision.cards(staff.clerk).rows]
    other = officer_of(cast.offer_of(cast.FOOD), "reviewer")
    assert supervision.cards(other).rows == ()

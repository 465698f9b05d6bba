from datetime import timedelta

import pytest

from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger.api import entries_about
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests.cast import MONDAY, accepted, decided, officer_of
from tongban.oversight.supervision import api as supervision
from tongban.oversight.supervision.api import CardKind, CardState
from tongban.oversight.supervision.models import Card, DayFact

NEAR, LATE, UNLAWFUL = (MONDAY + timedelta(days=days) for days in (18, 25, 90))


def kinds():
    return sorted(Card.objects.values_list("kind", flat=True))


def test_a_case_with_time_left_gets_no_card(resident, staff):
    accepted(resident, staff)
    assert supervision.sweep() == 0


def test_each_kind_of_card_is_opened_once_however_often_it_is_swept(resident, staff):
    number = accepted(resident, staff)
    for moment, opened in ((NEAR, 1), (NEAR, 0), (LATE, 1), (LATE, 0), (UNLAWFUL, 1), (UNLAWFUL, 0)):
        with clock.frozen_at(moment):
            assert supervision.sweep() == opened
    assert kinds() == [CardKind.BREACH, CardKind.RED, CardKind.YELLOW]
    entries = [entry for entry in entries_about(f"case:{number}") if entry.deed == "card.opened"]
    assert [entry.facts["card"] for entry in entries] == ["yellow", "red", "breach"]
    assert {entry.actor for entry in entries} == {"system:supervision"}


def test_a_decided_case_gets_no_card(resident, staff):
    decided(resident, staff)
    with clock.frozen_at(UNLAWFUL):
        assert supervision.sweep() == 0


def test_a_case_whose_clock_stands_still_gets_no_card(resident, staff):
    number = accepted(resident, staff)
    cases.start_special_procedure(number=number, officer=staff.reviewer, ground="inspection", working_days=120)
    with clock.frozen_at(LATE):
        assert supervision.sweep() == 0


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
    return Card.objects.get()


def test_the_authority_explains_a_card_and_the_supervisor_settles_it(card, staff, supervisor):
    explained = supervision.explain_card(card_id=card.pk, officer=staff.reviewer, explanation="制证设备故障")
    assert explained.state is CardState.EXPLAINED
    settled = supervision.settle_card(card_id=card.pk, officer=supervisor, confirmed=True, reasons="应当提前报备")
    assert settled.state is CardState.CONFIRMED
    assert supervision.cards(supervisor).rows == ()
    assert [row.id for row in supervision.cards(supervisor, waiting_only=False).rows] == [card.pk]
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
    assert [row.id for row in supervision.cards(staff.clerk).rows] == [card.pk]
    other = officer_of(cast.offer_of(cast.FOOD), "reviewer")
    assert supervision.cards(other).rows == ()

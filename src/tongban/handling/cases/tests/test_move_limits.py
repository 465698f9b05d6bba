"""Limits that change while cases are open: they stay, or a decision moves them; nobody waits longer unless it says so."""

from datetime import timedelta

import pytest
import yaml

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import system
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.tests import cast
from tongban.handling.applications.tests.cast import ID_CARD, offer_of
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import Basis
from tongban.handling.cases.models import CourseEntry
from tongban.handling.cases.tests.cast import MONDAY, accepted, officer_at, row, submitted
from tongban.offer.catalogue import api as catalogue
from tongban.offer.deadlines import api as deadlines
from tongban.registers.organisations.models import Authority

REASON = "《中华人民共和国行政许可法》修改决定第二条"


@pytest.fixture
def administrator(city):
    yield officer_at(Authority.objects.get(key="gov", region_id="9901"), "administrator")
    cast.forget_everything()


def change_acceptance(amount, in_days=0):
    return deadlines.change_limit(
        code="acceptance",
        amount=amount,
        unit="working_day",
        source=REASON,
        effective_from=clock.today() + timedelta(days=in_days),
        actor=system("test"),
    )


def change_guide(tmp_path, amount):
    """Publish the guide of the identity card with another promise, in calendar days."""
    guide = yaml.safe_load((cast.SEEDS / "items" / f"{ID_CARD}.yaml").read_text(encoding="utf-8"))
    guide["committed_limit"] |= {"amount": amount}
    (tmp_path / f"{ID_CARD}.yaml").write_text(yaml.safe_dump(guide, allow_unicode=True), encoding="utf-8")
    catalogue.install_items(tmp_path)


def move(administrator, basis, **details):
    shown = cases.due_moves(region="9901", basis=basis)
    return cases.move_due_dates(edition=shown.edition, officer=administrator, reason=REASON, basis=basis, **details)


def test_a_changed_limit_moves_no_open_case_and_judges_those_that_come(resident, administrator):
    before = submitted(resident)
    due, edition = row(before).acceptance_due_on, row(before).limits_edition
    number = change_acceptance(3)
    after = submitted(cast.resident())
    assert (row(before).acceptance_due_on, row(before).limits_edition) == (due, edition)
    assert row(after).limits_edition == number
    assert row(after).acceptance_due_on == deadlines.calendar().add_working_days(MONDAY.date(), 3)


def test_a_change_that_is_to_come_judges_nobody_before_its_day(resident, administrator):
    change_acceptance(3, in_days=10)
    number = submitted(resident)
    assert row(number).acceptance_due_on == deadlines.calendar().add_working_days(MONDAY.date(), 5)
    assert cases.due_moves(basis=Basis.LIMITS).count == 0
    with clock.frozen_at(MONDAY + timedelta(days=10)):
        deadlines.forget_kept()
        shown = cases.due_moves(basis=Basis.LIMITS)
    assert (shown.count, shown.earlier, shown.later) == (1, 1, 0)


def test_a_decision_moves_them_with_its_reason(resident, administrator):
    number = submitted(resident)
    edition = change_acceptance(3)
    shown = cases.due_moves(region="9901", basis=Basis.LIMITS)
    assert (shown.basis, shown.edition, shown.count, shown.earlier, shown.later) == (Basis.LIMITS, edition, 1, 1, 0)
    assert move(administrator, Basis.LIMITS) == 1
    moved = row(number)
    assert moved.limits_edition == edition
    assert moved.acceptance_due_on == deadlines.calendar().add_working_days(MONDAY.date(), 3)
    assert "法定时限更改" in CourseEntry.objects.get(case=moved, step="move_due_dates").note
    assert ledger.entries_about(f"limits:{edition}")[-1].facts["later"] == 0
    assert cases.due_moves(basis=Basis.LIMITS).count == 0


def test_who_would_wait_longer_stays_unless_the_decision_says_so(resident, administrator):
    number = submitted(resident)
    due = row(number).acceptance_due_on
    change_acceptance(8)
    assert cases.due_moves(basis=Basis.LIMITS).later == 1
    assert move(administrator, Basis.LIMITS, only_favourable=True) == 0
    assert row(number).acceptance_due_on == due
    assert move(administrator, Basis.LIMITS) == 1
    assert row(number).acceptance_due_on == deadlines.calendar().add_working_days(MONDAY.date(), 8)


def test_a_changed_guide_moves_the_promise_of_open_cases_only_by_a_decision(resident, staff, administrator, tmp_path):
    number = accepted(resident, staff)
    promised, was = offer_of().guide.committed_limit.amount, row(number).committed_due_on
    change_guide(tmp_path, promised + 4)
    assert row(number).committed_due_on == was
    shown = cases.due_moves(basis=Basis.ITEM)
    assert (shown.count, shown.later, shown.unmoved) == (1, 1, 0)
    assert move(administrator, Basis.ITEM, only_favourable=True) == 0
    assert move(administrator, Basis.ITEM) == 1
    moved = row(number)
    assert moved.limits_version_id == offer_of().version_id != moved.item_version_id
    assert moved.committed_due_on == deadlines.calendar().on_or_after(MONDAY.date() + timedelta(days=promised + 4))
    with clock.frozen_at(MONDAY + timedelta(days=1)):
        view = cases.case_for_applicant(number, applicant=resident)
    assert view.clock.due == moved.committed_due_on
    assert view.committed_limit.amount == promised + 4
    assert cases.due_moves(basis=Basis.ITEM).count == 0


def test_what_changed_since_it_was_shown_is_shown_again(resident, administrator):
    submitted(resident)
    edition = change_acceptance(3)
    change_acceptance(2)
    with pytest.raises(cases.UnableToMoveByAnotherEdition):
        cases.move_due_dates(edition=edition, officer=administrator, reason=REASON, basis=Basis.LIMITS)

"""A corrected calendar: it shows which open cases move, moves none by itself, and all of them by a decision."""

from datetime import date, timedelta

import pytest
import yaml
from django.utils import translation

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import system
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.models import Alarm, CourseEntry
from tongban.handling.cases.operations import move_due_dates as moving
from tongban.handling.cases.tests.cast import MONDAY, accepted, decided, officer_at, row, submitted
from tongban.handling.workflow import api as workflow
from tongban.offer.deadlines import api as deadlines
from tongban.registers.organisations.models import Authority

REASON = "国办发明电〔2026〕9号更正"


@pytest.fixture
def administrator(city):
    return officer_at(Authority.objects.get(key="gov", region_id="9901"), "administrator")


@pytest.fixture
def day_off(city):
    """Correct the calendar: Tuesday 24 November and Monday 14 December 2026, a due date, are off."""
    yield lambda: _correct()
    deadlines.forget_kept()


def _correct():
    content = yaml.safe_load((cast.SEEDS / "calendar" / "2026.yaml").read_text(encoding="utf-8"))
    extra = [
        {"name": f"更正{day}", "name_en": "Correction", "from": day, "to": day, "work_on": []}
        for day in (date(2026, 11, 24), date(2026, 12, 14))
    ]
    return deadlines.correct_calendar(
        content | {"source": REASON, "holidays": [*content["holidays"], *extra]}, actor=system("test")
    )


def lines_of(number, resident):
    return cases.case_for_applicant(number, applicant=resident).clock


def test_a_corrected_calendar_moves_nothing_by_itself(resident, staff, day_off):
    number = accepted(resident, staff)
    before = lines_of(number, resident)
    day_off()
    after = lines_of(number, resident)
    assert (after.due, after.lines, after.calendar_edition) == (before.due, before.lines, before.calendar_edition)
    assert row(number).committed_due_on == before.due


def test_it_shows_which_open_cases_would_move_and_to_which_day(resident, staff, day_off):
    number, waiting = accepted(resident, staff), submitted(cast.resident())
    decided(cast.resident(), staff)
    edition = day_off()
    shown = cases.due_moves(region="9901")
    assert (shown.edition, shown.count, shown.earlier, shown.unmoved) == (edition, 2, 0, 0)
    by_number = {move.number: move for move in shown.moves}
    assert set(by_number) == {number, waiting}
    assert by_number[number].was == row(number).committed_due_on
    assert by_number[number].becomes == by_number[number].was + timedelta(days=1)
    assert cases.due_moves(region="9902").count == 0


def test_confirmed_every_date_moves_with_its_task_its_alarm_and_a_line_in_the_course(
    resident, staff, administrator, day_off
):
    number = accepted(resident, staff)
    was, red = row(number).committed_due_on, Alarm.objects.get(case__number=number, kind="red").ring_on
    edition = day_off()
    assert cases.move_due_dates(edition=edition, officer=administrator, reason=REASON) == 1
    moved = row(number)
    assert moved.committed_due_on == was + timedelta(days=1)
    assert moved.calendar_edition == edition
    assert [task.due_on for task in workflow.tasks_of(f"case:{number}") if task.done_at is None] == [
        moved.committed_due_on
    ]
    assert Alarm.objects.get(case=moved, kind="red").ring_on == red + timedelta(days=1)
    entry = CourseEntry.objects.get(case=moved, step="move_due_dates")
    assert REASON in entry.note
    assert deadlines.day_text(was) in entry.note
    written = ledger.entries_about(f"calendar:{edition}")[-1]
    assert written.facts["moved"] == {number: [f"{was}", f"{moved.committed_due_on}"]}
    clock_view = lines_of(number, resident)
    assert clock_view.due == moved.committed_due_on
    assert any("2026年12月15日" in line for line in clock_view.lines)
    assert any(REASON in line for line in clock_view.basis)
    assert cases.due_moves(region="").count == 0
    assert cases.move_due_dates(edition=edition, officer=administrator, reason=REASON) == 0


def test_a_later_stop_is_counted_by_the_calendar_the_case_was_moved_to(resident, staff, administrator, day_off):
    moved, kept = accepted(resident, staff), accepted(cast.resident(), staff)
    edition = day_off()
    cases.move_due_dates(edition=edition, officer=administrator, reason=REASON)
    with clock.frozen_at(MONDAY + timedelta(days=3)):
        cases.start_special_procedure(number=moved, officer=staff.reviewer, ground="testing", working_days=2)
    with clock.frozen_at(MONDAY + timedelta(days=5)):
        cases.end_special_procedure(number=moved, officer=staff.reviewer, result="合格")
    assert row(kept).committed_due_on == date(2026, 12, 15)  # the day after the one that is now off
    assert row(moved).committed_due_on == date(2026, 12, 15)  # 13 December and two days more


def test_what_is_submitted_after_the_correction_is_judged_by_it(resident, staff, day_off):
    edition = day_off()
    number = accepted(resident, staff)
    assert row(number).calendar_edition == edition
    assert cases.due_moves(region="").count == 0


def test_a_case_that_somebody_moves_on_meanwhile_is_left_for_the_next_round(
    resident, staff, administrator, day_off, monkeypatch
):
    number = accepted(resident, staff)
    edition = day_off()
    written = moving._written

    def after_another(batch, edition):
        cases.extend_time_limit(number=number, officer=staff.decider, ground="情况复杂")
        monkeypatch.setattr(moving, "_written", written)
        return written(batch, edition)

    monkeypatch.setattr(moving, "_written", after_another)
    assert cases.move_due_dates(edition=edition, officer=administrator, reason=REASON) == 0
    assert row(number).calendar_edition == edition - 1
    assert row(number).extension_days
    cases.move_due_dates(edition=edition, officer=administrator, reason=REASON)
    assert row(number).calendar_edition == edition


def test_it_is_shown_how_the_light_changes_when_dates_come_nearer(resident, staff, day_off):
    accepted(resident, staff)
    day_off()
    with clock.frozen_at(
        MONDAY + timedelta(days=22)
    ):  # 15 December: late by the old calendar, the last day by the new one
        (move,) = cases.due_moves(region="").moves
    assert (move.light_was, move.light_becomes) == ("red", "yellow")


def test_only_an_administrator_moves_dates_with_a_reason_and_by_the_edition_she_saw(
    resident, staff, administrator, day_off
):
    accepted(resident, staff)
    edition = day_off()
    with pytest.raises(cases.UnableToMoveDueDates):
        cases.move_due_dates(edition=edition, officer=staff.decider, reason=REASON)
    with pytest.raises(cases.UnableWithoutReasons):
        cases.move_due_dates(edition=edition, officer=administrator, reason=" ")
    with pytest.raises(cases.UnableToMoveByAnotherEdition):
        cases.move_due_dates(edition=edition - 1, officer=administrator, reason=REASON)


def test_the_clock_tells_the_event_every_day_the_law_and_the_editions(resident, staff):
    number = accepted(resident, staff)
    with translation.override("zh-hans"):
        told = lines_of(number, resident)
    assert told.lines[0] == "2026年11月23日（周一）受理，当日不计"
    assert "11月24日（周二）为第1日" in told.days
    assert told.basis[0].startswith("法律依据：《")
    assert "国办发明电" in told.basis[2]


def test_a_case_that_cannot_be_accepted_by_silence_stops_no_other(resident, staff, monkeypatch):
    from tongban.handling.cases.operations import deem_accepted as silent

    broken, sound = submitted(resident), submitted(cast.resident())
    take_on = silent.take_on

    def failing(case, *arguments, **named):
        if case.number == broken:
            raise RuntimeError("no plan")
        return take_on(case, *arguments, **named)

    monkeypatch.setattr(silent, "take_on", failing)
    with clock.frozen_at(MONDAY + timedelta(days=9)):
        assert cases.deem_accepted(limit=1) == 1
    assert row(sound).is_deemed_accepted
    assert not row(broken).is_deemed_accepted


def test_a_case_whose_legal_date_alone_moves_says_so(resident, staff, city):
    from tongban.handling.cases.queries.moves import Dates, Recount

    day = date(2026, 11, 13)
    recount = Recount(
        row(accepted(resident, staff)),
        Dates(day, day, date(2026, 12, 1)),
        Dates(day, day, date(2026, 12, 2)),
        deadlines.calendar_edition(),
        cases.Basis.CALENDAR,
    )
    assert recount.is_of_law
    assert recount.told == (date(2026, 12, 1), date(2026, 12, 2))

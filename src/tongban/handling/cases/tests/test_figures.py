from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.groundwork.foundation import clock
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests.cast import MONDAY, accepted, decided, proposed, submitted
from tongban.handling.cases.tests.statements import counted
from tongban.offer.deadlines.rules import Light

MONTH = date(2026, 11, 1)


def test_figures_count_what_an_authority_did(resident, staff):
    submitted(cast.resident())
    accepted(cast.resident(), staff)
    decided(cast.resident(), staff, outcome="refused")
    cases.withdraw_case(number=submitted(second := cast.resident()), applicant=second)
    number = proposed(resident, staff)
    with clock.frozen_at(MONDAY + timedelta(days=2)):
        cases.decide_case(number=number, officer=staff.decider, agree=True)

    (figures,) = cases.authority_figures(region="9901", since=MONTH)

    assert figures.authority_id == cast.offer_of().authority_id
    assert (figures.received, figures.waiting, figures.running) == (5, 1, 1)
    assert (figures.granted, figures.refused, figures.withdrawn) == (1, 1, 1)
    assert figures.average_days == 1  # none and two


def test_figures_show_who_is_late(resident, staff):
    accepted(resident, staff)

    with clock.frozen_at(MONDAY + timedelta(days=25)):
        (late,) = cases.authority_figures(since=MONTH)
    with clock.frozen_at(MONDAY + timedelta(days=90)):
        (breached,) = cases.authority_figures(since=MONTH)

    assert (late.running_late, late.running_breached) == (1, 0)
    assert (breached.running_late, breached.running_breached) == (1, 1)


def test_other_regions_are_left_out(resident, staff):
    accepted(resident, staff)

    assert cases.authority_figures(region="990102", since=MONTH) == ()
    assert cases.running_cases(region="990102").rows == ()


def test_running_cases_are_read_nearest_date_first_page_by_page(staff):
    numbers = [accepted(cast.resident(), staff) for _ in range(3)]

    with CaptureQueriesContext(connection) as queries:
        first = cases.running_cases(region="99", limit=2)
    second = cases.running_cases(region="99", limit=2, after=first.after)

    assert len(counted(queries)) == 1
    assert {case.number for case in (*first.rows, *second.rows)} == set(numbers)
    assert second.after is None
    assert first.rows[0].light is Light.GREEN


def test_roll_ups_tell_what_is_open_and_what_each_day_brought(resident, staff):
    submitted(cast.resident())
    number = proposed(resident, staff)
    with clock.frozen_at(MONDAY + timedelta(days=2)):
        cases.decide_case(number=number, officer=staff.decider, agree=True)
        groups = cases.open_groups()
        days = cases.day_groups(since=MONTH, until=clock.today())

    assert {(group.state, group.light, group.count) for group in groups} == {
        ("submitted", Light.GREEN, 1),
        ("decided", None, 1),
    }
    assert [(group.day.day, group.received, group.decided, group.days_actual) for group in days] == [
        (23, 2, 0, 0),
        (25, 0, 1, 2),
    ]
    assert days[1].days_statutory == 60


def test_late_cases_are_those_due_before_today(resident, staff):
    number = accepted(resident, staff)

    with clock.frozen_at(MONDAY + timedelta(days=25)):
        late = cases.running_cases(due_until=clock.today() - timedelta(days=1)).rows
    assert [(case.number, case.light) for case in late] == [(number, Light.RED)]
    assert cases.running_cases(due_until=date(2026, 12, 1)).rows == ()

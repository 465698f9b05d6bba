from datetime import timedelta

import pytest

from tongban.engagement.ratings import api as ratings
from tongban.groundwork.foundation import clock
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import State, UnableToFindCase
from tongban.handling.cases.tests.cast import MONDAY, accepted, closed, proposed, submitted
from tongban.offer.deadlines.rules import Light
from tongban.oversight.supervision import api as supervision

LATE = MONDAY + timedelta(days=25)


def values(overview):
    return {code: figure.value for code, figure in overview.figures.items()}


def test_before_the_first_sweep_nothing_is_claimed(city):
    overview = supervision.overview(region="9901")
    assert overview.as_of is None
    assert values(overview)["on_time_rate"] is None


def test_the_overview_counts_states_lights_and_what_the_days_brought(resident, staff):
    submitted(cast.resident())
    accepted(cast.resident(), staff)
    proposed(cast.resident(), staff)
    closed(resident, staff)
    supervision.sweep()
    overview = supervision.overview(region="9901")
    found = values(overview)
    assert (found["received"], found["decided"], found["open"], found["late"]) == (4, 1, 3, 0)
    assert (overview.by_state[State.SUBMITTED], overview.by_state[State.PROPOSED]) == (1, 1)
    assert overview.by_light[Light.GREEN] == 3
    assert overview.by_day[-1].received == 4
    assert [line.figures["received"].value for line in overview.by_authority] == [4]


def test_time_is_compared_statutory_committed_and_actual(resident, staff):
    number = proposed(resident, staff)
    with clock.frozen_at(MONDAY + timedelta(days=10)):
        cases.decide_case(number=number, officer=staff.decider, agree=True)
        supervision.sweep()
        found = values(supervision.overview(region="9901"))
    assert (found["statutory_days"], found["committed_days"], found["actual_days"]) == (
        60,
        21,
        10,
    )  # the 20th day is a Sunday
    assert found["committed_compression"] == pytest.approx(1 - 21 / 60)
    assert found["actual_compression"] == pytest.approx(5 / 6)
    assert (found["on_time_rate"], found["within_statute_rate"]) == (1, 1)


def test_late_decisions_lower_the_rate_and_name_the_item(resident, staff):
    number = proposed(resident, staff)
    with clock.frozen_at(LATE):
        cases.decide_case(number=number, officer=staff.decider, agree=True)
        supervision.sweep()
        overview = supervision.overview(region="9901")
    assert values(overview)["on_time_rate"] == 0
    [line] = overview.latest_items
    assert (line.item_name, line.late, line.average_days) == ("居民身份证丢失补领", 1, 25)


def test_satisfaction_comes_from_the_ratings(resident, staff):
    number = closed(resident, staff)
    ratings.rate_case(number=number, applicant=resident, grade=5)
    supervision.sweep()
    found = values(supervision.overview(region="9901"))
    assert (found["ratings"], found["satisfaction"]) == (1, 1)


def test_every_figure_says_its_name_how_it_is_computed_and_as_of_when(resident, staff):
    accepted(resident, staff)
    supervision.sweep()
    overview = supervision.overview(region="9901")
    every = [*overview.figures.values(), *overview.by_authority[0].figures.values()]
    assert all(figure.name and figure.how and figure.as_of == MONDAY for figure in every)


def test_the_public_sees_the_same_without_a_person_or_a_case(resident, staff):
    number = accepted(resident, staff)
    with clock.frozen_at(LATE):
        supervision.sweep()
        public = supervision.public_figures(region="9901")
        assert public == supervision.overview(region="9901")
    assert number not in str(public)
    assert resident.name not in str(public)


def test_an_overview_takes_few_statements_whatever_there_is(resident, staff, django_assert_max_num_queries):
    for _ in range(3):
        accepted(cast.resident(), staff)
    supervision.sweep()
    supervision.overview(region="9901")
    with django_assert_max_num_queries(7):
        supervision.overview(region="9901")


def test_other_regions_are_left_out(resident, staff):
    accepted(resident, staff)
    supervision.sweep()
    assert values(supervision.overview(region="990102"))["open"] == 0


def test_late_cases_are_shown_to_supervisors_of_the_region_without_persons(resident, staff, supervisor):
    number = accepted(resident, staff)
    with clock.frozen_at(LATE):
        [late] = supervision.late_cases(supervisor).rows
        assert late.number == number
        assert resident.name not in str(late)
        assert supervision.late_cases(supervisor, region="990102").rows == ()
        with pytest.raises(supervision.UnableToSupervise):
            supervision.late_cases(staff.clerk)
        with pytest.raises(supervision.UnableToSupervise):
            supervision.late_cases(supervisor, region="44")


def test_a_supervisor_sees_the_course_of_a_case_without_persons(resident, staff, supervisor):
    number = accepted(resident, staff)
    shown = supervision.supervised_case(number, officer=supervisor)
    assert [entry.deed for entry in shown.course] == ["submit", "accept"]
    assert resident.name not in str(shown)
    assert resident.masked_name not in str(shown)
    with pytest.raises(UnableToFindCase):
        supervision.supervised_case("990101261123099999", officer=supervisor)

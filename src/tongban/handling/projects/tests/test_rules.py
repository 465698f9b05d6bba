from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_10

from tongban.groundwork.foundation.data_files import read_yaml
from tongban.handling.projects.rules import (
    FIRST_MONTH,
    Kind,
    Once,
    StageFacts,
    Standing,
    UnableToReadKinds,
    is_complete,
    longest_chain,
    may_open,
    new_code,
    parse_kinds,
    project_time,
    read_code,
    rest_of,
    standing,
    waits_for,
)
from tongban.offer.deadlines.rules import Limit, Spell, Stop, Unit, WorkCalendar

SEEDS = Path(__file__).resolve().parents[5] / "seeds"
LIMIT = Limit(120, Unit.WORKING_DAY)
START = date(2026, 1, 5)
CALENDAR = WorkCalendar(known_from=date(2026, 1, 1), known_until=date(2028, 12, 31), holidays={})

DONE = StageFacts(is_opened=True, is_submitted=True, is_accepted=True, outcome="granted")
ACCEPTED = StageFacts(is_opened=True, is_submitted=True, is_accepted=True)
SUBMITTED = StageFacts(is_opened=True, is_submitted=True)
DRAFT = StageFacts(is_opened=True)
REFUSED = StageFacts(is_opened=True, is_submitted=True, is_accepted=True, outcome="refused")


def kind(code: str = "government-building") -> Kind:
    kinds = parse_kinds(read_yaml(SEEDS / "project_kinds.yaml"), longest=120)
    return next(each for each in kinds if each.code == code)


# --- codes


@given(
    day=st.dates(FIRST_MONTH, date(2099, 12, 31)),
    region=st.from_regex(r"[1-9][0-9]{5}", fullmatch=True),
    serial=st.integers(0, 99_999),
)
def test_a_code_is_read_as_it_was_made(day, region, serial):
    code = new_code(day=day, region_code=region, department="04", type="01", serial=serial)
    assert read_code(str(code)) == code
    assert len(str(code).replace("-", "")) == 20
    assert len(str(code)) == 24


@given(serial=st.integers(0, 99_999), place=st.integers(0, 19), digit=st.integers(1, 9))
def test_a_wrong_digit_in_a_code_of_ours_shows(serial, place, digit):
    digits = str(new_code(day=date(2026, 11, 1), region_code="990101", department="04", type="01", serial=serial))
    digits = digits.replace("-", "")
    changed = digits[:place] + str((int(digits[place]) + digit) % 10) + digits[place + 1 :]
    assert mod_11_10.is_valid(digits)
    assert not mod_11_10.is_valid(changed)


@given(text=st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_none(text):
    code = read_code(text)
    assert code is None or read_code(str(code)) == code


@pytest.mark.parametrize(
    "text", ["2611-990101-04-01-123455", " 2611 － 990101 – 04—01-123455 ", "2611-990101-04-01-123455\n"]
)
def test_a_code_may_be_typed_with_blanks_and_other_hyphens(text):
    assert str(read_code(text)) == "2611-990101-04-01-123455"


def test_codes_that_begin_with_a_year_are_read_up_to_2020():
    old = read_code("2018-990101-47-01-012345")
    assert old is not None
    assert (old.begun, old.has_month, str(old)) == (date(2018, 1, 1), False, "2018-990101-47-01-012345")
    assert read_code("2021-990101-47-01-012345") is None  # no year any more, and no month 21
    assert read_code("2010-990101-04-01-012345") is None  # before the present form began


def test_a_serial_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        new_code(day=date(2026, 11, 1), region_code="990101", department="04", type="01", serial=100_000)


# --- kinds


def test_the_kinds_of_the_city_stay_within_120_days():
    for code in ("government-building", "private-industrial", "small-private"):
        assert longest_chain(kind(code).stages) <= kind(code).days <= 120


def test_everything_wrong_with_a_file_of_kinds_is_told_at_once():
    body = {
        "kinds": [
            {
                "code": "odd", "name": "怪", "name_en": "Odd", "department": "04", "type": "01", "days": 130, "source": "x",
                "asked": ["project.name"],
                "stages": [
                    {"code": "a", "name": "甲", "name_en": "A", "basic_code": "1", "lead": "nat", "days": 5, "after": [{"b": "granted"}]},
                    {"code": "b", "name": "乙", "name_en": "", "basic_code": "1", "lead": "nat", "days": 5},
                    {"code": "b", "name": "乙", "name_en": "B", "basic_code": "1", "lead": "nat", "days": 5},
                ],
            }
        ]
    }  # fmt: skip
    with pytest.raises(UnableToReadKinds) as refused:
        parse_kinds(body, longest=120)
    told = "\n".join(refused.value.problems)
    for word in ("waits for b", "needs name", "stands there twice", "130 days"):
        assert word in told


def test_stages_that_need_more_days_than_the_whole_are_refused():
    body = read_yaml(SEEDS / "project_kinds.yaml")
    body["kinds"][0]["days"] = 60
    with pytest.raises(UnableToReadKinds, match="more than its 60"):
        parse_kinds(body, longest=120)


# --- stages


def test_a_stage_waits_for_the_one_before_it():
    project = kind()
    assert [stage.code for stage in project.stages if may_open(project, stage.code, {})] == ["land"]
    facts = {"land": ACCEPTED}
    assert standing(project, "works", facts) is Standing.WAITING
    assert [each.stage for each in waits_for(project, "works", facts)] == ["land"]
    assert standing(project, "works", {"land": DONE}) is Standing.READY


def test_stages_of_an_industrial_project_may_run_side_by_side():
    project = kind("private-industrial")
    assert not may_open(project, "construction", {"land": DONE, "works": SUBMITTED})
    assert may_open(project, "construction", {"land": DONE, "works": ACCEPTED})
    assert [each.once for each in waits_for(project, "acceptance", {"land": DONE, "works": ACCEPTED})] == [
        Once.GRANTED
    ] * 2


def test_what_was_refused_may_be_applied_for_again_and_opens_nothing():
    project = kind("private-industrial")
    facts = {"land": DONE, "works": REFUSED}
    assert standing(project, "works", facts) is Standing.ENDED
    assert may_open(project, "works", facts)
    assert standing(project, "construction", facts) is Standing.WAITING


def test_what_runs_or_is_done_is_not_opened_again():
    project = kind()
    assert not may_open(project, "land", {"land": SUBMITTED})
    assert not may_open(project, "land", {"land": DONE})
    assert may_open(project, "land", {"land": DRAFT})


@given(outcomes=st.lists(st.sampled_from([DONE, ACCEPTED, SUBMITTED, DRAFT, REFUSED]), max_size=4))
def test_a_project_is_complete_when_every_stage_was_granted(outcomes):
    project = kind()
    facts = {stage.code: fact for stage, fact in zip(project.stages, outcomes, strict=False)}
    assert is_complete(project, facts) == (len(outcomes) == 4 and all(fact is DONE for fact in outcomes))


# --- the authorities' own time


@st.composite
def courses(draw):
    """Return stages one after another or side by side, each with a stop or without."""
    spells = []
    for code in "abcd"[: draw(st.integers(1, 4))]:
        begun = START + timedelta(days=draw(st.integers(0, 300)))
        length = draw(st.integers(0, 90))
        stop = ()
        if length > 3 and draw(st.booleans()):
            first = begun + timedelta(days=draw(st.integers(1, length - 2)))
            stop = (Stop(first, first + timedelta(days=draw(st.integers(1, 20))), "听证"),)
        spells.append(Spell(code, begun, begun + timedelta(days=length), stop))
    return spells


def time_of(stages, today, shares=()):
    return project_time(stages, shares, limit=LIMIT, today=today, calendar=CALENDAR, source="国办发〔2019〕11号")


def simulated(stages, today):
    """Count day by day: a working day on which some stage runs and is not stopped."""
    days = 0
    day = START
    while day <= today:
        runs = any(
            spell.start < day <= (spell.end or today) and not any(stop.start <= day and (stop.end is None or day < stop.end) for stop in spell.stops)
            for spell in stages
        )  # fmt: skip
        days += runs and CALENDAR.is_working_day(day)
        day += timedelta(days=1)
    return days


@given(stages=courses(), passed=st.integers(0, 420))
def test_the_time_used_is_what_a_count_day_by_day_gives(stages, passed):
    today = START + timedelta(days=passed)
    time = time_of(stages, today)
    assert time.used == simulated([spell for spell in stages if spell.start <= today], today)
    assert time.left == 120 - time.used
    assert time.used <= sum(time.by_stage.values())


@given(stages=courses(), passed=st.integers(0, 400), more=st.integers(0, 30))
def test_time_never_runs_back(stages, passed, more):
    today = START + timedelta(days=passed)
    assert time_of(stages, today).used <= time_of(stages, today + timedelta(days=more)).used


@given(stages=courses(), order=st.randoms(use_true_random=False))
def test_the_order_in_which_stages_are_told_does_not_matter(stages, order):
    today = START + timedelta(days=420)
    shuffled = list(stages)
    order.shuffle(shuffled)
    assert (
        time_of(shuffled, today) == time_of(stages, today)
        or time_of(shuffled, today).used == time_of(stages, today).used
    )


@given(used=st.integers(1, 119))
def test_the_whole_is_due_when_what_is_left_has_passed(used):
    end = CALENDAR.add_working_days(START, used)
    running = CALENDAR.add_working_days(end, 30)
    time = time_of([Spell("a", START, end), Spell("b", running, None)], running)
    assert time.used == used
    assert time.due == CALENDAR.add_working_days(running, 120 - used)


def test_nothing_is_due_while_the_applicant_has_the_project():
    time = time_of([Spell("a", START, date(2026, 1, 16))], date(2026, 6, 1))
    assert (time.due, time.used) == (None, 9)
    assert time.lines[-1].last == date(2026, 1, 16)


@given(
    parts=st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 20), st.sampled_from(["lead", "drc", "wat"])), max_size=5
    ),
    length=st.integers(1, 60),
)
def test_every_day_of_a_stage_belongs_to_somebody(parts, length):
    end = START + timedelta(days=length)
    whole = Spell("land", START, end)
    spells = [
        Spell(holder, begun, min(begun + timedelta(days=days), end))
        for offset, days, holder in parts
        if (begun := START + timedelta(days=offset)) <= end
    ]
    time = time_of([whole], end, [*spells, rest_of(whole, spells, holder="lead")])
    assert sum(time.by_holder.values()) >= time.used
    assert all(days <= time.used for days in time.by_holder.values())

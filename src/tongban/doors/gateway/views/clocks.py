"""Clocks put together: joint handling, stages, a lower level first. Open to everybody."""
# ruff: noqa: ARG001 (a view is given its request, whether it looks at it or not)

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import StringConstraints

from tongban.doors.frame.access import ANYONE
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import deadlines as given
from tongban.doors.gateway.views.deadlines import (
    GROUND,
    Extended,
    Start,
    Stops,
    as_of,
    due_date_of,
    extension_of_rule,
    rule_of,
)
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import (
    Clock,
    Event,
    JointClock,
    Limit,
    Spell,
    Staged,
    Unit,
    first_with,
    time_spent,
)

group = Group("due dates")

MOST_PARTS = 20
MOST_UNITS = 3000
LONGEST_AMOUNT = 5  # digits
Part = Annotated[str, StringConstraints(max_length=60)]
Parts = Annotated[
    list[Part],
    Query(description="The share of each authority: name:working days, fire:10", min_length=1, max_length=MOST_PARTS),
]
Done = Annotated[list[Part], Query(description="Who was done when: name:day, fire:2026-12-01", max_length=MOST_PARTS)]
Stages = Annotated[
    list[Part],
    Query(
        description="First day/last day of each stage, 2026-11-02/2026-12-14; one that still runs: 2026-12-20/",
        min_length=1,
        max_length=MOST_PARTS,
    ),
]
HandedOver = Annotated[date | None, Query(description="The day on which the lower level handed the file over")]


class UnableToReadPart(DomainError):
    """A share is written as its name, a colon and its working days or its day."""

    code = "due_date.part_faulty"
    sentence = _("看不懂“{text}”：时限写成 fire:10，办结日写成 fire:2026-12-01，名称不能重复。")
    status = 422


class UnableToReadStage(DomainError):
    """A stage is written as its first day, a stroke and its last day."""

    code = "due_date.stage_faulty"
    sentence = _("看不懂阶段“{text}”：写成 2026-11-02/2026-12-14；还没有结束的，写成 2026-12-20/。")
    status = 422


@group.get("/due-dates/joint", to=[ANYONE], answers=given.JointDueDates, refuses=[404])
def show_joint_due_dates(
    request: HttpRequest,
    start: Start,
    parts: Parts,
    done: Done = [],  # noqa: B006 - the list is ninja's
    stops: Stops = [],  # noqa: B006 - the list is ninja's
    extended: Extended = False,
) -> given.JointDueDates:
    """Tell when joint handling is due (45 working days and 15 more), and each authority's share within it; who is late."""
    edition = deadlines.limits_edition(start)
    limit, source = rule_of("joint_decision", edition)
    read = deadlines.read_stops(stops, ground=GROUND)
    whole = Clock(
        code="joint_decision",
        start=start,
        limit=limit,
        stops=read,
        extension=extension_of_rule("joint_decision", edition) if extended else 0,
        as_of=as_of(read),
        event=Event.ACCEPTED,
        source=source,
    )
    joint = JointClock(
        whole,
        tuple(
            replace(whole, code=name, limit=Limit(amount, Unit.WORKING_DAY), extension=0, holder=name, source="")
            for name, amount in _shares(parts).items()
        ),
    )
    told = due_date_of(whole)
    calendar = deadlines.calendar()
    late = joint.late(clock.today(), calendar, done=_days(done))
    shown = []
    for part in joint.parts:
        own = due_date_of(part)
        due = joint.due_of(part.holder, calendar)
        shown.append(
            given.PartDueDate(**(own.model_dump() | {"due": due.day}), holder=part.holder, is_late=part.holder in late)
        )
    return given.JointDueDates(whole=told, parts=shown)


@group.get("/due-dates/staged", to=[ANYONE], answers=given.StagedDueDate, refuses=[404])
def show_staged_due_date(request: HttpRequest, stages: Stages) -> given.StagedDueDate:
    """Tell when the authorities' own time over several stages is used up (construction projects: 120 working days)."""
    spells = tuple(_stage(number, text) for number, text in enumerate(stages, start=1))
    limit, source = rule_of("construction_project", deadlines.limits_edition(min(spell.start for spell in spells)))
    today = clock.today()
    as_of_day = max([today, *(spell.end or spell.start for spell in spells)])
    told = due_date_of(Staged(limit, spells, source=source, code="construction_project").clock(as_of=as_of_day))
    one = [replace(spell, holder="all") for spell in spells]
    used = time_spent(one, until=today, calendar=deadlines.calendar(), unit=limit.unit)["all"]
    return given.StagedDueDate(**told.model_dump(), used=used, left=limit.amount - used)


@group.get("/due-dates/two-level", to=[ANYONE], answers=given.LevelsDueDate, refuses=[404])
def show_two_level_due_date(
    request: HttpRequest,
    start: Start,
    handed_over: HandedOver = None,
    stops: Stops = [],  # noqa: B006 - the list is ninja's
) -> given.LevelsDueDate:
    """Tell which clock runs, and until when, where a lower level examines first (20 working days) and an upper one decides."""
    edition = deadlines.limits_edition(start)
    read = deadlines.read_stops(stops, ground=GROUND)
    clocks = []
    for code in ("preliminary_examination", "decision"):
        limit, source = rule_of(code, edition)
        clocks.append(
            Clock(
                code=code,
                start=start,
                limit=limit,
                stops=read,
                as_of=as_of(read),
                event=Event.ACCEPTED,
                source=source,
            )
        )
    running = first_with(clocks[0], handed_over=handed_over, upper=clocks[1])
    return given.LevelsDueDate(**due_date_of(running).model_dump(), runs="lower" if handed_over is None else "upper")


def _shares(texts: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for text in texts:
        name, amount = _pair(text, found)
        if not amount.isdecimal() or not 0 < int(amount[:LONGEST_AMOUNT]) <= MOST_UNITS:
            raise UnableToReadPart(text=text)
        found[name] = int(amount)
    return found


def _days(texts: Sequence[str]) -> dict[str, date]:
    found: dict[str, date] = {}
    for text in texts:
        name, day = _pair(text, found)
        try:
            found[name] = date.fromisoformat(day)
        except ValueError as fault:
            raise UnableToReadPart(text=text) from fault
    return found


def _pair(text: str, seen: Collection[str]) -> tuple[str, str]:
    name, colon, value = text.rpartition(":")
    if not colon or not name.strip() or name in seen:
        raise UnableToReadPart(text=text)
    return name, value.strip()


def _stage(number: int, text: str) -> Spell:
    first, stroke, last = text.partition("/")
    try:
        if not stroke:
            raise ValueError(text)
        return Spell(str(number), date.fromisoformat(first), date.fromisoformat(last) if last else None)
    except ValueError as fault:
        raise UnableToReadStage(text=text) from fault

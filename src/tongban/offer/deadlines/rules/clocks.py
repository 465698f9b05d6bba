"""
Clocks: a limit with what set it going, what stopped it and the law it rests on; and several of them put together.

Joint handling is one limit for the whole with clocks of the authorities within it (行政许可法第四十二条第二款). A lower level
that examines first has its own (第四十三条). A course in stages counts the authorities' own time only: what passes
between the end of one stage and the start of the next is the applicant's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tongban.offer.deadlines.rules.calendar import WorkCalendar
from tongban.offer.deadlines.rules.due import due_date
from tongban.offer.deadlines.rules.explanation import Event, Line, explain
from tongban.offer.deadlines.rules.limits import ONE_DAY, DueDate, Limit, Stop, Unit

BETWEEN_STAGES = "阶段之间等候申请人"


@dataclass(frozen=True)
class Clock:
    """What sets one limit going and what stops it: enough to recompute the due date and to explain it."""

    code: str  # of a limit rule, or "committed", "statutory" of a guide
    start: date
    limit: Limit
    stops: tuple[Stop, ...] = ()
    extension: int = 0  # in the limit's unit, once
    as_of: date | None = None  # how long a running stop is expected to last
    event: Event = Event.START
    moment: datetime | None = None  # of the event, for hours
    source: str = ""  # the law
    holder: str = ""  # the step or authority whose time it is

    def due(self, calendar: WorkCalendar) -> DueDate:
        """Return the last day that is in time."""
        return due_date(
            start=self.start,
            limit=self.limit,
            calendar=calendar,
            stops=self.stops,
            extension=self.extension,
            as_of=self.as_of,
            moment=self.moment,
        )

    def lines(self, calendar: WorkCalendar) -> tuple[Line, ...]:
        """Return the due date line by line."""
        return explain(
            start=self.start,
            limit=self.limit,
            calendar=calendar,
            stops=self.stops,
            extension=self.extension,
            as_of=self.as_of,
            moment=self.moment,
            event=self.event,
        )


@dataclass(frozen=True)
class JointClock:
    """A whole case and, within it, the steps or authorities that each have a limit of their own."""

    whole: Clock
    parts: tuple[Clock, ...]

    def due(self, calendar: WorkCalendar) -> DueDate:
        """Return when the whole is due: no part makes it later."""
        return self.whole.due(calendar)

    def due_of(self, holder: str, calendar: WorkCalendar) -> DueDate:
        """Return when a part is due: by its own limit, and never after the whole; KeyError for an unknown holder."""
        own = next((part for part in self.parts if part.holder == holder), None)
        if own is None:
            raise KeyError(holder)
        return min(own.due(calendar), self.whole.due(calendar), key=lambda due: due.day)

    def late(self, today: date, calendar: WorkCalendar, done: Mapping[str, date] | None = None) -> tuple[str, ...]:
        """Return the holders who are late, or were when they were done: who makes the others wait."""
        ended = done or {}
        return tuple(
            part.holder
            for part in self.parts
            if min(ended.get(part.holder, today), today) > self.due_of(part.holder, calendar).day
        )


def first_with(lower: Clock, *, handed_over: date | None, upper: Clock) -> Clock:
    """
    Return the clock that runs now where a lower level examines first (行政许可法第四十三条).

    The lower level has its own limit until the file is handed over; that of the level which decides starts on that day.
    """
    if handed_over is None:
        return lower
    return Clock(**{**vars(upper), "start": handed_over, "event": Event.HANDED_OVER})


@dataclass(frozen=True)
class Spell:
    """The time a holder had the file: after the day `start` up to and including `end`, or still."""

    holder: str
    start: date
    end: date | None
    stops: tuple[Stop, ...] = ()

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"a spell cannot end on {self.end}, before it starts on {self.start}")


@dataclass(frozen=True)
class Staged:
    """A limit on the authorities' own time over several stages, as the 120 working days of a construction project."""

    limit: Limit
    stages: tuple[Spell, ...]
    extension: int = 0
    source: str = ""
    code: str = "staged"

    def clock(self, as_of: date) -> Clock:
        """
        Return one clock for the whole: from the first stage on, with the time between stages as stops.

        Stages that run side by side count once. A gap that is still open lasts until `as_of`.
        """
        if not self.stages:
            raise ValueError("no stage has begun")
        begun = sorted(self.stages, key=lambda stage: (stage.start, stage.end or date.max))
        gaps, until = [], begun[0].end
        for stage in begun[1:]:
            if until is None:
                break
            if stage.start > until:
                gaps.append(Stop(until + ONE_DAY, stage.start + ONE_DAY, BETWEEN_STAGES))
            until = None if stage.end is None else max(until, stage.end)
        if until is not None and until < as_of:
            gaps.append(Stop(until + ONE_DAY, None, BETWEEN_STAGES))
        return Clock(
            code=self.code,
            start=begun[0].start,
            limit=self.limit,
            stops=tuple(gaps) + _stops_of_all(begun, as_of),
            extension=self.extension,
            as_of=as_of,
            event=Event.ACCEPTED,
            source=self.source,
        )


def time_spent(
    spells: Sequence[Spell], *, until: date, calendar: WorkCalendar, unit: Unit = Unit.WORKING_DAY
) -> dict[str, int]:
    """Return how many days each holder had the file, without the days that were stopped; overlapping spells count once."""
    held: dict[str, set[date]] = {}
    for spell in spells:
        days = held.setdefault(spell.holder, set())
        last = min(spell.end or until, until)
        for day in map(date.fromordinal, range(spell.start.toordinal() + 1, last.toordinal() + 1)):
            is_counted = unit is not Unit.WORKING_DAY or calendar.is_working_day(day)
            if is_counted and not any(day in stop for stop in spell.stops):
                days.add(day)
    return {holder: len(days) for holder, days in held.items()}


def _stops_of_all(stages: Sequence[Spell], as_of: date) -> tuple[Stop, ...]:
    """Return the days on which no stage that had begun was running: one stage's stop does not stop another's time."""
    stopped = [stop for stage in stages for stop in stage.stops]
    alone = []
    for stop in stopped:
        days = range(stop.start.toordinal(), (stop.end or as_of + ONE_DAY).toordinal())
        still = [day for day in map(date.fromordinal, days) if not any(_runs(stage, day) for stage in stages)]
        alone += [Stop(day, day + ONE_DAY, stop.ground, stop.document) for day in still]
    return tuple(alone)


def _runs(stage: Spell, day: date) -> bool:
    is_within = stage.start < day and (stage.end is None or day <= stage.end)
    return is_within and not any(day in stop for stop in stage.stops)

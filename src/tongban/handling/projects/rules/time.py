"""
The authorities' own time on a project: 120 working days for all four stages (国办发〔2019〕11号).

A stage counts from the day after its application was accepted to the day of the decision. What lies between the stages is the
applicant's, and so are special procedures. Stages side by side count once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tongban.offer.deadlines.rules import Clock, Limit, Line, Spell, Staged, Stop, WorkCalendar, time_spent

ONE_DAY = timedelta(days=1)
WHOLE = "whole"
WITH_OTHERS = "由其他部门办理"


@dataclass(frozen=True)
class ProjectTime:
    """The time used by a day: of the whole, of each stage, of each holder; due and explained while a stage runs."""

    limit: int
    used: int
    due: date | None  # when the limit would be used up if the stages that run went on; None while none runs
    lines: tuple[Line, ...]
    by_stage: dict[str, int]
    by_holder: dict[str, int]

    @property
    def left(self) -> int:
        """Return how many days are left, negative when the limit is exceeded."""
        return self.limit - self.used


def project_time(
    stages: Sequence[Spell], shares: Sequence[Spell], *, limit: Limit, today: date, calendar: WorkCalendar, source: str
) -> ProjectTime:
    """
    Return the time used up to and including `today`.

    `stages` are held by their codes, `shares` by whoever had the file within them. The sum over the holders may exceed the
    whole, as they work side by side; no holder's time does.
    """
    begun = [spell for spell in stages if spell.start <= today]
    used = time_spent([replace(spell, holder=WHOLE) for spell in begun], until=today, calendar=calendar)
    runs = any(spell.end is None for spell in begun)
    clock = Staged(limit, tuple(begun), source=source, code="construction_project").clock(today) if begun else None
    return ProjectTime(
        limit=limit.amount,
        used=used.get(WHOLE, 0),
        due=clock.due(calendar).day if clock and runs else None,
        lines=_lines(clock, begun, runs, calendar) if clock else (),
        by_stage=time_spent(begun, until=today, calendar=calendar),
        by_holder=time_spent([spell for spell in shares if spell.start <= today], until=today, calendar=calendar),
    )


def _lines(clock: Clock, begun: Sequence[Spell], runs: bool, calendar: WorkCalendar) -> tuple[Line, ...]:
    """Return the days explained: to the end of the limit while a stage runs, else those that were used."""
    lines = clock.lines(calendar)
    if runs:
        return lines
    ended = max(spell.end for spell in begun if spell.end)
    return tuple(line for line in lines if line.last <= ended)


def rest_of(whole: Spell, parts: Sequence[Spell], *, holder: str) -> Spell:
    """
    Return what of a stage's time was the leading authority's: all but the days on which only others had it.

    A part begins to count on the day after it was opened, as every period does.
    """
    others = tuple(
        Stop(part.start + ONE_DAY, None if part.end is None else part.end + ONE_DAY, WITH_OTHERS)
        for part in parts
        if part.holder != holder
    )
    return Spell(holder, whole.start, whole.end, whole.stops + others)

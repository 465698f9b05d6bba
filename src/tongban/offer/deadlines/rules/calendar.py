"""Which days are worked: the State Council's arrangement of days off as something to count with."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from itertools import accumulate

SATURDAY = 5
# How far beyond the last year of its data a calendar counts, by weekends and the fixed holidays alone.
YEARS_BEFORE, YEARS_AFTER = 10, 30
# 全国年节及纪念日放假办法 (2024) art. 2, those days that fall on the same date each year.
FIXED_HOLIDAYS = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))


class DayKind(StrEnum):
    """What a day is in the calendar of the State Council."""

    WORKING = "working"
    MAKE_UP = "make_up"  # a Saturday or Sunday that is worked
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


class WorkCalendar:
    """
    Which days are worked.

    Sure from `known_from` to `known_until`; outside, it goes by weekends and statutory holidays alone. Days more than
    10 years before or 30 years after its data raise ValueError.
    """

    def __init__(
        self,
        *,
        known_from: date,
        known_until: date,
        holidays: Mapping[date, str],
        make_up_days: Collection[date] = (),
        worked_for: Mapping[date, date] | None = None,
    ) -> None:
        self.known_from = known_from
        self.known_until = known_until
        self._worked_for = worked_for or {}
        self._holidays = dict(holidays)
        self._make_up_days = frozenset(make_up_days)
        self._years_with_data = {day.year for day in self._holidays} | set(range(known_from.year, known_until.year + 1))
        self._first = date(known_from.year - YEARS_BEFORE, 1, 1)
        self._last = date(max(self._years_with_data) + YEARS_AFTER, 12, 31)
        self._first_ordinal = self._first.toordinal()
        self._working_days = [day for day in self._all_days() if self.kind_of(day) in _WORKED]
        worked = set(self._working_days)
        # How many working days there are up to and including each day: counting is two look-ups.
        self._ranks = list(accumulate(day in worked for day in self._all_days()))

    def kind_of(self, day: date) -> DayKind:
        """Say what a day is; whether that is sure, `is_known` says."""
        if day in self._make_up_days:
            return DayKind.MAKE_UP
        if self.holiday_name(day) is not None:
            return DayKind.HOLIDAY
        return DayKind.WEEKEND if day.weekday() >= SATURDAY else DayKind.WORKING

    def holiday_name(self, day: date) -> str | None:
        """Return the name of the holiday a day belongs to; "" where it is a fixed holiday of a year without data."""
        if day.year not in self._years_with_data and (day.month, day.day) in FIXED_HOLIDAYS:
            return ""
        return self._holidays.get(day)

    def worked_for(self, day: date) -> date | None:
        """Return the day off whose work is done on a make-up workday; None for other days, or when it is unknown."""
        return self._worked_for.get(day)

    def is_known(self, day: date) -> bool:
        """Say whether a published notice covers the day."""
        return self.known_from <= day <= self.known_until

    def is_working_day(self, day: date) -> bool:
        rank = self.rank(day)
        return rank > 0 and self._working_days[rank - 1] == day

    def next_working_day(self, day: date) -> date:
        """Return the first working day after the day."""
        return self.add_working_days(day, 1)

    def add_working_days(self, day: date, amount: int) -> date:
        """Return the so-manieth working day after the day, which itself is not counted; the day itself for zero."""
        if amount < 0:
            raise ValueError("working days are added, not taken away")
        return self.of_rank(self.rank(day) + amount) if amount else day

    def on_or_after(self, day: date) -> date:
        """Return the day itself where it is worked, else the next working day."""
        rank = self.rank(day)
        is_worked = rank > 0 and self._working_days[rank - 1] == day
        return day if is_worked else self.of_rank(rank + 1)

    def add_working_days_outside(self, day: date, amount: int, stops: Iterable[tuple[date, date]]) -> date:
        """
        Return the so-manieth working day after the day, those of the stops left out; the day itself for zero.

        Stops are given by their first day and the day after their last, in the order of days; overlapping ones count once.
        Each that begins before the count is done takes its working days with it, so one pass does.
        """
        if not amount:
            return day
        ranks, first_ordinal, rank = self._ranks, self._first_ordinal, self.rank(day) + amount
        reached, seen = self.of_rank(rank), day.toordinal()
        for first, end in stops:
            if first > reached:
                break
            before, last = first.toordinal() - 1, end.toordinal() - 1
            if before < seen:
                before = seen
            if last > before:
                if last - first_ordinal >= len(ranks):
                    raise ValueError(f"the calendar ends on {self._last}")
                rank += ranks[last - first_ordinal] - ranks[before - first_ordinal]
                reached, seen = self.of_rank(rank), last
        return reached

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; negative when `end` lies before."""
        return self.rank(end) - self.rank(start)

    def rank(self, day: date) -> int:
        """Count the working days of the calendar up to and including a day."""
        offset = day.toordinal() - self._first_ordinal
        if 0 <= offset < len(self._ranks):
            return self._ranks[offset]
        raise ValueError(f"{day} lies outside the calendar, {self._first} to {self._last}")

    def of_rank(self, rank: int) -> date:
        """Return the so-manieth working day of the calendar, the first for 1."""
        if 0 < rank <= len(self._working_days):
            return self._working_days[rank - 1]
        raise ValueError(f"the calendar ends on {self._last}")

    def _all_days(self) -> Iterator[date]:
        return map(date.fromordinal, range(self._first.toordinal(), self._last.toordinal() + 1))


_WORKED = (DayKind.WORKING, DayKind.MAKE_UP)


def days_made_up(first: date, last: date, work_on: Iterable[date]) -> dict[date, date]:
    """
    Return whose work each make-up workday of a holiday does.

    A notice only says which days are off and which weekend days are worked. The statutory days stand at the beginning
    of a holiday, so the weekdays that are moved are its last ones, in order: in 2026, of 1 to 7 October, Sunday
    20 September does the work of Tuesday 6 and Saturday 10 October that of Wednesday 7.
    """
    days = sorted(work_on)
    ordinary = [day for day in _days(first, last) if day.weekday() < SATURDAY]
    return dict(zip(days, ordinary[-len(days) :], strict=False)) if days else {}


def _days(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))

"""A due date on request, with everything that led to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.deadlines import queries
from tongban.offer.deadlines.rules import Clock, DueDate, Stop, every_day
from tongban.offer.deadlines.sentences import explain_text

MOST_UNITS = 3000  # of a limit: the explanation of a longer one is of no use


class UnableToReckon(DomainError):
    """The days lie where no calendar is, or the limit is longer than anything the law knows."""

    code = "due_date.out_of_reach"
    sentence = _("无法计算这个期限：日期超出工作日历的范围，或者期限过长。")
    status = 422


class UnableToTakeMoment(DomainError):
    """The moment of an event lies on its day."""

    code = "due_date.moment_elsewhere"
    sentence = _("时刻要在起算的那一天（北京时间）。")
    status = 422


class UnableToReadStop(DomainError):
    """A stop is written as its first day, a stroke and the day on which the clock runs on."""

    code = "due_date.stop_faulty"
    sentence = _(
        "看不懂中止期间“{text}”：写成 2026-12-03/2026-12-10，后一天是恢复计时之日；还没有恢复的，写成 2026-12-03/。"
    )
    status = 422


@dataclass(frozen=True)
class Reckoning:
    """A clock with its due date, explained, and the edition of the calendar that judged it."""

    clock: Clock
    due: DueDate
    lines: tuple[str, ...]
    days: tuple[str, ...]  # the same with every counted day on its own
    calendar_edition: int
    known_until: date  # later days are expected


def reckon(clock: Clock, *, edition: int | None = None) -> Reckoning:
    """Return when a clock runs out and why, by the latest edition of the calendar or another; raise UnableToReckon."""
    number = queries.calendar_edition() if edition is None else edition
    calendar = queries.calendar(number)
    if clock.limit.amount + clock.extension > MOST_UNITS:
        raise UnableToReckon
    try:
        due, lines = clock.due(calendar), clock.lines(calendar)
    except (ValueError, OverflowError) as fault:
        raise UnableToReckon from fault
    return Reckoning(clock, due, explain_text(lines), explain_text(every_day(lines)), number, calendar.known_until)


def read_stops(texts: Sequence[str], *, ground: str) -> tuple[Stop, ...]:
    """Return stops written as `2026-12-03/2026-12-10`, the second day being the one the clock runs on; raise UnableToReadStop."""
    return tuple(_stop(text, ground) for text in texts)


def _stop(text: str, ground: str) -> Stop:
    first, stroke, end = text.partition("/")
    try:
        if not stroke:
            raise ValueError(text)
        return Stop(date.fromisoformat(first), date.fromisoformat(end) if end else None, ground)
    except ValueError as fault:
        raise UnableToReadStop(text=text[:40]) from fault

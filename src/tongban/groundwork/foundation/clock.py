"""The server's clock, the only one that counts: a client's clock is never trusted."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """Return the present moment, with time zone UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """Return the present day where the offices are (China Standard Time)."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """Return the day of a moment where the offices are: a filing at 23:59 belongs to that day."""
    return moment.astimezone(CHINA).date()


@contextlib.contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at a moment: for seeds that tell of the past and for tests."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)

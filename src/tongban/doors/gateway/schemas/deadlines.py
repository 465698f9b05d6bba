"""Limits of the law, and due dates with what led to them."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from tongban.doors.gateway.schemas.common import Given

LimitUnit = Literal["working_day", "calendar_day", "hour", "month"]


class LimitRule(Given):
    """A limit that the law sets for every case, or a threshold of the lights in percent."""

    code: str
    name: str
    name_en: str
    amount: int
    unit: Literal["working_day", "calendar_day", "hour", "month", "percent"]
    source: str = Field(description="The law and its article")


class LimitRules(Given):
    edition: int = Field(description="Raised by every change; cases keep the one they are judged by")
    on: date = Field(description="The day on which these limits are in force")
    limits: list[LimitRule]


class DueDate(Given):
    """The last day that is in time, explained line by line in the language of the request."""

    code: str = Field(description="committed, statutory, or the code of a limit rule")
    start: date = Field(description="The day of the event, which is not counted")
    amount: int
    unit: LimitUnit
    extension: int = Field(description="In the same unit")
    due: date
    at: datetime | None = Field(description="The moment, where the limit is in hours")
    is_provisional: bool = Field(description="The notice for that year is not published, or the clock stands still")
    is_stopped: bool
    lines: list[str]
    days: list[str] = Field(description="The same with every counted day on its own")
    source: str = Field(description="The law")
    calendar_edition: int
    known_until: date = Field(description="Up to this day the calendar rests on published notices")


class ItemDueDates(Given):
    """When an item would be due: by what its guide promises, and by the law."""

    item_code: str
    version_id: int
    committed: DueDate
    statutory: DueDate


class PartDueDate(DueDate):
    """When one authority's share is due: by its own limit, and never after the whole."""

    holder: str
    is_late: bool = Field(description="Past its day, or done after it")


class JointDueDates(Given):
    """A whole case and the shares of the authorities within it."""

    whole: DueDate
    parts: list[PartDueDate]


class StagedDueDate(DueDate):
    """One limit on the authorities' own time over several stages."""

    used: int = Field(description="Of the limit, until today or the last stage's end")
    left: int


class LevelsDueDate(DueDate):
    """The clock that runs now where a lower level examines first."""

    runs: Literal["lower", "upper"]

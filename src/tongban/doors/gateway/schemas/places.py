"""Where people are served, and when."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from tongban.doors.gateway.schemas.common import Given

Kind = Literal["hall", "station", "kiosk"]
Span = list[str]  # ["09:00", "12:00"]


class ServiceWindow(Given):
    number: str
    name: str
    authority_id: int | None = Field(description="Null at a comprehensive window")


class ExceptionalHours(Given):
    hours: list[Span] = Field(description="Empty: closed all day")
    reason: str


class OpenState(Given):
    """Whether a place is open at the moment of the answer, in local time (UTC+8)."""

    is_open: bool
    closes_at: datetime | None = Field(description="Null when closed, or open round the clock")
    opens_next_at: datetime | None = Field(description="The next opening within 60 days; null when there is none")


class OpeningDay(Given):
    """The hours of one day, exceptions and the State Council's calendar taken in."""

    day: date
    hours: list[Span]
    reason: Literal["weekly", "exception", "holiday", "make_up", "closed"]
    note: str = Field(description="The name of the holiday, or why the hours differ")
    is_known: bool = Field(description="False where the notice for that year is not published yet")


class ServicePoint(Given):
    """Where people are served; hours are local times by ISO weekday ("1" is Monday), with exceptions by date."""

    key: str
    kind: str
    name: str
    name_en: str
    region_code: str
    authority_id: int | None = Field(description="Who runs it")
    address: str
    phone: str
    latitude: float
    longitude: float
    accessible_entrance: str = Field(description="Where it is; empty when there is none")
    transport: str
    services: list[str]
    weekly_hours: dict[str, list[Span]]
    exceptions: dict[str, ExceptionalHours]
    hours_rule: str = Field(description="calendar: by the State Council's holidays; own: its weekdays hold all year")
    offers: str = Field(description="all | windows | listed: which items can be done there")
    item_codes: list[str] = Field(description="Basic or implementation codes, where items are listed")
    windows: list[ServiceWindow]
    closed_on: date | None
    metres: int | None = Field(description="Distance in a straight line; null where no position was given")
    now: OpenState


class ServicePointInFull(ServicePoint):
    """A service point with its hours day by day."""

    days: list[OpeningDay] = Field(description="Today and the 13 days after")

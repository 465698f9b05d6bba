"""Entrustments, transfers, and the time of each authority."""

from datetime import date
from typing import Literal

from pydantic import Field

from tongban.doors.gateway.schemas.common import Given, Taken


class Entrustment(Given):
    """Steps of items that one authority does in the name of another (委托, 行政许可法第二十四条)."""

    id: int
    by_id: int = Field(description="In whose name, and who answers for it")
    by_name: str
    to_id: int
    to_name: str
    scope: str
    basis: str = Field(description="The law and its article")
    document: str = Field(description="The number of the written entrustment")
    item_codes: list[str] = Field(description="Basic or implementation codes; empty: it is told only")
    steps: list[str] = Field(description="Of the review plan: accept, propose, decide, deliver …")
    since: date
    until: date | None = Field(description="The last day; null until revoked")


class Competent(Given):
    """An authority that a case may be given to."""

    id: int
    name: str
    name_en: str
    region_code: str


class AuthorityTime(Given):
    """How many working days one authority had a case: the day it came is not counted, the day it went is."""

    authority_id: int
    authority_name: str
    how: Literal["received", "up", "down", "over", "handed_over", "sent_back"]
    since: date
    until: date | None = Field(description="Null while it has it")
    working_days: int
    stopped_days: int = Field(description="Working days on which nobody's clock ran, not among the others")


class Transfer(Taken):
    """To whom a case goes, and why: the applicant is told."""

    to: int = Field(description="The id of an authority, as `competent` lists them")
    reason: str = Field(min_length=1, max_length=2000)

"""Versions of items, and what changed between two of them."""

from datetime import date
from typing import Any

from pydantic import Field

from tongban.doors.gateway.schemas.common import Given


class Version(Given):
    """One published version of an item's guide."""

    number: int
    effective_from: date
    why: str
    basic_number: int = Field(description="The version of the basic item it inherits from; 0 for a basic item's own")
    own_count: int = Field(description="How many values of its own it has")
    is_current: bool


class Difference(Given):
    """One element that differs between two versions."""

    element: str = Field(description="Its path without places, as in materials.originals")
    name: str = Field(description="What it is called, in the language of the answer")
    row: str = Field(description="The material, step or question it belongs to; empty outside of lists")
    kind: str = Field(description="added, removed or changed")
    before: Any = Field(description="As in the guide; null when it was added")
    after: Any = Field(description="As in the guide; null when it was removed")


class Comparison(Given):
    """What changed from one version to another."""

    code: str
    before: Version
    after: Version
    differences: list[Difference]

"""The channels by which messages leave the house; the portal inbox needs none, it is the message's own row."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import ClassVar, Protocol
from uuid import UUID

from django.conf import settings


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """What a channel is given. `id` is the same at each attempt, so that a gateway can drop a second copy."""

    id: UUID
    phone: str
    email: str
    title: str
    body: str
    short: str


class Channel(Protocol):
    """One way to a person."""

    name: ClassVar[str]

    def reaches(self, message: Outgoing) -> bool:
        """Say whether the message has an address of this channel."""

    def send(self, message: Outgoing) -> None:
        """Hand the message over; raise when that failed."""

    def check_config(self) -> None:
        """Raise with a cure in the message when the channel cannot work as configured."""


_makers: dict[str, Callable[[], Channel]] = {}


def register(name: str) -> Callable[[Callable[[], Channel]], Callable[[], Channel]]:
    """Register the class of a channel under the name by which settings choose it."""

    def add(maker: Callable[[], Channel]) -> Callable[[], Channel]:
        _makers[name] = maker
        return maker

    return add


@cache
def channels() -> tuple[Channel, ...]:
    """Return the channels chosen by `settings.TONGBAN_CHANNELS`, in that order."""
    for name in ("file_spool", "smtp"):
        import_module(f"{__name__}.{name}")
    return tuple(_makers[name]() for name in settings.TONGBAN_CHANNELS)

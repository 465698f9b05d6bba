"""Asks whether a web address opens: over the real web, or from a dictionary that obeys the same interface."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What became of asking."""

    OPENS = "opens"
    GONE = "gone"  # the server says that there is no such page
    FAILS = "fails"  # the server answers with a fault, or not in time, or with a broken certificate
    UNREACHED = "unreached"  # no name, no way: the address may be dead, or we may be offline
    REFUSED = "refused"  # not a public web address: it is not asked for


@dataclass(frozen=True)
class Answer:
    """What became of asking for one address."""

    kind: Kind
    found: str  # "200", "404", "TLS", for people

    @property
    def was_reached(self) -> bool:
        return self.kind in (Kind.OPENS, Kind.GONE, Kind.FAILS)


class Web(Protocol):
    """Something that can be asked for addresses."""

    def ask(self, url: str) -> Answer:
        """Ask for an address, following where it leads; never raise."""
        ...

    def check_config(self) -> list[str]:
        """Return what is wrong with how this is set up."""
        ...


class WebInMemory:
    """A web of a few pages, for tests and demonstrations."""

    def __init__(self, pages: Mapping[str, Answer], *, online: bool = True) -> None:
        self.pages, self.online = dict(pages), online
        self.asked: list[str] = []

    def ask(self, url: str) -> Answer:
        self.asked.append(url)
        if not self.online:
            return Answer(Kind.UNREACHED, "offline")
        return self.pages.get(url, Answer(Kind.UNREACHED, "no such host"))

    def check_config(self) -> list[str]:
        return []

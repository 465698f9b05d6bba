"""What is inspected, and how a rule points into it: `materials[].name` is the name of each material."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any

from tongban.offer.catalogue.rules import Guide

_PART = re.compile(r"(?P<name>[a-z_]+)(?P<each>\[\])?")


@dataclass(frozen=True)
class Subject:
    """
    A guide with what its authority adds to it. Rules name facts of the guide by their plain path, the others by `local.…`,
    `form_published` and `days_unreviewed`.
    """

    guide: Guide
    local: Any  # catalogue.rules.LocalFacts
    form_published: bool
    days_unreviewed: int = 0

    @property
    def roots(self) -> Mapping[str, Any]:
        return {"local": self.local, "form_published": self.form_published, "days_unreviewed": self.days_unreviewed}


def values(thing: object, path: str) -> Iterator[tuple[str, Any]]:
    """
    Yield each place that a path means, as it is numbered (`materials[2].name`), with its value.

    Raise LookupError for a path that leads nowhere: a rule that checks nothing must not pass in silence.
    """
    found: list[tuple[str, Any]] = [("", thing)]
    for name, each in parts(path):
        found = list(_deeper(found, name, each=each))
    yield from found


@cache
def parts(path: str) -> tuple[tuple[str, bool], ...]:
    """Return the steps of a path, each with whether it means every element."""
    found = []
    for part in path.split("."):
        match = _PART.fullmatch(part)
        if match is None:
            raise LookupError(f"{path} is no path")
        found.append((match["name"], match["each"] is not None))
    return tuple(found)


def is_empty(value: object) -> bool:
    """Say whether nothing is stated: blank text, no elements, a part whose every field is empty. Zero and False are stated."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    if is_dataclass(value) and not isinstance(value, type):
        return all(is_empty(getattr(value, field.name)) for field in fields(value))
    return isinstance(value, Sequence | Mapping) and len(value) == 0


def _deeper(found: list[tuple[str, Any]], name: str, *, each: bool) -> Iterator[tuple[str, Any]]:
    for path, thing in found:
        value = _attribute(thing, name)
        here = f"{path}.{name}".lstrip(".")
        if each:
            yield from ((f"{here}[{index}]", element) for index, element in enumerate(value))
        else:
            yield here, value


def _attribute(thing: object, name: str) -> Any:
    if isinstance(thing, Subject):
        if name in thing.roots:
            return thing.roots[name]
        thing = thing.guide
    try:
        return getattr(thing, name)
    except AttributeError:
        raise LookupError(f"{type(thing).__name__} has no {name}") from None

"""Reads a mapping strictly: a key that is missing, unknown or of another shape is named with its path, all at once."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from tongban.offer.catalogue.rules.guide import GuideProblem
from tongban.offer.forms.rules import FormDefinition

Part = TypeVar("Part")


class Reader:
    """Reads one mapping of a guide; what is wrong is noted and replaced by an empty value, so that reading goes on."""

    def __init__(self, body: object, path: str, problems: list[GuideProblem] | None = None) -> None:
        self.path = path
        self.problems: list[GuideProblem] = [] if problems is None else problems
        self.body: Mapping[str, Any] = body if isinstance(body, Mapping) else {}
        self._read: set[str] = set()
        if not isinstance(body, Mapping):
            self._note("", "not_a_mapping")

    def text(
        self, key: str, *, among: Collection[str] = (), shape: re.Pattern[str] | None = None, least: int = 1
    ) -> str:
        value = self._value(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self._note(key, "not_a_text")
            return str(value)
        if len(value.strip()) < least:
            self._note(key, "empty")
        elif among and value not in among:
            self._note(key, "not_among", value=value, allowed="、".join(among))
        elif shape is not None and not shape.fullmatch(value):
            self._note(key, "wrong_shape", value=value)
        return value

    def number(self, key: str, least: int, most: int) -> int:
        value = self._value(key)
        if value is None:
            return least
        if not isinstance(value, int) or isinstance(value, bool):
            self._note(key, "not_a_number")
            return least
        if not least <= value <= most:
            self._note(key, "out_of_range", value=str(value), least=str(least), most=str(most))
        return value

    def flag(self, key: str) -> bool:
        value = self._value(key)
        if value is not None and not isinstance(value, bool):
            self._note(key, "not_a_flag")
        return value is True

    def optional(
        self, key: str, default: str, *, among: Collection[str] = (), shape: re.Pattern[str] | None = None
    ) -> str:
        self._read.add(key)
        return self.text(key, among=among, shape=shape) if self.body.get(key) else default

    def chosen(self, key: str, default: bool) -> bool:
        self._read.add(key)
        return default if self.body.get(key) is None else self.flag(key)

    def texts(self, key: str, *, least: int | None = 0, among: Collection[str] = ()) -> tuple[str, ...]:
        """Read a list of texts; with `least` None it may be left out."""
        self._read.add(key)
        if least is None and self.body.get(key) is None:
            return ()
        values = self._list(key, least or 0)
        for index, value in enumerate(values):
            where = f"{key}[{index}]"
            if not isinstance(value, str):
                self._note(where, "not_a_text")
            elif not value.strip():
                self._note(where, "empty")
            elif among and value not in among:
                self._note(where, "not_among", value=value, allowed="、".join(among))
            elif value in values[:index]:
                self._note(where, "twice", value=value)
        return tuple(str(value) for value in values)

    def part(self, key: str, read: Callable[["Reader"], Part]) -> Part:
        value = self._value(key)
        return read(Reader({} if value is None else value, self._at(key), [] if value is None else self.problems))

    def parts(self, key: str, read: Callable[["Reader"], Part], *, least: int | None = 0) -> tuple[Part, ...]:
        """Read a list of parts; with `least` None it may be left out."""
        self._read.add(key)
        if least is None and self.body.get(key) is None:
            return ()
        values = self._list(key, least or 0)
        return tuple(
            read(Reader(value, f"{self._at(key)}[{index}]", self.problems)) for index, value in enumerate(values)
        )

    def form(self, key: str) -> FormDefinition:
        pages = self._list(key, 1)
        try:
            return FormDefinition.from_dict(pages)
        except (KeyError, TypeError, ValueError) as fault:
            self._note(key, "faulty_form", fault=f"{type(fault).__name__}: {fault}")
            return FormDefinition(())

    def finish(self) -> None:
        """Note keys that nobody read: a misspelt key must not pass in silence."""
        for key in self.body:
            if key not in self._read:
                self._note(str(key), "unknown_key")

    def _value(self, key: str) -> Any:
        self._read.add(key)
        if self.body.get(key) is None:
            self._note(key, "missing")
            return None
        return self.body[key]

    def _list(self, key: str, least: int) -> list[Any]:
        value = self._value(key)
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self._note(key, "not_a_list")
            return []
        if len(value) < least:
            self._note(key, "too_few", least=str(least))
        return list(value)

    def _note(self, key: str, code: str, **params: str) -> None:
        self.problems.append(GuideProblem(self._at(key), code, params))

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}".strip(".")

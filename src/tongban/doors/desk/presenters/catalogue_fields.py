"""The fields of the catalogue's forms: how a value is shown in one, and how what was typed becomes a value again."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml
from django.http import QueryDict
from django.utils.translation import gettext as _
from yaml.events import AliasEvent

from tongban.groundwork.foundation.money import yuan
from tongban.offer.catalogue import api as catalogue

LONGEST_LINE, LONGEST_TEXT, LONGEST_FORM = 400, 4000, 100_000
MOST_LINES, MOST_ROWS = 60, 60
LARGEST_DIGITS = 9
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Field:
    """A field of a form. `inherited` is what holds when it is left empty, None where nothing is inherited."""

    name: str
    kind: str  # text | long | number | money | choice | choices | flag | lines | yaml
    label: str
    value: str = ""
    values: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    inherited: str | None = None
    hint: str = ""
    error: str = ""
    is_optional: bool = True

    @property
    def id(self) -> str:
        return id_of(self.name)


@dataclass(frozen=True)
class Row:
    """One row of a list: a material, a step, a question."""

    index: int
    title: str
    fields: tuple[Field, ...]
    note: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Rows:
    """A list whose rows can be added, removed and moved."""

    name: str
    label: str
    rows: tuple[Row, ...]
    add: str
    error: str = ""

    @property
    def id(self) -> str:
        return id_of(self.name)


class UnreadableForm(ValueError):
    """The text of a form definition is no YAML; the message says where and why."""


def id_of(name: str) -> str:
    """Return the id of the element that shows a field."""
    return "f-" + re.sub(r"[^A-Za-z0-9_]+", "-", name).strip("-")


def line(sent: QueryDict, name: str, most: int = LONGEST_LINE) -> str:
    return sent.get(name, "").replace("\0", "").strip()[:most]


def number(sent: QueryDict, name: str) -> int | str | None:
    """Return a whole number, None for nothing, and what was typed where it is none: the rules then say so."""
    typed = unicodedata.normalize("NFKC", line(sent, name, 40))
    if not typed:
        return None
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= LARGEST_DIGITS else typed


def fen(sent: QueryDict, name: str) -> int | str | None:
    """Return an amount that was typed in yuan; None for nothing, the text itself where it is none."""
    typed = unicodedata.normalize("NFKC", line(sent, name, 40)).replace(",", "").removesuffix("元").strip()
    if not typed:
        return None
    try:
        amount = Decimal(typed) * 100
    except InvalidOperation:
        return typed
    is_amount = amount.is_finite() and amount == amount.to_integral_value() and 0 <= amount < 10**12
    return int(amount) if is_amount else typed


def texts(sent: QueryDict, name: str) -> list[str]:
    """Return the lines of a text field that holds one thing a line."""
    lines = (each.strip()[:LONGEST_LINE] for each in sent.get(name, "").replace("\0", "").splitlines())
    return [each for each in lines if each][:MOST_LINES]


def chosen(sent: QueryDict, name: str) -> list[str]:
    return [each[:LONGEST_LINE] for each in dict.fromkeys(sent.getlist(name))][:MOST_LINES]


def form_pages(text: str) -> list[Any]:
    """Read the YAML of a form definition; raise UnreadableForm with the line and the reason."""
    try:
        found = yaml.load(text, Loader=_PlainLoader)  # noqa: S506 (a safe loader that knows no references)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark
        where = _("第 {line} 行第 {column} 列").format(line=mark.line + 1, column=mark.column + 1) if mark else ""
        raise UnreadableForm(f"{where}：{fault.problem}") from fault
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        raise UnreadableForm(str(fault)[:LONGEST_LINE]) from fault
    if not isinstance(found, list):
        raise UnreadableForm(_("应当是由页面组成的列表，每一页以“- code:”开头"))
    return found


def shown(kind: str, value: Any) -> str:
    """Return a value as a field shows it."""
    if value is None:
        return ""
    if kind == "money":
        return yuan(value).replace(",", "") if isinstance(value, int) else str(value)
    if kind == "lines":
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    if kind == "yaml":
        return value if isinstance(value, str) else catalogue.form_text(value)
    if kind == "flag":
        return YES if value is True else NO if value is False else ""
    return str(value)


def choices_of(element: str) -> tuple[tuple[str, str], ...]:
    """Return the values an element may have, with their words."""
    return tuple((value, str(words)) for value, words in catalogue.CHOICES[element].items())


def flags() -> tuple[tuple[str, str], ...]:
    return ((YES, _("是")), (NO, _("否")))


def words_of(element: str, value: Any) -> str:
    """Return an inherited value in words; “无” for nothing."""
    return catalogue.value_words(element, value) or _("无")


def mapping(value: Any) -> Mapping[str, Any]:
    """Return a mapping as it is, and an empty one for anything else that a faulty draft may hold."""
    return value if isinstance(value, Mapping) else {}


def rows_of(value: Any) -> list[Mapping[str, Any]]:
    """Return the rows of a list, whatever a faulty draft holds in its place."""
    return [mapping(each) for each in value][:MOST_ROWS] if isinstance(value, list | tuple) else []


class _PlainLoader(yaml.SafeLoader):
    """Reads plain YAML: no references to what stands elsewhere (a few lines could grow to gigabytes), days as texts."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, _("不能用引用（*）"), event.start_mark)
        return super().compose_node(parent, index)


def _day_text(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_PlainLoader.add_constructor("tag:yaml.org,2002:timestamp", _day_text)
_PlainLoader.add_constructor("tag:yaml.org,2002:binary", _day_text)


def read_day(sent: QueryDict, name: str) -> date | None:
    """Return the day that was typed in a date field, None when it is none."""
    try:
        return date.fromisoformat(line(sent, name, 10))
    except ValueError:
        return None

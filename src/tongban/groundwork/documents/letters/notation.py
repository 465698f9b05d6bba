"""
How the text of an official document is written by people: a paragraph a line, facts by name between braces. Pure functions.

    【行政许可】本机关于{受理日期}受理。     only where the matter is an administrative licence; 【其他事项】: only elsewhere
    否则：本机关已经受理。                  said instead of the paragraph above when a deed lacks one of its facts
    审查意见：{理由}                       a fact of several paragraphs ends its line
    {材料}                                a list or a table has its line to itself; columns may follow:
    | 序号 1.4cm | 材料名称 | 说明=备注 3cm |   title, the name of the column where it is another, width
    | 送达方式 | {送达方式} |               two cells that follow no table: a row of a form
    # 一、告知                             a heading
    页脚：联系电话：{联系电话}               at the foot of each page
    {通用}                                in a text of one's own: here stands the general text
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from tongban.groundwork.documents.composition import PLACEHOLDER
from tongban.groundwork.documents.template_data import Fact

GENERAL = "通用"
MATTERS = {"【行政许可】": "licensing", "【其他事项】": "other"}
OTHERWISE, FOOT, HEADING = "否则：", "页脚：", "# "
COUNTER = "序号"  # the column that counts the rows

LONGEST_TEXT = 20_000
LONGEST_LINE = 2_000
PAGE_WIDTH = 15.6  # cm between the margins
REST = "1fr"  # the width of a column that takes what is left

_BRACES = re.compile(r"\{([^{}]*)\}")
_WIDTH = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)(cm|fr)")
_FULL_WIDTH = str.maketrans("｛｝", "{}")


@dataclass(frozen=True)
class Fault:
    """What is wrong in a text: in which line (0: in the whole), and what its sentence says."""

    line: int
    code: str
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """A text as it was understood. `general_at` is the place among the parts where the general text stands, if it does."""

    parts: list[dict[str, Any]]
    foot: list[dict[str, Any]]
    general_at: int | None
    faults: tuple[Fault, ...]


def read_text(text: str, known: Mapping[str, Fact], *, may_inherit: bool = False) -> Reading:
    """Return the parts that a text stands for, and everything that is wrong in it. `known` are the facts it may name, by code."""
    return _Reader(known, may_inherit).read(text)


def written(parts: Sequence[Mapping[str, Any]], foot: Sequence[Mapping[str, Any]], facts: Mapping[str, Fact]) -> str:
    """Return the text that stands for parts: what `read_text` reads as the same parts again."""
    paragraphs = ["\n".join(_lines(part, facts)) for part in parts]
    paragraphs += ["\n".join(_lines(part, facts, before=FOOT)) for part in foot]
    return "\n\n".join(paragraphs) + "\n"


class _Reader:
    """Reads a text line by line and gathers its faults."""

    def __init__(self, known: Mapping[str, Fact], may_inherit: bool) -> None:
        self._known = {fact.name: fact for fact in known.values()}
        self._by_code = known
        self._may_inherit = may_inherit
        self._parts: list[dict[str, Any]] = []
        self._foot: list[dict[str, Any]] = []
        self._general_at: int | None = None
        self._faults: list[Fault] = []
        self._line = 0
        self._misread_at = -1  # the last line that names what nobody knows, and the rows of its table
        self._open: dict[str, Any] | None = None  # the part that the next line may go on with

    def read(self, text: str) -> Reading:
        if len(text) > LONGEST_TEXT:
            self._fault("too_long", most=f"{LONGEST_TEXT}")
            text = text[:LONGEST_TEXT]
        for self._line, raw in enumerate(text.translate(_FULL_WIDTH).splitlines(), start=1):
            self._read_line(raw.strip())
        if not self._parts and not self._faults and self._general_at is None:
            self._line = 0
            self._fault("empty")
        return Reading(self._parts, self._foot, self._general_at, tuple(self._faults))

    def _read_line(self, line: str) -> None:
        if not line:
            if self._open is not None and not ("text" in self._open and "otherwise" not in self._open):
                self._open = None
        elif len(line) > LONGEST_LINE:
            self._fault("line_too_long", most=f"{LONGEST_LINE}")
        elif any(unicodedata.category(character)[0] == "C" for character in line):
            self._fault("unreadable")
        elif line == f"{{{GENERAL}}}":
            self._read_general()
        elif line.startswith(("否则：", "否则:")):
            self._read_otherwise(line[len(OTHERWISE) :].strip())
        elif line.startswith(("页脚：", "页脚:")):
            self._foot.append(self._sentence(line[len(FOOT) :].strip()))
        elif line.startswith(("|", "｜")):
            self._read_row({}, line)
        else:
            self._read_part(line)

    def _read_part(self, line: str) -> None:
        matter = next((mark for mark in MATTERS if line.startswith(mark)), "")
        part: dict[str, Any] = {"matter": MATTERS[matter]} if matter else {}
        rest = line[len(matter) :].strip()
        if rest.startswith(("|", "｜")):
            self._read_row(part, rest)
        elif rest.startswith(("#", "＃")):
            part["heading"] = rest[1:].strip()
            self._add(part)
            if not part["heading"] or _BRACES.search(rest):
                self._fault("heading")
        else:
            self._add(self._paragraph(part, rest))

    def _paragraph(self, part: dict[str, Any], line: str) -> dict[str, Any]:
        text = self._with_codes(line)
        names = PLACEHOLDER.findall(text)
        larger = next((fact for name in names if (fact := self._by_code.get(name)) and fact.form != "text"), None)
        placeholder = f"{{{larger.code}}}" if larger else ""
        if larger is None:
            part["text"] = text
            if not line:
                self._fault("empty_line")
        elif larger.form == "prose":
            part["prose"] = larger.code
            if label := text.removesuffix(placeholder):
                part["label"] = label
            if not text.endswith(placeholder) or len(names) > 1:
                self._fault("ends_line", name=larger.name)
        else:
            part[larger.form] = larger.code
            if larger.form == "table":
                part["columns"] = _all_columns(larger)
            if text != placeholder:
                self._fault("own_line", name=larger.name)
        self._open = part
        return part

    def _sentence(self, line: str) -> dict[str, Any]:
        """Return a paragraph that names single facts only, as feet and alternatives do."""
        part = self._paragraph({}, line)
        if "text" not in part:
            self._fault("plain_only")
            part = self._open = {"text": line}
        return part

    def _read_otherwise(self, line: str) -> None:
        before = self._open
        if before is None or "text" not in before or "otherwise" in before:
            self._fault("otherwise_alone")
        elif not PLACEHOLDER.search(before["text"]):
            self._fault("otherwise_never")
        else:
            before["otherwise"] = self._sentence(line)["text"]
        self._open = None

    def _read_row(self, part: dict[str, Any], line: str) -> None:
        cells = [cell.strip() for cell in line.replace("｜", "|").strip("|").split("|")]
        before = self._open
        if self._misread_at == self._line - 1:
            self._misread_at = self._line
        elif before is not None and "table" in before and not part:
            before["columns"] = list(self._columns(cells, self._by_code[before["table"]]))
            self._open = None
        elif len(cells) != 2 or not all(cells):
            self._fault("form_row")
        elif before is not None and "form" in before and (not part or part["matter"] == before.get("matter")):
            before["form"].append(self._form_row(cells))
        else:
            part["form"] = [self._form_row(cells)]
            self._add(part)
            self._open = part

    def _form_row(self, cells: Sequence[str]) -> list[str]:
        text = self._with_codes(cells[1])
        if "{" in cells[0] or "}" in cells[0]:
            self._fault("brace")
        for name in PLACEHOLDER.findall(text):
            if name in self._by_code and self._by_code[name].form in ("list", "table"):
                self._fault("own_line", name=self._by_code[name].name)
        return [cells[0], text]

    def _columns(self, cells: Sequence[str], fact: Fact) -> Iterator[dict[str, str]]:
        keys = {name: key for key, name in fact.columns.items()} | {COUNTER: "#"}
        taken = 0.0
        for cell in cells:
            words = cell.split()
            if len(words) == 1:
                words.append(REST)
            title, _sign, name = words[0].partition("=") if words else ("", "", "")
            if not words or len(words) > 2 or not title:
                self._fault("column", cell=cell)
            elif (name or title) not in keys:
                self._fault("unknown_column", name=name or title, choices="、".join(keys), table=fact.name)
            elif not (width := _WIDTH.fullmatch(words[1])) or not float(width[1]):
                self._fault("width", width=words[1])
            else:
                taken += float(width[1]) if width[2] == "cm" else 1.0
                yield {"title": title, "key": keys[name or title], "width": words[1]}
        if taken > PAGE_WIDTH:
            self._fault("too_wide", most=f"{PAGE_WIDTH:g}")

    def _read_general(self) -> None:
        if not self._may_inherit:
            self._fault("general_in_general")
        elif self._general_at is not None:
            self._fault("general_twice")
        else:
            self._general_at = len(self._parts)
        self._open = None

    def _with_codes(self, line: str) -> str:
        if "{" in (bare := _BRACES.sub("", line)) or "}" in bare:
            self._fault("brace")
        return _BRACES.sub(lambda match: f"{{{self._code(match[1].strip())}}}", line)

    def _code(self, name: str) -> str:
        if name in self._known:
            return self._known[name].code
        self._misread_at = self._line
        near = get_close_matches(name, self._known, n=1, cutoff=0.4)
        self._fault("unknown_fact", name=name[:30], near=near[0] if near else "")
        return "unknown"

    def _add(self, part: dict[str, Any]) -> None:
        self._parts.append(part)
        self._open = part

    def _fault(self, code: str, **said: str) -> None:
        self._faults.append(Fault(self._line, code, said))


def _all_columns(fact: Fact) -> list[dict[str, str]]:
    counter = {"title": COUNTER, "key": "#", "width": "1.4cm"}
    return [counter, *({"title": name, "key": key, "width": REST} for key, name in fact.columns.items())]


def _lines(part: Mapping[str, Any], facts: Mapping[str, Fact], *, before: str = "") -> Iterator[str]:
    mark = next((mark for mark, matter in MATTERS.items() if matter == part.get("matter")), "") + before
    if "text" in part:
        yield mark + _with_names(part["text"], facts)
        if part.get("otherwise"):
            yield OTHERWISE + _with_names(part["otherwise"], facts)
    elif "heading" in part:
        yield f"{mark}{HEADING}{part['heading']}"
    elif "prose" in part:
        yield f"{mark}{part.get('label', '')}{{{_name(part['prose'], facts)}}}"
    elif "list" in part:
        yield f"{mark}{{{_name(part['list'], facts)}}}"
    elif "form" in part:
        for label, text in part["form"]:
            yield f"{mark}| {label} | {_with_names(text, facts)} |"
            mark = ""
    else:
        fact = facts[part["table"]]
        yield f"{mark}{{{fact.name}}}"
        yield "| " + " | ".join(_column(column, fact) for column in part["columns"]) + " |"


def _column(column: Mapping[str, str], fact: Fact) -> str:
    name = COUNTER if column["key"] == "#" else fact.columns[column["key"]]
    title = column["title"] if column["title"] == name else f"{column['title']}={name}"
    return title if column["width"] == REST else f"{title} {column['width']}"


def _with_names(text: str, facts: Mapping[str, Fact]) -> str:
    return PLACEHOLDER.sub(lambda match: f"{{{_name(match[1], facts)}}}", text)


def _name(code: str, facts: Mapping[str, Fact]) -> str:
    """Return the name of a fact; one that nobody knows keeps its code, and is a fault when the text is read."""
    return facts[code].name if code in facts else code

"""
What the cells of a row make of the guide that the item inherits: its own values, or everything that is wrong with them.

Given values are set into the guide as it is now; what cannot differ from the basic item is compared with it. A column that the
file does not have leaves things as they are, an empty cell takes what is inherited.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tongban.offer.catalogue.exchange.cells import UnableToReadCell, is_empty, read, split_parts, written
from tongban.offer.catalogue.exchange.columns import (
    BY_KEY,
    GUIDE_KEYS,
    LOCAL_KEYS,
    SECTIONS,
    Column,
    Reach,
    Section,
    column_of,
)
from tongban.offer.catalogue.exchange.faults import CONTRADICTS, GUIDE, ImportFault, shown
from tongban.offer.catalogue.exchange.rows import Row
from tongban.offer.catalogue.inheritance import OFFERED, differences, resolve, worse
from tongban.offer.catalogue.operations.publishing import columns_of
from tongban.offer.catalogue.rules import Guide, GuideProblem, UnableToReadGuide, parse_guide

Entries = Sequence[Mapping[str, Any]]

_INDEXED = re.compile(r"(\w+)\[([0-9]+)\](.*)")
_NAMES = {"materials": "code", "fees": "name"}  # by what entries are known


@dataclass(frozen=True)
class Problem:
    """What is wrong with the value of a column, or of an entry of a section (by its place among those given)."""

    key: str
    code: str
    data: Mapping[str, str] = field(default_factory=dict)
    entry: int | None = None
    part: str = ""
    guide_problem: GuideProblem | None = None


@dataclass(frozen=True)
class Judgement:
    """What given values make of a guide."""

    own: Mapping[str, Any]
    guide: Guide | None
    columns: Mapping[str, Any]
    problems: tuple[Problem, ...]
    is_as_before: bool


def judge(basic: Guide, own: Mapping[str, Any], cells: Mapping[str, Any], entries: Mapping[str, Entries]) -> Judgement:
    """
    Return what the cells of a row make of an item that inherits `basic` and has the values `own` (without its local facts).

    `entries` are the rows of sheets of their own, by section. Pure; equal arguments may share one judgement.
    """
    wishes = _Wishes(basic, resolve(basic, own), cells, entries)
    wishes.apply()
    if wishes.problems:
        return Judgement({}, None, {}, tuple(wishes.problems), is_as_before=False)
    try:
        guide = parse_guide(wishes.body)
        if problems := tuple(worse(basic, guide)):
            raise UnableToReadGuide(problems)
        wishes.check(guide)
    except UnableToReadGuide as fault:
        located = tuple(wishes.located(problem) for problem in fault.problems)
        return Judgement({}, None, {}, located, is_as_before=False)
    found = dict(own) if guide == wishes.current else differences(basic, guide)
    return Judgement(found, guide, columns_of(guide), tuple(wishes.problems), guide == wishes.current)


def given_keys(cells: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what of a row decides over its judgement."""
    return tuple(cells.get(key) for key in GUIDE_KEYS)


def read_local(current: Mapping[str, Any], cells: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the local facts of a row on those that there are; an empty cell takes one away."""
    local: dict[str, Any] = {key: dict(value) if isinstance(value, dict) else value for key, value in current.items()}
    problems = []
    for key in LOCAL_KEYS:
        if key not in cells:
            continue
        path = key.split(".")[1:]
        try:
            value = "" if is_empty(cells[key]) else read(BY_KEY[key], cells[key])
        except UnableToReadCell as refusal:
            problems.append(Problem(key, refusal.fault.code, refusal.fault.data))
            continue
        at = local.setdefault(path[0], {}) if len(path) > 1 else local
        if value:
            at[path[-1]] = value
        else:
            at.pop(path[-1], None)
    return {key: value for key, value in local.items() if value}, problems


def fault_of(problem: Problem, row: Row, parts: Mapping[str, Sequence[Row]]) -> ImportFault:
    """Return a problem as the fault of a cell of a row, or of a row of a further sheet."""
    section = SECTIONS.get(problem.key)
    of_sheet = parts.get(problem.key, ())
    data = dict(problem.data)
    if problem.entry is not None and problem.entry < len(of_sheet):
        at = of_sheet[problem.entry]
        data.setdefault("value", shown(at.cells.get(problem.part, "")))
        fault = at.head.fault(at.line, problem.part or "item_code", problem.code, **data)
    else:
        data.setdefault("value", shown(row.cells.get(problem.key, "")))
        fault = row.head.fault(row.line, problem.key, problem.code, **data)
        if section is not None and problem.part in section.by_key:
            title = f"{fault.column} {section.by_key[problem.part].title}"
            fault = ImportFault(fault.line, title, fault.code, fault.data, fault.sheet, fault.letter)
    if problem.guide_problem is None:
        return fault
    return ImportFault(
        fault.line, fault.column, fault.code, fault.data, fault.sheet, fault.letter, problem.guide_problem
    )


class _Wishes:
    """The guide that a row wishes for, as it is put together."""

    def __init__(self, basic: Guide, current: Guide, cells: Mapping[str, Any], entries: Mapping[str, Entries]) -> None:
        self.basic, self.current, self.cells, self.entries = basic, current, cells, entries
        self.inherited: dict[str, Any] = basic.to_dict()
        # Parts of it are replaced, never changed.
        self.body: dict[str, Any] = dict(self.inherited) if current is basic else current.to_dict()
        self.problems: list[Problem] = []
        self.places: dict[str, dict[str, int]] = {}  # section → name of an entry → its place among those given

    def apply(self) -> None:
        for key in GUIDE_KEYS:
            if key in SECTIONS:
                self._section(SECTIONS[key])
            elif key in self.cells:
                self._cell(BY_KEY[key])
        self._complete_limit()
        self._complete_visits()

    def check(self, guide: Guide) -> None:
        """Compare the columns that follow from others."""
        for key, value in (("has_fees", bool(guide.fees)), ("is_online", guide.is_online)):
            if is_empty(self.cells.get(key)):
                continue
            try:
                said = read(BY_KEY[key], self.cells[key])
            except UnableToReadCell as refusal:
                self.problems.append(Problem(key, refusal.fault.code, refusal.fault.data))
            else:
                if said != value:
                    self.problems.append(Problem(key, "checked", {"expected": written(BY_KEY[key], value)}))

    def located(self, problem: GuideProblem) -> Problem:
        """Return a problem of the guide with the cell that it comes from."""
        path = problem.path
        if match := _INDEXED.fullmatch(path):
            path = f"{match[1]}.{self._name(match[1], int(match[2]))}{match[3]}"
        key, _, rest = path.partition(".")
        code = GUIDE if problem.code.startswith("worse") else CONTRADICTS
        if key in SECTIONS:
            name, _, part = rest.rpartition(".") if rest.rpartition(".")[2] in SECTIONS[key].by_key else (rest, "", "")
            column = SECTIONS[key].by_key.get(part)
            shown_problem = GuideProblem(problem.path, problem.code, _in_words(problem, column))
            return Problem(key, code, {}, self.places.get(key, {}).get(name), part, shown_problem)
        column = column_of(path) or BY_KEY["name"]
        return Problem(column.key, code, {}, guide_problem=GuideProblem(path, problem.code, _in_words(problem, column)))

    def _name(self, key: str, index: int) -> str:
        entry = self.body[key][index]
        return str(entry[_NAMES[key]]) if key in _NAMES else str(index)

    # --- one value ---

    def _cell(self, column: Column) -> None:
        if column.reach is Reach.CHECKED:
            return
        value = self.cells[column.key]
        if is_empty(value):
            if column.reach is Reach.OWN:
                self._set(column.key, _at(self.inherited, column.key))
            return
        try:
            found = read(column, value)
        except UnableToReadCell as refusal:
            self.problems.append(Problem(column.key, refusal.fault.code, refusal.fault.data))
            return
        if column.key == "online_depth":
            found = int(found)
        if column.reach is Reach.BASIC:
            expected = _at(self.inherited, column.key)
            if not _same(found, expected):
                data = {"expected": shown(written(column, expected)) or "—"}
                self.problems.append(Problem(column.key, "fixed", data))
        elif not _same(found, _at(self.body, column.key)):
            self._set(column.key, found)

    def _set(self, path: str, value: Any) -> None:
        first, _, rest = path.partition(".")
        if rest:
            self.body[first] = {**self.body[first], rest: value}
        else:
            self.body[first] = value

    def _complete_limit(self) -> None:
        """An empty note beside a given limit is an empty note, not the inherited one."""
        if is_empty(self.cells.get("committed_limit.amount")):
            if "committed_limit.amount" in self.cells:
                self.body["committed_limit"] = self.inherited["committed_limit"]
        elif "committed_limit.note" in self.cells and is_empty(self.cells["committed_limit.note"]):
            self._set("committed_limit.note", "")

    def _complete_visits(self) -> None:
        if is_empty(self.cells.get("visits")):
            if "visits" in self.cells:
                self.body["visits_reason"] = self.inherited["visits_reason"]
        elif is_empty(self.cells.get("visits_reason")) and ("visits_reason" in self.cells or not self.body["visits"]):
            self.body["visits_reason"] = ""

    # --- entries ---

    def _section(self, section: Section) -> None:
        entries = self._entries(section)
        if entries is None:
            return
        read_entries = [self._read_entry(section, index, entry) for index, entry in enumerate(entries)]
        if any(each is None for each in read_entries):
            return
        given = [each for each in read_entries if each is not None]
        if section.reach is Reach.BASIC:
            if not _same_entries(given, self.inherited[section.key]):
                self.problems.append(Problem(section.key, "fixed", {"expected": self._told(section)}))
        elif section.key in _NAMES:
            self.body[section.key] = self._inherited_entries(section, given)
        elif section.key == "faq":
            self.body["faq"] = [*self.inherited["faq"], *(each for each in given if each not in self.inherited["faq"])]
            self.places["faq"] = {str(index): index for index in range(len(given))}
        else:
            self.body[section.key] = [self._step(each) for each in given]
            self.places[section.key] = {str(index): index for index in range(len(given))}

    def _entries(self, section: Section) -> Entries | None:
        """Return the entries given; None to leave things as they are."""
        if section.key in self.entries:
            return [entry for entry in self.entries[section.key] if not _says_none(section, entry)]
        if section.key not in self.cells:
            return None
        value = self.cells[section.key]
        if is_empty(value):
            if section.reach is Reach.OWN:
                self.body[section.key] = self.inherited[section.key]
            return None
        try:
            return split_parts(section, value)
        except UnableToReadCell as refusal:
            self.problems.append(Problem(section.key, refusal.fault.code, refusal.fault.data))
            return None

    def _read_entry(self, section: Section, index: int, entry: Mapping[str, Any]) -> dict[str, Any] | None:
        found: dict[str, Any] = {}
        count = len(self.problems)
        for key, value in entry.items():
            column = section.by_key.get(key)
            if column is None or is_empty(value):
                if column is not None:
                    found[key] = None
                continue
            try:
                found[key] = read(column, value)
            except UnableToReadCell as refusal:
                self.problems.append(Problem(section.key, refusal.fault.code, refusal.fault.data, index, key))
        return found if len(self.problems) == count else None

    def _inherited_entries(self, section: Section, given: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Set what is given of materials or fees into the inherited ones; those that are not given are dropped."""
        name = _NAMES[section.key]
        now = {entry[name]: entry for entry in self.body[section.key]}
        found: dict[str, dict[str, Any]] = {}
        places = self.places.setdefault(section.key, {})
        for index, entry in enumerate(given):
            before = self._inherited_entry(section, entry)
            if before is None:
                self._refuse_new(section, index, entry)
                continue
            places[before[name]] = index
            if before[name] in found:
                self.problems.append(
                    Problem(section.key, "twice", {"value": str(before[name]), "line": "—"}, index, name)
                )
            found[before[name]] = self._set_entry(section, index, entry, before, now.get(before[name], before))
        return [found[entry[name]] for entry in self.inherited[section.key] if entry[name] in found]

    def _inherited_entry(self, section: Section, entry: Mapping[str, Any]) -> dict[str, Any] | None:
        for key in ("code", "name"):
            if entry.get(key):
                matches = [each for each in self.inherited[section.key] if each.get(key) == entry[key]]
                return matches[0] if len(matches) == 1 else None
        return None

    def _refuse_new(self, section: Section, index: int, entry: Mapping[str, Any]) -> None:
        name = str(entry.get("name") or entry.get("code") or "")
        if not name:
            title = section.by_key["name"].title
            self.problems.append(Problem(section.key, "part_unnamed", {"title": title}, index, "name"))
            return
        code = "worse_new_material" if section.key == "materials" else "worse_new_fee"
        problem = GuideProblem(section.key, code, {"value": shown(name)})
        self.problems.append(Problem(section.key, GUIDE, {}, index, "name", problem))

    def _set_entry(
        self,
        section: Section,
        index: int,
        entry: Mapping[str, Any],
        inherited: Mapping[str, Any],
        now: Mapping[str, Any],
    ) -> dict[str, Any]:
        result = dict(now)
        for key, value in entry.items():
            column = section.by_key[key]
            if column.reach is Reach.OWN:
                # Where the whole entry is written, an empty text is an empty text.
                if value is None:
                    value = "" if isinstance(inherited[key], str) else inherited[key]
                if not _same(value, now[key]):
                    result[key] = value
            elif value is not None and not _same(value, inherited[key]):
                data = {"expected": shown(written(column, inherited[key])) or "—"}
                self.problems.append(Problem(section.key, "fixed", data, index, key))
        return result

    def _step(self, given: Mapping[str, Any]) -> dict[str, Any]:
        before: Mapping[str, Any] = next(
            (step for step in (*self.body["steps"], *self.inherited["steps"]) if step["name"] == given.get("name")), {}
        )
        step = {
            "name_en": before.get("name_en", ""),
            "post": "",
            **{key: value for key, value in given.items() if value is not None},
        }
        same = {key: value for key, value in before.items() if key in step and _same(step[key], value)}
        return {key: step.get(key) for key in SECTIONS["steps"].by_key} | same

    def _told(self, section: Section) -> str:
        name = section.columns[0]
        return shown("、".join(written(name, entry[name.key]) for entry in self.inherited[section.key]) or "无")


def _says_none(section: Section, entry: Mapping[str, Any]) -> bool:
    """Say whether a row of a sheet only says that there is none: 无."""
    texts = [value for key, value in entry.items() if key in section.by_key and not is_empty(value)]
    return texts == ["无"]


def _at(body: Mapping[str, Any], path: str) -> Any:
    first, _, rest = path.partition(".")
    return body[first][rest] if rest else body[first]


def _same(given: Any, known: Any) -> bool:
    """Say whether a value is the known one but for spaces around texts, which cells do not keep."""
    if isinstance(given, list):
        return len(given) == len(known) and all(map(_same, given, known))
    return given == known or (isinstance(given, str) and isinstance(known, str) and given == _normal(known))


def _normal(text: str) -> str:
    return text.strip().replace("\r\n", "\n").replace("\r", "\n")


def _same_entries(given: Sequence[Mapping[str, Any]], known: Sequence[Mapping[str, Any]]) -> bool:
    return len(given) == len(known) and all(
        _same("" if value is None else value, after[key])
        for before, after in zip(given, known, strict=True)
        for key, value in before.items()
    )


def _in_words(problem: GuideProblem, column: Column | None) -> dict[str, str]:
    """Return the facts of a problem as a reader of the list knows them: 网上办理, not online."""
    words = dict(problem.params)
    if problem.code == "worse_offer":
        return words | {
            "value": BY_KEY[words["value"]].title if words.get("value") in OFFERED else words.get("value", "")
        }
    if column is not None and column.codes:
        return {name: _word(column, value) for name, value in words.items()}
    return words


def _word(column: Column, value: str) -> str:
    return "、".join(
        written(Column("", "", column.kind.CHOICE, codes=column.codes), each) for each in value.split("、")
    )


def problems_of_row(problems: Sequence[Problem], row: Row, parts: Mapping[str, Sequence[Row]]) -> Iterator[ImportFault]:
    """Yield problems as faults of cells."""
    for problem in problems:
        yield fault_of(problem, row, parts)

"""The form of a basic item's guide: every element, a section to a page; lists have rows."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.doors.desk.presenters.catalogue_fields import (
    LONGEST_FORM,
    LONGEST_TEXT,
    MOST_ROWS,
    YES,
    Field,
    Row,
    Rows,
    UnreadableForm,
    choices_of,
    chosen,
    fen,
    flags,
    form_pages,
    line,
    mapping,
    number,
    rows_of,
    shown,
    texts,
)
from tongban.doors.desk.presenters.catalogue_own import change_rows
from tongban.doors.frame import wording
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.rules import FILE_KINDS, THEMES_LEGAL, THEMES_NATURAL, GuideProblem
from tongban.proofs.licences import api as licences
from tongban.registers.organisations import api as organisations

Words = str | Promise


@dataclass(frozen=True)
class Spec:
    """An element as a form asks it: its path, and how it is typed."""

    path: str
    kind: str = "text"
    hint: Words = ""


@dataclass(frozen=True)
class ListSpec:
    """A list of a guide, and what each row asks."""

    path: str
    columns: tuple[Spec, ...]
    add: Words


@dataclass(frozen=True)
class SectionSpec:
    """A section of the form: one page."""

    id: str
    title: Words
    specs: tuple[Spec | ListSpec, ...]


ONE_A_LINE = gettext_lazy("一行一个")
SECTIONS: tuple[SectionSpec, ...] = (
    SectionSpec(
        "names",
        gettext_lazy("名称和归类"),
        (
            Spec("name"),
            Spec("name_en"),
            Spec("summary", "long"),
            Spec("summary_en", "long"),
            Spec("aliases", "lines", gettext_lazy("群众怎么叫它，一行一个；搜索时用")),
            Spec("item_type", "choice", gettext_lazy("与基本编码第 3、4 位一致")),
            Spec("authority", "choice"),
            Spec("level", "choice"),
            Spec("power_source", "choice"),
            Spec("audience", "choices"),
            Spec("themes_natural", "choices"),
            Spec("themes_legal", "choices"),
            Spec("life_events", "lines", ONE_A_LINE),
            Spec("local_basic_code"),
            Spec("central_department"),
            Spec("joint_authorities", "lines", ONE_A_LINE),
            Spec("slug", hint=gettext_lazy("小写字母、数字和连字符")),
        ),
    ),
    SectionSpec(
        "limits",
        gettext_lazy("时限"),
        (
            Spec("case_type", "choice"),
            Spec("plan", "choice"),
            Spec("statutory_limit.amount", "number"),
            Spec("statutory_limit.unit", "choice"),
            Spec("statutory_limit.note"),
            Spec("committed_limit.amount", "number"),
            Spec("committed_limit.unit", "choice"),
            Spec("committed_limit.note"),
            ListSpec(
                "special_procedures",
                (Spec("kind", "choice"), Spec("amount", "number"), Spec("unit", "choice"), Spec("basis")),
                gettext_lazy("增加一个特别程序"),
            ),
        ),
    ),
    SectionSpec(
        "law",
        gettext_lazy("依据和条件"),
        (
            ListSpec(
                "legal_basis",
                (Spec("law"), Spec("article"), Spec("text", "long"), Spec("url")),
                gettext_lazy("增加一条依据"),
            ),
            Spec("conditions", "lines", gettext_lazy("一行一个条件")),
            Spec("quantity_limit"),
            Spec("intermediary"),
            Spec("rights", "lines", ONE_A_LINE),
            Spec("duties", "lines", ONE_A_LINE),
        ),
    ),
    SectionSpec(
        "materials",
        gettext_lazy("申请材料"),
        (
            ListSpec(
                "materials",
                (
                    Spec("code", hint=gettext_lazy("小写字母、数字和连字符；以后不要改，各地的修改按它对应")),
                    Spec("name"),
                    Spec("name_en"),
                    Spec("kind", "choice"),
                    Spec("form", "choice"),
                    Spec("originals", "number"),
                    Spec("copies", "number"),
                    Spec("necessity", "choice"),
                    Spec("when_not_needed"),
                    Spec("source", "choice"),
                    Spec("issued_by"),
                    Spec("ways", "choices"),
                    Spec("licence_type", "choice"),
                    Spec("accept", "choices"),
                    Spec("max_mb", "number"),
                    Spec("commitment_days", "number"),
                    Spec("paper_size"),
                    Spec("filling_notes", "long"),
                    Spec("standard", "long"),
                    Spec("basis"),
                    Spec("remark"),
                ),
                gettext_lazy("增加一份材料"),
            ),
        ),
    ),
    SectionSpec(
        "steps",
        gettext_lazy("办理流程"),
        (
            ListSpec(
                "steps",
                (
                    Spec("name"),
                    Spec("name_en"),
                    Spec("office"),
                    Spec("post"),
                    Spec("days", "number"),
                    Spec("result"),
                ),
                gettext_lazy("增加一个环节"),
            ),
        ),
    ),
    SectionSpec(
        "fees",
        gettext_lazy("收费"),
        (
            ListSpec(
                "fees",
                (
                    Spec("name"),
                    Spec("amount_fen", "money", gettext_lazy("元")),
                    Spec("basis"),
                    Spec("reduction"),
                    Spec("reduction_basis"),
                ),
                gettext_lazy("增加一项收费"),
            ),
            Spec("payment_online", "flag"),
        ),
    ),
    SectionSpec(
        "channels",
        gettext_lazy("怎么办、办成什么"),
        (
            Spec("channels", "choices"),
            Spec("visits", "number"),
            Spec("visits_reason"),
            Spec("online_depth", "level"),
            Spec("scope", "choice"),
            Spec("by_post", "flag"),
            Spec("appointment", "flag"),
            Spec("terminal", "flag"),
            Spec("hall", "flag"),
            Spec("mobile", "flag"),
            Spec("result.kind", "choice"),
            Spec("result.name"),
            Spec("result.licence_type", "choice"),
        ),
    ),
    SectionSpec(
        "faq",
        gettext_lazy("常见问题"),
        (ListSpec("faq", (Spec("q"), Spec("a", "long")), gettext_lazy("增加一个问题")),),
    ),
    SectionSpec(
        "form",
        gettext_lazy("申请表"),
        (
            Spec(
                "form",
                "yaml",
                gettext_lazy("YAML：每页有 code、title、title_en 和 fields，字段写数据元的代号 element"),
            ),
        ),
    ),
)
BY_ID = {section.id: section for section in SECTIONS}
SECTION_OF = {spec.path.partition(".")[0]: section.id for section in SECTIONS for spec in section.specs}
_PLACE = re.compile(r"\[\d+\]$")


# --- what was typed becomes a guide ---


def read(sent: QueryDict, section_id: str, guide: Mapping[str, Any]) -> dict[str, Any]:
    """Return a guide with what the form of one section says in its place."""
    body = dict(guide)
    for spec in BY_ID[section_id].specs:
        if isinstance(spec, ListSpec):
            body[spec.path] = [_read_row(sent, spec, index) for index in range(_count(sent, spec.path))]
            continue
        head, _dot, key = spec.path.partition(".")
        value = _read_value(sent, spec.path, spec.kind)
        if key:
            body[head] = dict(mapping(body.get(head))) | {key: value}
        else:
            body[head] = value
    return body


def without_blanks(body: dict[str, Any], section_id: str) -> dict[str, Any]:
    """Return a guide without rows in which nothing was written."""
    for spec in BY_ID[section_id].specs:
        if isinstance(spec, ListSpec):
            body[spec.path] = [
                row for row in body[spec.path] if any(value not in ("", [], None) for value in row.values())
            ]
    return body


def act_on_rows(body: dict[str, Any], section_id: str, action: str) -> None:
    """Add, remove or move a row, as a button asks: "add:materials", "remove:steps:2"."""
    deed, _colon, rest = action.partition(":")
    name, _colon, place = rest.partition(":")
    for spec in BY_ID[section_id].specs:
        if isinstance(spec, ListSpec) and spec.path == name:
            rows = list(rows_of(body.get(name)))
            if deed != "add" or len(rows) < MOST_ROWS:
                change_rows(rows, deed, place, {column.path: _blank(column.kind) for column in spec.columns})
            body[name] = rows


def skeleton(code: str, name: str) -> dict[str, Any]:
    """Return the guide of a new basic item, with everything still to be written."""
    body: dict[str, Any] = {}
    for section in SECTIONS:
        for spec in section.specs:
            head, _dot, key = spec.path.partition(".")
            blank: Any = [] if isinstance(spec, ListSpec) else _blank(spec.kind)
            if key:
                body.setdefault(head, {})[key] = blank
            else:
                body[head] = blank
    return body | {"basic_code": code, "name": name, "item_type": code[2:4], "power_source": "1", "form": []}


# --- a guide becomes fields ---


def fields(section_id: str, guide: Mapping[str, Any], errors: Mapping[str, str]) -> list[Field | Rows]:
    """Return the fields and lists of one section of a guide, faulty or not."""
    return [
        _rows(spec, guide, errors)
        if isinstance(spec, ListSpec)
        else _field(spec, spec.path, _at(guide, spec.path), errors)
        for spec in BY_ID[section_id].specs
    ]


def errors_of(problems: Iterable[GuideProblem], guide: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong by the field it belongs to; a form that is no YAML says where."""
    found: dict[str, str] = {}
    for problem in problems:
        name = field_of(problem.path)
        sentence = catalogue.problem_sentence(problem)
        found[name] = f"{found[name]}{_('；')}{sentence}" if name in found else sentence
    if isinstance(guide.get("form"), str) and "form" in found:
        found["form"] = form_fault(guide["form"]) or found["form"]
    return found


def form_fault(text: str) -> str:
    """Return why a text is no form definition, nothing when it is one."""
    try:
        form_pages(text)
    except UnreadableForm as fault:
        return str(fault)
    return ""


def field_of(path: str) -> str:
    """Return the name of the field that a path of a guide is about: a text of a list is a line of its field."""
    return _PLACE.sub("", path)


def section_of(path: str) -> str:
    """Return the section in which an element is written; the first for what belongs to none."""
    return SECTION_OF.get(re.split(r"[.\[]", path)[0], SECTIONS[0].id)


def _read_value(sent: QueryDict, name: str, kind: str) -> Any:
    match kind:
        case "number" | "level":
            typed = number(sent, name)
            return "" if typed is None else typed
        case "money":
            typed = fen(sent, name)
            return "" if typed is None else typed
        case "lines":
            return texts(sent, name)
        case "choices":
            return chosen(sent, name)
        case "flag":
            return sent.get(name) == YES
        case "yaml":
            return _read_pages(sent.get(name, "")[:LONGEST_FORM].replace("\0", ""))
        case _:
            return line(sent, name, LONGEST_TEXT if kind == "long" else 400)


def _read_pages(text: str) -> Any:
    try:
        return form_pages(text)
    except UnreadableForm:
        return text  # what was typed stays as it is, until it can be read


def _read_row(sent: QueryDict, spec: ListSpec, index: int) -> dict[str, Any]:
    return {
        column.path: _read_value(sent, f"{spec.path}[{index}].{column.path}", column.kind) for column in spec.columns
    }


def _count(sent: QueryDict, name: str) -> int:
    typed = sent.get(f"{name}.count", "")
    return min(int(typed), MOST_ROWS) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else 0


def _blank(kind: str) -> Any:
    return [] if kind in ("choices", "lines") else False if kind == "flag" else ""


def _at(guide: Mapping[str, Any], path: str) -> Any:
    head, _dot, key = path.partition(".")
    value = guide.get(head)
    return mapping(value).get(key) if key else value


def _rows(spec: ListSpec, guide: Mapping[str, Any], errors: Mapping[str, str]) -> Rows:
    rows = []
    for index, row in enumerate(rows_of(guide.get(spec.path))):
        at = f"{spec.path}[{index}]"
        found = tuple(
            _field(column, f"{at}.{column.path}", row.get(column.path), errors, f"{spec.path}.{column.path}")
            for column in spec.columns
        )
        title = next((each.value for each in found if each.kind == "text" and each.value and not each.name.endswith(".code")),
                     "")  # fmt: skip
        note = errors.get(at, "")
        is_open = bool(note) or not title or any(each.error for each in found)
        rows.append(Row(index, wording.hant(title) or _("新的一行"), found, note, is_open))
    return Rows(spec.path, catalogue.element_name(spec.path), tuple(rows), str(spec.add), errors.get(spec.path, ""))


def _field(spec: Spec, name: str, value: Any, errors: Mapping[str, str], element: str = "") -> Field:
    element = element or spec.path
    kind = "choice" if spec.kind == "level" else spec.kind
    values = tuple(map(str, value)) if kind == "choices" and isinstance(value, list | tuple) else ()
    choices = tuple(_choices(element)) if kind in ("choice", "choices") else flags() if kind == "flag" else ()
    if values:  # the order of what is chosen means something (the best way first), so it stands first
        choices = tuple(sorted(choices, key=lambda each: values.index(each[0]) if each[0] in values else len(values)))
    return Field(
        name=name,
        kind=kind,
        label=catalogue.element_name(element),
        value=shown("text" if kind == "choice" else kind, value) if kind != "choices" else "",
        values=values,
        choices=choices,
        hint=str(spec.hint),
        error=errors.get(name, ""),
        is_optional=element in OPTIONAL,
    )


OPTIONAL = frozenset(
    {
        "local_basic_code", "central_department", "joint_authorities", "life_events", "statutory_limit.note", "themes_natural",
        "committed_limit.note", "legal_basis.url", "materials.when_not_needed", "materials.licence_type", "materials.accept",
        "materials.paper_size", "materials.remark", "steps.post", "fees.reduction", "fees.reduction_basis", "visits_reason",
        "result.licence_type", "themes_legal",
    }
)  # fmt: skip


def _choices(element: str) -> Iterator[tuple[str, str]]:
    match element:
        case "themes_natural":
            yield from ((theme, wording.hant(theme)) for theme in THEMES_NATURAL)
        case "themes_legal":
            yield from ((theme, wording.hant(theme)) for theme in THEMES_LEGAL)
        case "materials.accept":
            yield from ((kind, kind) for kind in FILE_KINDS)
        case "materials.licence_type" | "result.licence_type":
            yield from (
                (each.key, wording.local_text(each.name, each.name_en)) for each in licences.licence_types().values()
            )
        case "authority":
            yield from _departments(organisations.authorities())
        case _:
            yield from choices_of(element)


def _departments(authorities: Sequence[organisations.Authority]) -> Iterator[tuple[str, str]]:
    named: dict[str, str] = {}
    for each in authorities:
        if each.key:
            named.setdefault(each.key, each.short_name or each.name)
    yield from ((key, f"{wording.hant(name)}（{key}）") for key, name in sorted(named.items()))

"""How a decision table is shown and edited as a table: questions and outcomes are its columns, situations its rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.doors.frame import wording
from tongban.offer.catalogue.rules import Guide
from tongban.offer.scenarios import api as scenarios
from tongban.offer.scenarios.api import DraftTable, Report
from tongban.offer.scenarios.rules import NO, YES, Difference, Verdict, is_any
from tongban.registers.organisations import api as organisations

VERDICTS = {
    Verdict.APPLY: gettext_lazy("办这一项"),
    Verdict.OTHER_ITEM: gettext_lazy("应当办另一项"),
    Verdict.NOT_NEEDED: gettext_lazy("不用申请"),
    Verdict.NOT_POSSIBLE: gettext_lazy("不能申请"),
}
KINDS = {
    "choice": gettext_lazy("单选"),
    "yes_no": gettext_lazy("是或者否"),
    "number": gettext_lazy("数字"),
}
PARTS = {
    "table": gettext_lazy("表"),
    "questions": gettext_lazy("问题"),
    "rows": gettext_lazy("行"),
    "examples": gettext_lazy("例子"),
}


FIELDS = {
    "title": gettext_lazy("标题"),
    "title_en": gettext_lazy("英文标题"),
    "text": gettext_lazy("问题"),
    "text_en": gettext_lazy("英文"),
    "hint": gettext_lazy("提示"),
    "hint_en": gettext_lazy("英文提示"),
    "kind": gettext_lazy("题型"),
    "options": gettext_lazy("选项"),
    "minimum": gettext_lazy("最小值"),
    "maximum": gettext_lazy("最大值"),
    "when": gettext_lazy("条件"),
    "element": gettext_lazy("填入申请表的哪一项"),
    "verdict": gettext_lazy("结论"),
    "materials": gettext_lazy("要交的材料"),
    "required": gettext_lazy("必须交的材料"),
    "steps": gettext_lazy("环节"),
    "fees": gettext_lazy("收费"),
    "limit": gettext_lazy("时限"),
    "office": gettext_lazy("承办部门"),
    "window": gettext_lazy("窗口"),
    "notes": gettext_lazy("说明"),
    "notes_en": gettext_lazy("英文说明"),
    "to_item": gettext_lazy("另一个事项"),
    "source": gettext_lazy("依据"),
    "answers": gettext_lazy("回答"),
    "row": gettext_lazy("应当是"),
    "order": gettext_lazy("顺序"),
}


@dataclass(frozen=True)
class Cell:
    """One condition: choices with those that are ticked, or a text of intervals."""

    name: str
    label: str
    choices: tuple[tuple[str, str, bool], ...]  # value, text, is ticked
    text: str
    said: str  # in words, for reading
    error: str = ""


@dataclass(frozen=True)
class MaterialCell:
    code: str
    name: str
    is_needed: bool
    is_required: bool
    may_be_required: bool  # the guide leaves it open


@dataclass(frozen=True)
class GridRow:
    """One row of the table."""

    code: str
    title: str
    verdict: str
    verdict_text: str
    cells: tuple[Cell, ...]
    materials: tuple[MaterialCell, ...]
    limit: str
    source: str
    problems: tuple[str, ...]
    marks: tuple[str, ...]  # gap, overlap, idle


@dataclass(frozen=True)
class ExampleRow:
    """One example with how it went."""

    index: int
    name: str
    cells: tuple[Cell, ...]
    row: str
    status: str
    tone: str
    note: str


@dataclass(frozen=True)
class Column:
    """One question as a column."""

    code: str
    text: str
    kind: str
    when: str
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """A gap or overlap in words, with one situation it stands for."""

    title: str
    situation: str
    example: str


@dataclass(frozen=True)
class Grid:
    """A whole table, ready to be drawn."""

    columns: tuple[Column, ...]
    rows: tuple[GridRow, ...]
    examples: tuple[ExampleRow, ...]
    gaps: tuple[Finding, ...]
    overlaps: tuple[Finding, ...]
    idle: tuple[str, ...]
    problems: tuple[tuple[str, str], ...]  # anchor, sentence: what is not told at a row, a question or an example
    count: int
    is_too_large: bool
    is_cut: bool
    is_read: bool
    row_choices: tuple[tuple[str, str], ...] = field(default=())


def grid(draft: DraftTable) -> Grid:
    """Return a draft as a table with everything that is wrong beside the place where it is."""
    body, report = draft.body, draft.report
    places = _places(report)
    questions = _listed(body, "questions")
    rows = _listed(body, "rows")
    titles = {str(row.get("code", "")): str(row.get("title", "")) for row in rows}
    marks = _marks(report)
    own = [_row(index, row, questions, draft.guide, places, marks) for index, row in enumerate(rows)]
    found = report.findings
    by_code = report.checked.by_code if report.checked else {}
    return Grid(
        columns=tuple(_column(index, each, questions, places) for index, each in enumerate(questions)),
        rows=tuple(own),
        examples=tuple(_examples(body, questions, report, places, titles)),
        gaps=tuple(
            Finding(
                _("这种情形没有答案"),
                wording.hant(scenarios.situation_text(gap.situation.parts)),
                wording.hant(scenarios.example_text(by_code, gap.situation.example)),
            )
            for gap in found.gaps
        ),
        overlaps=tuple(
            Finding(
                _("“{first}”和“{second}”都回答了这种情形").format(
                    first=titles.get(overlap.first, ""), second=titles.get(overlap.second, "")
                ),
                wording.hant(scenarios.situation_text(overlap.situation.parts)),
                wording.hant(scenarios.example_text(by_code, overlap.situation.example)),
            )
            for overlap in found.overlaps
        ),
        idle=tuple(titles.get(code, code) for code in found.idle),
        problems=tuple(
            (_anchor(problem.path, body), f"{_where(problem.path, body)}{scenarios.problem_sentence(problem)}")
            for problem in report.problems
        ),
        count=len(report.all_problems),
        is_too_large=report.is_too_large,
        is_cut=found.is_cut,
        is_read=report.table is not None,
        row_choices=tuple(titles.items()),
    )


def cell(name: str, question: Mapping[str, Any], text: str, *, error: str = "") -> Cell:
    """Return one condition as it is edited and as it is read."""
    choices = choices_of(question)
    ticked = {each.strip() for each in text.split(",")} if not is_any(text) else set()
    said = _("；").join(label for value, label in choices if value in ticked) if choices else text
    return Cell(
        name=name,
        label=wording.local_text(str(question.get("text", "")), str(question.get("text_en", ""))).rstrip("？?"),
        choices=tuple((value, label, value in ticked) for value, label in choices),
        text="" if is_any(text) else text,
        said="" if is_any(text) else said or text,
        error=error,
    )


def choices_of(question: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the answers of a question, none for a number."""
    if question.get("kind") == "yes_no":
        return [(YES, _("是")), (NO, _("否"))]
    return [
        (str(each.get("value", "")), wording.local_text(str(each.get("text", "")), str(each.get("text_en", ""))))
        for each in question.get("options") or ()
        if isinstance(each, Mapping)
    ]


def departments() -> list[tuple[str, str]]:
    """Return the departments an office may be, by key."""
    by_key: dict[str, str] = {}
    for authority in organisations.authorities():
        by_key.setdefault(authority.key, wording.local_text(authority.name, authority.name_en))
    return sorted(by_key.items())


def difference_rows(found: Sequence[Difference], body: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return differences for a table: where, what it was, what it became; questions and rows are named as `body` names them."""
    names = {str(each.get("code")): str(each.get("text") or "") for each in _listed(body, "questions")}
    titles = {str(each.get("code")): str(each.get("title") or "") for each in _listed(body, "rows")}
    rows = []
    for each in found:
        entry = {"questions": names, "rows": titles}.get(each.part, {}).get(each.code) or each.code
        head, _dot, question = each.field.partition(".")
        what = names.get(question) or str(FIELDS.get(each.field) or FIELDS.get(head) or each.field)
        place = " · ".join(wording.hant(part) for part in (str(PARTS[each.part]), entry, what) if part)
        rows.append({"place": place, "before": wording.hant(each.before), "after": wording.hant(each.after)})
    return rows


def options_text(question: Mapping[str, Any]) -> str:
    """Return the options of a question as lines: value | Chinese | English | hint | hint in English."""
    keys = ("value", "text", "text_en", "hint", "hint_en")
    lines = [[str(each.get(key, "")) for key in keys] for each in question.get("options") or ()]
    return "\n".join(" | ".join(line).rstrip(" |") for line in lines)


def fills_text(question: Mapping[str, Any]) -> str:
    """Return what the answers write into the form as lines: answer = value."""
    return "\n".join(f"{answer} = {value}" for answer, value in (question.get("fills") or {}).items())


def _listed(body: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    return [each for each in body.get(key) or () if isinstance(each, Mapping)]


def _places(report: Report) -> dict[str, list[tuple[str, str]]]:
    """Return the problems by the place they belong to: `rows[2]` → [(rest of the path, sentence)]."""
    places: dict[str, list[tuple[str, str]]] = {}
    for problem in report.problems:
        place, _dot, rest = problem.path.partition(".")
        places.setdefault(place, []).append((rest, wording.hant(scenarios.problem_sentence(problem))))
    return places


def _marks(report: Report) -> dict[str, tuple[str, ...]]:
    marks: dict[str, set[str]] = {}
    for overlap in report.findings.overlaps:
        marks.setdefault(overlap.first, set()).add("overlap")
        marks.setdefault(overlap.second, set()).add("overlap")
    for code in report.findings.idle:
        marks.setdefault(code, set()).add("idle")
    return {code: tuple(sorted(each)) for code, each in marks.items()}


def _row(
    index: int,
    row: Mapping[str, Any],
    questions: Sequence[Mapping[str, Any]],
    guide: Guide,
    places: Mapping[str, list[tuple[str, str]]],
    marks: Mapping[str, tuple[str, ...]],
) -> GridRow:
    code = str(row.get("code", ""))
    when = row.get("when") or {}
    problems = places.get(f"rows[{index}]", [])
    faulty = {rest.removeprefix("when."): sentence for rest, sentence in problems if rest.startswith("when.")}
    source = row.get("source") or {}
    verdict = str(row.get("verdict") or Verdict.APPLY)
    return GridRow(
        code=code,
        title=str(row.get("title", "")),
        verdict=verdict,
        verdict_text=str(VERDICTS.get(Verdict(verdict), verdict)) if verdict in list(Verdict) else verdict,
        cells=tuple(
            cell(
                f"row.{code}.when.{each.get('code')}",
                each,
                str(when.get(str(each.get("code")), "")),
                error=faulty.get(str(each.get("code")), ""),
            )
            for each in questions
        ),
        materials=tuple(
            MaterialCell(
                material.code,
                wording.local_text(material.name, material.name_en),
                material.code in (row.get("materials") or ()),
                material.code in (row.get("required") or ()),
                material.necessity != "required",
            )
            for material in guide.materials
        ),
        limit="" if row.get("limit") is None else str(row["limit"]),
        source=f"《{source.get('law', '')}》{source.get('article', '')}",
        problems=tuple(sentence for rest, sentence in problems if not rest.startswith("when.")),
        marks=marks.get(code, ()),
    )


def _column(
    index: int,
    question: Mapping[str, Any],
    questions: Sequence[Mapping[str, Any]],
    places: Mapping[str, list[tuple[str, str]]],
) -> Column:
    by_code = {str(each.get("code")): each for each in questions}
    conditions = [
        "{label} = {said}".format(**vars(cell("", by_code[code], str(text))))
        for code, text in (question.get("when") or {}).items()
        if code in by_code
    ]
    return Column(
        code=str(question.get("code", "")),
        text=wording.local_text(str(question.get("text", "")), str(question.get("text_en", ""))),
        kind=str(KINDS.get(str(question.get("kind")), "")),
        when=wording.hant("；".join(conditions)),
        problems=tuple(sentence for _rest, sentence in places.get(f"questions[{index}]", [])),
    )


def _examples(
    body: Mapping[str, Any],
    questions: Sequence[Mapping[str, Any]],
    report: Report,
    places: Mapping[str, list[tuple[str, str]]],
    titles: Mapping[str, str],
) -> Iterator[ExampleRow]:
    for index, example in enumerate(_listed(body, "examples")):
        answers = example.get("answers") or {}
        trial = report.trials[index] if index < len(report.trials) else None
        if trial is None:
            status, tone, note = _("还没有试"), "grey", ""
        elif trial.passed:
            status, tone, note = _("通过"), "green", ""
        else:
            status, tone = _("没有通过"), "red"
            note = titles.get(trial.got, "") or (
                _("停在问题“{question}”").format(question=trial.stopped_at) if trial.stopped_at else _("没有唯一的行")
            )
        problems = "；".join(sentence for _rest, sentence in places.get(f"examples[{index}]", []))
        yield ExampleRow(
            index=index,
            name=str(example.get("name", "")),
            cells=tuple(
                cell(f"example.{index}.{each.get('code')}", each, str(answers.get(str(each.get("code")), "")))
                for each in questions
            ),
            row=str(example.get("row", "")),
            status=str(status),
            tone=tone,
            note="；".join(filter(None, (wording.hant(note), problems))),
        )


def _where(path: str, body: Mapping[str, Any]) -> str:
    """Return the place of a problem as people find it: 行“餐馆”，时限：."""
    part, index = _part(path)
    if index is None:
        return ""
    listed = _listed(body, part)
    if index >= len(listed):
        return ""
    name = next((str(listed[index][key]) for key in ("title", "text", "name") if listed[index].get(key)), "")
    return _("{part}“{name}”：").format(part=PARTS[part], name=wording.hant(name or str(index + 1)))


def _anchor(path: str, body: Mapping[str, Any]) -> str:
    part, index = _part(path)
    listed = _listed(body, part) if index is not None else []
    if index is None or index >= len(listed):
        return "#table"
    return f"#{part[:-1]}-{index if part == 'examples' else listed[index].get('code', '')}"


def _part(path: str) -> tuple[str, int | None]:
    part, bracket, rest = path.partition("[")
    return (part, int(rest.partition("]")[0])) if bracket and part in PARTS else (part, None)

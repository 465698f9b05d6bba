"""How review plans are shown to those who keep them: the list, one plan with its drawing, the table in which it is edited."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tongban.doors.desk.presenters import plan_forms
from tongban.doors.desk.presenters.plan_forms import CHOSEN, JOIN, ONE, SEVERAL
from tongban.doors.desk.words import STATES
from tongban.doors.frame import plan_charts, plan_faults, wording
from tongban.doors.frame import plan_words as words
from tongban.handling.cases.api import PlanMove
from tongban.handling.workflow.rules import (
    AGREED,
    END,
    FIXED,
    OBJECTED,
    Kind,
    Plan,
    UnableToReadPlan,
    Who,
    WhoKind,
    parse_plan,
    read_plan,
    reading_order,
)
from tongban.offer.deadlines.rules import Unit
from tongban.registers.identity.rules import Role
from tongban.registers.organisations import api as organisations

SPARE_RESULTS, SPARE_BRANCHES = 1, 2
DECISION_ROLES = (Role.CLERK, Role.REVIEWER, Role.DECIDER)

Body = Mapping[str, Any]
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class FaultLine:
    """One thing that is wrong with a plan, with the way that leads there."""

    step: str
    sentence: str
    trace: str


@dataclass(frozen=True)
class Checked:
    """A body as it is drawn, with what is wrong in it."""

    plan: Plan
    faults: tuple[FaultLine, ...]
    drawing: SafeString
    narrow: SafeString
    lines: tuple[plan_charts.StepLine, ...]

    @property
    def faulty_steps(self) -> frozenset[str]:
        return frozenset(fault.step for fault in self.faults)


@dataclass(frozen=True)
class TableRow:
    """One step in the table of the editor, with what was typed."""

    code: str
    is_join: bool
    is_fixed: bool
    label: str  # its name, or its code, in the reader's language
    name: str
    name_en: str
    kind: str
    role: str
    who: str
    who_choices: Choices
    limit: str
    unit: str
    source: str
    results: tuple[str, ...]
    is_faulty: bool


@dataclass(frozen=True)
class BranchForm:
    """One branch of a fork in the form of a step."""

    to: str
    when: str
    otherwise: bool


@dataclass(frozen=True)
class ResultForm:
    """One result of a step in its form; the last ones are empty, for more."""

    code: str
    mode: str
    to: str
    join: str
    branches: tuple[BranchForm, ...]


def checked(body: Body, *, version: int = 0) -> Checked:
    """Read, prove and draw a body; whatever is wrong with it."""
    whole = {**body, "steps": plan_forms.steps_of(body)}
    plan = read_plan(whole, version=version)
    faults: tuple[FaultLine, ...] = ()
    try:
        parse_plan(body, version=version, roles=frozenset(Role))
    except UnableToReadPlan as refusal:
        faults = tuple(
            FaultLine(fault.where, plan_faults.sentence_of(fault, plan), plan_faults.trace_text(fault, plan))
            for fault in refusal.faults
        )
    return Checked(plan, faults, drawing(plan), drawing(plan, narrow=True), plan_charts.step_lines(plan))


def drawing(plan: Plan, *, narrow: bool = False) -> SafeString:
    """Return a plan as SVG, to stand in a page."""
    svg = plan_charts.plan_svg(plan, narrow=narrow)
    return mark_safe(svg)  # noqa: S308 - `plan_svg` escapes every text


def table_rows(body: Body, shown: Checked) -> list[TableRow]:
    """Return the steps for the table, in the order of the course."""
    steps = plan_forms.steps_of(body)
    order = [code for code in reading_order(shown.plan) if code in steps]
    everybody = who_choices()
    return [
        _table_row(code, steps[code], shown, everybody)
        for code in (*order, *(code for code in steps if code not in order))
    ]


def _table_row(code: str, step: Body, shown: Checked, everybody: Choices) -> TableRow:
    limit = step.get("limit") if isinstance(step.get("limit"), Mapping) else {}
    line = next((each for each in shown.lines if each.code == code), None)
    results = () if line is None else tuple(f"{each.result} → {_('、').join(each.leads_to)}" for each in line.results)
    who = str(step.get("who") or "lead")
    return TableRow(
        code=code,
        is_join=step.get("kind") == JOIN,
        is_fixed=code in FIXED,
        label=code if line is None else line.name,
        name=str(step.get("name") or ""),
        name_en=str(step.get("name_en") or ""),
        kind=_("汇合") if step.get("kind") == JOIN else str(words.KINDS.get(kind_of(code, step), kind_of(code, step))),
        role=str(step.get("role") or ""),
        who=who,
        who_choices=with_typed(everybody, who),
        limit=str((limit or {}).get("amount", "")),
        unit=str((limit or {}).get("unit", "")),
        source=str((limit or {}).get("source", "")),
        results=results,
        is_faulty=code in shown.faulty_steps,
    )


def kind_of(code: str, step: Body) -> str:
    return str(step.get("kind") or (code if code in FIXED else Kind.OPINION.value))


def who_choices() -> Choices:
    """Return who may take a step: the lead, each department, the township, a department one level up."""
    departments, named = words.departments(), words.general_lanes()
    found = [
        Who(),
        *(Who(WhoKind.DEPARTMENT, key) for key in sorted(departments)),
        Who(WhoKind.LOWER),
        *(Who(WhoKind.UPPER, key) for key in sorted(departments)),
    ]
    return [(str(who), named(who)) for who in found]


def with_typed(choices: Choices, typed: str) -> Choices:
    """Return choices with what was typed among them."""
    return choices if any(value == typed for value, _name in choices) else [*choices, (typed, typed)]


def role_choices() -> Choices:
    return [(role.value, str(words.ROLES[role])) for role in DECISION_ROLES]


def unit_choices() -> Choices:
    names = {
        Unit.WORKING_DAY: _("工作日"),
        Unit.CALENDAR_DAY: _("自然日"),
        Unit.MONTH: _("个月"),
        Unit.HOUR: _("小时"),
    }
    return [(unit.value, names[unit]) for unit in names]


def kind_choices() -> Choices:
    """Return the kinds of which a plan may have more than one."""
    return [(kind.value, str(words.KINDS[kind])) for kind in Kind if kind not in FIXED]


def mode_choices() -> Choices:
    """Return the ways in which a result may lead on."""
    return [
        (ONE, _("一个环节或者结束")),
        (SEVERAL, _("同时打开几个环节")),
        (CHOSEN, _("重新打开选中的环节（退回）")),
    ]


def target_choices(body: Body) -> Choices:
    """Return where a result may lead."""
    return [(END, _("结束")), *step_choices(body), *join_choices(body)]


def step_choices(body: Body) -> Choices:
    return [(code, _named(code, step)) for code, step in plan_forms.steps_of(body).items() if step.get("kind") != JOIN]


def join_choices(body: Body) -> Choices:
    return [(code, _named(code, step)) for code, step in plan_forms.steps_of(body).items() if step.get("kind") == JOIN]


def _named(code: str, step: Body) -> str:
    return f"{wording.hant(str(step.get('name') or code))}（{code}）"


def result_forms(step: Body) -> list[ResultForm]:
    """Return the results of a step for its form, and room for more."""
    told = step.get("leads_to")
    forms = (
        [_result_form(str(result), following) for result, following in told.items()]
        if isinstance(told, Mapping)
        else []
    )
    if step.get("kind") == JOIN:
        given = {form.code for form in forms}
        return forms + [ResultForm(code, ONE, "", "", _spare()) for code in (AGREED, OBJECTED) if code not in given]
    spare = min(SPARE_RESULTS, plan_forms.MOST_RESULTS - len(forms))
    return forms + [ResultForm("", ONE, "", "", _spare())] * spare


def _result_form(result: str, following: Any) -> ResultForm:
    if not isinstance(following, Mapping):
        return ResultForm(result, ONE, str(following or ""), "", _spare())
    entries = following.get("fork") if isinstance(following.get("fork"), list) else []
    branches = tuple(_branch_form(entry) for entry in entries or [])
    return ResultForm(
        result,
        CHOSEN if following.get("is_chosen") else SEVERAL,
        "",
        str(following.get("join") or ""),
        (*branches, *_spare()),
    )


def _branch_form(entry: Any) -> BranchForm:
    if not isinstance(entry, Mapping):
        return BranchForm(str(entry), "", False)
    return BranchForm(
        str(entry.get("to") or ""), plan_forms.condition_lines(entry.get("when")), bool(entry.get("otherwise"))
    )


def _spare() -> tuple[BranchForm, ...]:
    return (BranchForm("", "", False),) * SPARE_BRANCHES


def difference_rows(before: Plan, after: Plan) -> list[dict[str, str]]:
    """Return what differs between two versions, step by step and in words."""
    rows = []
    if before.name != after.name:
        rows.append({"place": _("名称"), "before": wording.hant(before.name), "after": wording.hant(after.name)})
    old = {line.code: line for line in plan_charts.step_lines(before)}
    new = {line.code: line for line in plan_charts.step_lines(after)}
    for code in dict.fromkeys((*new, *old)):
        one, other = old.get(code), new.get(code)
        name = (other or one).name  # type: ignore[union-attr]
        if one is None or other is None:
            rows.append({"place": name, "before": _whole(one), "after": _whole(other)})
            continue
        for field, was, is_now in zip(_fields(), _said(one), _said(other), strict=True):
            if was != is_now:
                rows.append({"place": f"{name} · {field}", "before": was, "after": is_now})
    return rows


def move_row(move: PlanMove) -> dict[str, Any]:
    """Return an open case that runs by another version, and why it has to stay there if it has."""
    authority = organisations.authority(move.authority_id)
    return {
        "item": wording.hant(move.item_name),
        "grouped": move.grouped_number,
        "authority": wording.local_text(authority.name, authority.name_en),
        "version": move.from_version,
        "state": str(STATES[move.state][0]),
        "stays": move.stays,
    }


def _fields() -> Sequence[str]:
    return _("名称"), _("种类"), _("由谁办"), _("岗位"), _("时限"), _("其他"), _("结果")


def _said(line: plan_charts.StepLine) -> Iterator[str]:
    yield line.name
    yield line.kind
    yield line.who
    yield line.role
    yield f"{line.limit}（{line.source}）" if line.source else line.limit
    yield _("；").join(line.asides)
    yield _("；").join(f"{each.result} → {_('、').join(each.leads_to)}" for each in line.results)


def _whole(line: plan_charts.StepLine | None) -> str:
    if line is None:
        return ""
    return _("；").join(part for part in _said(line) if part)

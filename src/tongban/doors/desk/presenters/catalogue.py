"""The catalogue in plain facts: lines of lists, elements side by side, differences word by word."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import rjieba
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from markupsafe import Markup, escape

from tongban.doors.frame import wording
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import (
    ChangeLine,
    ChangeView,
    ConflictLine,
    Consequences,
    Difference,
    ItemLine,
    ItemView,
    LocalFacts,
    OfferCard,
    VersionLine,
)
from tongban.offer.catalogue.rules import Guide, GuideProblem
from tongban.registers.identity.api import Officer
from tongban.registers.organisations import api as organisations

Words = str | Promise

ITEM_STATES: Mapping[str, tuple[Words, str]] = {
    "online": (gettext_lazy("在用"), "green"),
    "imported": (gettext_lazy("还没有指南"), "grey"),
    "suspended": (gettext_lazy("暂停"), "amber"),
    "cancelled": (gettext_lazy("已取消"), "red"),
}
KINDS: Mapping[str, Words] = {
    "create": pgettext_lazy("change", "新增"),
    "change": pgettext_lazy("change", "变更"),
    "suspend": pgettext_lazy("change", "暂停"),
    "resume": pgettext_lazy("change", "恢复"),
    "cancel": pgettext_lazy("change", "取消"),
    "split": pgettext_lazy("change", "拆分"),
    "merge": pgettext_lazy("change", "合并"),
}
CHANGE_STATES: Mapping[str, tuple[Words, str]] = {
    "draft": (gettext_lazy("起草中"), "grey"),
    "submitted": (gettext_lazy("待审核"), "blue"),
    "reviewed": (gettext_lazy("待发布"), "blue"),
    "published": (gettext_lazy("待生效"), "amber"),
    "in_force": (gettext_lazy("已生效"), "green"),
    "dropped": (gettext_lazy("已放弃"), "grey"),
}
# What each kind of change causes, once it takes effect.
EFFECTS: Mapping[str, tuple[Words, ...]] = {
    "suspend": (
        gettext_lazy("指南页面写明暂停和起始日期，不再能申请"),
        gettext_lazy("搜索和清单里不再出现"),
        gettext_lazy("正在办理的件按原来的版本办完"),
    ),
    "resume": (gettext_lazy("指南重新可以查到，重新可以申请"), gettext_lazy("继承的内容和本地内容都和暂停前一样")),
    "cancel": (
        gettext_lazy("指南页面写明已经取消；写了接续事项的，引导到那里"),
        gettext_lazy("不再能申请，取消后不能恢复"),
        gettext_lazy("正在办理的件按原来的版本办完"),
    ),
    "split": (
        gettext_lazy("原事项取消，它的页面引导到拆分后的各个事项"),
        gettext_lazy("收藏和二维码仍然有效，会转到新事项"),
        gettext_lazy("正在办理的件按原来的版本办完"),
    ),
    "merge": (
        gettext_lazy("被合并的事项全部取消，它们的页面引导到合并后的事项"),
        gettext_lazy("收藏和二维码仍然有效，会转到新事项"),
        gettext_lazy("正在办理的件按原来的版本办完"),
    ),
}
# The elements of a guide in the groups in which people look for them.
SECTIONS: tuple[tuple[str, Words, tuple[str, ...]], ...] = (
    (
        "names",
        gettext_lazy("名称和归类"),
        (
            "name",
            "name_en",
            "summary",
            "summary_en",
            "aliases",
            "item_type",
            "authority",
            "level",
            "power_source",
            "local_basic_code",
            "central_department",
            "joint_authorities",
            "audience",
            "themes_natural",
            "themes_legal",
            "life_events",
        ),
    ),
    (
        "limits",
        gettext_lazy("时限"),
        ("case_type", "plan", "statutory_limit", "committed_limit", "special_procedures"),
    ),
    (
        "law",
        gettext_lazy("依据和条件"),
        ("legal_basis", "conditions", "quantity_limit", "intermediary", "rights", "duties"),
    ),
    ("materials", gettext_lazy("申请材料"), ("materials",)),
    ("steps", gettext_lazy("办理流程"), ("steps",)),
    ("fees", gettext_lazy("收费"), ("fees", "payment_online")),
    (
        "channels",
        gettext_lazy("怎么办、办成什么"),
        (
            "channels",
            "visits",
            "visits_reason",
            "online_depth",
            "scope",
            "by_post",
            "appointment",
            "terminal",
            "hall",
            "mobile",
            "result",
        ),
    ),
    ("faq", gettext_lazy("常见问题"), ("faq",)),
    ("form", gettext_lazy("申请表"), ("form",)),
)
SENTENCES = ("conditions", "rights", "duties")  # lists whose entries are whole sentences
PART_TITLES = {
    "materials": "name",
    "steps": "name",
    "fees": "name",
    "legal_basis": "law",
    "faq": "q",
    "special_procedures": "kind",
}
# What the line of a part tells first; the rest unfolds.
PART_LINES = {
    "materials": ("necessity", "originals", "copies", "ways"),
    "steps": ("office", "days", "result"),
    "fees": ("amount_fen", "basis"),
    "legal_basis": ("article", "text"),
    "faq": ("a",),
    "special_procedures": ("amount", "unit", "basis"),
}


@dataclass(frozen=True)
class Part:
    """A row of a list of a guide: its title, the line that tells most of it, and all of its elements."""

    title: str
    line: str
    facts: tuple[tuple[str, str], ...]
    inherited: tuple[str, ...] = ()  # what differs: the inherited values
    own: tuple[str, ...] = ()
    is_own: bool = False
    is_gone: bool = False


@dataclass(frozen=True)
class Element:
    """An element of a guide with what is inherited and what holds."""

    element: str
    label: str
    value: str
    inherited: str = ""
    is_own: bool = False
    is_better: bool = False
    lines: tuple[str, ...] = ()  # of a list of sentences
    parts: tuple[Part, ...] = ()
    is_list: bool = False
    text: str = ""  # of the form


@dataclass(frozen=True)
class Section:
    """Elements under one heading."""

    id: str
    title: str
    elements: tuple[Element, ...]
    own_count: int


@dataclass(frozen=True)
class Compared:
    """A difference as it is shown: markup shows what was taken away and what was put in."""

    label: str
    row: str
    kind: str
    before: Markup | str
    after: Markup | str
    lines: tuple[tuple[str, str], ...] = ()  # of long texts: ("+", line), ("-", line), (" ", line)


def sections(guide: Guide, inherited: Guide | None = None, *, only_own: bool = False) -> list[Section]:
    """Return a guide by sections; beside what it inherits, when that is given."""
    body = guide.to_dict()
    base = inherited.to_dict() if inherited is not None else body
    differing = _by_element(catalogue.compare(inherited, guide)) if inherited is not None else {}
    found = []
    for id_, title, elements in SECTIONS:
        shown = [_element(name, base[name], body[name], differing) for name in elements]
        if only_own:
            shown = [each for each in shown if each.is_own]
        if shown:
            found.append(Section(id_, str(title), tuple(shown), sum(each.is_own for each in shown)))
    return found


def local_rows(local: LocalFacts, own: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    """Return what holds of the place: label, value, and whether the item says it itself (else the authority does)."""
    stated = own.get("local", {})
    rows = []
    for key, value in asdict(local).items():
        if key == "places":
            names = organisations.points_by_key(value)
            words = "、".join(
                wording.local_text(names[each].name, names[each].name_en) for each in value if each in names
            )
        else:
            words = catalogue.value_words(f"local.{key}", value)
        if words:
            rows.append((catalogue.element_name(f"local.{key}"), wording.hant(words), bool(stated.get(key))))
    return rows


def compared(differences: Iterable[Difference]) -> list[Compared]:
    """Return differences with what changed in them marked."""
    return [_compared(each) for each in differences]


def item_row(line: ItemLine) -> dict[str, Any]:
    state, tone = ITEM_STATES[line.state]
    return {
        "href": reverse("desk:catalogue-item", args=[line.code]),
        "name": line.name,
        "name_en": line.name_en,
        "code": line.code,
        "authority": authority_name(line.authority_id),
        "state": str(state),
        "tone": tone,
        "version": line.version_number,
        "own": line.own_count,
        "changing": line.is_being_changed,
        "conflict": line.has_conflict,
    }


def change_row(line: ChangeLine) -> dict[str, Any]:
    state, tone = CHANGE_STATES[line.state]
    return {
        "href": reverse("desk:catalogue-change", args=[line.id]),
        "id": str(line.id),
        "name": line.name,
        "kind": str(KINDS[line.kind]),
        "whose": _("基本目录") if line.is_basic else authority_name(line.authority_id or 0),
        "state": str(state),
        "tone": tone,
        "why": line.why,
        "author": line.author_name,
        "reviewer": line.reviewer_name,
        "day": wording.short_day(line.effective_from),
        "at": wording.moment(line.changed_at),
    }


def conflict_row(line: ConflictLine) -> dict[str, Any]:
    return {
        "href": reverse("desk:catalogue-conflict", args=[line.id]),
        "id": line.id,
        "name": line.name,
        "code": line.code,
        "authority": authority_name(line.authority_id),
        "basic_number": line.basic_number,
        "at": wording.moment(line.opened_at),
        "problems": [problem_words(each) for each in line.problems],
        "changing": line.is_being_changed,
    }


def version_row(line: VersionLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "from": wording.day(line.effective_from),
        "at": wording.moment(line.published_at),
        "who": line.who or _("系统"),
        "why": line.why,
        "basic": line.basic_number,
        "own": line.own_count,
        "current": line.is_current,
    }


def card_row(card: OfferCard) -> dict[str, Any]:
    state, tone = ITEM_STATES[card.state]
    return {
        "href": reverse("desk:catalogue-item", args=[card.code]),
        "title": wording.local(card.name, card.name_en),
        "note": f"{authority_name(card.authority_id)} · {card.code}",
        "tag": str(state),
        "tone": tone,
        "code": card.code,
    }


def code_parts(code: str) -> list[dict[str, str]]:
    """Return the parts of an item's code with what each says; one row for a code that is no standard one."""
    try:
        parts = catalogue.parts_of(code)
    except ValueError:
        return [{"digits": code, "label": _("本地代码"), "meaning": _("不是国家标准的实施编码，来自导入的清单")}]
    basic = parts.basic
    rows = [
        (code[:18], _("实施主体的统一社会信用代码（18 位）"), ""),
        (code[18], _("行使层级（1 位）"), str(catalogue.CHOICES["level"][parts.level])),
        (basic[:2], _("基本编码：省份（2 位）"), _("国家统一") if basic[:2] == "00" else basic[:2]),
        (basic[2:4], _("基本编码：事项类型（2 位）"), catalogue.value_words("item_type", basic[2:4])),
        (basic[4:6], _("基本编码：业务指导部门（2 位）"), ""),
        (basic[6:9], _("基本编码：主项（3 位）"), ""),
        (basic[9:12], _("基本编码：子项（3 位）"), _("没有子项") if basic[9:12] == "000" else ""),
    ]
    if basic[12:]:
        rows.append((basic[12:], _("业务办理项（2 位）"), ""))
    return [{"digits": digits, "label": label, "meaning": meaning} for digits, label, meaning in rows]


def kinds_open(view: ItemView) -> list[tuple[str, str]]:
    """Return the changes that may be begun with an item as it stands."""
    kinds = {
        "online": ("change", "suspend", "cancel", "split", "merge"),
        "suspended": ("change", "resume", "cancel", "split", "merge"),
        "imported": ("change", "cancel", "split", "merge"),
    }.get(view.card.state, ())
    if not view.may_manage or view.change is not None:
        return []
    return [(kind, str(KINDS[kind])) for kind in kinds if kind != "change" or view.latest_basic_number]


def course(view: ChangeView) -> list[dict[str, str]]:
    """Return how far a change has come, and whose eyes have seen it."""
    line = view.line
    order = ("draft", "submitted", "reviewed", "published", "in_force")
    at = order.index(line.state) if line.state in order else -1
    reviewed = bool(line.reviewer_name) and at >= order.index("reviewed")
    stages = (
        (_("起草"), line.author_name, at > 0, at == 0),
        (_("另一人审核"), line.reviewer_name if reviewed else _("等待起草人以外的事项管理员"), at > 1, at == 1),
        (_("发布"), "", at > 2, at == 2),
        (_("生效"), wording.day(line.effective_from), at > 3, at == 3),
    )
    return [
        {"title": title, "line": who, "state": "now" if is_now else "done" if is_done else "next"}
        for title, who, is_done, is_now in stages
    ]


def effects(view: ChangeView, consequences: Consequences | None) -> list[str]:
    """Return what a change will cause."""
    if fixed := EFFECTS.get(view.line.kind):
        return [str(each) for each in fixed]
    if view.line.is_basic and consequences is not None:
        told = [
            _("{count} 个事项继承它，会一起换成新版本").format(count=consequences.inheriting - consequences.conflicting)
        ]
        if consequences.conflicting:
            told.append(
                _("{count} 个事项的本地内容会比新的基本目录差，保持原版本，列入冲突清单").format(
                    count=consequences.conflicting
                )
            )
        return [*told, _("正在办理的件按原来的版本办完")]
    return [_("指南页面换成新版本"), _("新的申请按新版本办理，正在办理的件按原来的版本办完")]


def may(view: ChangeView, officer: Officer) -> set[str]:
    """Return the deeds that are open to an officer; the room has the last word."""
    is_writer = officer.actor.reference in view.line.writers
    return {
        "draft": {"edit", "submit", "drop"},
        "submitted": {"drop"} if is_writer else {"review", "drop"},
        "reviewed": {"publish", "drop"},
        "published": {"drop"},
    }.get(view.line.state, set())


def problem_words(problem: GuideProblem, guide: Guide | None = None) -> str:
    """Return a problem as a sentence that names the element, and the material it belongs to."""
    name = catalogue.element_name(problem.path) if problem.path else ""
    row = row_of(problem.path, guide)
    where = _("{words}（{note}）").format(words=name, note=row) if row else name
    sentence = catalogue.problem_sentence(problem)
    return f"{where}{_('：')}{sentence}" if where else sentence


def row_of(path: str, guide: Guide | None) -> str:
    """Return which material, fee or step a path is about, in words."""
    head, _dot, rest = path.partition(".")
    if "[" in head:
        number = head.partition("[")[2].rstrip("]")
        return _("第 {number} 行").format(number=int(number) + 1) if number.isdecimal() else ""
    if head == "materials" and rest and guide is not None:
        code = rest.partition(".")[0]
        return next((material.name for material in guide.materials if material.code == code), code)
    return rest if head == "fees" else ""


def authority_name(authority_id: int) -> str:
    try:
        found = organisations.authority(authority_id)
    except organisations.UnableToFindAuthority:
        return ""
    return wording.local_text(found.name, found.name_en)


def _element(name: str, base: Any, value: Any, differing: Mapping[str, list[Difference]]) -> Element:
    found = differing.get(name, [])
    label = catalogue.element_name(name)
    if name == "form":
        return Element(name, label, "", is_own=bool(found), text=catalogue.form_text(value))
    if name in PART_TITLES:
        return Element(name, label, "", is_own=bool(found), parts=tuple(_parts(name, value, found)), is_list=True)
    return Element(
        name,
        label,
        wording.hant(catalogue.value_words(name, value)),
        inherited=wording.hant(catalogue.value_words(name, base)),
        is_own=bool(found),
        is_better=bool(found) and name != "visits_reason",
        lines=tuple(map(wording.hant, value)) if name in SENTENCES else (),
    )


def _parts(name: str, value: Sequence[Any], found: list[Difference]) -> Iterator[Part]:
    title = PART_TITLES[name]
    by_row: dict[str, list[Difference]] = {}
    for each in found:
        by_row.setdefault(each.row, []).append(each)
    for row in value:
        differences = by_row.get(_row_title(name, row), [])
        changed = [each for each in differences if each.kind == "changed" or isinstance(each.before or each.after, str)]
        yield Part(
            title=wording.hant(catalogue.value_words(f"{name}.{title}", row[title])),
            line=wording.hant(
                " · ".join(_told(name, key, row[key]) for key in PART_LINES[name] if row[key] not in ("", 0))
            ),
            facts=tuple(
                (catalogue.element_name(f"{name}.{key}"), wording.hant(catalogue.value_words(f"{name}.{key}", each)))
                for key, each in row.items()
                if each not in ("", (), [])
            ),
            inherited=tuple(_said(each.element, each.before) for each in changed),
            own=tuple(_said(each.element, each.after) for each in changed),
            is_own=bool(differences),
        )
    for each in found:
        if each.kind == "removed" and isinstance(each.before, Mapping):
            yield Part(title=wording.hant(each.row), line="", facts=(), is_own=True, is_gone=True)


def _row_title(name: str, row: Mapping[str, Any]) -> str:
    return f"{row['law']} {row['article']}" if name == "legal_basis" else str(row[PART_TITLES[name]])


def _told(name: str, key: str, value: Any) -> str:
    words = catalogue.value_words(f"{name}.{key}", value)
    return f"{catalogue.element_name(f'{name}.{key}')} {words}" if isinstance(value, int) else words


def _said(element: str, value: Any) -> str:
    words = wording.hant(catalogue.value_words(element, value)) or _("没有")
    return f"{catalogue.element_name(element)}{_('：')}{words}"


def _by_element(differences: Iterable[Difference]) -> dict[str, list[Difference]]:
    found: dict[str, list[Difference]] = {}
    for each in differences:
        found.setdefault(each.element.partition(".")[0], []).append(each)
    return found


def _compared(each: Difference) -> Compared:
    label, row = catalogue.element_name(each.element), wording.hant(each.row)
    if each.element == "form":
        return Compared(label, row, each.kind, "", "", _line_differences(str(each.before), str(each.after)))
    before = wording.hant(catalogue.value_words(each.element, each.before))
    after = wording.hant(catalogue.value_words(each.element, each.after))
    if each.kind == "changed" and before and after:
        return Compared(label, row, each.kind, *marked(before, after))
    return Compared(label, row, each.kind, before, after)


@lru_cache(maxsize=500)
def marked(before: str, after: str) -> tuple[Markup, Markup]:
    """Return two texts with the words marked that were taken away and put in."""
    old, new = rjieba.cut(before), rjieba.cut(after)
    left, right = Markup(""), Markup("")
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        left += escape(gone) if tag == "equal" else Markup("<del>{}</del>").format(gone) if gone else ""
        right += escape(come) if tag == "equal" else Markup("<ins>{}</ins>").format(come) if come else ""
    return left, right


def _line_differences(before: str, after: str) -> tuple[tuple[str, str], ...]:
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=2, lineterm=""))[2:]
    return tuple((line[:1], line[1:]) for line in lines if not line.startswith("@@"))

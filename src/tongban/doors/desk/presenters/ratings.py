"""How bad ratings are shown to whoever answers for them, and what may be done about one now."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.doors.frame import wording
from tongban.engagement.ratings.api import BadRating, Finding, Grade, Stage
from tongban.registers.identity.api import Officer, Role
from tongban.registers.organisations import api as organisations

GRADES: Mapping[Grade, str | Promise] = {
    Grade.BAD: gettext_lazy("不满意"),
    Grade.VERY_BAD: gettext_lazy("非常不满意"),
}
STAGES: Mapping[Stage, tuple[str | Promise, str]] = {
    Stage.OPEN: (gettext_lazy("待回访"), "amber"),
    Stage.CALLED_BACK: (gettext_lazy("已回访，待答复"), "blue"),
    Stage.ANSWERED: (gettext_lazy("已答复"), "green"),
    Stage.EXCLUDED: (gettext_lazy("经申诉排除"), "grey"),
}
FINDINGS: Mapping[Finding, tuple[str | Promise, str | Promise]] = {
    Finding.JUSTIFIED: (gettext_lazy("属实"), gettext_lazy("必须整改")),
    Finding.PARTLY: (gettext_lazy("部分属实"), gettext_lazy("属实的部分必须整改")),
    Finding.UNJUSTIFIED: (gettext_lazy("不属实"), gettext_lazy("向评价人解释清楚")),
}


@dataclass(frozen=True)
class Row:
    href: str
    item: str
    authority: str
    grade: str
    stage: str
    tone: str
    reasons: str
    light: str
    left: str
    number: str


def row(rating: BadRating) -> Row:
    """Return a bad rating in a list."""
    stage, tone = STAGES[rating.stage]
    if rating.stage is Stage.OPEN and rating.is_anonymous:
        stage = _("匿名，待答复")
    if rating.appeal_is_open:
        stage, tone = _("申诉待裁定"), "blue"
    is_waiting = rating.stage in (Stage.OPEN, Stage.CALLED_BACK)
    return Row(
        href=reverse("desk:bad-rating", args=[rating.id]),
        item=wording.hant(rating.item_name),
        authority=wording.hant(organisations.authority(rating.authority_id).name),
        grade=str(GRADES.get(rating.grade, rating.grade)),
        stage=str(stage),
        tone=tone,
        reasons="、".join(rating.reasons),
        light=("red" if rating.days_left < 0 else "yellow" if rating.days_left <= 1 else "green") if is_waiting else "",
        left=wording.time_left(rating.days_left, "working_day", rating.due_on) if is_waiting else "",
        number=wording.grouped(rating.case_number),
    )


def open_deeds(rating: BadRating, officer: Officer) -> frozenset[str]:
    """Return what this officer may do about a bad rating now; the room has the last word."""
    found = set()
    is_own = rating.authority_id == officer.authority_id and officer.roles - {Role.SUPERVISOR}
    if is_own and rating.stage in (Stage.OPEN, Stage.CALLED_BACK):
        if not rating.is_anonymous:
            found.add("call_back")
        if rating.is_anonymous or rating.stage is Stage.CALLED_BACK:
            found.add("answer")
    if is_own and not rating.appeal and rating.stage is not Stage.EXCLUDED:
        found.add("appeal")
    if rating.appeal_is_open and Role.SUPERVISOR in officer.roles:
        found.add("decide")
    return frozenset(found)


def finding_choices() -> list[tuple[str, str, str]]:
    return [(code.value, str(name), str(hint)) for code, (name, hint) in FINDINGS.items()]


def finding_name(finding: Finding | None) -> str:
    return str(FINDINGS[finding][0]) if finding else ""

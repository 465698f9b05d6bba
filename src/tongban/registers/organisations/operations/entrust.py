"""
Entrust another authority with steps of one's items, and end that (行政许可法第二十四条).

The law wants it written, told to the public, and not passed on; the one that entrusts answers for what is done. It holds from
the beginning of its first day until midnight of its last.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.registers.organisations import models, queries
from tongban.registers.organisations.operations.common import tell_of_change
from tongban.registers.organisations.rules import is_within

MOST_ITEMS = 100
LONGEST = {"scope": 200, "basis": 200, "document": 80, "reason": 200}
ITEM_CODE = re.compile(r"[0-9A-Za-z_.-]{4,64}")
STEP = re.compile(r"[a-z][a-z0-9_]{1,39}")

SENTENCES: Mapping[str, str | Promise] = {
    "missing": _("请填写这一项。"),
    "too_long": _("最多 {text} 个字。"),
    "unknown": _("没有编号为“{text}”的单位。"),
    "out_of_reach": _("“{text}”不在您管理的区域。"),
    "itself": _("不能委托给自己。"),
    "no_organ": _("“{text}”不是行政机关，不能受委托办理事项（行政许可法第二十四条：委托其他行政机关）。"),
    "no_item_code": _("“{text}”不是事项编码。"),
    "too_many_items": _("最多列出 {text} 个事项。"),
    "no_step": _("没有“{text}”这个环节。"),
    "no_day": _("请填写日期。"),
    "past": _("{text} 已经过去，委托不能追溯。"),
    "ends_early": _("最后一天早于第一天。"),
    "taken": _("同一天起已经有一项同样内容的委托。"),
    "over": _("这项委托在 {text} 已经结束。"),
}


@dataclass(frozen=True)
class EntrustmentProblem:
    """What is wrong with one field of what was typed."""

    field: str
    code: str
    text: str = ""

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code]).format(text=self.text)


class UnableToEntrust(DomainError):
    """What was typed cannot hold; `problems` names every field concerned."""

    code = "entrustment.faulty"
    sentence = _("有 {count} 处需要修改。")
    status = 422

    def __init__(self, problems: Sequence[EntrustmentProblem]) -> None:
        super().__init__(count=len(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, kw_only=True)
class EntrustmentFacts:
    """An entrustment as typed; `until` is the last day, None until revoked."""

    by_id: int
    to_id: int
    scope: str
    basis: str
    document: str
    item_codes: tuple[str, ...]
    steps: tuple[str, ...]
    since: date | None
    until: date | None = None


def entrust(facts: EntrustmentFacts, *, region_code: str, actor: Actor) -> int:
    """
    Write down that one authority does steps of items for another, and return its id.

    Raises UnableToEntrust with everything that is wrong; `region_code` is how far whoever enters it reaches.
    """
    problems = list(_faults(facts, region_code))
    if problems or facts.since is None:
        raise UnableToEntrust(problems)
    try:
        with transaction.atomic():
            row = models.Entrustment.objects.create(
                by_id=facts.by_id,
                to_id=facts.to_id,
                scope=facts.scope,
                basis=facts.basis,
                document=facts.document,
                item_codes=sorted(set(facts.item_codes)),
                steps=sorted(set(facts.steps)),
                since=facts.since,
                until=facts.until,
            )
            _write_down("entrustment.begun", row, actor, reason=facts.basis)
    except IntegrityError as clash:
        raise UnableToEntrust([EntrustmentProblem("scope", "taken")]) from clash
    return row.pk


@transaction.atomic
def end_entrustment(*, id: int, last_day: date | None, reason: str, region_code: str, actor: Actor) -> None:
    """End an entrustment at midnight of a day, today at the earliest, with the reason; raise UnableToEntrust otherwise."""
    row = models.Entrustment.objects.select_for_update().select_related("by").filter(pk=id).first()
    if row is None:
        raise queries.UnableToFindEntrustment(id=id)
    if problems := list(_faults_of_end(row, last_day, reason, region_code)):
        raise UnableToEntrust(problems)
    row.until, row.end_reason = last_day, reason
    row.save(update_fields=["until", "end_reason"])
    _write_down("entrustment.ended", row, actor, reason=reason)


def _write_down(deed: str, row: models.Entrustment, actor: Actor, *, reason: str) -> None:
    by, to = queries.authority(row.by_id), queries.authority(row.to_id)
    ledger.record(
        deed=deed,
        subject=f"entrustment:{row.pk}",
        actor=actor,
        reason=reason,
        region_code=by.region_code,
        facts={
            "by": by.code,
            "to": to.code,
            "scope": row.scope,
            "document": row.document,
            "items": row.item_codes,
            "steps": row.steps,
            "since": f"{row.since}",
            "until": f"{row.until or ''}",
        },
    )
    tell_of_change()


def _faults(facts: EntrustmentFacts, region_code: str) -> Iterator[EntrustmentProblem]:
    yield from _faults_of_sides(facts, region_code)
    for field in ("scope", "basis", "document"):
        yield from _faults_of_text(field, getattr(facts, field))
    if not facts.item_codes:
        yield EntrustmentProblem("item_codes", "missing")
    elif len(facts.item_codes) > MOST_ITEMS:
        yield EntrustmentProblem("item_codes", "too_many_items", str(MOST_ITEMS))
    for code in facts.item_codes:
        if not ITEM_CODE.fullmatch(code):
            yield EntrustmentProblem("item_codes", "no_item_code", code[:64])
    if not facts.steps:
        yield EntrustmentProblem("steps", "missing")
    for step in facts.steps:
        if not STEP.fullmatch(step):
            yield EntrustmentProblem("steps", "no_step", step[:40])
    if facts.since is None:
        yield EntrustmentProblem("since", "no_day")
    elif facts.since < clock.today():
        yield EntrustmentProblem("since", "past", f"{facts.since}")
    elif facts.until is not None and facts.until < facts.since:
        yield EntrustmentProblem("until", "ends_early")


def _faults_of_sides(facts: EntrustmentFacts, region_code: str) -> Iterator[EntrustmentProblem]:
    known = {each.id: each for each in queries.authorities()}
    for field, id in (("by", facts.by_id), ("to", facts.to_id)):
        if id not in known:
            yield EntrustmentProblem(field, "unknown" if id else "missing", str(id))
    by, to = known.get(facts.by_id), known.get(facts.to_id)
    if by is not None and not is_within(by.region_code, region_code):
        yield EntrustmentProblem("by", "out_of_reach", by.name)
    if to is not None and facts.by_id == facts.to_id:
        yield EntrustmentProblem("to", "itself")
    elif to is not None and to.nature == models.Authority.Nature.ENTRUSTED:
        yield EntrustmentProblem("to", "no_organ", to.name)


def _faults_of_text(field: str, text: str) -> Iterator[EntrustmentProblem]:
    if not text.strip():
        yield EntrustmentProblem(field, "missing")
    elif len(text) > LONGEST[field]:
        yield EntrustmentProblem(field, "too_long", str(LONGEST[field]))


def _faults_of_end(
    row: models.Entrustment, last_day: date | None, reason: str, region_code: str
) -> Iterator[EntrustmentProblem]:
    if not is_within(row.by.region_id, region_code):
        yield EntrustmentProblem("last_day", "out_of_reach", row.by.name)
    if row.until is not None and row.until < clock.today():
        yield EntrustmentProblem("last_day", "over", f"{row.until}")
    yield from _faults_of_text("reason", reason)
    if last_day is None:
        yield EntrustmentProblem("last_day", "no_day")
    elif last_day < clock.today():
        yield EntrustmentProblem("last_day", "past", f"{last_day}")
    elif last_day < row.since:
        yield EntrustmentProblem("last_day", "ends_early")

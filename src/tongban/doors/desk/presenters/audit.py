"""How entries of the ledger and its verdict are shown."""

import json
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.doors.frame import wording
from tongban.groundwork.ledger.api import Entry, Verdict

FAULTS: dict[str, str | Promise] = {
    "edited": gettext_lazy("条目被改动"),
    "missing": gettext_lazy("条目缺失"),
    "inserted": gettext_lazy("条目不是由平台写入的"),
    "reordered": gettext_lazy("顺序被改动"),
    "checkpoint": gettext_lazy("检查点不符"),
}


@dataclass(frozen=True)
class Row:
    """One entry."""

    at: str
    deed: str
    who: str
    reason: str
    facts: str
    position: str
    digest: str


@dataclass(frozen=True)
class Shown:
    """What the examination of the ledger found."""

    is_sound: bool
    sealed: str
    unsealed: str
    checkpoints: str
    root: str
    faults: tuple[str, ...]


def row(entry: Entry) -> Row:
    """Return an entry in words; the deed keeps the ledger's own name, as in an export."""
    who = " ".join(part for part in (entry.actor_post, entry.actor_name) if part)
    return Row(
        at=wording.moment(entry.occurred_at),
        deed=entry.deed,
        who=wording.hant(who) or entry.actor,
        reason=wording.hant(entry.reason),
        facts=json.dumps(entry.facts, ensure_ascii=False) if entry.facts else "",
        position=_("第 {position} 条").format(position=entry.position) if entry.position is not None else _("待封存"),
        digest=entry.digest,
    )


def verdict(found: Verdict) -> Shown:
    """Return the verdict in words."""
    return Shown(
        is_sound=found.is_sound,
        sealed=wording.thousands(found.sealed),
        unsealed=wording.thousands(found.unsealed),
        checkpoints=wording.thousands(found.checkpoints),
        root=found.root,
        faults=tuple(f"{FAULTS.get(fault.kind, fault.kind)}：{fault.where}" for fault in found.faults),
    )

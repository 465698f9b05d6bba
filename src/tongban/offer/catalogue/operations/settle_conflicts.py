"""Settle conflicts by taking the inherited values: for one item, or for all that differ alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.catalogue.mending import mended
from tongban.offer.catalogue.models import ChangeKind, Conflict
from tongban.offer.catalogue.operations.draft_change import draft_change
from tongban.offer.catalogue.operations.review_change import submit_change
from tongban.offer.catalogue.rules import stored_guide
from tongban.registers.identity.api import Officer

MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Settled:
    """What came of one conflict: the change that settles it once it takes effect, or why there is none."""

    conflict_id: int
    name: str
    change_id: UUID | None
    refusal: str


def settle_conflicts(
    *, conflict_ids: Sequence[int], officer: Officer, why: str, effective_from: date
) -> tuple[Settled, ...]:
    """
    Submit, for each conflict, a change that gives up the own values that are worse; a second person reviews it.

    Each item is a deed of its own, so one that somebody is changing does not stop the others. At most 100 at once.
    """
    found = Conflict.objects.filter(id__in=list(conflict_ids)[:MOST_AT_ONCE], settled_at=None)
    rows = found.select_related("item__version", "basic_version").order_by("id")
    return tuple(_settle(row, officer, why, effective_from) for row in rows)


def _settle(row: Conflict, officer: Officer, why: str, effective_from: date) -> Settled:
    item = row.item
    own = item.version.own if item.version is not None else {}
    body = {"own": mended(stored_guide(row.basic_version.guide), own)}
    try:
        change_id = draft_change(
            kind=ChangeKind.CHANGE, code=item.code, officer=officer, effective_from=effective_from, body=body, why=why
        )
    except DomainError as refusal:
        return Settled(row.pk, item.name, None, str(refusal))
    try:
        submit_change(change_id=change_id, officer=officer)
    except DomainError as refusal:  # it stays a draft, for somebody to look at
        return Settled(row.pk, item.name, change_id, str(refusal))
    return Settled(row.pk, item.name, change_id, "")

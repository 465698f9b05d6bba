"""Publish a reviewed change; on its day it takes effect."""

import logging
from datetime import date
from uuid import UUID

from django.db import transaction

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.ledger import api as ledger
from tongban.offer.catalogue.models import (
    BasicItem,
    Change,
    ChangeKind,
    ChangeState,
    Item,
    ItemState,
    Successor,
)
from tongban.offer.catalogue.operations.changing import (
    ENDINGS,
    UnableToSubmitChange,
    locked_change,
    move,
    problems_of,
    require_state,
)
from tongban.offer.catalogue.operations.publishing import (
    Publication,
    publish_basic,
    publish_item,
    tell_publication,
)
from tongban.offer.catalogue.rules import parse_guide
from tongban.registers.identity.api import Officer
from tongban.registers.organisations import api as organisations

log = logging.getLogger(__name__)

STATES = {
    ChangeKind.SUSPEND: ItemState.SUSPENDED,
    ChangeKind.RESUME: ItemState.ONLINE,
    **dict.fromkeys(ENDINGS, ItemState.CANCELLED),
}


@transaction.atomic
def publish_change(*, change_id: UUID, officer: Officer) -> None:
    """
    Publish a reviewed change: at once when its day has come, else it waits for that day (`put_into_force`).

    Raise UnableToSubmitChange when something has come up since it was reviewed.
    """
    change = locked_change(change_id, officer)
    require_state(change, ChangeState.REVIEWED)
    problems = problems_of(change)
    if problems:
        raise UnableToSubmitChange(problems)
    move(change, ChangeState.PUBLISHED, officer=officer, deed="published")
    if change.effective_from <= clock.today():
        _take_effect(change, officer.actor)


def put_into_force(today: date, *, actor: Actor, limit: int = 100) -> int:
    """
    Let published changes take effect whose day has come, each in a transaction of its own, and return how many did.

    One that has become impossible goes back to its author with what is wrong; it never stops the others.
    """
    due = Change.objects.filter(state=ChangeState.PUBLISHED, effective_from__lte=today).order_by("effective_from", "id")
    done = 0
    for change_id in list(due.values_list("id", flat=True)[:limit]):
        with transaction.atomic():
            change = Change.objects.select_for_update(skip_locked=True).filter(
                id=change_id, state=ChangeState.PUBLISHED
            )
            for each in change:
                done += _take_effect_or_return(each, actor)
    return done


def _take_effect_or_return(change: Change, actor: Actor) -> int:
    problems = problems_of(change)
    if not problems:
        _take_effect(change, actor)
        return 1
    log.warning("a published change could not take effect", extra={"change": str(change.id)})
    change.state, change.changed_at = ChangeState.DRAFT, clock.now()
    change.note = "; ".join(map(str, problems))[:400]
    change.save()
    ledger.record(
        deed="catalogue_change.returned",
        subject=f"item:{change.code}",
        actor=actor,
        reason=change.note,
        region_code=change.region_code,
    )
    return 0


def _take_effect(change: Change, actor: Actor) -> None:
    # Reviewed later than planned: it takes effect now, not backwards.
    publication = Publication(actor, change.why, max(change.effective_from, clock.today()))
    if change.is_basic:
        _version, item_ids = publish_basic(parse_guide(change.body["guide"]), publication)
    elif change.kind in (ChangeKind.CREATE, ChangeKind.CHANGE):
        item_ids = [_publish_own(change, publication)]
    else:
        item_ids = _change_state(change, publication)
    Change.objects.filter(id=change.id).update(state=ChangeState.IN_FORCE, changed_at=clock.now())
    tell_publication(item_ids)


def _publish_own(change: Change, publication: Publication) -> int:
    code = change.body.get("basic_code") or Item.objects.values_list("basic_id", flat=True).get(code=change.code)
    item = publish_item(
        code=change.code,
        basic=BasicItem.objects.select_related("version").get(code=code),
        authority=organisations.authority(change.authority_id or 0),
        own=change.body["own"],
        publication=publication,
    )
    return item.pk


def _change_state(change: Change, publication: Publication) -> list[int]:
    kind = ChangeKind(change.kind)
    codes = [change.code, *change.body.get("merged", ())]
    items = list(Item.objects.select_for_update().filter(code__in=codes))
    for item in items:
        item.state, item.revision = STATES[kind], publication.revision
        item.state_since = None if kind == ChangeKind.RESUME else publication.effective_from
        item.save(update_fields=["state", "state_since", "revision"])
        ledger.record(
            deed=f"item.{item.state}",
            subject=f"item:{item.code}",
            actor=publication.actor,
            reason=publication.why,
            region_code=item.region_code,
            facts={"kind": kind.value, "successors": change.body.get("successors", [])},
        )
    successors = Item.objects.filter(code__in=change.body.get("successors", ())).values_list("id", flat=True)
    Successor.objects.bulk_create(
        [Successor(item=item, successor_id=successor) for item in items for successor in successors],
        ignore_conflicts=True,
    )
    return [item.pk for item in items]

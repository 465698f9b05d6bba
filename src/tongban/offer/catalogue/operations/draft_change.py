"""Write down a change of an item or a basic item, before anybody else sees it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.catalogue.codes import level_of
from tongban.offer.catalogue.models import BasicItem, Change, ChangeKind, ChangeState, Item, ItemState
from tongban.offer.catalogue.operations.changing import (
    ENDINGS,
    UnableToMoveChange,
    locked_change,
    move,
    require_manager,
    require_state,
)
from tongban.offer.catalogue.queries import UnableToFindOffer
from tongban.offer.catalogue.rules import implementation_code
from tongban.registers.identity.api import Officer
from tongban.registers.organisations import api as organisations


class UnableToDraftChange(DomainError):
    """Somebody is already changing the item, or it does not stand where this change begins."""

    code = "change.not_possible"
    sentence = _("“{name}”现在不能做这个变更：{reason}")
    status = 409


@transaction.atomic
def draft_change(
    *, kind: str, code: str, officer: Officer, effective_from: date, body: dict[str, Any] | None = None, why: str = ""
) -> UUID:
    """
    Begin a change of an item (31 or 33 characters) or of a basic item (12 or 14 digits), and return its id.

    `body` by kind: change {"own"} or, for a basic item, {"guide"}; suspend and resume {}; cancel {"successors"}; split
    {"successors"}, two or more; merge {"merged", "successors"}, the latter one. Without a body, a change begins with what holds
    now. Raise UnableToFindOffer, UnableToChangeItem, UnableToDraftChange.
    """
    item = Item.objects.select_related("version").filter(code=code).first()
    if item is None:
        return _draft_of_basic(code, kind, officer, effective_from, body, why)
    require_manager(officer, authority_id=item.authority_id, region_code=item.region_code, name=item.name)
    _require_beginning(item, ChangeKind(kind))
    _require_managed(body or {}, officer)
    own = dict(item.version.own) if item.version is not None else {}
    change = Change(
        kind=kind,
        code=code,
        is_basic=False,
        authority_id=item.authority_id,
        region_code=item.region_code,
        name=item.name,
        body=body if body is not None else ({"own": own} if kind == ChangeKind.CHANGE else {}),
        from_version=item.version.number if item.version is not None else 0,
    )
    return _saved(change, officer, effective_from, why)


@transaction.atomic
def draft_new_item(
    *, basic_code: str, authority_id: int, officer: Officer, effective_from: date, own: dict[str, Any], why: str = ""
) -> UUID:
    """Begin to offer a basic item at an authority, and return the id of the change. Raise as `draft_change`."""
    authority = organisations.authority(authority_id)
    basic = BasicItem.objects.filter(code=basic_code).first()
    if basic is None or basic.version_id is None:
        raise UnableToFindOffer(item=basic_code)
    require_manager(officer, authority_id=authority_id, region_code=authority.region_code, name=basic.name)
    try:
        code = implementation_code(authority.code, level_of(authority.region_code), basic_code)
    except ValueError as fault:
        raise UnableToDraftChange(name=basic.name, reason=_("实施主体没有统一社会信用代码")) from fault
    if Item.objects.filter(code=code, version__isnull=False).exists():
        raise UnableToDraftChange(name=basic.name, reason=_("这个实施主体已经有这个事项"))
    change = Change(
        kind=ChangeKind.CREATE,
        code=code,
        is_basic=False,
        authority_id=authority_id,
        region_code=authority.region_code,
        name=basic.name,
        body={"basic_code": basic_code, "own": own},
    )
    return _saved(change, officer, effective_from, why)


@transaction.atomic
def save_change(
    *, change_id: UUID, officer: Officer, revision: int, body: dict[str, Any], why: str, effective_from: date
) -> None:
    """
    Write down what the author has so far, faulty or not. Raise UnableToMoveChange when somebody else wrote after `revision`.

    Only drafts are written; what was returned by the reviewer is a draft again.
    """
    change = locked_change(change_id, officer)
    require_state(change, ChangeState.DRAFT)
    if change.revision != revision:
        raise UnableToMoveChange(who=change.author_name)
    _require_managed(body, officer)
    change.body, change.why, change.effective_from = body, why, effective_from
    change.author, change.author_name = officer.actor.reference, officer.name
    change.writers = sorted({*change.writers, officer.actor.reference})
    move(change, ChangeState.DRAFT, officer=officer, deed="saved")


def _draft_of_basic(
    code: str, kind: str, officer: Officer, effective_from: date, body: dict[str, Any] | None, why: str
) -> UUID:
    basic = BasicItem.objects.select_related("version").filter(code=code).first()
    guide = (body or {}).get("guide") or (
        basic.version.guide if basic is not None and basic.version is not None else None
    )
    if guide is None:
        raise UnableToFindOffer(item=code)
    name = str(guide.get("name", code))[:200]
    require_manager(officer, authority_id=None, region_code=officer.region_code, name=name)
    if kind not in (ChangeKind.CREATE, ChangeKind.CHANGE):
        raise UnableToDraftChange(name=name, reason=_("基本目录事项只能新增或者变更"))
    change = Change(
        kind=ChangeKind.CHANGE if basic is not None and basic.version_id else ChangeKind.CREATE,
        code=code,
        is_basic=True,
        region_code=officer.region_code,
        name=name,
        body={"guide": guide},
        from_version=basic.version.number if basic is not None and basic.version is not None else 0,
    )
    return _saved(change, officer, effective_from, why)


def _require_managed(body: dict[str, Any], officer: Officer) -> None:
    """Items that are merged into another one come to an end: each must be the officer's to end."""
    for item in Item.objects.filter(code__in=[str(code) for code in body.get("merged", ())]):
        require_manager(officer, authority_id=item.authority_id, region_code=item.region_code, name=item.name)


def _require_beginning(item: Item, kind: ChangeKind) -> None:
    possible = {
        ItemState.ONLINE: (ChangeKind.CHANGE, ChangeKind.SUSPEND, *ENDINGS),
        ItemState.SUSPENDED: (ChangeKind.CHANGE, ChangeKind.RESUME, *ENDINGS),
        ItemState.IMPORTED: (ChangeKind.CHANGE, *ENDINGS),
        ItemState.CANCELLED: (),
    }
    if kind not in possible[ItemState(item.state)]:
        raise UnableToDraftChange(name=item.name, reason=_("它现在的状态不允许"))
    if kind == ChangeKind.CHANGE and not item.basic.version_id:
        raise UnableToDraftChange(name=item.name, reason=_("基本目录里还没有它的办事指南"))


def _saved(change: Change, officer: Officer, effective_from: date, why: str) -> UUID:
    change.author, change.author_name = officer.actor.reference, officer.name
    change.writers = [officer.actor.reference]
    change.effective_from, change.why = effective_from, why
    try:
        with transaction.atomic():
            change.save(force_insert=True)
    except IntegrityError as fault:
        other = Change.objects.filter(code=change.code, state__in=Change.OPEN).first()
        who = other.author_name if other is not None else ""
        raise UnableToDraftChange(name=change.name, reason=_("{who} 正在变更它").format(who=who)) from fault
    move(change, ChangeState.DRAFT, officer=officer, deed="drafted")
    return change.id

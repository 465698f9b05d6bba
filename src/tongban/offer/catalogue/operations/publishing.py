"""Versions of basic items and of items: how they are written, and how a new basic version reaches all that inherit it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.news import tell
from tongban.groundwork.foundation.text import pinyin_key
from tongban.groundwork.ledger import api as ledger
from tongban.offer.catalogue.events import CatalogueChanged, ItemsPublished
from tongban.offer.catalogue.inheritance import digest_of, read_own, resolve
from tongban.offer.catalogue.models import (
    BasicItem,
    BasicVersion,
    Conflict,
    Item,
    ItemState,
    ItemVersion,
    Revision,
)
from tongban.offer.catalogue.rules import Guide, UnableToReadGuide, stored_guide
from tongban.offer.forms import api as forms
from tongban.registers.organisations import api as organisations

SORT_KEY_LENGTH = 120
MOST_TOLD = 1000  # items that are named in the news; more are found by walking


@dataclass(frozen=True)
class Publication:
    """What is the same for all that one deed publishes."""

    actor: Actor
    why: str
    effective_from: date

    @cached_property
    def revision(self) -> int:
        """Count one change of the catalogue, once something is really published."""
        return Revision.advance()


def tell_publication(item_ids: Sequence[int]) -> None:
    """Tell what was published."""
    tell(CatalogueChanged())
    tell(ItemsPublished(tuple(item_ids) if len(item_ids) <= MOST_TOLD else ()))


def publish_basic(guide: Guide, publication: Publication) -> tuple[BasicVersion, list[int]]:
    """
    Publish a guide as the next version of its basic item, and hand it to all that inherit it.

    An item whose own values are worse than what it would inherit keeps its version; a conflict is opened for it. Return the
    version, and the ids of the items that have a new one. A guide that is the same as before makes no version.
    """
    basic = BasicItem.objects.select_related("version").filter(code=guide.basic_code).first()
    basic = basic or BasicItem(code=guide.basic_code)
    body = guide.to_dict()
    digest = digest_of(body)
    if basic.version is not None and basic.version.digest == digest:
        return basic.version, []
    _describe(basic, guide, publication.revision)
    basic.save()
    version = BasicVersion(
        basic=basic,
        number=basic.version.number + 1 if basic.version is not None else 1,
        guide=body,
        digest=digest,
        form_id=forms.publish_form(guide.slug, guide.form.to_dict()),
        effective_from=publication.effective_from,
        published_at=clock.now(),
        published_by=publication.actor.reference,
        why=publication.why,
    )
    version.save()
    basic.version = version
    basic.save(update_fields=["version"])
    ledger.record(
        deed="basic_item.published",
        subject=f"basic_item:{basic.code}",
        actor=publication.actor,
        reason=publication.why,
        facts={"version": version.number, "guide": digest},
    )
    return version, _hand_down(version, guide, publication)


def publish_item(
    *,
    code: str,
    basic: BasicItem,
    authority: organisations.Authority,
    own: dict[str, Any],
    publication: Publication,
) -> Item:
    """
    Publish an item with its own values as its next version. Raise UnableToReadGuide when they are worse or contradict.

    The basic item must have a version. An open conflict of the item is settled.
    """
    basic_version = basic.version
    if basic_version is None:
        raise ValueError(f"basic item {basic.code} has no guide to inherit")
    guide = read_own(stored_guide(basic_version.guide), own)
    item = Item.objects.select_related("version").filter(code=code).first() or Item(code=code, state=ItemState.IMPORTED)
    before = item.version
    item.basic, item.authority_id, item.region_code = basic, authority.id, authority.region_code
    item.revision = publication.revision
    if item.pk is None:
        item.name = guide.name
        item.save()
    version = ItemVersion(
        item=item,
        number=before.number + 1 if before is not None else 1,
        basic_version=basic_version,
        own=own,
        digest=digest_of(basic_version.digest, own),
        effective_from=publication.effective_from,
        published_at=clock.now(),
        published_by=publication.actor.reference,
        why=publication.why,
    )
    version.save()
    for name, value in columns_of(guide).items():
        setattr(item, name, value)
    item.version = version
    item.state = ItemState.SUSPENDED if item.state == ItemState.SUSPENDED else ItemState.ONLINE
    item.save()
    Conflict.objects.filter(item=item, settled_at=None).update(settled_at=clock.now())
    ledger.record(
        deed="item.published",
        subject=f"item:{code}",
        actor=publication.actor,
        reason=publication.why,
        region_code=item.region_code,
        facts={"version": version.number, "guide": version.digest},
    )
    return item


def columns_of(guide: Guide) -> dict[str, Any]:
    """Return what lists need of the guide of an item, as the columns of `Item`."""
    return {
        "name": guide.name,
        "audience": list(guide.audience),
        "case_type": guide.case_type,
        "is_applied_for_online": guide.is_online and guide.online_depth > 1,
        "online_depth": guide.online_depth,
        "visits": guide.visits,
        "committed_amount": guide.committed_limit.amount,
        "committed_unit": guide.committed_limit.unit,
    }


def _describe(basic: BasicItem, guide: Guide, revision: int) -> None:
    basic.name, basic.name_en = guide.name, guide.name_en
    basic.sort_key = pinyin_key(guide.name)[:SORT_KEY_LENGTH]
    basic.item_type = guide.item_type
    basic.summary, basic.summary_en = guide.summary, guide.summary_en
    basic.aliases = list(guide.aliases)
    basic.themes = [
        *(f"natural:{theme}" for theme in guide.themes_natural),
        *(f"legal:{theme}" for theme in guide.themes_legal),
    ]
    basic.life_events = list(guide.life_events)
    basic.audience = list(guide.audience)
    basic.revision = revision


def _hand_down(version: BasicVersion, guide: Guide, publication: Publication) -> list[int]:
    """Give every item that inherits its next version; those that differ alike are judged, and written, together."""
    moved: list[int] = []
    for digest, own in _ways_of_differing(version):
        try:
            read_own(guide, own)
        except UnableToReadGuide as fault:
            _open_conflicts(version, digest, fault)
            continue
        moved += _move_items(version, digest, own, resolve(guide, own), publication)
    return moved


def _ways_of_differing(version: BasicVersion) -> list[tuple[str, dict[str, Any]]]:
    """Return the own values that items of the basic item have, each once, with the digest of the versions that have them."""
    versions = (
        ItemVersion.objects.filter(item__basic=version.basic, id__in=_current_versions(version))
        .order_by("digest")
        .distinct("digest")
    )
    return list(versions.values_list("digest", "own"))


def _current_versions(version: BasicVersion) -> Any:
    return Item.objects.filter(basic=version.basic, version__isnull=False).values("version_id")


def _open_conflicts(version: BasicVersion, digest: str, fault: UnableToReadGuide) -> None:
    problems = [asdict(problem) for problem in fault.problems]
    items = Item.objects.filter(basic=version.basic, version__digest=digest)
    Conflict.objects.filter(item__in=items, settled_at=None).update(settled_at=clock.now())
    Conflict.objects.bulk_create(
        [
            Conflict(item_id=item_id, basic_version=version, problems=problems)
            for item_id in items.values_list("id", flat=True)
        ]
    )


def _move_items(
    version: BasicVersion, digest: str, own: dict[str, Any], guide: Guide, publication: Publication
) -> list[int]:
    columns = columns_of(guide)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH added AS (
                INSERT INTO catalogue_itemversion
                    (item_id, number, basic_version_id, own, digest, effective_from, published_at, published_by, why)
                SELECT i.id, v.number + 1, %s, v.own, %s, %s, %s, %s, %s
                FROM catalogue_item i JOIN catalogue_itemversion v ON v.id = i.version_id
                WHERE i.basic_id = %s AND v.digest = %s
                RETURNING id, item_id
            )
            UPDATE catalogue_item i SET version_id = added.id, revision = %s, {", ".join(f"{name} = %s" for name in columns)}
            FROM added WHERE i.id = added.item_id RETURNING i.id
            """,  # noqa: S608
            [
                version.id, digest_of(version.digest, own), publication.effective_from, clock.now(),
                publication.actor.reference, publication.why, version.basic_id, digest,
                publication.revision, *columns.values(),
            ],
        )  # fmt: skip
        moved = [row[0] for row in cursor.fetchall()]
    Conflict.objects.filter(item_id__in=moved, settled_at=None).update(settled_at=clock.now())
    return moved

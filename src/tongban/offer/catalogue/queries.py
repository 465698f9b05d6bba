"""
Reads of the catalogue. Published versions never change, so they are kept per process for ever; which one is current is kept
under the revision it was read at, and each question about it first reads the revision.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.catalogue.models import Item, ItemState, ItemVersion, Revision
from tongban.offer.catalogue.rules import THEMES_LEGAL, THEMES_NATURAL, Guide, stored_guide
from tongban.registers.organisations.rules import upwards

MOST_CARDS = 100
OFFERS_KEPT = 2000
COUNTY_DIGITS = 6

Entry = TypeVar("Entry")


class UnableToFindOffer(DomainError):
    """No authority offers an item of this code, or its guide is not published."""

    code = "item.unknown"
    sentence = _("没有找到代码为 {item} 的事项，它可能已经取消，或者办事指南还没有发布。请搜索事项名称。")
    status = 404


class UnableToTurnPage(DomainError):
    """The mark of the next page was altered: begin at the first page."""

    code = "page.unknown"
    sentence = _("翻页标记无效，请从第一页重新浏览。")
    status = 400


@dataclass(frozen=True)
class Offer:
    """One published version of an item as one authority offers it."""

    item_id: int
    code: str
    version_id: int
    version_number: int
    name: str
    name_en: str
    basic_code: str
    authority_id: int
    region_code: str
    guide: Guide
    form_version_id: int | None


@dataclass(frozen=True)
class OfferCard:
    """An item as lists show it and the search index reads it. Imported items have no guide: most of it is empty."""

    item_id: int
    code: str
    name: str
    name_en: str
    summary: str
    summary_en: str
    aliases: tuple[str, ...]
    basic_code: str
    group_code: str
    authority_id: int
    region_code: str
    state: str  # online | imported | suspended | cancelled
    item_type: str
    audience: tuple[str, ...]
    themes: tuple[str, ...]
    life_events: tuple[str, ...]
    case_type: str
    online_depth: int | None
    visits: int | None
    committed_amount: int | None
    committed_unit: str
    main_item: str
    lacks: tuple[str, ...]

    @property
    def is_online(self) -> bool:
        return self.state == ItemState.ONLINE


@dataclass(frozen=True)
class Page(Generic[Entry]):
    """A page of a list; `after` asks for the next one and is None on the last."""

    items: tuple[Entry, ...]
    after: str | None


@dataclass(frozen=True)
class Theme:
    """A theme of persons ("natural") or companies ("legal"), with the number of different items in it."""

    name: str
    audience: str
    count: int


@dataclass(frozen=True)
class LifeEvent:
    """Something that happens in life, with the number of different items it needs."""

    name: str
    count: int


def revision() -> int:
    """Return a number that grows with every change of the catalogue."""
    return Revision.objects.filter(id=1).values_list("number", flat=True).first() or 0


def offer(code: str) -> Offer:
    """Return the published version of an item; raise UnableToFindOffer. One statement when known, two when not."""
    return _current_offer(code, revision())


@lru_cache(maxsize=OFFERS_KEPT)
def offer_version(version_id: int) -> Offer:
    """Return a version, current or not; raise UnableToFindOffer. Kept for ever: it cannot change."""
    version = ItemVersion.objects.select_related("item").filter(id=version_id).first()
    if version is None:
        raise UnableToFindOffer(item=version_id)
    return _offer(version.item, version)


def offers_of_basic(basic_code: str) -> tuple[Offer, ...]:
    """Return the offers of a basic item by the authorities that have it online, by region."""
    return _offers_of_basic(basic_code, revision())


def browse(
    *,
    theme: str = "",
    authority_id: int | None = None,
    life_event: str = "",
    audience: str = "",
    region: str = "",
    after: str | None = None,
    limit: int = 30,
) -> Page[OfferCard]:
    """
    Return online items in pinyin order, each basic item once, at most `limit` (and at most 100).

    In a county or below, the offers of that place and of those above it; in a city or province, any within it.
    """
    is_local = len(region) >= COUNTY_DIGITS
    items = Item.objects.filter(state=ItemState.ONLINE)
    items = items.filter(region_code__in=upwards(region)) if is_local else items.filter(region_code__startswith=region)
    if theme and theme not in (*THEMES_NATURAL, *THEMES_LEGAL):
        return Page((), None)  # nothing can be there, and looking would read every item
    if theme:
        items = items.filter(themes__overlap=[f"natural:{theme}", f"legal:{theme}"])
    if life_event:
        items = items.filter(life_events__contains=[life_event])
    if audience:
        items = items.filter(audience__contains=[audience])
    if authority_id is not None:
        items = items.filter(authority_id=authority_id)
    if after:
        sort_key, group_code = _mark(after)
        items = items.filter(Q(sort_key__gt=sort_key) | Q(sort_key=sort_key, group_code__gt=group_code))
    size = max(1, min(limit, MOST_CARDS))
    order = ["sort_key", "group_code"]
    nearest = "-region_code" if is_local else "region_code"
    rows = list(items.distinct(*order).order_by(*order, nearest)[: size + 1])
    page = rows[:size]
    more = _marked(page[-1]) if len(rows) > size else None
    return Page(tuple(map(_card, page)), more)


def themes() -> tuple[Theme, ...]:
    """Return the themes that have items, those of persons first, the fullest first."""
    return _themes(revision())


def life_events() -> tuple[LifeEvent, ...]:
    """Return the life events that have items, the fullest first."""
    return _life_events(revision())


def card(code: str) -> OfferCard:
    """Return any item of the catalogue, also one without a guide; raise UnableToFindOffer."""
    item = Item.objects.filter(code=code).first()
    if item is None:
        raise UnableToFindOffer(item=code)
    return _card(item)


def all_cards() -> tuple[OfferCard, ...]:
    """Return every item that is online or imported, for the search index, which holds them all."""
    items = Item.objects.filter(state__in=[ItemState.ONLINE, ItemState.IMPORTED]).order_by("id")
    return tuple(map(_card, items))


def forget_kept() -> None:
    """Read everything anew from now on, in this process."""
    for kept in (offer_version, _guide, _current_offer, _offers_of_basic, _themes, _life_events):
        kept.cache_clear()


@lru_cache(maxsize=OFFERS_KEPT)
def _current_offer(code: str, _revision: int) -> Offer:
    item = Item.objects.select_related("version").filter(code=code, state=ItemState.ONLINE).first()
    if item is None or item.version is None:
        raise UnableToFindOffer(item=code)
    return _offer(item, item.version)


@lru_cache(maxsize=OFFERS_KEPT)
def _offers_of_basic(basic_code: str, _revision: int) -> tuple[Offer, ...]:
    items = Item.objects.select_related("version").filter(basic_id=basic_code, state=ItemState.ONLINE)
    nearest_first = items.order_by("region_code", "code")[:MOST_CARDS]
    return tuple(_offer(item, item.version) for item in nearest_first if item.version is not None)


@lru_cache(maxsize=2)
def _themes(_revision: int) -> tuple[Theme, ...]:
    themes = [_theme(marked, count) for marked, count in _counted("themes")]
    return tuple(sorted(themes, key=lambda theme: (theme.audience != "natural", -theme.count, theme.name)))


@lru_cache(maxsize=2)
def _life_events(_revision: int) -> tuple[LifeEvent, ...]:
    events = [LifeEvent(name, count) for name, count in _counted("life_events")]
    return tuple(sorted(events, key=lambda event: (-event.count, event.name)))


def _theme(marked: str, count: int) -> Theme:
    audience, _, name = marked.partition(":")
    return Theme(name, audience, count)


def _counted(column: str) -> list[tuple[str, int]]:
    table, name = connection.ops.quote_name(Item._meta.db_table), connection.ops.quote_name(column)
    statement = (
        f"SELECT each, count(DISTINCT group_code) FROM {table}, unnest({name}) AS each WHERE state = %s GROUP BY each"  # noqa: S608
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [ItemState.ONLINE.value])
        return [(each, count) for each, count in cursor.fetchall()]


def _marked(item: Item) -> str:
    return base64.urlsafe_b64encode(f"{item.sort_key}\n{item.group_code}".encode()).decode().rstrip("=")


def _mark(after: str) -> tuple[str, str]:
    try:
        text = base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)).decode()
    except (binascii.Error, ValueError) as fault:
        raise UnableToTurnPage from fault
    sort_key, line, group_code = text.partition("\n")
    if not line or "\0" in text:
        raise UnableToTurnPage
    return sort_key, group_code


@dataclass(frozen=True)
class _Stored:
    """The body of a version, told from others by its digest: authorities that offer the same guide share one in memory."""

    digest: str
    body: Mapping[str, Any] = field(compare=False)


@lru_cache(maxsize=OFFERS_KEPT)
def _guide(stored: _Stored) -> Guide:
    return stored_guide(stored.body)


def _offer(item: Item, version: ItemVersion) -> Offer:
    guide = _guide(_Stored(version.digest, version.guide))
    return Offer(
        item_id=item.pk,
        code=item.code,
        version_id=version.pk,
        version_number=version.number,
        name=guide.name,
        name_en=guide.name_en,
        basic_code=item.basic_id or "",
        authority_id=item.authority_id,
        region_code=item.region_code,
        guide=guide,
        form_version_id=version.form_id,
    )


def _card(item: Item) -> OfferCard:
    return OfferCard(
        item_id=item.pk,
        code=item.code,
        name=item.name,
        name_en=item.name_en,
        summary=item.summary,
        summary_en=item.summary_en,
        aliases=tuple(item.aliases),
        basic_code=item.basic_id or "",
        group_code=item.group_code,
        authority_id=item.authority_id,
        region_code=item.region_code,
        state=item.state,
        item_type=item.item_type,
        audience=tuple(item.audience),
        themes=tuple(dict.fromkeys(theme.partition(":")[2] for theme in item.themes)),
        life_events=tuple(item.life_events),
        case_type=item.case_type,
        online_depth=item.online_depth,
        visits=item.visits,
        committed_amount=item.committed_amount,
        committed_unit=item.committed_unit,
        main_item=item.main_item,
        lacks=tuple(item.lacks),
    )

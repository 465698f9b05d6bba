"""
Reads of the catalogue. Published versions never change, so they are kept per process for ever; which one is current is kept
under the revision it was read at, and each question about it first reads the revision.

A province has over a million items and some thousand basic items: what is listed, counted and indexed is the basic items, and
the nearest item of each is looked up through an index.
"""

import base64
import binascii
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Generic, ParamSpec, TypeVar, cast

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.catalogue.inheritance import LocalFacts, digest_of, local_facts, resolve
from tongban.offer.catalogue.models import BasicItem, BasicVersion, Item, ItemState, ItemVersion, Revision, Successor
from tongban.offer.catalogue.rules import THEMES_LEGAL, THEMES_NATURAL, Guide, stored_guide
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.rules import upwards

MOST_CARDS = 100
OFFERS_KEPT = 2000
COUNTY_DIGITS = 6
ROWS_AT_ONCE = 5000
REVISION = f"SELECT number FROM {Revision._meta.db_table} WHERE id = 1"  # noqa: S608 - a table's name only
UNLISTED = "~"  # begins the code of a basic item that no basic catalogue knows

# What `offered` says of an item beside where it is.
ONLINE, NATURAL, LEGAL, APPLIED_FOR_ONLINE, GONE = 1, 2, 4, 8, 16

Entry = TypeVar("Entry")
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

_kept_functions: list[Any] = []


def kept(most: int) -> Callable[[Callable[Asked, Answer]], Callable[Asked, Answer]]:
    """Keep the last answers of a function in this process, until `forget_kept`."""

    def keep(function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        remembering = lru_cache(maxsize=most)(function)
        _kept_functions.append(remembering)
        return cast("Callable[Asked, Answer]", remembering)

    return keep


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
    """One published version of an item as one authority offers it. `guide` is what it inherits with its own values."""

    item_id: int
    code: str
    version_id: int
    version_number: int
    name: str
    name_en: str
    basic_code: str
    basic_version_id: int
    authority_id: int
    region_code: str
    guide: Guide
    local: LocalFacts
    form_version_id: int | None
    effective_from: date


@dataclass(frozen=True)
class OfferCard:
    """An item as lists show it. Imported items have no guide: most of it is empty."""

    item_id: int
    code: str
    name: str
    name_en: str
    summary: str
    summary_en: str
    aliases: tuple[str, ...]
    basic_code: str  # empty when no basic catalogue knows it
    group_code: str  # the same for all items that are one to the applicant
    authority_id: int
    region_code: str
    state: str  # online | imported | suspended | cancelled
    state_since: date | None
    item_type: str
    audience: tuple[str, ...]
    themes: tuple[str, ...]
    life_events: tuple[str, ...]
    case_type: str
    is_applied_for_online: bool
    online_depth: int | None
    visits: int | None
    committed_amount: int | None
    committed_unit: str
    main_item: str

    @property
    def is_online(self) -> bool:
        return self.state == ItemState.ONLINE


@dataclass(frozen=True)
class EntryText:
    """What a basic item is called and is about: what the search index reads, once for all who offer it."""

    group_code: str
    name: str
    name_en: str
    summary: str
    summary_en: str
    aliases: tuple[str, ...]
    themes: tuple[str, ...]
    life_events: tuple[str, ...]
    main_item: str
    item_type: str


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
    # Every page asks it: written by hand it costs a third of what the same question costs through the model.
    with connection.cursor() as cursor:
        cursor.execute(REVISION)
        row = cursor.fetchone()
    return row[0] if row else 0


def offer(code: str) -> Offer:
    """Return the published version of an item; raise UnableToFindOffer. One statement when known, two when not."""
    return _current_offer(code, revision())


@kept(OFFERS_KEPT)
def offer_version(version_id: int) -> Offer:
    """Return a version, current or not; raise UnableToFindOffer. Kept for ever: it cannot change."""
    version = ItemVersion.objects.select_related("item").filter(id=version_id).first()
    if version is None:
        raise UnableToFindOffer(item=version_id)
    return _offer(version.item, version)


def offers_of_basic(basic_code: str) -> tuple[Offer, ...]:
    """Return the offers of a basic item by the authorities that have it online, by region, at most 100."""
    return _offers_of_basic(basic_code, revision())


def offers_after(item_id: int, *, limit: int, region: str = "") -> tuple[Offer, ...]:
    """Return the online offers in a region (any by default) with greater ids than `item_id`, by id: a walk over all."""
    items = Item.objects.select_related("version").filter(
        state=ItemState.ONLINE, id__gt=item_id, region_code__startswith=region
    )
    return tuple(_offer(item, item.version) for item in items.order_by("id")[:limit] if item.version is not None)


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
    if theme and theme not in (*THEMES_NATURAL, *THEMES_LEGAL):
        return Page((), None)  # nothing can be there, and looking would read every item
    size = max(1, min(limit, MOST_CARDS))
    statement, values = _browse_statement(theme, authority_id, life_event, audience, region, after)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, size + 1])
        rows = cursor.fetchall()
    more = _marked(rows[size - 1]) if len(rows) > size else None
    found = cards([row[0] for row in rows[:size]])
    return Page(tuple(found[row[0]] for row in rows[:size]), more)


def themes() -> tuple[Theme, ...]:
    """Return the themes that have items, those of persons first, the fullest first."""
    return _themes(revision())


def life_events() -> tuple[LifeEvent, ...]:
    """Return the life events that have items, the fullest first."""
    return _life_events(revision())


def card(code: str) -> OfferCard:
    """Return any item of the catalogue, also one without a guide; raise UnableToFindOffer."""
    item = Item.objects.select_related("basic").filter(code=code).first()
    if item is None:
        raise UnableToFindOffer(item=code)
    return _card(item)


def cards(item_ids: Sequence[int]) -> dict[int, OfferCard]:
    """Return items by id, with one statement."""
    return {item.pk: _card(item) for item in Item.objects.select_related("basic").filter(id__in=item_ids)}


def cards_of_basics(basic_codes: Collection[str], *, region: str = "") -> tuple[OfferCard, ...]:
    """
    Return one online item of each basic item named, by name: a way to its guide. One statement.

    With a region, the offer of that place or the nearest above it; basic items that none of these offers are left out.
    """
    items = Item.objects.select_related("basic").filter(
        basic__in=list(basic_codes)[:MOST_CARDS], state=ItemState.ONLINE
    )
    if region:
        items = items.filter(region_code__in=upwards(region))
    items = items.order_by("basic", "-region_code" if region else "region_code").distinct("basic")
    return tuple(sorted(map(_card, items), key=lambda card: card.name))


def cards_by_code(codes: Collection[str]) -> dict[str, OfferCard]:
    """Return items by code, also those without a guide, with one statement; unknown codes are left out."""
    items = Item.objects.select_related("basic").filter(code__in=list(codes)[:MOST_CARDS])
    return {item.code: _card(item) for item in items}


def successors(code: str) -> tuple[OfferCard, ...]:
    """Return the items to go to instead of one that was split, merged or cancelled."""
    ids = Successor.objects.filter(item__code=code).values_list("successor_id", flat=True)[:MOST_CARDS]
    return tuple(cards(list(ids)).values())


def distinct_entries(codes: Collection[str] | None = None) -> Iterator[EntryText]:
    """Yield the basic items that somebody offers or that were imported, all or those named, by code."""
    offered_somewhere = Item.objects.filter(basic=OuterRef("code"), state__in=[ItemState.ONLINE, ItemState.IMPORTED])
    basics = BasicItem.objects.filter(Exists(offered_somewhere))
    if codes is not None:
        basics = basics.filter(code__in=codes)
    for basic in basics.order_by("code").iterator():
        yield EntryText(
            group_code=basic.code,
            name=basic.name,
            name_en=basic.name_en,
            summary=basic.summary,
            summary_en=basic.summary_en,
            aliases=tuple(basic.aliases),
            themes=_plain_themes(basic.themes),
            life_events=tuple(basic.life_events),
            main_item=basic.main_item,
            item_type=basic.item_type,
        )


def offered(after_revision: int = 0) -> Iterator[tuple[str, int, str, int, int, int]]:
    """
    Yield who offers what: (group code, item id, region code, authority id, flags, revision), by group, read as it is asked for.

    With a revision, only what changed after it: then also items that are gone (the flag GONE).
    """
    condition = "revision > %s" if after_revision else "state IN (%s, %s)"
    values: list[int | str] = [after_revision] if after_revision else [ItemState.ONLINE.value, ItemState.IMPORTED.value]
    flags = (
        f"CASE state WHEN 'online' THEN {ONLINE} WHEN 'imported' THEN 0 ELSE {GONE} END"
        f" + CASE WHEN audience @> '{{natural}}' THEN {NATURAL} ELSE 0 END"
        f" + CASE WHEN audience @> '{{legal}}' THEN {LEGAL} ELSE 0 END"
        f" + CASE WHEN is_applied_for_online THEN {APPLIED_FOR_ONLINE} ELSE 0 END"
    )
    statement = (
        f"SELECT basic_id, id, region_code, authority_id, {flags}, revision"  # noqa: S608
        f" FROM catalogue_item WHERE {condition} ORDER BY basic_id, region_code, id"
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, values)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from rows


def at_place(local: LocalFacts, authority_id: int) -> LocalFacts:
    """Return what holds in a place: what an item says of it, else what its authority says of itself."""
    authority = organisations.authority(authority_id)
    return replace(
        local,
        consult_phone=local.consult_phone or authority.phone,
        complaint_phone=local.complaint_phone or authority.complaint_phone,
        address=local.address or authority.address,
        hours=local.hours or authority.hours,
        transport=local.transport or authority.transport,
        website=local.website or authority.website,
        authority_nature=local.authority_nature or authority.nature,
    )


def english_names() -> dict[str, str]:
    """Return the English names of items by their Chinese ones."""
    return _english_names(revision())


def forget_kept() -> None:
    """Read everything anew from now on, in this process."""
    for function in _kept_functions:
        function.cache_clear()


@kept(OFFERS_KEPT)
def _current_offer(code: str, _revision: int) -> Offer:
    item = Item.objects.select_related("version").filter(code=code, state=ItemState.ONLINE).first()
    if item is None or item.version is None:
        raise UnableToFindOffer(item=code)
    return _offer(item, item.version)


@kept(OFFERS_KEPT)
def _offers_of_basic(basic_code: str, _revision: int) -> tuple[Offer, ...]:
    items = Item.objects.select_related("version").filter(basic_id=basic_code, state=ItemState.ONLINE)
    nearest_first = items.order_by("region_code", "code")[:MOST_CARDS]
    return tuple(_offer(item, item.version) for item in nearest_first if item.version is not None)


@kept(2)
def _themes(_revision: int) -> tuple[Theme, ...]:
    themes = [_theme(marked, count) for marked, count in _counted("themes")]
    return tuple(sorted(themes, key=lambda theme: (theme.audience != "natural", -theme.count, theme.name)))


@kept(2)
def _life_events(_revision: int) -> tuple[LifeEvent, ...]:
    events = [LifeEvent(name, count) for name, count in _counted("life_events")]
    return tuple(sorted(events, key=lambda event: (-event.count, event.name)))


@kept(1)
def _english_names(_revision: int) -> dict[str, str]:
    return dict(BasicItem.objects.exclude(name_en="").values_list("name", "name_en"))


def _theme(marked: str, count: int) -> Theme:
    audience, _, name = marked.partition(":")
    return Theme(name, audience, count)


def _counted(column: str) -> list[tuple[str, int]]:
    statement = (
        f"SELECT each, count(*) FROM catalogue_basicitem b, unnest(b.{column}) AS each"  # noqa: S608
        " WHERE EXISTS (SELECT FROM catalogue_item i WHERE i.basic_id = b.code AND i.state = %s) GROUP BY each"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [ItemState.ONLINE.value])
        return [(each, count) for each, count in cursor.fetchall()]


def _browse_statement(
    theme: str, authority_id: int | None, life_event: str, audience: str, region: str, after: str | None
) -> tuple[str, list[Any]]:
    is_local = len(region) >= COUNTY_DIGITS
    of_item, item_values = ["i.basic_id = b.code", "i.state = 'online'"], list[Any]()
    of_basic, basic_values = list[str](), list[Any]()
    if is_local:
        of_item.append("i.region_code = ANY(%s)")
        item_values.append(list(upwards(region)))
    elif region:
        of_item.append("i.region_code >= %s AND i.region_code < %s")
        item_values += [region, region + ":"]  # ":" is the character after "9"
    if audience:
        of_item.append("i.audience @> %s::varchar[]")
        item_values.append([audience])
    if authority_id is not None:
        of_item.append("i.authority_id = %s")
        item_values.append(authority_id)
        of_basic.append("b.code IN (SELECT basic_id FROM catalogue_item WHERE authority_id = %s AND state = 'online')")
        basic_values.append(authority_id)
    if theme:
        of_basic.append("b.themes && %s::varchar[]")
        basic_values.append([f"natural:{theme}", f"legal:{theme}"])
    if life_event:
        of_basic.append("b.life_events @> %s::varchar[]")
        basic_values.append([life_event])
    if after:
        of_basic.append("(b.sort_key, b.code) > (%s, %s)")
        basic_values += _mark(after)
    nearest = "DESC" if is_local else "ASC"
    statement = (
        "SELECT nearest.id, b.sort_key, b.code FROM catalogue_basicitem b CROSS JOIN LATERAL"  # noqa: S608
        f" (SELECT i.id FROM catalogue_item i WHERE {' AND '.join(of_item)} ORDER BY i.region_code {nearest} LIMIT 1) nearest"
        f" {'WHERE ' + ' AND '.join(of_basic) if of_basic else ''} ORDER BY b.sort_key, b.code LIMIT %s"
    )
    return statement, [*item_values, *basic_values]


def _marked(row: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(f"{row[1]}\n{row[2]}".encode()).decode().rstrip("=")


def _mark(after: str) -> tuple[str, str]:
    try:
        text = base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)).decode()
    except (binascii.Error, ValueError) as fault:
        raise UnableToTurnPage from fault
    sort_key, line, code = text.partition("\n")
    if not line or "\0" in text:
        raise UnableToTurnPage
    return sort_key, code


@dataclass(frozen=True)
class _Foundation:
    """What items inherit: the guide of a version of their basic item, and its form."""

    guide: Guide
    form_id: int


@dataclass(frozen=True, eq=False)
class _Own:
    """The own values of a version, told from others by their digest: items that differ alike share one guide in memory."""

    digest: str
    values: dict[str, Any]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Own) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


@kept(OFFERS_KEPT)
def _foundation(basic_version_id: int) -> _Foundation:
    version = BasicVersion.objects.get(id=basic_version_id)
    return _Foundation(stored_guide(version.guide), version.form_id)


@kept(OFFERS_KEPT)
def _guide(basic_version_id: int, own: _Own) -> Guide:
    return resolve(_foundation(basic_version_id).guide, own.values)


def _offer(item: Item, version: ItemVersion) -> Offer:
    differing = {key: value for key, value in version.own.items() if key != "local"}
    guide = _guide(version.basic_version_id, _Own(digest_of(differing), differing))
    return Offer(
        item_id=item.pk,
        code=item.code,
        version_id=version.pk,
        version_number=version.number,
        name=guide.name,
        name_en=guide.name_en,
        basic_code=item.basic_id,
        basic_version_id=version.basic_version_id,
        authority_id=item.authority_id,
        region_code=item.region_code,
        guide=guide,
        local=at_place(local_facts(version.own), item.authority_id),
        form_version_id=_foundation(version.basic_version_id).form_id,
        effective_from=version.effective_from,
    )


def _card(item: Item) -> OfferCard:
    basic = item.basic
    return OfferCard(
        item_id=item.pk,
        code=item.code,
        name=item.name,
        name_en=basic.name_en,
        summary=basic.summary,
        summary_en=basic.summary_en,
        aliases=tuple(basic.aliases),
        basic_code="" if basic.code.startswith(UNLISTED) else basic.code,
        group_code=basic.code,
        authority_id=item.authority_id,
        region_code=item.region_code,
        state=item.state,
        state_since=item.state_since,
        item_type=basic.item_type,
        audience=tuple(item.audience),
        themes=_plain_themes(basic.themes),
        life_events=tuple(basic.life_events),
        case_type=item.case_type,
        is_applied_for_online=item.is_applied_for_online,
        online_depth=item.online_depth,
        visits=item.visits,
        committed_amount=item.committed_amount,
        committed_unit=item.committed_unit,
        main_item=basic.main_item,
    )


def _plain_themes(marked: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(theme.partition(":")[2] for theme in marked))

"""
Reads for those who keep the catalogue: versions, changes under way, conflicts, items of a post.

Lists are keyset-paginated and bounded; a post for a whole region sees what lies in it, any other its own authority's.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.offer.catalogue.answers import (
    BasicLine,
    BasicView,
    ChangeLine,
    ChangeView,
    ConflictLine,
    ConflictView,
    Consequences,
    ItemLine,
    ItemView,
    VersionLine,
    VersionView,
    Waiting,
    WouldConflict,
)
from tongban.offer.catalogue.comparing import Difference, compare, compare_local
from tongban.offer.catalogue.inheritance import LocalFacts, local_facts, read_own, resolve
from tongban.offer.catalogue.mending import mended
from tongban.offer.catalogue.models import (
    BasicItem,
    BasicVersion,
    Change,
    ChangeKind,
    ChangeState,
    Conflict,
    Item,
    ItemState,
    ItemVersion,
    Successor,
)
from tongban.offer.catalogue.operations.changing import UnableToFindChange, may_manage, problems_of
from tongban.offer.catalogue.queries import (
    Page,
    UnableToFindOffer,
    UnableToTurnPage,
    at_place,
    cards,
    offer_version,
)
from tongban.offer.catalogue.rules import Guide, GuideProblem, UnableToReadGuide, parse_guide, stored_guide
from tongban.registers.identity.api import Officer, Role

MOST_LINES = 100
MOST_ASKED = 60  # characters of a search
MOST_ALIKE = 100  # items that are settled or listed together
ENTRIES_READ = 100
AFTER_DIGITS = ":"  # the character after "9": ends the range of codes that begin alike
LISTED = ("materials", "fees", "conditions_dropped", "faq")  # own values of which each part counts
WAITS_FOR_DAY = ChangeState.PUBLISHED


class UnableToFindVersion(DomainError):
    """The item or basic item has no version of this number."""

    code = "version.unknown"
    sentence = _("没有找到“{item}”的第 {number} 版。")
    status = 404


class UnableToFindConflict(DomainError):
    """There is no such conflict, it is settled, or it is not this officer's."""

    code = "conflict.unknown"
    sentence = _("没有找到这个冲突，它可能已经解决，或者不归您管理。")
    status = 404


def versions_of(code: str, *, after: str | None = None, limit: int = 20) -> Page[VersionLine]:
    """Return the versions of an item or a basic item, newest first; raise UnableToFindOffer for a code nobody knows."""
    below = _number(after)
    size = max(1, min(limit, MOST_LINES))
    item = Item.objects.filter(code=code).first()
    if item is not None:
        names = _names(f"item:{code}", code, item.basic_id)
        rows: Sequence[ItemVersion | BasicVersion] = list(
            _below(ItemVersion.objects.filter(item=item).select_related("basic_version"), below)[: size + 1]
        )
        lines = tuple(_version_line(row, item.version_id, names) for row in rows[:size])
    else:
        basic = BasicItem.objects.filter(code=code).first()
        if basic is None:
            raise UnableToFindOffer(item=code)
        names = _names(f"basic_item:{code}", code)
        rows = list(_below(BasicVersion.objects.filter(basic=basic), below)[: size + 1])
        lines = tuple(_version_line(row, basic.version_id, names) for row in rows[:size])
    return Page(lines, str(lines[-1].number) if len(rows) > size else None)


def version(code: str, number: int) -> VersionView:
    """Return one version of an item or a basic item; raise UnableToFindVersion."""
    item = Item.objects.filter(code=code).first()
    if item is not None:
        row = ItemVersion.objects.select_related("basic_version").filter(item=item, number=number).first()
        if row is None:
            raise UnableToFindVersion(item=item.name, number=number)
        return _item_version(item, row)
    basic = BasicItem.objects.filter(code=code).first()
    basic_row = BasicVersion.objects.filter(basic=basic, number=number).first() if basic is not None else None
    if basic is None or basic_row is None:
        raise UnableToFindVersion(item=code, number=number)
    return _basic_version(basic, basic_row)


def compare_versions(before: VersionView, after: VersionView) -> tuple[Difference, ...]:
    """Return how two versions of one item differ, also in what holds of the place."""
    return compare(before.guide, after.guide) + compare_local(before.local, after.local)


# --- items ---


def items_of(
    officer: Officer, *, asked: str = "", state: str = "", authority_id: int | None = None, differing: bool = False,
    everywhere: bool = False, after: str | None = None, limit: int = 30,
) -> Page[ItemLine]:  # fmt: skip
    """
    Return the items that an officer keeps, by code of the basic item and region.

    `asked` is a part of the name, or the beginning of the item's or the basic item's code; `differing` leaves those that
    inherit everything out; `everywhere` looks beyond what the officer keeps.
    """
    found = Item.objects.filter(Q() if everywhere else _items_in_scope(officer)).select_related("version", "basic")
    if asked := asked.strip()[:MOST_ASKED].replace("\0", ""):
        named = BasicItem.objects.filter(Q(name__icontains=asked) | Q(code__startswith=asked))
        found = found.filter(Q(basic__in=named.values("code")) | Q(code__startswith=asked))
    if state in ItemState.values:
        found = found.filter(state=state)
    if authority_id is not None:
        found = found.filter(authority_id=authority_id)
    if differing:
        found = found.filter(version__isnull=False).exclude(version__own={})
    if after:
        found = found.filter(_behind(after))
    size = max(1, min(limit, MOST_LINES))
    rows = list(found.order_by("basic_id", "region_code", "id")[: size + 1])
    more = f"{rows[size - 1].basic_id}_{rows[size - 1].region_code}_{rows[size - 1].pk}" if len(rows) > size else None
    return Page(_item_lines(rows[:size]), more)


def item_view(code: str, officer: Officer) -> ItemView:
    """Return an item with its open change (if it is the officer's to see), conflict and successors; raise UnableToFindOffer."""
    item = Item.objects.select_related("version__basic_version", "basic__version").filter(code=code).first()
    if item is None:
        raise UnableToFindOffer(item=code)
    is_mine = may_manage(officer, authority_id=item.authority_id, region_code=item.region_code)
    current = item.version
    after = list(Successor.objects.filter(item=item).values_list("successor_id", flat=True)[:MOST_LINES])
    before = list(Successor.objects.filter(successor=item).values_list("item_id", flat=True)[:MOST_LINES])
    found = cards([item.pk, *after, *before])
    return ItemView(
        card=found[item.pk],
        offer=offer_version(current.pk) if current is not None else None,
        inherited=stored_guide(current.basic_version.guide) if current is not None else None,
        own=current.own if current is not None else {},
        basic_number=current.basic_version.number if current is not None else 0,
        latest_basic_number=item.basic.version.number if item.basic.version is not None else 0,
        change=_open_change(code) if is_mine else None,
        conflict=next(iter(_conflict_lines(_open_conflicts().filter(item=item))), None),
        successors=tuple(found[each] for each in after),
        predecessors=tuple(found[each] for each in before),
        may_manage=is_mine,
    )


def basics(*, asked: str = "", after: str | None = None, limit: int = 30) -> Page[BasicLine]:
    """Return basic items that have a guide, by code; `asked` is a part of the name or the beginning of the code."""
    found = BasicItem.objects.filter(version__isnull=False).select_related("version")
    if asked := asked.strip()[:MOST_ASKED].replace("\0", ""):
        found = found.filter(Q(name__icontains=asked) | Q(code__startswith=asked))
    if after:
        found = found.filter(code__gt=after.replace("\0", ""))
    size = max(1, min(limit, MOST_LINES))
    rows = list(found.order_by("code")[: size + 1])
    changing = _being_changed([row.code for row in rows])
    lines = tuple(_basic_line(row, row.code in changing) for row in rows[:size])
    return Page(lines, lines[-1].code if len(rows) > size else None)


def basic_view(code: str, officer: Officer) -> BasicView:
    """Return a basic item with its guide in force; raise UnableToFindOffer."""
    basic = BasicItem.objects.select_related("version").filter(code=code).first()
    if basic is None:
        raise UnableToFindOffer(item=code)
    change = _open_change(code) if may_manage(officer, authority_id=None, region_code=officer.region_code) else None
    return BasicView(
        line=_basic_line(basic, change is not None),
        guide=stored_guide(basic.version.guide) if basic.version is not None else None,
        inheriting=Item.objects.filter(basic=basic, version__isnull=False).count(),
        conflicts=_open_conflicts().filter(item__basic=basic).count(),
        change=change,
    )


# --- changes ---


def changes(
    officer: Officer, *, state: str = "", mine: bool = False, after: str | None = None, limit: int = 30
) -> Page[ChangeLine]:
    """Return the changes an officer may see, newest first; `state` is one of ChangeState or "open"."""
    found = Change.objects.filter(_changes_in_scope(officer))
    if state == "open":
        found = found.filter(state__in=Change.OPEN)
    elif state in ChangeState.values:
        found = found.filter(state=state)
    if mine:
        found = found.filter(author=officer.actor.reference)
    if after:
        found = found.filter(id__lt=_uuid(after))
    size = max(1, min(limit, MOST_LINES))
    rows = list(found.order_by("-id")[: size + 1])
    return Page(tuple(map(_change_line, rows[:size])), str(rows[size - 1].pk) if len(rows) > size else None)


def waiting(officer: Officer, *, limit: int = 5) -> Waiting:
    """Return what waits for an officer: at most `limit` of each."""
    others = ~Q(writers__contains=[officer.actor.reference])
    reviewable = Change.objects.filter(_changes_in_scope(officer), others, state=ChangeState.SUBMITTED)
    published = changes(officer, state=WAITS_FOR_DAY, limit=limit).items
    return Waiting(
        drafts=changes(officer, state=ChangeState.DRAFT, mine=True, limit=limit).items,
        to_review=tuple(map(_change_line, reviewable.order_by("-id")[:limit])),
        to_publish=changes(officer, state=ChangeState.REVIEWED, limit=limit).items,
        to_take_effect=tuple(sorted(published, key=lambda each: each.effective_from)),
        conflicts=conflicts(officer, limit=limit).items,
    )


def change(change_id: UUID, officer: Officer) -> ChangeView:
    """Return a change with its problems and the guide it would make; raise UnableToFindChange."""
    row = Change.objects.filter(id=change_id).first()
    if row is None or not may_manage(officer, authority_id=row.authority_id, region_code=row.region_code):
        raise UnableToFindChange
    return view_of(row)


def problems_with(change_id: UUID, *, body: Mapping[str, Any], why: str) -> tuple[GuideProblem, ...]:
    """Return what would be wrong with a change that said this; nothing is written."""
    row = Change.objects.get(id=change_id)
    row.body, row.why = dict(body), why
    return problems_of(row)


def guide_with(view: ChangeView, body: Mapping[str, Any]) -> Guide | None:
    """Return the guide that a change would make if it said this; None when it makes none, or one that cannot be read."""
    try:
        if view.line.is_basic:
            return parse_guide(body.get("guide"))
        is_guide = view.inherited is not None and view.line.kind in (ChangeKind.CREATE, ChangeKind.CHANGE)
        return read_own(view.inherited, body.get("own", {})) if is_guide and view.inherited is not None else None
    except UnableToReadGuide:
        return None


def view_of(row: Change) -> ChangeView:
    """Return a change whole, also one that is not saved."""
    inherited, held, basic_code = None, None, row.code
    if row.is_basic:
        basic = BasicItem.objects.select_related("version").filter(code=row.code).first()
        if basic is not None and basic.version is not None:
            held = _basic_version(basic, basic.version)
    else:
        item = Item.objects.select_related("version__basic_version", "basic__version").filter(code=row.code).first()
        if item is not None and item.version is not None:
            held = _item_version(item, item.version)
        basic = _basic_of(row, item)
        basic_code = basic.code if basic is not None else ""
        inherited = stored_guide(basic.version.guide) if basic is not None and basic.version is not None else None
    own = row.body.get("own", {})
    return ChangeView(
        line=_change_line(row),
        body=row.body,
        problems=problems_of(row),
        inherited=inherited,
        held=held,
        guide=_guide_of(row, inherited),
        local=LocalFacts() if row.is_basic else _at_place(own, row.authority_id or 0),
        basic_code=basic_code,
        is_outdated=row.state in Change.OPEN and row.from_version != (held.line.number if held is not None else 0),
    )


def consequences(code: str, guide: Guide) -> Consequences:
    """
    Return what publishing a guide would do to the items that inherit from the basic item.

    Items that differ alike (not counting what holds of the place) are judged together, so a province's worth takes one look
    at each way of differing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (v.own - 'local')::text, count(*), (array_agg(i.id ORDER BY i.region_code))[1:10]"
            " FROM catalogue_item i JOIN catalogue_itemversion v ON v.id = i.version_id WHERE i.basic_id = %s GROUP BY 1",
            [code],
        )
        ways = cursor.fetchall()
    worse = [(way, fault) for way in ways if (fault := _fault(guide, _json(way[0])))]
    found = cards([item_id for way, _problems in worse for item_id in way[2]])
    return Consequences(
        inheriting=sum(way[1] for way in ways),
        conflicts=tuple(
            WouldConflict(problems, way[1], tuple(found[item_id] for item_id in way[2])) for way, problems in worse
        ),
    )


# --- conflicts ---


def conflicts(officer: Officer, *, after: str | None = None, limit: int = 30) -> Page[ConflictLine]:
    """Return the open conflicts of the items an officer keeps, oldest first."""
    found = _open_conflicts().filter(_items_in_scope(officer, "item__"))
    if after:
        found = found.filter(id__gt=_number(after))
    size = max(1, min(limit, MOST_LINES))
    rows = list(found.order_by("id")[: size + 1])
    return Page(_conflict_lines(rows[:size]), str(rows[size - 1].pk) if len(rows) > size else None)


def conflict(conflict_id: int, officer: Officer) -> ConflictView:
    """Return an open conflict, and those of the officer's items that have the same reasons; raise UnableToFindConflict."""
    row = _open_conflicts().filter(_items_in_scope(officer, "item__"), id=conflict_id).first()
    if row is None or row.item.version is None or Role.ITEM_MANAGER not in officer.roles:
        raise UnableToFindConflict
    same = _open_conflicts().filter(
        _items_in_scope(officer, "item__"), basic_version_id=row.basic_version_id, problems=row.problems
    )
    inherited = stored_guide(row.basic_version.guide)
    return ConflictView(
        line=_conflict_lines([row])[0],
        inherited=inherited,
        own=row.item.version.own,
        mended=mended(inherited, row.item.version.own),
        alike=_conflict_lines(same.exclude(id=row.pk).order_by("id")[:MOST_ALIKE]),
    )


# --- inside ---


def _items_in_scope(officer: Officer, prefix: str = "") -> Q:
    if Role.ITEM_MANAGER not in officer.roles:
        return Q(pk__in=())
    if not officer.region_wide:
        return Q(**{f"{prefix}authority_id": officer.authority_id})
    region = officer.region_code
    return Q(**{f"{prefix}region_code__gte": region, f"{prefix}region_code__lt": region + AFTER_DIGITS})


def _changes_in_scope(officer: Officer) -> Q:
    if Role.ITEM_MANAGER not in officer.roles:
        return Q(pk__in=())
    if not officer.region_wide:
        return Q(authority_id=officer.authority_id)
    region = officer.region_code
    return Q(authority=None) | Q(region_code__gte=region, region_code__lt=region + AFTER_DIGITS)


def _below(rows: QuerySet[Any], number: int) -> QuerySet[Any]:
    return (rows.filter(number__lt=number) if number else rows).order_by("-number")


def _number(after: str | None) -> int:
    if not after:
        return 0
    if not (after.isascii() and after.isdecimal() and len(after) < 10):
        raise UnableToTurnPage
    return int(after)


def _uuid(after: str) -> UUID:
    try:
        return UUID(after)
    except ValueError as fault:
        raise UnableToTurnPage from fault


def _behind(after: str) -> Q:
    basic, _, rest = after.partition("_")
    region, _, last = rest.partition("_")
    if "\0" in after or not last or len(last) > 18 or not last.isascii() or not last.isdecimal():
        raise UnableToTurnPage
    return Q(basic_id__gt=basic) | Q(basic_id=basic) & (
        Q(region_code__gt=region) | Q(region_code=region, id__gt=int(last))
    )


def _item_lines(rows: Sequence[Item]) -> tuple[ItemLine, ...]:
    changing = _being_changed([row.code for row in rows])
    conflicting = set(_open_conflicts().filter(item__in=rows).values_list("item_id", flat=True))
    return tuple(
        ItemLine(
            id=row.pk,
            code=row.code,
            name=row.name,
            name_en=row.basic.name_en,
            basic_code=row.basic_id,
            authority_id=row.authority_id,
            region_code=row.region_code,
            state=row.state,
            state_since=row.state_since,
            version_number=row.version.number if row.version is not None else 0,
            own_count=own_count(row.version.own) if row.version is not None else 0,
            is_being_changed=row.code in changing,
            has_conflict=row.pk in conflicting,
        )
        for row in rows
    )


def own_count(own: Mapping[str, Any]) -> int:
    """Return how many own values there are: each element, and each material, fee, condition and question, counts one."""
    counted = (len(value) if key in LISTED else 1 for key, value in own.items() if key != "local")
    return sum(counted)


def _being_changed(codes: Sequence[str]) -> set[str]:
    return set(Change.objects.filter(code__in=codes, state__in=Change.OPEN).values_list("code", flat=True))


def _open_change(code: str) -> ChangeLine | None:
    row = Change.objects.filter(code=code, state__in=Change.OPEN).first()
    return _change_line(row) if row is not None else None


def _open_conflicts() -> QuerySet[Conflict]:
    return Conflict.objects.filter(settled_at=None).select_related("item__version", "basic_version")


def _conflict_lines(rows: Any) -> tuple[ConflictLine, ...]:
    rows = list(rows)
    changing = _being_changed([row.item.code for row in rows])
    return tuple(
        ConflictLine(
            id=row.pk,
            code=row.item.code,
            name=row.item.name,
            authority_id=row.item.authority_id,
            region_code=row.item.region_code,
            basic_code=row.item.basic_id,
            basic_number=row.basic_version.number,
            opened_at=row.opened_at,
            problems=tuple(GuideProblem(**each) for each in row.problems),
            is_being_changed=row.item.code in changing,
        )
        for row in rows
    )


def _change_line(row: Change) -> ChangeLine:
    return ChangeLine(
        id=row.pk,
        kind=row.kind,
        state=row.state,
        code=row.code,
        is_basic=row.is_basic,
        authority_id=row.authority_id,
        region_code=row.region_code,
        name=row.name,
        why=row.why,
        effective_from=row.effective_from,
        revision=row.revision,
        author=row.author,
        author_name=row.author_name,
        writers=tuple(row.writers),
        reviewer_name=row.reviewer_name,
        note=row.note,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )


def _basic_line(row: BasicItem, is_being_changed: bool) -> BasicLine:
    number = row.version.number if row.version is not None else 0
    return BasicLine(row.code, row.name, row.name_en, row.item_type, number, is_being_changed)


def _version_line(row: ItemVersion | BasicVersion, current: int | None, names: Mapping[str, str]) -> VersionLine:
    return VersionLine(
        number=row.number,
        effective_from=row.effective_from,
        published_at=row.published_at,
        published_by=row.published_by,
        who=names.get(row.published_by, ""),
        why=row.why,
        basic_number=row.basic_version.number if isinstance(row, ItemVersion) else 0,
        own_count=own_count(row.own) if isinstance(row, ItemVersion) else 0,
        is_current=row.pk == current,
    )


def _item_version(item: Item, row: ItemVersion) -> VersionView:
    inherited = stored_guide(row.basic_version.guide)
    names = _names(f"item:{item.code}", item.code, item.basic_id)
    return VersionView(
        code=item.code,
        name=item.name,
        is_basic=False,
        basic_code=item.basic_id,
        line=_version_line(row, item.version_id, names),
        guide=resolve(inherited, row.own),
        inherited=inherited,
        own=row.own,
        local=_at_place(row.own, item.authority_id),
    )


def _basic_version(basic: BasicItem, row: BasicVersion) -> VersionView:
    guide = stored_guide(row.guide)
    line = _version_line(row, basic.version_id, _names(f"basic_item:{basic.code}", basic.code))
    return VersionView(
        code=basic.code,
        name=basic.name,
        is_basic=True,
        basic_code=basic.code,
        line=line,
        guide=guide,
        inherited=guide,
        own={},
        local=LocalFacts(),
    )


def _at_place(own: Any, authority_id: int) -> LocalFacts:
    """Return what holds in the place by own values of a draft, which may say anything."""
    try:
        facts = local_facts(own)
    except (AttributeError, TypeError, ValueError):
        facts = LocalFacts()
    return at_place(facts, authority_id)


def _names(subject: str, *codes: str) -> dict[str, str]:
    """Return the names of those who published, as the ledger and the changes know them; the system has none."""
    names = {entry.actor: entry.actor_name for entry in ledger.entries_about(subject, limit=ENTRIES_READ)}
    people = Change.objects.filter(code__in=codes).order_by("-id")[:ENTRIES_READ]
    for author, author_name, reviewer, reviewer_name in people.values_list(
        "author", "author_name", "reviewer", "reviewer_name"
    ):
        names |= {author: author_name, reviewer: reviewer_name}
    return {reference: name for reference, name in names.items() if reference.startswith("officer:")}


def _basic_of(row: Change, item: Item | None) -> BasicItem | None:
    if code := row.body.get("basic_code"):
        return BasicItem.objects.select_related("version").filter(code=code).first()
    return item.basic if item is not None else None


def _guide_of(row: Change, inherited: Guide | None) -> Guide | None:
    try:
        if row.is_basic:
            return parse_guide(row.body.get("guide"))
        if inherited is None or row.kind not in (ChangeKind.CREATE, ChangeKind.CHANGE):
            return None
        return read_own(inherited, row.body.get("own", {}))
    except UnableToReadGuide:
        return None


def _fault(guide: Guide, own: Mapping[str, Any]) -> tuple[GuideProblem, ...]:
    try:
        read_own(guide, own)
    except UnableToReadGuide as fault:
        return fault.problems
    return ()


def _json(text: str) -> Any:
    return json.loads(text)

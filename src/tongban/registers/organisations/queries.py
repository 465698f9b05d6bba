"""Reads of regions, authorities and posts, kept per process for a minute: this data changes a few times a year."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.registers.organisations import models, rules

SECONDS_KEPT = 60  # how long another process may still show what was changed here
MOST_REGIONS_FOUND = 20
MOST_ENTRUSTMENTS = 200


class UnableToFindRegion(DomainError):
    """There is no region of this code."""

    code = "region.unknown"
    sentence = _("没有代码为 {code} 的行政区划。")
    status = 404


class UnableToFindAuthority(DomainError):
    """There is no such authority, neither in the region nor above it."""

    code = "authority.unknown"
    sentence = _("找不到实施主体“{reference}”。")
    status = 404


class UnableToFindEntrustment(DomainError):
    """There is no such entrustment."""

    code = "entrustment.unknown"
    sentence = _("找不到这项委托。")
    status = 404


class UnableToFindPost(DomainError):
    """There is no such post."""

    code = "post.unknown"
    sentence = _("没有编号为 {id} 的岗位。")
    status = 404


@dataclass(frozen=True)
class Region:
    """A division of the country. `level` is 1 province, 2 city, 3 county, 4 township, 5 village."""

    code: str
    name: str
    name_en: str
    level: int
    parent_code: str
    centre: rules.Position | None  # where its seat is, if that is known


@dataclass(frozen=True)
class Authority:
    """
    An office that handles service items. `code` is its unified social credit code.

    `nature` (实施主体性质) is "1" 法定机关, "2" 授权组织, "3" 受委托组织.
    """

    id: int
    key: str
    code: str
    name: str
    short_name: str
    name_en: str
    region_code: str
    phone: str
    address: str
    hours: str
    nature: str = "1"
    complaint_phone: str = ""
    transport: str = ""
    website: str = ""


@dataclass(frozen=True)
class Entrustment:
    """
    Part of an authority's work that another organisation does for it; `until` is the last day, None until revoked.

    `item_codes` (basic or implementation) and `steps` (of review plans) say what; both empty: it is told, but nothing is
    handled under it.
    """

    id: int
    by_id: int
    to_id: int
    scope: str
    basis: str
    since: date
    until: date | None
    item_codes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    document: str = ""
    end_reason: str = ""


@dataclass(frozen=True)
class Post:
    """A post of an authority. `item_codes` is None where it reaches to every item of the authority."""

    id: int
    name: str
    authority_id: int
    roles: frozenset[str]
    item_codes: frozenset[str] | None
    region_wide: bool  # acts for every authority of its region and below


P = ParamSpec("P")
R = TypeVar("R")
_kept: list[Any] = []


def _kept_for_a_minute(read: Callable[P, R]) -> Callable[P, R]:
    @lru_cache(maxsize=10_000)
    def answer(_minute: int, *arguments: P.args, **named: P.kwargs) -> R:
        return read(*arguments, **named)

    @wraps(read)
    def ask(*arguments: P.args, **named: P.kwargs) -> R:
        return answer(int(time.monotonic() / SECONDS_KEPT), *arguments, **named)  # type: ignore[arg-type]

    _kept.append(answer)
    return ask


def forget_kept() -> None:
    """Read everything anew from now on, in this process."""
    for answer in _kept:
        answer.cache_clear()


@_kept_for_a_minute
def region(code: str) -> Region:
    """Return the region of a code, or raise UnableToFindRegion."""
    row = models.Region.objects.filter(code=code).first()
    if row is None:
        raise UnableToFindRegion(code=code)
    return _region(row)


@_kept_for_a_minute
def regions_under(code: str) -> tuple[Region, ...]:
    """Return the regions right under one, by code; under "" the provinces."""
    rows = models.Region.objects.filter(parent_id=code or None).order_by("code")
    return tuple(_region(row) for row in rows)


@_kept_for_a_minute
def regions_within(code: str, level: int, limit: int = 500) -> tuple[Region, ...]:
    """Return the regions of a level (1 to 5) that lie in one, or are it, by code, at most `limit`."""
    rows = models.Region.objects.filter(code__startswith=code, level=level).order_by("code")[:limit]
    return tuple(_region(row) for row in rows)


@_kept_for_a_minute
def find_regions(name: str, within: str = "", limit: int = MOST_REGIONS_FOUND) -> tuple[Region, ...]:
    """Return the regions whose name begins so, wider ones first; nothing for an empty name."""
    if not name or "\x00" in name:
        return ()
    rows = models.Region.objects.filter(name__startswith=name[:60], code__startswith=within)
    return tuple(_region(row) for row in rows.order_by("level", "code")[:limit])


def centre_of(code: str) -> rules.Position | None:
    """Return where the seat of a region is, or of the nearest region above it of which that is known."""
    for part in rules.upwards(code):
        centre = region(part).centre
        if centre is not None:
            return centre
    return None


def region_path(code: str) -> str:
    """Return a region's name with those above it, from the city down: 宁川市城东区."""
    return "".join(region(part).name for part in reversed(rules.upwards(code)) if len(part) > 2 or part == code)


def authority(id: int) -> Authority:
    """Return an authority, or raise UnableToFindAuthority. One that another process has just set up is found as well."""
    if id not in _authorities():
        forget_kept()
    if id not in _authorities():
        raise UnableToFindAuthority(reference=id)
    return _authorities()[id]


def authorities(region_prefix: str = "") -> tuple[Authority, ...]:
    """Return the authorities of a region and of those in it, by region and then by department."""
    return tuple(each for each in _authorities().values() if rules.is_within(each.region_code, region_prefix))


def authority_for(key: str, region_code: str) -> Authority:
    """Return the department competent in a region: its own or the nearest above; else raise UnableToFindAuthority."""
    by_region = {each.region_code: each for each in _authorities().values() if each.key == key}
    for code in rules.upwards(region_code):
        if code in by_region:
            return by_region[code]
    raise UnableToFindAuthority(reference=f"{key}@{region_code}")


@_kept_for_a_minute
def post(id: int) -> Post:
    """Return a post, or raise UnableToFindPost."""
    row = models.Post.objects.filter(pk=id).first()
    if row is None:
        raise UnableToFindPost(id=id)
    return _post(row)


@_kept_for_a_minute
def posts_at(authority_id: int) -> tuple[Post, ...]:
    """Return the posts of one authority; an authority has few."""
    return tuple(_post(row) for row in models.Post.objects.filter(authority_id=authority_id).order_by("pk"))


def posts(region_prefix: str = "", limit: int = 500) -> tuple[Post, ...]:
    """Return posts of the authorities of a region and of those in it, authority by authority, at most `limit`."""
    places = {each.id: place for place, each in enumerate(authorities(region_prefix))}
    rows = models.Post.objects.filter(authority_id__in=places).order_by("authority_id", "pk")[:limit]
    return tuple(_post(row) for row in sorted(rows, key=lambda row: places[row.authority_id]))


@_kept_for_a_minute
def entrustments(authority_id: int, on: date) -> tuple[Entrustment, ...]:
    """Return what an authority has entrusted to others, or does for others, on a day."""
    rows = models.Entrustment.objects.filter(Q(by=authority_id) | Q(to=authority_id), since__lte=on)
    return tuple(_entrustment(row) for row in rows.exclude(until__lt=on).order_by("pk"))


def entrustment(id: int) -> Entrustment:
    """Return an entrustment, over or not, or raise UnableToFindEntrustment."""
    row = models.Entrustment.objects.filter(pk=id).first()
    if row is None:
        raise UnableToFindEntrustment(id=id)
    return _entrustment(row)


def entrustments_within(
    region: str, *, on: date, with_past: bool = False, after: int = 0, limit: int = 50
) -> tuple[Entrustment, ...]:
    """
    Return what authorities of a region and below have entrusted that holds on a day or will, in the order of entry.

    `with_past` adds what is over. `after` is the id of the last one seen; at most `limit` (and 200) come.
    """
    rows = models.Entrustment.objects.filter(pk__gt=after)
    if region:
        rows = rows.filter(by__in=[each.id for each in authorities(region)])
    if not with_past:
        rows = rows.exclude(until__lt=on)
    return tuple(_entrustment(row) for row in rows.order_by("pk")[: min(limit, MOST_ENTRUSTMENTS)])


def _entrustment(row: models.Entrustment) -> Entrustment:
    return Entrustment(
        id=row.pk,
        by_id=row.by_id,
        to_id=row.to_id,
        scope=row.scope,
        basis=row.basis,
        since=row.since,
        until=row.until,
        item_codes=tuple(row.item_codes),
        steps=tuple(row.steps),
        document=row.document,
        end_reason=row.end_reason,
    )


@_kept_for_a_minute
def _authorities() -> dict[int, Authority]:
    return {row.pk: as_authority(row) for row in models.Authority.objects.order_by("region_id", "key")}


def _post(row: models.Post) -> Post:
    codes = None if row.item_codes is None else frozenset(row.item_codes)
    return Post(row.pk, row.name, row.authority_id, frozenset(row.roles), codes, row.region_wide)


def _region(row: models.Region) -> Region:
    centre = None
    if row.latitude is not None and row.longitude is not None:
        centre = rules.Position(row.latitude, row.longitude)
    return Region(row.code, row.name, row.name_en, row.level, row.parent_id or "", centre)


def as_authority(row: models.Authority) -> Authority:
    """Return a row as the front door shows it."""
    return Authority(
        id=row.pk,
        key=row.key,
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        name_en=row.name_en,
        region_code=row.region_id,
        phone=row.phone,
        address=row.address,
        hours=row.hours,
        nature=row.nature,
        complaint_phone=row.complaint_phone,
        transport=row.transport,
        website=row.website,
    )

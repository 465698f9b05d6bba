"""
The lists of powers: what an authority may do (权力清单), must do (责任清单), and what is closed to applicants (负面清单).

法无授权不可为 (优化营商环境条例第三十六条 and 国务院办公厅推行权责清单的意见): a case can only exist for a power on the list. Public services
(type 20) rest on no power and need no entry.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.catalogue.models import ItemState, Power, PowerList
from tongban.offer.catalogue.queries import MOST_CARDS, Offer, Page, UnableToTurnPage, kept, revision
from tongban.offer.catalogue.rules import LegalBasis
from tongban.registers.organisations import api as organisations

PUBLIC_SERVICE = "20"


class UnableToApplyForItem(DomainError):
    """The item was suspended or cancelled, so nothing new can be applied for; what runs goes on."""

    code = "item.not_open"
    sentence = _("“{name}”已经暂停或者取消，现在不能提交新的申请。请到办事指南页面查看原因和接续的事项。")
    status = 409


class UnableToExercisePower(DomainError):
    """The item stands on no list of powers: without a law that says so, government may not act."""

    code = "item.not_on_the_list"
    sentence = _("“{name}”不在{authority}的权力清单里，法无授权不可为，不能受理申请。请向政务服务大厅反映。")
    status = 409


@dataclass(frozen=True)
class PowerEntry:
    """One entry of a list."""

    id: int
    list: str  # power | responsibility | negative
    code: str
    name: str
    item_type: str
    department: str
    region_code: str
    levels: tuple[str, ...]
    basics: tuple[str, ...]
    legal_basis: tuple[LegalBasis, ...]
    content: str
    accountability: str
    source: str
    effective_from: date
    effective_until: date | None


def powers(
    list_name: str, *, department: str = "", item_type: str = "", region: str = "", asked: str = "",
    after: str | None = None, limit: int = 30,
) -> Page[PowerEntry]:  # fmt: skip
    """Return entries of a list that hold today, in pinyin order, at most `limit`; `asked` is a part of the name."""
    found = _holding(list_name)
    if department:
        found = found.filter(department=department)
    if item_type:
        found = found.filter(item_type=item_type)
    if region:
        found = found.filter(region_code__in=[region[:length] for length in (2, 4, 6, 9, 12)])
    if asked:
        found = found.filter(name__icontains=asked[:100])
    if after:
        sort_key, _line, last = after.rpartition("_")
        if not last.isascii() or not last.isdecimal():
            raise UnableToTurnPage
        found = found.filter(Q(sort_key__gt=sort_key) | Q(sort_key=sort_key, id__gt=int(last)))
    size = max(1, min(limit, MOST_CARDS))
    rows = list(found.order_by("sort_key", "id")[: size + 1])
    more = f"{rows[size - 1].sort_key}_{rows[size - 1].pk}" if len(rows) > size else None
    return Page(tuple(map(_entry, rows[:size])), more)


def power(power_id: int) -> PowerEntry | None:
    """Return one entry, also one that no longer holds."""
    row = Power.objects.filter(id=power_id).first()
    return _entry(row) if row is not None else None


def powers_of_basics(*basic_codes: str) -> tuple[PowerEntry, ...]:
    """Return the entries of all three lists that ground or concern some basic items today, each once."""
    known = _by_basic(revision(), clock.today())
    return tuple({entry.id: entry for code in basic_codes for entry in known.get(code, ())}.values())


def is_on_the_list(basic_code: str, item_type: str, *, department: str, region_code: str) -> bool:
    """
    Say whether a department may do what an item says, in a region today.

    Entries of the power list are asked; a public service (type 20) always may be offered.
    """
    return item_type == PUBLIC_SERVICE or grounds(powers_of_basics(basic_code), department, region_code)


def require_open(offer: Offer) -> None:
    """
    Raise UnableToApplyForItem or UnableToExercisePower unless a new case may be opened for an offer. One statement.

    An older version of a guide will do: what was begun under it may be submitted.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, (SELECT number FROM catalogue_revision WHERE id = 1) FROM catalogue_item WHERE id = %s",
            [offer.item_id],
        )
        state, number = cursor.fetchone()
    if state != ItemState.ONLINE:
        raise UnableToApplyForItem(name=offer.name)
    authority = organisations.authority(offer.authority_id)
    entries = _by_basic(number, clock.today()).get(offer.basic_code, ())
    if offer.guide.item_type != PUBLIC_SERVICE and not grounds(entries, authority.key, authority.region_code):
        raise UnableToExercisePower(name=offer.name, authority=authority.name)


def grounds(entries: tuple[PowerEntry, ...], department: str, region_code: str) -> bool:
    """Say whether one of these entries lets a department of a region act."""
    return any(
        entry.list == PowerList.POWER and entry.department == department and region_code.startswith(entry.region_code)
        for entry in entries
    )


def _holding(list_name: str) -> Any:
    today = clock.today()
    return Power.objects.filter(
        Q(effective_until=None) | Q(effective_until__gt=today), list=list_name, effective_from__lte=today
    )


@kept(2)
def _by_basic(_revision: int, today: date) -> dict[str, tuple[PowerEntry, ...]]:
    found: dict[str, list[PowerEntry]] = {}
    for row in Power.objects.filter(
        Q(effective_until=None) | Q(effective_until__gt=today), effective_from__lte=today
    ).order_by("list", "code"):
        for code in row.basics:
            found.setdefault(code, []).append(_entry(row))
    return {code: tuple(entries) for code, entries in found.items()}


def _entry(row: Power) -> PowerEntry:
    return PowerEntry(
        id=row.pk,
        list=row.list,
        code=row.code,
        name=row.name,
        item_type=row.item_type,
        department=row.department,
        region_code=row.region_code,
        levels=tuple(row.levels),
        basics=tuple(row.basics),
        legal_basis=tuple(LegalBasis(**each) for each in row.legal_basis),
        content=row.content,
        accountability=row.accountability,
        source=row.source,
        effective_from=row.effective_from,
        effective_until=row.effective_until,
    )

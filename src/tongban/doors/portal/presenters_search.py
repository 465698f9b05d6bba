"""How the answer to a search is shown: what was found, why, where to do it and how; and what it can be kept to."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from tongban.doors.frame import wording
from tongban.doors.portal import presenters_public
from tongban.offer.guidance.api import Facets, Hit, Reason
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.api import Authority

SECONDS_KEPT = 60  # a province has thousands of authorities, and they change a few times a year


@dataclass(frozen=True)
class FoundRow:
    """One item that was found."""

    name: str
    name_en: str
    summary: str
    summary_en: str
    href: str
    why: str
    is_complete: bool
    marks: tuple[str, ...]  # how long it takes, how often one must come
    office: str  # who does it, with its place
    where: str  # the address, where one has to go there
    apply_href: str  # where one can apply for it here


@dataclass(frozen=True)
class Filters:
    """What a search keeps to."""

    region: str = ""
    audience: str = ""
    online: bool = False
    department: str = ""

    @property
    def is_any(self) -> bool:
        return self != Filters()

    def query(self, words: str, **more: object) -> str:
        """Return the query of an address that searches for words with these filters."""
        kept = {"q": words, "region": self.region, "audience": self.audience, "department": self.department, **more}
        named = {name: value for name, value in kept.items() if value}
        return urlencode(named | ({"online": 1} if self.online else {}))


@dataclass(frozen=True)
class Choice:
    """One value of a filter, with how much of what was found it keeps."""

    value: str
    text: str
    is_chosen: bool


def rows(hits: Sequence[Hit]) -> list[FoundRow]:
    return [_row(hit) for hit in hits]


def departments(facets: Facets | None, chosen: str) -> list[Choice]:
    """Return the departments that offer what was found, the one that was chosen among them."""
    counts = {each.key: each.count for each in facets.departments} if facets is not None else {}
    if chosen and chosen not in counts:
        counts[chosen] = 0
    named = _named_departments()
    return [
        Choice(key, f"{named[key]} ({count})" if count else named[key], key == chosen)
        for key, count in counts.items()
        if key in named
    ]


def chosen_department(key: str) -> str:
    """Return the key of a department that exists, or nothing."""
    return key if key in _named_departments() else ""


def without(filters: Filters, words: str) -> list[tuple[str, str]]:
    """Return (what is taken away, the address without it) for each filter that is set."""
    own = reverse("portal:search")
    ways: list[tuple[str, Filters]] = []
    if filters.region:
        region = organisations.region(filters.region)
        ways.append((wording.local_text(region.name, region.name_en), replace(filters, region="")))
    if filters.audience:
        text = _("个人") if filters.audience == "natural" else _("企业和单位")
        ways.append((text, replace(filters, audience="")))
    if filters.online:
        ways.append((_("只看网上能办的"), replace(filters, online=False)))
    if filters.department:
        ways.append((_named_departments().get(filters.department, ""), replace(filters, department="")))
    return [(text, f"{own}?{fewer.query(words)}") for text, fewer in ways]


def _row(hit: Hit) -> FoundRow:
    card = hit.card
    authority = organisations.authority(card.authority_id)
    plain = presenters_public.card_row(card)
    return FoundRow(
        name=card.name,
        name_en=card.name_en,
        summary=card.summary,
        summary_en=card.summary_en,
        href=plain.href,
        # That the name has the words one sees in the name itself.
        why="" if hit.why.reason is Reason.NAME else hit.why.sentence,
        is_complete=card.is_online,
        marks=plain.marks,
        office=_office(authority),
        where="" if card.is_applied_for_online and card.visits == 0 else wording.hant(authority.address),
        apply_href=reverse("portal:apply", args=[card.code]) if card.is_applied_for_online and card.is_online else "",
    )


def _office(authority: Authority) -> str:
    """Return who does it; with its region where the installation has several and the name does not say it."""
    name = wording.local_text(authority.name, authority.name_en)
    region = organisations.region(authority.region_code)
    place = wording.local_text(region.name, region.name_en)
    return name if place in name or place == settings.TONGBAN_PLACE else f"{place} · {name}"


def _named_departments() -> dict[str, str]:
    """Return the departments by key, named as the highest of their authorities is."""
    named = _named(wording.language(), int(time.monotonic() / SECONDS_KEPT))
    if not named:  # the installation is still being filled
        _named.cache_clear()
    return named


@lru_cache(maxsize=6)
def _named(_language: str, _minute: int) -> dict[str, str]:
    named: dict[str, str] = {}
    for each in sorted(organisations.authorities(), key=lambda authority: len(authority.region_code)):
        named.setdefault(each.key, wording.local_text(each.short_name or each.name, each.name_en))
    return named

"""How the catalogue, search and places are shown to anybody."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from tongban.doors.frame import wording
from tongban.doors.portal import words
from tongban.engagement.ratings.api import Figures, Grade
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import OfferCard, Theme
from tongban.registers.organisations import api as organisations

COUNTY_LEVEL = 3
SECONDS_KEPT = 60


@dataclass(frozen=True)
class ItemRow:
    """An item in a list of results."""

    name: str
    name_en: str
    summary: str
    summary_en: str
    href: str
    place: str
    marks: tuple[str, ...]
    why: str
    is_online: bool


def theme_tiles(themes: Sequence[Theme]) -> list[dict[str, str]]:
    """Return themes as tiles; the sign is the theme's first character."""
    return [
        {
            "text": words.word(words.THEMES, theme.name),
            "href": f"{reverse('portal:services')}?{urlencode({'theme': theme.name, 'audience': theme.audience})}",
            "sign": str(words.word(words.THEMES, theme.name))[:1],
            "note": npgettext("服务", "{count} 项", "{count} 项", theme.count).format(count=theme.count),
        }
        for theme in themes
    ]


def card_row(card: OfferCard, *, why: str = "") -> ItemRow:
    """Return an item for a list: who does it, how long it takes, how many visits."""
    marks = []
    if card.committed_amount is not None and card.case_type != "instant":
        marks.append(wording.limit(card.committed_amount, card.committed_unit))
    if card.case_type == "instant":
        marks.append(_("当场办结"))
    if card.visits is not None:
        marks.append(
            _("零跑路")
            if card.visits == 0
            else ngettext("跑 {count} 次", "跑 {count} 次", card.visits).format(count=card.visits)
        )
    return ItemRow(
        name=card.name,
        name_en=card.name_en,
        summary=card.summary,
        summary_en=card.summary_en,
        href=reverse("portal:item", args=[card.code]),
        place=_authority_name(card.authority_id),
        marks=tuple(marks),
        why=why,
        is_online=card.is_online,
    )


def chosen_region(code: str) -> str:
    """Return a region code that exists, or nothing."""
    try:
        return organisations.region(code).code if code.isascii() and code.isdecimal() else ""
    except organisations.UnableToFindRegion:
        return ""


def county_choices() -> list[tuple[str, str]]:
    """Return the counties that have authorities of their own, to choose from as (code, name)."""
    choices = _county_choices(wording.language(), int(time.monotonic() / SECONDS_KEPT))
    if not choices:  # the installation is still being filled
        _county_choices.cache_clear()
    return list(choices)


@lru_cache(maxsize=6)
def _county_choices(_language: str, _minute: int) -> tuple[tuple[str, str], ...]:
    """Keep the choices for a minute: a province has thousands of authorities, and they change a few times a year."""
    codes = sorted({authority.region_code for authority in organisations.authorities()})
    counties = [region for region in map(organisations.region, codes) if region.level == COUNTY_LEVEL]
    return tuple((region.code, wording.local_text(region.name, region.name_en)) for region in counties)


def _authority_name(authority_id: int) -> str:
    authority = organisations.authority(authority_id)
    return wording.local_text(authority.name, authority.name_en)


@dataclass(frozen=True)
class RatingRow:
    """What people say of one authority, or of one item of an authority."""

    name: str
    href: str
    total: int
    satisfaction: str
    bad: int
    answered: str


def item_name(chinese: str) -> str:
    """Return the name of an item of which only the Chinese name was kept."""
    if wording.language() != wording.ENGLISH:
        return wording.hant(chinese)
    return catalogue.english_names().get(chinese, chinese)


def grade_word(grade: Grade) -> str:
    return words.word(words.GRADES, str(int(grade)))


def rating_facts(total: Figures) -> list[dict[str, str]]:
    """Return the figures of all together."""
    return [
        {"label": _("满意率"), "value": _share(total.satisfaction), "note": ""},
        {"label": pgettext("数量", "评价"), "value": wording.thousands(total.total), "note": ""},
        {"label": _("差评"), "value": wording.thousands(total.bad), "note": ""},
        {
            "label": _("差评已答复"),
            "value": wording.thousands(total.bad_answered),
            "note": _("其中按时 {count}").format(count=total.bad_answered_in_time) if total.bad_answered else "",
        },
    ]


def rating_row(figures: Figures, *, by_authority: bool) -> RatingRow:
    return RatingRow(
        name=_authority_name(int(figures.key)) if by_authority else item_name(figures.name),
        href=reverse("portal:opinions-of", args=[int(figures.key)]) if by_authority else "",
        total=figures.total,
        satisfaction=_share(figures.satisfaction),
        bad=figures.bad,
        answered=f"{figures.bad_answered}/{figures.bad}" if figures.bad else "—",
    )


def _share(share: float | None) -> str:
    return "—" if share is None else f"{share:.1%}"

"""How entries of the lists of powers are shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.doors.frame import wording
from tongban.doors.portal import presenters_public, words
from tongban.doors.portal.presenters_public import ItemRow
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import PowerEntry
from tongban.registers.organisations import api as organisations


@dataclass(frozen=True)
class ListWords:
    """What a list is called and what it is for."""

    name: str | Promise
    lead: str | Promise


LISTS: Mapping[str, ListWords] = {
    "power": ListWords(words.POWER_LISTS["power"], _("部门依法能做的事都在这里。不在清单里的权力，部门不能行使。")),
    "responsibility": ListWords(words.POWER_LISTS["responsibility"], _("部门必须做到的事，和没做到要承担的责任。")),
    "negative": ListWords(
        words.POWER_LISTS["negative"], _("禁止进入的，和取得许可以后才能做的。清单以外的，人人都可以依法平等进入。")
    ),
}


@dataclass(frozen=True)
class PowerRow:
    """An entry in a list."""

    name: str
    href: str
    department: str
    item_type: str
    levels: str
    basis: str
    list: str | Promise


def ways(current: str) -> list[dict[str, object]]:
    """Return the three lists to go to."""
    return [
        {"text": list_words.name, "href": reverse("portal:powers", args=[name]), "is_current": name == current}
        for name, list_words in LISTS.items()
    ]


def row(entry: PowerEntry) -> PowerRow:
    first = entry.legal_basis[0] if entry.legal_basis else None
    return PowerRow(
        name=entry.name,
        href=reverse("portal:power", args=[entry.list, entry.id]),
        department=department(entry),
        item_type=words.word(words.ITEM_TYPES, entry.item_type) if entry.item_type else "",
        levels=" · ".join(words.word(words.LEVELS, level) for level in entry.levels),
        basis=f"{first.law}{first.article}" if first else "",
        list=LISTS[entry.list].name,
    )


def items(entry: PowerEntry) -> list[ItemRow]:
    """Return the items an entry grounds, with a way to the guide of each."""
    return [presenters_public.card_row(card) for card in catalogue.cards_of_basics(entry.basics)]


def department(entry: PowerEntry) -> str:
    """Return the name of the department in the region of the entry; empty where it binds everybody."""
    if not entry.department:
        return ""
    try:
        authority = organisations.authority_for(entry.department, entry.region_code)
    except organisations.UnableToFindAuthority:
        return ""
    return wording.local_text(authority.name, authority.name_en)


def departments() -> list[tuple[str, str]]:
    """Return the departments to choose from: those of the highest region that has them."""
    named: dict[str, str] = {}
    for authority in sorted(organisations.authorities(), key=lambda each: len(each.region_code)):
        named.setdefault(authority.key, wording.local_text(authority.name, authority.name_en))
    return list(named.items())


def item_types() -> list[tuple[str, str]]:
    return [(code, words.word(words.ITEM_TYPES, code)) for code in words.ITEM_TYPES if code != "20"]

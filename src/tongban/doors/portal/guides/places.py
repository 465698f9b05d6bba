"""Regions to choose from, down the five levels."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.doors.frame import wording
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import OfferCard
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.api import Region, UnableToFindRegion
from tongban.registers.organisations.rules import upwards


@dataclass(frozen=True)
class Choice:
    """A region, an office or a kind of visitor to go on with."""

    text: str
    href: str
    note: str = ""
    is_current: bool = False


def path_to(code: str) -> list[Region]:
    """Return the regions from the widest down to one; those that are not known are passed by."""
    found = []
    for part in reversed(upwards(code)):
        try:
            found.append(organisations.region(part))
        except UnableToFindRegion:
            continue
    return found


def name_of(region: Region) -> str:
    return wording.local_text(region.name, region.name_en)


@dataclass(frozen=True)
class Elsewhere:
    """The same guide by regions: the way down to where one is, and where one can go on from there."""

    path: tuple[Choice, ...]
    here: tuple[Choice, ...]  # guides of this region and of those above it
    below: tuple[Choice, ...]


def elsewhere(card: OfferCard, region_code: str) -> Elsewhere:
    """Return where else an item is offered, seen from a region. Three statements, and one for each region not known yet."""
    path = path_to(region_code)
    own = reverse("portal:item-regions", args=[card.code])
    top = [Choice(_("全部地区"), own, is_current=not path)]
    here = catalogue.nearest_offers(card.basic_code, region_code) if path else ()
    found = catalogue.offers_by_region(card.basic_code, path[-1].code if path else "")
    named = {each.code: each for each in organisations.regions_under(path[-1].code if path else "")}
    return Elsewhere(
        path=(
            *top,
            *(
                Choice(name_of(each), f"{own}?{urlencode({'region': each.code})}", is_current=each is path[-1])
                for each in path
            ),
        ),
        here=tuple(_guide_choice(each, card) for each in here),
        below=tuple(
            Choice(
                name_of(named[each.region_code]) if each.region_code in named else each.region_code,
                f"{own}?{urlencode({'region': each.region_code})}",
                _places(each.count),
            )
            for each in found
        ),
    )


def _guide_choice(offered: OfferCard, shown: OfferCard) -> Choice:
    authority = organisations.authority(offered.authority_id)
    path = path_to(offered.region_code)
    return Choice(
        wording.local_text(authority.name, authority.name_en),
        reverse("portal:item", args=[offered.code]),
        name_of(path[-1]) if path else "",
        is_current=offered.code == shown.code,
    )


def _places(count: int) -> str:
    return ngettext("{count} 个部门在办", "{count} 个部门在办", count).format(count=count)

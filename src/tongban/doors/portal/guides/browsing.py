"""Five ways to the same guides: theme, life event, department, region, audience."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, npgettext

from tongban.doors.frame import wording
from tongban.doors.portal import words
from tongban.doors.portal.guides.places import Choice, name_of, path_to
from tongban.offer.catalogue import api as catalogue
from tongban.registers.organisations import api as organisations

AUDIENCES = ("natural", "legal")
WAYS: dict[str, Promise] = {
    "theme": gettext_lazy("按主题"),
    "event": gettext_lazy("按人生大事"),
    "department": gettext_lazy("按部门"),
    "region": gettext_lazy("按地区"),
    "audience": gettext_lazy("按服务对象"),
}
MOST_CHOICES = 200


@dataclass(frozen=True)
class Asked:
    """What a visitor keeps to, as the address says it."""

    by: str
    theme: str
    life_event: str
    audience: str
    region: str
    authority: str

    def address(self, **changes: str) -> str:
        """Return the address of the list with other choices; a turned page is left."""
        kept = {name: value for name, value in vars(replace(self, **changes)).items() if value}
        own = reverse("portal:services")
        return f"{own}?{urlencode(kept)}" if kept else own

    @property
    def is_narrowed(self) -> bool:
        return bool(self.theme or self.life_event or self.audience or self.region or self.authority)


def ways(asked: Asked) -> list[dict[str, object]]:
    """Return the five ways as the navigation of the page."""
    return [
        {"text": str(text), "href": asked.address(by=way), "is_current": way == asked.by} for way, text in WAYS.items()
    ]


def groups(asked: Asked) -> list[tuple[str, list[Choice]]]:
    """Return the choices of the way asked for, in groups with their headings, each with how much there is."""
    match asked.by:
        case "theme":
            return _themes(asked)
        case "event":
            return [("", _life_events(asked))]
        case "department":
            return [("", _departments(asked))]
        case "region":
            return [("", _regions(asked))]
        case _:
            return [("", _audiences(asked))]


def path(asked: Asked) -> list[Choice]:
    """Return the regions from the widest down to the chosen one, each to go back to."""
    found = path_to(asked.region) if asked.region else []
    everywhere = Choice(_("全部地区"), asked.address(region="", authority=""), is_current=not found)
    return [
        everywhere,
        *(
            Choice(name_of(each), asked.address(region=each.code, authority=""), is_current=each.code == asked.region)
            for each in found
        ),
    ]


def chosen(asked: Asked) -> list[Choice]:
    """Return what is chosen, each with the address without it."""
    said = []
    if asked.audience:
        said.append(Choice(words.word(words.AUDIENCES, asked.audience), asked.address(audience="")))
    if asked.theme:
        said.append(Choice(words.word(words.THEMES, asked.theme), asked.address(theme="")))
    if asked.life_event:
        said.append(Choice(words.word(words.LIFE_EVENTS, asked.life_event), asked.address(life_event="")))
    if asked.authority:
        authority = organisations.authority(int(asked.authority))
        said.append(Choice(wording.local_text(authority.name, authority.name_en), asked.address(authority="")))
    if asked.region:
        said.append(Choice(name_of(path_to(asked.region)[-1]), asked.address(region="", authority="")))
    return said


def _themes(asked: Asked) -> list[tuple[str, list[Choice]]]:
    titles = {"natural": _("个人"), "legal": _("企业和单位")}
    return [
        (
            title,
            [
                Choice(
                    words.word(words.THEMES, theme.name),
                    asked.address(theme=theme.name, audience=audience),
                    _items(theme.count),
                    theme.name == asked.theme,
                )
                for theme in catalogue.themes()
                if theme.audience == audience
            ],
        )
        for audience, title in titles.items()
        if asked.audience in ("", audience)
    ]


def _life_events(asked: Asked) -> list[Choice]:
    return [
        Choice(
            words.word(words.LIFE_EVENTS, event.name),
            asked.address(life_event=event.name),
            _items(event.count),
            event.name == asked.life_event,
        )
        for event in catalogue.life_events()[:MOST_CHOICES]
    ]


def _departments(asked: Asked) -> list[Choice]:
    """Return the offices of the chosen region itself; of the widest one that has any, where none is chosen."""
    offices = [
        each for each in organisations.authorities(asked.region) if not asked.region or each.region_code == asked.region
    ]
    if not asked.region and offices:
        shortest = min(len(each.region_code) for each in offices)
        offices = [each for each in offices if len(each.region_code) == shortest]
    counts = catalogue.counts_by_authority([each.id for each in offices[:MOST_CHOICES]])
    return [
        Choice(
            wording.local_text(each.name, each.name_en),
            asked.address(authority=str(each.id)),
            _items(counts.get(each.id, 0)),
            str(each.id) == asked.authority,
        )
        for each in offices[:MOST_CHOICES]
        if counts.get(each.id)
    ]


def _regions(asked: Asked) -> list[Choice]:
    counted: dict[str, int] = {}
    below = organisations.regions_under(asked.region)
    length = len(below[0].code) if below else 0
    for each in organisations.authorities(asked.region):
        part = each.region_code[:length]
        counted[part] = counted.get(part, 0) + 1
    return [
        Choice(name_of(each), asked.address(region=each.code, authority=""), _offices(counted.get(each.code, 0)))
        for each in below[:MOST_CHOICES]
    ]


def _audiences(asked: Asked) -> list[Choice]:
    counts = catalogue.counts_by_audience()
    return [
        Choice(
            words.word(words.AUDIENCES, audience),
            asked.address(audience=audience),
            _items(counts.get(audience, 0)),
            audience == asked.audience,
        )
        for audience in AUDIENCES
    ]


def _items(count: int) -> str:
    return npgettext("服务", "{count} 项", "{count} 项", count).format(count=wording.thousands(count))


def _offices(count: int) -> str:
    return ngettext("{count} 个部门", "{count} 个部门", count).format(count=count) if count else ""

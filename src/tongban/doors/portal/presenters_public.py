"""How the catalogue, search and places are shown to anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from tongban.doors.frame import wording
from tongban.doors.portal import words
from tongban.engagement.ratings.api import Figures, Grade
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import Offer, OfferCard, Theme
from tongban.offer.catalogue.rules import Material
from tongban.offer.guidance.api import Hit, Reason
from tongban.proofs.licences.api import LicenceSummary
from tongban.registers.organisations import api as organisations

COUNTY_LEVEL = 3


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


@dataclass(frozen=True)
class Filters:
    """What a search keeps to."""

    region: str
    audience: str
    online: bool


@dataclass(frozen=True)
class MaterialRow:
    """One material of a guide: what it is, where it comes from, whether the visitor need not bring it."""

    name: str
    name_en: str
    necessity: str
    source: str
    issued_by: str
    form: str
    count: str
    ways: tuple[str, ...]
    standard: str
    filling_notes: str
    basis: str
    is_held: bool
    held_number: str


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


def hit_row(hit: Hit) -> ItemRow:
    # That the name has the words one sees in the name itself.
    return card_row(hit.card, why="" if hit.why.reason is Reason.NAME else hit.why.sentence)


def fact_strip(offer: Offer) -> list[dict[str, str]]:
    """Return the facts at a glance: who, how long, cost, visits."""
    guide = offer.guide
    statutory = wording.limit(guide.statutory_limit.amount, guide.statutory_limit.unit)
    fee = sum(fee.amount_fen for fee in guide.fees)
    return [
        {
            "label": _("多久办好"),
            "value": _("当场办结")
            if guide.case_type == "instant"
            else wording.limit(guide.committed_limit.amount, guide.committed_limit.unit),
            "note": _("法定 {limit}").format(limit=statutory),
        },
        {
            "label": _("要跑几趟"),
            "value": _("不用跑")
            if not guide.visits
            else ngettext("{count} 次", "{count} 次", guide.visits).format(count=guide.visits),
            "note": words.word(words.DEPTHS, str(guide.online_depth)),
        },
        {"label": _("收费"), "value": wording.yuan(fee), "note": ""},
        {
            "label": _("谁可以办"),
            "value": " · ".join(words.word(words.AUDIENCES, each) for each in guide.audience),
            "note": _("{scope}通办").format(scope=words.word(words.SCOPES, guide.scope)),
        },
    ]


def flow(offer: Offer) -> list[dict[str, object]]:
    """Return the steps of an item as its flow chart and list show them."""
    unit = offer.guide.committed_limit.unit
    return [
        {
            "name": wording.local_text(step.name, step.name_en),
            "lines": [
                wording.hant(step.office),
                wording.limit(step.days, unit) if step.days else _("当日"),
                _("结果：{result}").format(result=wording.hant(step.result)),
            ],
        }
        for step in offer.guide.steps
    ]


def material(asked: Material, held: Mapping[str, LicenceSummary]) -> MaterialRow:
    """Return one material; what the visitor already holds as an e-licence she need not bring."""
    licence = held.get(asked.licence_type) if "licence" in asked.ways else None
    ways = {
        "licence": _("直接用电子证照，免提交"),
        "upload": _("上传 {kinds}，不超过 {size} MB").format(
            kinds=_("、").join(asked.accept).upper(), size=asked.max_mb
        ),
        "commitment": ngettext(
            "书面承诺后 {count} 个工作日内补交", "书面承诺后 {count} 个工作日内补交", asked.commitment_days
        ).format(count=asked.commitment_days),
        "window": _("到窗口出示原件"),
    }
    return MaterialRow(
        name=asked.name,
        name_en=asked.name_en,
        necessity=words.word(words.NECESSITIES, asked.necessity),
        source=words.word(words.SOURCES, asked.source),
        issued_by=asked.issued_by,
        form=words.word(words.FORMS, asked.form),
        count=_("原件 {originals} 份，复印件 {copies} 份").format(originals=asked.originals, copies=asked.copies),
        ways=tuple(ways[way] for way in asked.ways),
        standard=asked.standard,
        filling_notes=asked.filling_notes,
        basis=asked.basis,
        is_held=licence is not None,
        held_number=licence.grouped_number if licence else "",
    )


def elsewhere(offer: Offer) -> list[dict[str, str]]:
    """Return the other authorities that offer the same item."""
    return [
        {"text": _authority_name(other.authority_id), "href": reverse("portal:item", args=[other.code])}
        for other in catalogue.offers_of_basic(offer.basic_code)
        if other.code != offer.code
    ]


def office_hours(authority_id: int) -> str:
    """Return when an authority is open, as it says so itself."""
    hours = wording.hant(organisations.authority(authority_id).hours)
    if wording.language() == wording.ENGLISH:
        return hours.replace("工作日", _("工作日")).replace("，", ", ")
    return hours


def chosen_region(code: str) -> str:
    """Return a region code that exists, or nothing."""
    try:
        return organisations.region(code).code if code.isascii() and code.isdecimal() else ""
    except organisations.UnableToFindRegion:
        return ""


def county_choices() -> list[tuple[str, str]]:
    """Return the counties that have authorities of their own, to choose from as (code, name)."""
    codes = sorted({authority.region_code for authority in organisations.authorities()})
    counties = [region for region in map(organisations.region, codes) if region.level == COUNTY_LEVEL]
    return [(region.code, wording.local_text(region.name, region.name_en)) for region in counties]


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

"""What a guide says, in the words of a page: a few facts at a glance, whom to ask, and every element in its section."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.doors.frame import wording
from tongban.doors.portal import words
from tongban.offer.catalogue.api import Offer, Remedy, powers_of_basics
from tongban.offer.catalogue.rules import Guide
from tongban.offer.deadlines import rules as deadlines
from tongban.offer.deadlines.rules import WorkCalendar
from tongban.offer.inspection.api import RealDepth, lack_name
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.api import Authority, UnableToFindAuthority, UnableToFindRegion

COUNTY_DIGITS = 6
JUSTICE = "jus"  # the department that receives applications for reconsideration
COURT_LINE = "12368"  # 人民法院诉讼服务热线, the same in the whole country
NOTHING = ("", "无", "无数量限制", "不涉及")


@dataclass(frozen=True)
class Fact:
    """A label with its value; `is_chinese` says that the value is a text of the guide, which has no English."""

    label: str
    value: str
    note: str = ""
    is_chinese: bool = False
    href: str = ""


@dataclass(frozen=True)
class Group:
    """Facts that belong together, under a heading."""

    key: str
    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Contact:
    """Where to go and whom to ask: what the item says itself, else what its authority says."""

    name: str
    address: str
    hours: str
    transport: str
    consult_phone: str
    complaint_phone: str
    website: str
    places: tuple[tuple[str, str], ...]  # name and address of the service points that take this item


@dataclass(frozen=True)
class RemedyRow:
    """A way to object, and where."""

    title: str
    office: str
    address: str
    phone: str
    website: str


def glance(guide: Guide, real: RealDepth) -> list[Fact]:
    """Return the facts that everybody needs: how long, how many visits as things really are, what it costs, who may apply."""
    statutory = wording.limit(guide.statutory_limit.amount, guide.statutory_limit.unit)
    total = sum(fee.amount_fen for fee in guide.fees)
    return [
        Fact(_("多久办好"), committed_words(guide), _("法定 {limit}").format(limit=statutory)),
        Fact(
            _("要跑几趟"),
            visits_words(max(guide.visits, real.visits)),
            words.word(words.DEPTHS, str(min(guide.online_depth, real.depth))),
        ),
        Fact(_("收费"), wording.yuan(total), _("可以减免，见“收费”") if _is_reduced(guide) else ""),
        Fact(
            _("谁可以办"),
            " · ".join(words.word(words.AUDIENCES, each) for each in guide.audience),
            _("{scope}通办").format(scope=words.word(words.SCOPES, guide.scope)),
        ),
    ]


def committed_words(guide: Guide) -> str:
    if guide.case_type == "instant":
        return _("当场办结")
    return wording.limit(guide.committed_limit.amount, guide.committed_limit.unit)


def visits_words(visits: int) -> str:
    return ngettext("{count} 次", "{count} 次", visits).format(count=visits) if visits else _("不用跑")


def done_by(guide: Guide, *, today: date, calendar: WorkCalendar | None) -> str:
    """Return by when it is done at the latest for who applies today; empty where no calendar can say it."""
    if calendar is None or guide.case_type == "instant":
        return ""
    due = deadlines.due_date(start=today, limit=guide.committed_limit.limit, calendar=calendar)
    return wording.short_day(due.day)


def contact(offer: Offer, authority: Authority, places: Sequence[tuple[str, str]] = ()) -> Contact:
    local = offer.local
    return Contact(
        name=wording.local_text(authority.name, authority.name_en),
        address=wording.hant(local.address),
        hours=_hours(local.hours),
        transport=wording.hant(local.transport),
        consult_phone=local.consult_phone,
        complaint_phone=local.complaint_phone,
        website=local.website,
        places=tuple((wording.hant(name), wording.hant(address)) for name, address in places),
    )


def remedies(offer: Offer) -> tuple[RemedyRow, ...]:
    """Return where to object to a decision: what the item names itself, else whom the law makes competent."""
    named = (
        (_("行政复议"), offer.local.reconsideration if offer.local.reconsideration.office else _government(offer)),
        (_("行政诉讼"), offer.local.litigation if offer.local.litigation.office else _court(offer)),
    )
    return tuple(
        RemedyRow(title, wording.hant(each.office), wording.hant(each.address), each.phone, each.website)
        for title, each in named
        if each.office
    )


def _county(offer: Offer) -> str:
    """Return the name of the county an item belongs to, or of the wider region; empty where it is unknown."""
    try:
        return organisations.region(offer.region_code[:COUNTY_DIGITS]).name
    except UnableToFindRegion:
        return ""


def _government(offer: Offer) -> Remedy:
    """Return the government of the region, which reviews what its departments did (行政复议法 2023, art. 24), and its office."""
    name = _county(offer)
    if not name:
        return Remedy()
    try:
        office = organisations.authority_for(JUSTICE, offer.region_code)
    except UnableToFindAuthority:
        return Remedy(office=f"{name}人民政府")
    # Its legal office stands in the same region; one further up would receive the application of another government.
    if not offer.region_code.startswith(office.region_code) or len(office.region_code) < min(
        len(offer.region_code), COUNTY_DIGITS
    ):
        return Remedy(office=f"{name}人民政府")
    return Remedy(office=f"{name}人民政府（行政复议机构：{office.name}）", address=office.address, phone=office.phone)


def _court(offer: Offer) -> Remedy:
    """Return the basic court of the county (行政诉讼法 art. 14, 18); of wider offices it depends on where they are."""
    if len(offer.region_code) < COUNTY_DIGITS:
        return Remedy(office="作出决定的机关所在地的基层人民法院", phone=COURT_LINE)
    name = _county(offer)
    return Remedy(office=f"{name}人民法院", phone=COURT_LINE) if name else Remedy()


def groups(guide: Guide, real: RealDepth) -> tuple[Group, ...]:
    """Return the elements that all items share that say the same; what is empty is left out."""
    made = (
        Group("limits", _("时限"), tuple(_limits(guide))),
        Group("ways", _("怎么申请、怎么拿结果"), tuple(_ways(guide, real))),
    )
    return tuple(group for group in made if group.facts)


def own_groups(offer: Offer, authority: Authority) -> tuple[Group, ...]:
    """Return the elements that are the item's own: who handles it by what power, its codes and its version."""
    return (
        Group("who", _("谁来办、凭什么办"), tuple(_who(offer, authority))),
        Group("codes", _("编码、分类和版本"), tuple(_codes(offer))),
    )


def _who(offer: Offer, authority: Authority) -> Iterator[Fact]:
    guide, local = offer.guide, offer.local
    yield Fact(
        _("实施主体"),
        wording.local_text(authority.name, authority.name_en),
        words.word(words.NATURES, local.authority_nature),
    )
    yield Fact(_("实施主体编码"), authority.code)
    yield Fact(_("行使层级"), words.word(words.LEVELS, guide.level))
    yield Fact(_("权力来源"), words.word(words.POWER_SOURCES, guide.power_source))
    for entry in powers_of_basics(offer.basic_code):
        yield Fact(
            words.word(words.POWER_LISTS, entry.list),
            wording.hant(entry.name),
            is_chinese=True,
            href=reverse("portal:power", args=[entry.list, entry.id]),
        )
    yield from _if_any(_("委托部门"), local.entrusted)
    yield from _if_any(_("联办机构"), "、".join(guide.joint_authorities))
    yield from _if_any(_("中央业务指导部门"), guide.central_department)


def _limits(guide: Guide) -> Iterator[Fact]:
    statutory, committed = guide.statutory_limit, guide.committed_limit
    yield Fact(_("办件类型"), words.word(words.CASE_TYPES, guide.case_type))
    yield Fact(_("法定办结时限"), wording.limit(statutory.amount, statutory.unit), wording.hant(statutory.note))
    yield Fact(_("承诺办结时限"), wording.limit(committed.amount, committed.unit), wording.hant(committed.note))
    yield from special_procedures(guide)


def _ways(guide: Guide, real: RealDepth) -> Iterator[Fact]:
    yield Fact(_("办理形式"), _("、").join(words.word(words.CHANNELS, each) for each in guide.channels))
    yield Fact(
        _("网上办理深度"), words.word(words.DEPTHS, str(min(guide.online_depth, real.depth))), _shortfall(guide, real)
    )
    yield Fact(_("到办事现场次数"), visits_words(max(guide.visits, real.visits)), wording.hant(guide.visits_reason))
    yield Fact(_("通办范围"), words.word(words.SCOPES, guide.scope))
    yield Fact(_("进驻政务大厅"), _yes(guide.hall))
    yield Fact(_("预约办理"), _yes(guide.appointment))
    yield Fact(_("手机办理"), _yes(guide.mobile and guide.is_online))
    yield Fact(_("自助终端"), _yes(guide.terminal))
    yield Fact(_("邮寄送达结果"), _yes(guide.by_post))
    yield Fact(_("网上支付"), _yes(guide.payment_online))


def _codes(offer: Offer) -> Iterator[Fact]:
    guide = offer.guide
    yield Fact(_("实施编码") if len(offer.code) <= 31 else _("业务办理项编码"), offer.code)
    yield Fact(_("基本编码"), offer.basic_code)
    yield from _if_any(_("地方基本编码"), guide.local_basic_code)
    yield Fact(_("事项类型"), words.word(words.ITEM_TYPES, guide.item_type))
    yield Fact(_("服务对象"), _("、").join(words.word(words.AUDIENCES, each) for each in guide.audience))
    if guide.themes_natural:
        yield Fact(_("个人主题"), _("、").join(words.word(words.THEMES, each) for each in guide.themes_natural))
    if guide.themes_legal:
        yield Fact(_("企业主题"), _("、").join(words.word(words.THEMES, each) for each in guide.themes_legal))
    if guide.life_events:
        yield Fact(_("人生大事"), _("、").join(words.word(words.LIFE_EVENTS, each) for each in guide.life_events))
    yield Fact(_("结果类型"), words.word(words.RESULT_KINDS, guide.result.kind))
    yield Fact(_("事项状态"), _("在用"))
    yield Fact(_("指南版本"), _("第 {number} 版").format(number=offer.version_number))
    yield Fact(_("生效日期"), wording.plain_day(offer.effective_from))


def _shortfall(guide: Guide, real: RealDepth) -> str:
    """Say what is missing where less is really online than the guide plans; empty where nothing is."""
    if real.depth >= guide.online_depth:
        return ""
    return _("计划达到“{depth}”，还缺：{lacks}").format(
        depth=words.word(words.DEPTHS, str(guide.online_depth)),
        lacks=_("；").join(str(lack_name(lack)) for lack in real.lacks),
    )


def special_procedures(guide: Guide) -> list[Fact]:
    """Return the procedures whose time does not count, each with its limit."""
    return [
        Fact(
            _("特别程序：{kind}").format(kind=words.word(words.SPECIAL_PROCEDURES, each.kind)),
            _("{limit}，不计入办结时限").format(limit=wording.limit(each.amount, each.unit)),
            wording.hant(each.basis),
        )
        for each in guide.special_procedures
    ]


def quantity(guide: Guide) -> str:
    """Return how many may have it; empty where there is no limit."""
    return "" if guide.quantity_limit.strip() in NOTHING else wording.hant(guide.quantity_limit)


def intermediary(guide: Guide) -> str:
    """Return which service of a third party is needed; empty where none is."""
    return "" if guide.intermediary.strip() in NOTHING else wording.hant(guide.intermediary)


def region_name(code: str) -> str:
    """Return the name of a region with that of the city it lies in; empty where the code is unknown."""
    try:
        found = organisations.region(code)
        return found.name_en or found.name if wording.language() == wording.ENGLISH else wording.hant(found.name)
    except UnableToFindRegion:
        return ""


def _if_any(label: str, chinese: str) -> Iterator[Fact]:
    if chinese.strip() not in NOTHING:
        yield Fact(label, wording.hant(chinese), is_chinese=True)


def _yes(is_so: bool) -> str:
    return _("可以") if is_so else _("不可以")


def _is_reduced(guide: Guide) -> bool:
    return any(fee.amount_fen and fee.reduction.strip() not in NOTHING for fee in guide.fees)


def _hours(chinese: str) -> str:
    hours = wording.hant(chinese)
    if wording.language() == wording.ENGLISH:
        return hours.replace("工作日", _("工作日")).replace("，", ", ")
    return hours

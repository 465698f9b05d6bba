"""How posts, the calendar and the limits are shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.doors.frame import wording
from tongban.offer.deadlines.api import LimitSource
from tongban.offer.deadlines.rules import DayKind, WorkCalendar
from tongban.registers.identity.api import Role
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.api import Authority, Post

ROLES: Mapping[str, str | Promise] = {
    Role.CLERK: gettext_lazy("受理"),
    Role.REVIEWER: gettext_lazy("审查"),
    Role.DECIDER: gettext_lazy("决定"),
    Role.ITEM_MANAGER: gettext_lazy("事项管理"),
    Role.SUPERVISOR: gettext_lazy("监督"),
    Role.AUDITOR: gettext_lazy("审计"),
    Role.ADMINISTRATOR: gettext_lazy("系统管理"),
}
DAYS_SHOWN = 90


@dataclass(frozen=True)
class PostRow:
    name: str
    roles: tuple[str, ...]
    reach: str


@dataclass(frozen=True)
class AuthorityPosts:
    authority: Authority
    region: str
    posts: tuple[PostRow, ...]


@dataclass(frozen=True)
class LimitRow:
    code: str
    name: str
    text: str
    source: str


@dataclass(frozen=True)
class DayOff:
    day: str
    text: str


def by_authority(posts: Iterable[Post]) -> list[AuthorityPosts]:
    """Return posts under their authorities, in the order in which they come."""
    return [
        AuthorityPosts(
            authority=organisations.authority(id),
            region=organisations.region_path(organisations.authority(id).region_code),
            posts=tuple(map(_post, group)),
        )
        for id, group in groupby(posts, key=lambda post: post.authority_id)
    ]


def limits(sources: Iterable[LimitSource]) -> list[LimitRow]:
    """Return the limits of the law in words."""
    return [
        LimitRow(
            code=each.code,
            name=wording.local_text(each.name, each.name_en),
            text=f"{each.amount}%" if each.unit == "percent" else wording.limit(each.amount, each.unit),
            source=wording.hant(each.source),
        )
        for each in sources
    ]


def coming_days_off(calendar: WorkCalendar, today: date) -> list[DayOff]:
    """Return the holidays and make-up workdays of the coming three months: what differs from an ordinary week."""
    days = [today + timedelta(days=count) for count in range(DAYS_SHOWN)]
    unusual = []
    for day in days:
        if not calendar.is_known(day):
            break
        if name := calendar.holiday_name(day):
            unusual.append(DayOff(wording.day(day), wording.hant(name)))
        elif calendar.kind_of(day) is DayKind.MAKE_UP:
            unusual.append(DayOff(wording.day(day), _("调休上班")))
    return unusual


def _post(post: Post) -> PostRow:
    if post.item_codes is not None:
        reach = _("{count} 个事项").format(count=len(post.item_codes))
    else:
        reach = _("全区各部门的事项") if post.region_wide else _("本单位全部事项")
    return PostRow(wording.hant(post.name), tuple(str(ROLES.get(role, role)) for role in sorted(post.roles)), reach)

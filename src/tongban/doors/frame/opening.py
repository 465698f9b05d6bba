"""When offices are open: what the working calendar says to the hours of service points, and their hours in words."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from tongban.doors.frame import wording
from tongban.groundwork.foundation import clock
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import DayKind, WorkCalendar
from tongban.registers.organisations.rules import DayFact, DayFacts, DayHours, OpeningHours, Reason, ordinary_days

ONE_DAY = timedelta(days=1)


def day_facts() -> DayFacts:
    """Return what the working calendar says of days; every day is an ordinary one while no calendar is installed."""
    try:
        calendar = deadlines.calendar()
    except deadlines.UnableToFindCalendar:
        return ordinary_days
    return lambda day: _fact(calendar, day)


def _fact(calendar: WorkCalendar, day: date) -> DayFact:
    kind, is_known = calendar.kind_of(day), calendar.is_known(day)
    if kind is DayKind.HOLIDAY:
        return DayFact(is_holiday=True, holiday=calendar.holiday_name(day) or "", is_known=is_known)
    if kind is DayKind.MAKE_UP:
        # A make-up workday of which no one knows whose work it does is worked as the Friday before or the Monday after.
        instead = calendar.worked_for(day) or (day - ONE_DAY if day.isoweekday() == 6 else day + ONE_DAY)  # noqa: PLR2004
        return DayFact(works_as=instead.isoweekday(), is_known=is_known)
    return DayFact(is_known=is_known)


def spans_text(hours: DayHours) -> str:
    """Return the hours of a day: 09:00—12:00，13:30—17:30, 全天 or 休息."""
    if hours.is_all_day:
        return _("全天")
    comma = ", " if wording.language() == wording.ENGLISH else "，"
    return comma.join("—".join(span.text) for span in hours.spans) or _("休息")


def reason_text(hours: DayHours) -> str:
    """Return why a day differs from its weekday; nothing where it does not."""
    if hours.reason is Reason.HOLIDAY:
        text = _("{holiday}休息").format(holiday=holiday_name(hours.note)) if hours.note else _("法定节假日休息")
    elif hours.reason is Reason.MAKE_UP:
        text = _("调休上班")
    elif hours.reason is Reason.EXCEPTION:
        text = wording.hant(hours.note)
    elif hours.reason is Reason.CLOSED:
        return _("已停止服务")
    else:
        return ""
    return text if hours.is_known else _("{reason}（预计）").format(reason=text)


def holiday_name(chinese: str) -> str:
    """Return the name of a holiday in the language of the page."""
    return HOLIDAYS.get(chinese, lambda: wording.hant(chinese))()


HOLIDAYS = {
    "元旦": lambda: _("元旦"),
    "春节": lambda: _("春节"),
    "清明节": lambda: _("清明节"),
    "劳动节": lambda: _("劳动节"),
    "端午节": lambda: _("端午节"),
    "中秋节": lambda: _("中秋节"),
    "国庆节": lambda: _("国庆节"),
    "国庆节、中秋节": lambda: _("国庆节、中秋节"),
}


def state_text(hours: OpeningHours, facts: DayFacts, now: datetime | None = None) -> tuple[bool, str]:
    """Return whether it is open now, and what follows: 开到 17:30, 明天 09:00 开门, 24 小时开放."""
    moment = (now or clock.now()).astimezone(clock.CHINA)
    if hours.is_open(moment, facts):
        closes = hours.closes_at(moment, facts)
        if closes is None:
            return True, _("24 小时开放")
        if closes - moment > ONE_DAY:
            return True, _("开到 {moment}").format(moment=f"{wording.short_day(closes)} {wording.hour(closes)}")
        end = "24:00" if closes.hour == closes.minute == 0 else wording.hour(closes)
        return True, _("开到 {moment}").format(moment=end)
    if hours.closed_on is not None and moment.date() >= hours.closed_on:
        return False, _("已停止服务")
    opens = hours.opens_next_at(moment, facts)
    if opens is None:
        return False, _("近期不开门")
    return False, _("{moment} 开门").format(moment=_when(opens, moment.date()))


def _when(moment: datetime, today: date) -> str:
    names = {today: _("今天"), today + ONE_DAY: _("明天")}
    return f"{names.get(moment.date()) or wording.short_day(moment)} {wording.hour(moment)}"


def unusual(days: Iterable[DayHours]) -> tuple[DayHours, ...]:
    """Return the days that differ from their weekday."""
    return tuple(each for each in days if each.reason is not Reason.WEEKLY)

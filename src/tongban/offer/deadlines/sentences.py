"""Explanations of due dates in the reader's language."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache

from django.utils.dateformat import format as format_day
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from tongban.groundwork.foundation.clock import CHINA
from tongban.offer.deadlines.rules import Event, Limit, Line, LineKind, Unit

WEEKDAYS = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)
STARTS: Mapping[str, str | Promise] = {
    Event.START: gettext_lazy("{day}起算，当日不计"),
    Event.RECEIVED: gettext_lazy("{day}收件，当日不计"),
    Event.SUPPLIED: gettext_lazy("{day}补正材料收齐，当日不计"),
    Event.ACCEPTED: gettext_lazy("{day}受理，当日不计"),
    Event.HANDED_OVER: gettext_lazy("{day}移送，当日不计"),
    Event.DECIDED: gettext_lazy("{day}作出决定，当日不计"),
}


def day_text(day: date) -> str:
    """Return a day as people write it: 2026年10月8日, 8 October 2026."""
    return _day_text(day, get_language())


@lru_cache(maxsize=1000)
def _day_text(day: date, _language: str | None) -> str:
    # Translators: a date format of Django's `date` filter, not a sentence.
    return format_day(day, pgettext("date format", "Y年n月j日"))


@lru_cache(maxsize=1000)
def _short_day_text(day: date, _language: str | None) -> str:
    # Translators: a date format of Django's `date` filter without the year, not a sentence.
    return format_day(day, pgettext("short date format", "n月j日"))


def limit_text(limit: Limit) -> str:
    """Return a limit as people say it: 20 个工作日."""
    return _amount(limit.amount, limit.unit)


def explain_text(lines: Iterable[Line]) -> tuple[str, ...]:
    """Return the lines of `rules.explain` as sentences in the active language; a year is told where it begins."""
    sentences, year = [], 0
    for line in lines:
        sentences.append(_sentence(line, year))
        year = year if line.kind is LineKind.PROVISIONAL else line.last.year
    return tuple(sentences)


def _sentence(line: Line, year: int) -> str:
    count, span = line.count, _span(line, year)
    match line.kind:
        case LineKind.START if line.at is not None:
            return _("{day} {time}起算").format(day=_with_weekday(line.first, year), time=_time(line.at))
        case LineKind.START:
            return str(STARTS[line.note]).format(day=_with_weekday(line.first, year))
        case LineKind.LIMIT:
            return _("期限：{amount}").format(amount=_amount(count, line.note))
        case LineKind.EXTENSION:
            return _("依法延长：{amount}").format(amount=_amount(count, line.note))
        case LineKind.CORRESPONDING:
            return _("{span}为到期月的对应日（没有对应日的，为该月最后一日）").format(span=span)
        case LineKind.COUNTED:
            return _counted(line).format(span=span, first=line.number, last=line.number + count - 1)
        case LineKind.MAKE_UP:
            return _("{span}调休上班，{counted}").format(
                span=span, counted=_counted(line).format(span="", first=line.number, last=line.number + count - 1)
            )
        case LineKind.WEEKEND:
            return _("{span}周末，不计").format(span=span)
        case LineKind.HOLIDAY:
            return _("{span}{holiday}放假，不计").format(span=span, holiday=_holiday(line.note))
        case LineKind.STOPPED if line.document:
            return _("{span}{ground}，不计（{document}）").format(
                span=span, ground=_(line.note), document=line.document
            )
        case LineKind.STOPPED:
            return _("{span}{ground}，不计").format(span=span, ground=_(line.note))
        case LineKind.ROLLED:
            return _("{span}：期限最后一日是休息日，顺延到下一个工作日").format(span=span)
        case LineKind.PROVISIONAL:
            return _("{day} 起的节假日安排尚未公布，日期为预计").format(day=day_text(line.first))
        case LineKind.DUE if line.at is not None:
            return _("{day} {time}为最后时刻").format(day=_with_weekday(line.first, 0), time=_time(line.at))
        case LineKind.DUE:
            return _("{day}为最后一日").format(day=_with_weekday(line.first, 0))


def _counted(line: Line) -> str:
    """Say which of the limit's days they are; English puts what it says behind a colon only where days stand before it."""
    is_working = line.note == Unit.WORKING_DAY
    if line.kind is LineKind.MAKE_UP:
        if line.count == 1:
            return _("为第{first}个工作日")
        return _("为第{first}至第{last}个工作日")
    if line.count == 1:
        return _("{span}为第{first}个工作日") if is_working else _("{span}为第{first}日")
    return _("{span}为第{first}至第{last}个工作日") if is_working else _("{span}为第{first}至第{last}日")


def _span(line: Line, year: int) -> str:
    if line.first == line.last:
        return _with_weekday(line.first, year)
    return _("{first}—{last}").format(first=_plain(line.first, year), last=_plain(line.last, line.first.year))


def _plain(day: date, year: int) -> str:
    return _short_day_text(day, get_language()) if day.year == year else day_text(day)


def _with_weekday(day: date, year: int) -> str:
    return _("{day}（{weekday}）").format(day=_plain(day, year), weekday=WEEKDAYS[day.weekday()])


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%H:%M}"


def _amount(count: int, unit: str) -> str:
    match unit:
        case Unit.WORKING_DAY:
            return ngettext("{count} 个工作日", "{count} 个工作日", count).format(count=count)
        case Unit.HOUR:
            return ngettext("{count} 小时", "{count} 小时", count).format(count=count)
        case Unit.MONTH:
            return ngettext("{count} 个月", "{count} 个月", count).format(count=count)
        case _:
            return ngettext("{count} 个自然日", "{count} 个自然日", count).format(count=count)


def _holiday(name: str) -> str:
    return _(name) if name else _("法定节假日")


def _holiday_names() -> tuple[str, ...]:
    """Name the holidays for the translators; their names are data."""
    return (
        _("元旦"),
        _("春节"),
        _("清明节"),
        _("劳动节"),
        _("端午节"),
        _("中秋节"),
        _("国庆节"),
        _("国庆节、中秋节"),
        _("阶段之间等候申请人"),
        _("补正"),
    )

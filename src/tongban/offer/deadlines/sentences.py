"""Explanations of due dates in the reader's language."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.utils.dateformat import format as format_day
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from tongban.offer.deadlines.rules import Limit, Line, LineKind, Unit


def day_text(day: date) -> str:
    """Return a day as people write it: 2026年10月8日, 8 October 2026."""
    return _day_text(day, get_language())


@lru_cache(maxsize=1000)
def _day_text(day: date, _language: str | None) -> str:
    # Translators: a date format of Django's `date` filter, not a sentence.
    return format_day(day, pgettext("date format", "Y年n月j日"))


def limit_text(limit: Limit) -> str:
    """Return a limit as people say it: 20 个工作日."""
    return _amount(limit.amount, limit.unit)


def explain_text(lines: Iterable[Line]) -> tuple[str, ...]:
    """Return the lines of `rules.explain` as sentences in the active language."""
    return tuple(_sentence(line) for line in lines)


def _sentence(line: Line) -> str:
    first, count = day_text(line.first), line.count
    match line.kind:
        case LineKind.START:
            return _("{day}：起算日，当日不计入").format(day=first)
        case LineKind.LIMIT:
            return _("期限：{amount}").format(amount=_amount(count, line.note))
        case LineKind.EXTENSION:
            return _("依法延长：{amount}").format(amount=_amount(count, line.note))
        case LineKind.COUNTED:
            return _("{span}：计入 {days}").format(span=_span(line), days=_days(count))
        case LineKind.MAKE_UP:
            return _("{span}：调休上班，计入 {days}").format(span=_span(line), days=_days(count))
        case LineKind.WEEKEND:
            return _("{span}：周末，不计入").format(span=_span(line))
        case LineKind.HOLIDAY:
            return _("{span}：{holiday}放假，不计入").format(span=_span(line), holiday=_holiday(line.note))
        case LineKind.STOPPED:
            return _("{span}：{ground}，期限中止，不计入").format(span=_span(line), ground=_(line.note))
        case LineKind.ROLLED:
            return _("{span}：期限最后一日是休息日，顺延到下一个工作日").format(span=_span(line))
        case LineKind.PROVISIONAL:
            return _("{day} 起的节假日安排尚未公布，日期为预计").format(day=first)
        case LineKind.DUE:
            return _("{day}：最后一日").format(day=first)


def _span(line: Line) -> str:
    if line.first == line.last:
        return day_text(line.first)
    return _("{first}至{last}").format(first=day_text(line.first), last=day_text(line.last))


def _amount(count: int, unit: str) -> str:
    if unit == Unit.WORKING_DAY:
        return ngettext("{count} 个工作日", "{count} 个工作日", count).format(count=count)
    return ngettext("{count} 个自然日", "{count} 个自然日", count).format(count=count)


def _days(count: int) -> str:
    return ngettext("{count} 日", "{count} 日", count).format(count=count)


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
    )

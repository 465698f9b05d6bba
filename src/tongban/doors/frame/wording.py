"""How days, money, limits, numbers and Chinese item texts are written, in the language of the page."""

from datetime import date, datetime, time

from django.utils.translation import get_language, gettext, ngettext, npgettext
from markupsafe import Markup, escape

from tongban.groundwork.foundation import clock, money, text
from tongban.registers.organisations import api as organisations

ENGLISH, TRADITIONAL = "en", "zh-hant"
ENGLISH_MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
ENGLISH_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def language() -> str:
    """Return the code of the page's language: zh-hans, zh-hant or en."""
    return get_language() or "zh-hans"


def day(when: date | datetime | None) -> str:
    """Return a day in full: 2026年11月21日（周六）, Saturday 21 November 2026; a moment is taken where the offices are."""
    if when is None:
        return ""
    on = _day_of(when)
    if language() == ENGLISH:
        return f"{ENGLISH_WEEKDAYS[on.weekday()]} {plain_day(on)}"
    return f"{plain_day(on)}{_weekday(on)}"


def plain_day(on: date) -> str:
    """Return a day that is a fact and no appointment, such as a birthday: 1952年3月8日, 8 March 1952."""
    if language() == ENGLISH:
        return f"{on.day} {ENGLISH_MONTHS[on.month - 1]} {on.year}"
    return f"{on.year}年{on.month}月{on.day}日"


def short_day(when: date | datetime | None) -> str:
    """Return a day of the present year without its year: 12月1日（周二）, 1 December; of another year in full."""
    if when is None:
        return ""
    on = _day_of(when)
    if on.year != clock.today().year:
        return day(on)
    if language() == ENGLISH:
        return f"{on.day} {ENGLISH_MONTHS[on.month - 1]}"
    return f"{on.month}月{on.day}日{_weekday(on)}"


def moment(when: datetime | None) -> str:
    """Return a day and its time where the offices are: 2026年11月18日 09:12, 18 November 2026, 09:12."""
    if when is None:
        return ""
    on = _day_of(when)
    if language() == ENGLISH:
        return f"{on.day} {ENGLISH_MONTHS[on.month - 1]} {on.year}, {hour(when)}"
    return f"{on.year}年{on.month}月{on.day}日 {hour(when)}"


def hour(when: datetime | time | None) -> str:
    """Return a time of day as 09:12, where the offices are."""
    if when is None:
        return ""
    at = when.astimezone(clock.CHINA) if isinstance(when, datetime) else when
    return f"{at:%H:%M}"


def yuan(fen: int | None) -> str:
    """Return an amount of fen: 40 元, 40 yuan; nothing to pay is 免费, Free."""
    if fen is None:
        return ""
    return gettext("{amount} 元").format(amount=money.yuan(fen)) if fen else gettext("免费")


def limit(amount: int, unit: str) -> str:
    """Return a limit: 20 个工作日, 60 日, 24 小时, 6 个月; `unit` is one of `deadlines.rules.Unit`."""
    if str(unit) == "working_day":
        return ngettext("{count} 个工作日", "{count} 个工作日", amount).format(count=amount)
    if str(unit) == "hour":
        return ngettext("{count} 小时", "{count} 小时", amount).format(count=amount)
    if str(unit) == "month":
        return ngettext("{count} 个月", "{count} 个月", amount).format(count=amount)
    return npgettext("期限", "{count} 日", "{count} 日", amount).format(count=amount)


def time_left(days: int, unit: str, by: date | None = None) -> str:
    """Return what is left of a limit: 还剩 6 个工作日（12月1日（周二）前）; negative days are over: 已超期 2 个工作日."""
    if days < 0:
        return gettext("已超期 {limit}").format(limit=limit(-days, unit))
    left = gettext("还剩 {limit}").format(limit=limit(days, unit)) if days else gettext("今天到期")
    return gettext("{left}，{day}前").format(left=left, day=short_day(by)) if by and days else left


def grouped(number: str | int | None) -> str:
    """Return a long number in groups of four, as people read it aloud: 9901 0126 1118 0042 77."""
    digits = "".join(str(number if number is not None else "").split())
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def thousands(number: int | float | None) -> str:
    """Return a count with thousands apart: 5,314."""
    return "" if number is None else f"{number:,}"


def hant(chinese: str | None) -> str:
    """Return a Chinese text of an item in Traditional script on Traditional pages, unchanged on others."""
    if not chinese:
        return ""
    return text.to_traditional(chinese) if language() == TRADITIONAL else chinese


def local_text(chinese: str | None, english: str | None = "") -> str:
    """Return the text in the language of the page as far as there is one, without markup: for titles and attributes."""
    return english if english and language() == ENGLISH else hant(chinese)


def local(chinese: str | None, english: str | None = "") -> str | Markup:
    """Return the text in the language of the page; Chinese that stands on an English page is marked as Chinese."""
    if not chinese or language() != ENGLISH or english:
        return local_text(chinese, english)
    return Markup('<span lang="zh-Hans">') + escape(chinese) + Markup("</span>")


def office(chinese: str | None) -> str:
    """Return the name of an authority, known by its Chinese name: an old record's may be known no more."""
    if language() != ENGLISH or not chinese:
        return hant(chinese)
    return next((each.name_en for each in organisations.authorities() if each.name == chinese), "") or chinese


def lang_attr(english: str | None = "") -> str | Markup:
    """Return the attribute that marks an element's Chinese text on an English page, where there is no English for it."""
    return Markup(' lang="zh-Hans"') if language() == ENGLISH and not english else ""


def _day_of(when: date | datetime) -> date:
    return clock.day_of(when) if isinstance(when, datetime) else when


def _weekday(on: date) -> str:
    mark = "週" if language() == TRADITIONAL else "周"
    return f"（{mark}{'一二三四五六日'[on.weekday()]}）"

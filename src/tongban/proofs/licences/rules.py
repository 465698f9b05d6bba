"""
The rules of electronic licences: how they are named, what their status may become, when they are valid.

Identifier: GB/T 36904-2018 (电子证照标识规范). Trust levels: 国办函〔2016〕108号.
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import unquote

from stdnum.iso7064 import mod_37_36

from tongban.groundwork.foundation import identifiers
from tongban.groundwork.foundation.masks import mask_name, mask_organisation
from tongban.groundwork.foundation.periods import Period

ROOT = "1.2.156.3005.2"
NUMBER_DIGITS = 18
RANDOM_DIGITS = NUMBER_DIGITS - 3  # two for the year, one for the check
LONGEST_QUESTION = 500

_IDENTIFIER = re.compile(
    r"1\.2\.156\.3005\.2\.([0-9A-Z]{21})\.([0-9A-Z]{6,18})\.([0-9A-Z]{1,40})\.([0-9]{3})\.([0-9A-Z])", re.ASCII
)
_BETWEEN_GROUPS = re.compile(r"[\s\-‐‑–—_·]+")


class Status(StrEnum):
    """What a licence is worth."""

    VALID = "valid"  # 有效
    SUSPENDED = "suspended"  # 暂扣
    REVOKED = "revoked"  # 吊销、撤销
    CANCELLED = "cancelled"  # 注销, also when a newer version took its place
    EXPIRED = "expired"  # 失效: its period ended


class TrustLevel(StrEnum):
    """How sure the record is."""

    ISSUED = "A"  # issued electronically by the authority
    CHECKED = "B"  # scanned and compared with the original at a window
    UPLOADED = "C"  # handed in by the holder, original still to be checked
    DECLARED = "D"  # declared by the holder under commitment


# What an authority may make of a licence. The end of its period is no decision: the sweep alone makes it expired.
CHANGES: dict[Status, frozenset[Status]] = {
    Status.VALID: frozenset({Status.SUSPENDED, Status.REVOKED, Status.CANCELLED}),
    Status.SUSPENDED: frozenset({Status.VALID, Status.REVOKED, Status.CANCELLED}),
    Status.EXPIRED: frozenset({Status.CANCELLED}),
    Status.REVOKED: frozenset(),
    Status.CANCELLED: frozenset(),
}


@dataclass(frozen=True)
class Identifier:
    """The parts of an identifier, with the check character that was written."""

    type_code: str
    issuer_code: str
    serial: str
    version: int
    check: str

    def __str__(self) -> str:
        return ".".join((ROOT, self.type_code, self.issuer_code, self.serial, f"{self.version:03d}", self.check))

    @property
    def is_checked(self) -> bool:
        """Say whether the check character is the right one."""
        return self.check == check_character(self.type_code, self.issuer_code, self.serial, self.version)


def identifier(*, type_code: str, issuer_code: str, serial: str, version: int) -> Identifier:
    """Return the identifier of a licence with its check character."""
    check = check_character(type_code, issuer_code, serial, version)
    return Identifier(type_code, issuer_code, serial, version, check)


def check_character(type_code: str, issuer_code: str, serial: str, version: int) -> str:
    """Return the check character: ISO 7064 MOD 37,36 over the parts without dots and without the root."""
    return str(mod_37_36.calc_check_digit(f"{type_code}{issuer_code}{serial}{version:03d}"))


def licence_number(*, year: int, chance: int) -> str:
    """
    Return the number that people read aloud: the year's last two digits, fifteen digits of `chance`, a check digit.

    It is drawn, not counted, so that nobody can find other people's licences by counting on.
    """
    digits = f"{year % 100:02d}{chance:0{RANDOM_DIGITS}d}"
    return digits + identifiers.check_digit(digits)


def is_checked_number(number: str) -> bool:
    """Say whether a number's check digit is the right one."""
    return identifiers.is_checked(number)


def grouped(number: str) -> str:
    """Return a number in groups of six, as it is printed."""
    return " ".join(number[start : start + 6] for start in range(0, len(number), 6))


def asked_identifier(text: str) -> Identifier | None:
    """Find an identifier in what was typed or scanned: alone, or anywhere in an address."""
    tidy = unquote(unicodedata.normalize("NFKC", text[:LONGEST_QUESTION])).upper()
    found = _IDENTIFIER.search(_BETWEEN_GROUPS.sub("", tidy))
    if found is None:
        return None
    type_code, issuer_code, serial, version, check = found.groups()
    return Identifier(type_code, issuer_code, serial, int(version), check)


def asked_number(text: str) -> str | None:
    """Return the licence number in what was typed, without spaces and dashes; None when it cannot be one."""
    tidy = _BETWEEN_GROUPS.sub("", unicodedata.normalize("NFKC", text[:LONGEST_QUESTION]))
    return tidy if len(tidy) == NUMBER_DIGITS and tidy.isascii() and tidy.isdecimal() else None


def valid_period(*, issued_on: date, months: int) -> Period:
    """Return the days on which a licence holds: whole months from its issue, without end for zero (长期)."""
    if months == 0:
        return Period(issued_on)
    years, month = divmod(issued_on.month - 1 + months, 12)
    year, month = issued_on.year + years, month + 1
    return Period(issued_on, date(year, month, min(issued_on.day, calendar.monthrange(year, month)[1])))


def last_day(period: Period) -> date | None:
    """Return the last day of a period as licences print it (有效期至), None for a long-term one."""
    return None if period.end is None else period.end - timedelta(days=1)


def status_on(day: date, *, status: Status, valid: Period) -> Status:
    """Return what a licence is worth on a day: a period that ended counts before the sweep writes it down."""
    has_ended = valid.end is not None and valid.end <= day
    return Status.EXPIRED if has_ended and status in {Status.VALID, Status.SUSPENDED} else status


def masked_holder(name: str, *, is_organisation: bool) -> str:
    """Return the holder's name as a stranger may see it; where nothing is known of the holder, the stricter way."""
    return mask_organisation(name) if is_organisation else mask_name(name)

"""
The code of a project (投资项目统一代码), its one identity from the first approval to the last acceptance.

Since 1 November 2020 (发改投资〔2020〕1439号《固定资产投资项目代码管理规范》, GB/T 40058-2021) it has 24 digits in five groups:
time (YYMM), region (GB/T 2260), guiding department of the State Council, type of project, five random digits with one check
digit. Before that: year, region, industry, type, serial. Old codes stay with their projects, so both are read.

The public text of the standard does not give the algorithm of the check digit, so a code that comes from the national
platform is held to its structure only; one that is made here ends in the check digit of ISO 7064 MOD 11,10.
"""

import re
from dataclasses import dataclass
from datetime import date

from stdnum.iso7064 import mod_11_10

FIRST_YEAR, LAST_YEAR = 2016, 2020  # of codes that begin with a year
FIRST_MONTH = date(2020, 11, 1)  # of codes that begin with a month
SERIAL_DIGITS = 5

_GROUPS = re.compile(r"(\d{4})-(\d{6})-(\d{2})-(\d{2})-(\d{6})", re.ASCII)


@dataclass(frozen=True)
class ProjectCode:
    """A code in its parts. `begun` is the first day of the year or month in which it was given."""

    begun: date
    has_month: bool
    region_code: str
    department: str  # the guiding department; the industry in codes that begin with a year
    type: str
    serial: str

    def __str__(self) -> str:
        time = f"{self.begun:%y%m}" if self.has_month else f"{self.begun:%Y}"
        return "-".join((time, self.region_code, self.department, self.type, self.serial))


def read_code(text: str) -> ProjectCode | None:
    """Return the code that somebody typed, or None when it cannot be one; spaces and other hyphens are passed over."""
    plain = re.sub(r"[\s\u3000]", "", text).translate({ord(hyphen): "-" for hyphen in "–—－‐‑"})
    found = _GROUPS.fullmatch(plain)
    if found is None:
        return None
    begun = _begun(found[1])
    if begun is None:
        return None
    return ProjectCode(begun, begun >= FIRST_MONTH, found[2], found[3], found[4], found[5])


def new_code(*, day: date, region_code: str, department: str, type: str, serial: int) -> ProjectCode:
    """Return a code of the present form for a serial of up to five digits."""
    if not 0 <= serial < 10**SERIAL_DIGITS or day < FIRST_MONTH:
        raise ValueError(f"serial {serial} on {day} does not fit into a project code")
    region = f"{region_code[:6]:0<6}"
    body = f"{serial:0{SERIAL_DIGITS}d}"
    check = mod_11_10.calc_check_digit(f"{day:%y%m}{region}{department}{type}{body}")
    return ProjectCode(day.replace(day=1), True, region, department, type, body + check)


def _begun(digits: str) -> date | None:
    if FIRST_YEAR <= int(digits) <= LAST_YEAR:
        return date(int(digits), 1, 1)
    month = int(digits[2:])
    if not 1 <= month <= 12:
        return None
    begun = date(2000 + int(digits[:2]), month, 1)
    return begun if begun >= FIRST_MONTH else None

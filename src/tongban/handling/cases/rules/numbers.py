"""The number of a case, as it is kept, read aloud and typed."""

from datetime import date

from tongban.groundwork.foundation.identifiers import check_digit, is_checked

SERIAL_DIGITS = 5
NUMBER_DIGITS = 18


def case_number(*, region_code: str, day: date, serial: int) -> str:
    """Return a case number: region (6), day (yymmdd), serial of region and day (5), check digit."""
    if not 0 < serial < 10**SERIAL_DIGITS:
        raise ValueError(f"serial {serial} does not fit into a case number")
    digits = f"{region_code[:6]:0<6}{day:%y%m%d}{serial:0{SERIAL_DIGITS}d}"
    return digits + check_digit(digits)


def grouped(number: str) -> str:
    """Return a case number as people read it aloud: 990101 261121 000017."""
    return " ".join((number[:6], number[6:12], number[12:]))


def ungrouped(text: str) -> str | None:
    """Return the case number that somebody typed, with spaces or hyphens, or None when it cannot be one."""
    number = "".join(character for character in text if character not in " -\u3000")
    return number if len(number) == NUMBER_DIGITS and is_checked(number) else None

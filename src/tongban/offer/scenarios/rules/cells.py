"""
The cells of a decision table: a small grammar, never code.

`-` (or nothing) means any. Under a choice stand values, `restaurant, canteen`; under yes or no `yes` or `no`; under a number
intervals, `<=4.5`, `>4.5`, `4.5..12` (both ends belong to it), `(4.5..12]`, `12`, several of them with commas between.
Numbers are kept as whole multiples of the smallest step a question allows, so that nothing is ever rounded.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

ANY = "-"
YES, NO = "yes", "no"
LONGEST_CELL = 500
_NUMBER = r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?"
_COMPARED = re.compile(rf"(<=|>=|<|>|=)?({_NUMBER})")
_SPAN = re.compile(rf"([\[(])?({_NUMBER})(?:\.\.|~)({_NUMBER})([\])])?")


class FaultyCell(ValueError):
    """A cell is outside the grammar; `code` and `params` say how."""

    def __init__(self, code: str, **params: str) -> None:
        self.code, self.params = code, params
        super().__init__(code)


@dataclass(frozen=True)
class Interval:
    """Whole steps from `low` to `high`, both included."""

    low: int
    high: int


def is_any(cell: str) -> bool:
    return plain(cell) in ("", ANY)


def plain(cell: str) -> str:
    """Return a cell without blanks and in half-width characters, as the grammar reads it."""
    text = unicodedata.normalize("NFKC", cell)
    for written, meant in (("≤", "<="), ("≥", ">="), ("、", ","), (";", ","), ("–", "-"), ("—", "-")):
        text = text.replace(written, meant)
    return re.sub(r"\s+", "", text)


def values_in(cell: str, allowed: Sequence[str]) -> frozenset[str]:
    """Return the values that a cell under a choice names; raise FaultyCell for one that is not `allowed`."""
    _check_length(cell)
    values = [value for value in plain(cell).split(",") if value]
    for value in values:
        if value not in allowed:
            raise FaultyCell("unknown_value", value=value, allowed="、".join(allowed))
    return frozenset(values)


def intervals_in(cell: str, *, decimals: int, least: int, most: int) -> tuple[Interval, ...]:
    """Return the intervals that a cell under a number names, within the bounds of the question; raise FaultyCell."""
    _check_length(cell)
    found = []
    for part in filter(None, plain(cell).split(",")):
        low, high = _ends(part, decimals, least, most)
        if low > high:
            raise FaultyCell("empty_interval", part=part)
        if low > most or high < least:
            raise FaultyCell(
                "outside_bounds", part=part, least=unscaled(least, decimals), most=unscaled(most, decimals)
            )
        found.append(Interval(max(low, least), min(high, most)))
    return tuple(found)


def scaled(text: str, decimals: int) -> int:
    """Return a number in whole steps (4.5 with one decimal is 45); raise FaultyCell for what is no such number."""
    cleaned = unicodedata.normalize("NFKC", text).strip().replace(",", "") if len(text) <= LONGEST_CELL else ""
    if not re.fullmatch(_NUMBER, cleaned):
        raise FaultyCell("not_a_number", value=text[:40])
    steps = Decimal(cleaned).scaleb(decimals)
    if steps != steps.to_integral_value():
        raise FaultyCell("too_many_decimals", value=cleaned, decimals=str(decimals))
    return int(steps)


def unscaled(steps: int, decimals: int) -> str:
    """Return whole steps as a number people write: no trailing zeros."""
    text = f"{Decimal(steps).scaleb(-decimals):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _ends(part: str, decimals: int, least: int, most: int) -> tuple[int, int]:
    if match := _COMPARED.fullmatch(part):
        sign, number = match[1] or "=", scaled(match[2], decimals)
        return {
            "=": (number, number),
            "<": (least, number - 1),
            "<=": (least, number),
            ">": (number + 1, most),
            ">=": (number, most),
        }[sign]
    if match := _SPAN.fullmatch(part):
        opening, closing = match[1] or "[", match[4] or "]"
        low, high = scaled(match[2], decimals), scaled(match[3], decimals)
        return low + (opening == "("), high - (closing == ")")
    raise FaultyCell("not_an_interval", part=part[:40])


def _check_length(cell: str) -> None:
    if len(cell) > LONGEST_CELL:
        raise FaultyCell("too_long", most=str(LONGEST_CELL))

"""
Codes of items (GB/T 39554.1-2020), composed and taken apart.

Basic code 基本编码: province (2, 00 for national items), type (2), guiding department (2), main item (3), sub-item (3).
Implementation code 实施编码: credit code of the authority (18), level of exercise (1), basic code (12). A business item 业务办理项
adds two digits to the code of the item that it varies.
"""

import hashlib
from dataclasses import dataclass

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from tongban.offer.catalogue.rules import IMPLEMENTATION_CODE, ITEM_TYPES, LEVELS

_LEVEL_OF = {digit: level for level, digit in LEVELS.items()}
_LEVEL_OF_DIGITS = {2: "province", 4: "city", 6: "county", 9: "township", 12: "village"}
_UNLISTED_LENGTH = 16


@dataclass(frozen=True)
class CodeParts:
    """What an implementation or business code is made of."""

    authority: str
    level: str
    basic: str  # 12 digits, 14 for a business item
    item_type: str


def parts_of(code: str) -> CodeParts:
    """
    Return the parts of an implementation code (31 characters) or a business code (33).

    Raise ValueError naming what is wrong: "shape", "credit_code" (its check character, GB 32100) or "item_type".
    """
    if not IMPLEMENTATION_CODE.fullmatch(code):
        raise ValueError("shape")
    authority, level, basic = code[:18], _LEVEL_OF[code[18]], code[19:]
    try:
        uscc.validate(authority)
    except ValidationError as fault:
        raise ValueError("credit_code") from fault
    if basic[2:4] not in ITEM_TYPES:
        raise ValueError("item_type")
    return CodeParts(authority, level, basic, basic[2:4])


def unlisted_code(item_type: str, main_item: str, name: str) -> str:
    """Return the code under which items of one type, main item 主项 and name stand together that no catalogue knows."""
    return "~" + hashlib.sha256(f"{item_type}\n{main_item}\n{name}".encode()).hexdigest()[:_UNLISTED_LENGTH]


def level_of(region_code: str) -> str:
    """Return the level that exercises a power in a region, by the digits of its code."""
    return _LEVEL_OF_DIGITS[len(region_code)]

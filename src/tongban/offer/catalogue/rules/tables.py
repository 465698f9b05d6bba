"""What guides may say, by the code tables, and the codes of items (GB/T 39554.1)."""

import re

from tongban.offer.catalogue import code_tables

# 事项类型; those of authority over people (02–04, 06) appear in lists of powers, not as services.
ITEM_TYPES = {coded.code: coded.name for coded in code_tables.table("item_types")}
SERVICE_TYPES = ("01", "05", "07", "08", "09", "10", "20")
LEVELS = {coded.value: coded.code for coded in code_tables.table("levels")}  # as the implementation code writes them
POWER_SOURCES = {coded.code: coded.name for coded in code_tables.table("power_sources")}
SPECIAL_PROCEDURES = code_tables.values("special_procedures")
SCOPES = code_tables.values("scopes")  # 通办范围, the widest first
THEMES_NATURAL = code_tables.names("themes_natural")
THEMES_LEGAL = code_tables.names("themes_legal")
AUDIENCES = code_tables.values("audiences")
WAYS = code_tables.values("material_ways")
FILE_KINDS = ("jpg", "png", "pdf", "ofd", "doc", "docx", "xls", "xlsx", "zip", "dwg")
CHANNELS = code_tables.values("channels")

IMPLEMENTATION_CODE = re.compile(r"[0-9A-Z]{18}[1-6][0-9]{12}([0-9]{2})?")
BASIC_CODE = re.compile(r"[0-9]{12}([0-9]{2})?")
_USCC = re.compile(r"[0-9A-Z]{18}")


def implementation_code(uscc: str, level: str, basic_code: str) -> str:
    """
    Return the 31 characters of an implementation item 实施编码 (GB/T 39554.1), or the 33 of a business item 业务办理项.

    They are the credit code of the authority (18), its level (1) and the basic code (12, with the variant 14). Raise
    ValueError for other shapes.
    """
    if not _USCC.fullmatch(uscc):
        raise ValueError(f"{uscc} is no unified social credit code")
    if level not in LEVELS:
        raise ValueError(f"{level} is no level")
    if not BASIC_CODE.fullmatch(basic_code):
        raise ValueError(f"{basic_code} is no basic code")
    return f"{uscc}{LEVELS[level]}{basic_code}"


def unpadded_region_code(code: str) -> str:
    """Return a region code in its shortest form (511602000000 → 511602); raise ValueError when it is none."""
    if not re.fullmatch(r"[1-9][0-9]+", code) or len(code) not in (2, 4, 6, 9, 12):
        raise ValueError(f"{code} is no region code")
    for length, tail in ((12, "000"), (9, "000"), (6, "00"), (4, "00")):
        if len(code) == length and code.endswith(tail):
            code = code[: -len(tail)]
    return code

"""Which item a row is about: its code composed and checked, its authority and region, against each other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.groundwork.foundation import clock
from tongban.offer.catalogue.codes import CodeParts, level_of, parts_of, unlisted_code
from tongban.offer.catalogue.exchange.cells import UnableToReadCell, is_empty, read, written
from tongban.offer.catalogue.exchange.columns import BY_KEY
from tongban.offer.catalogue.exchange.faults import ImportFault, shown
from tongban.offer.catalogue.exchange.rows import Row
from tongban.offer.catalogue.rules import (
    IMPLEMENTATION_CODE,
    ITEM_TYPES,
    implementation_code,
    unpadded_region_code,
)

BASIC_LENGTHS = (12, 14)
BUSINESS_LENGTH = 33
MAY_BE_EMPTY = ("main_item", "basic_code", "business_code", "level", "effective_from", "state")
KEYS = (
    "department", "main_item", "name", "region_code", "item_code", "business_code", "basic_code", "item_type", "level",
    "authority_code", "effective_from", "state",
)  # fmt: skip


@dataclass(frozen=True)
class Identity:
    """What a row says of the item itself."""

    code: str
    basic_code: str
    is_coded: bool  # the code is an implementation code of GB/T 39554.1
    name: str
    main_item: str
    item_type: str
    department: str
    authority_code: str
    region_code: str
    effective_from: date | None
    state: str  # "" where the list says nothing


def read_identity(row: Row, note: Callable[[ImportFault], None]) -> Identity | None:
    """Return which item a row is about; note every fault and return None when it cannot be told."""
    reader = _IdentityReader(row)
    found = reader.identity()
    for fault in reader.faults:
        note(fault)
    return None if reader.faults else found


def code_in(row: Row) -> str:
    """Return the code of a row as it is written, also of one with faults."""
    return str(row.cells.get("business_code") or row.cells.get("item_code") or "").strip()[:64]


class _IdentityReader:
    def __init__(self, row: Row) -> None:
        self.row = row
        self.faults: list[ImportFault] = []

    def identity(self) -> Identity | None:
        values = {key: self._cell(key) for key in KEYS}
        region = self._region(values["region_code"])
        if self.faults:
            return None
        code = values["business_code"] or values["item_code"] or self._composed(values, region)
        parts = self._parts(code)
        if self.faults:
            return None
        self._compare(values, parts, region)
        basic = parts.basic if parts else values["basic_code"]
        return Identity(
            code=code,
            basic_code=basic or unlisted_code(values["item_type"], values["main_item"] or "", values["name"]),
            is_coded=parts is not None,
            name=values["name"],
            main_item=values["main_item"] or "",
            item_type=values["item_type"],
            department=values["department"],
            authority_code=values["authority_code"],
            region_code=region,
            effective_from=values["effective_from"],
            state=values["state"] or "",
        )

    def _cell(self, key: str) -> Any:
        value = self.row.cells.get(key)
        if is_empty(value):
            if key == "item_code" and self._is_composable():
                return ""
            if (
                key not in MAY_BE_EMPTY
                and key in self.row.head.titles
                or key not in MAY_BE_EMPTY
                and not self.row.head.letters
            ):
                self._fault(key, "empty")
            return None
        try:
            return read(BY_KEY[key], value)
        except UnableToReadCell as refusal:
            self.faults.append(self.row.head.fault(self.row.line, key, refusal.fault.code, **refusal.fault.data))
            return None

    def _is_composable(self) -> bool:
        return not is_empty(self.row.cells.get("basic_code")) or not is_empty(self.row.cells.get("business_code"))

    def _region(self, code: str | None) -> str:
        try:
            return unpadded_region_code(code) if code else ""
        except ValueError:
            self._fault("region_code", "region_code", value=shown(code))
            return ""

    def _composed(self, values: dict[str, Any], region: str) -> str:
        try:
            return implementation_code(values["authority_code"], level_of(region), values["basic_code"] or "")
        except ValueError:
            self._fault("item_code", "empty")
            return ""

    def _parts(self, code: str) -> CodeParts | None:
        if not IMPLEMENTATION_CODE.fullmatch(code):
            return None
        key = "business_code" if len(code) == BUSINESS_LENGTH and self.row.cells.get("business_code") else "item_code"
        try:
            return parts_of(code)
        except ValueError as fault:
            kind = "credit_code" if str(fault) == "credit_code" else "basic_type"
            self._fault(key, kind, value=code[:18] if kind == "credit_code" else code[19:])
            return None

    def _compare(self, values: dict[str, Any], parts: CodeParts | None, region: str) -> None:
        basic, business, item = values["basic_code"], values["business_code"], values["item_code"]
        if basic and not (len(basic) in BASIC_LENGTHS and basic.isdecimal()):
            self._fault("basic_code", "basic_shape", value=basic)
        elif basic and basic[2:4] not in ITEM_TYPES:
            self._fault("basic_code", "basic_type", value=basic)
        if business and not (parts and len(business) == BUSINESS_LENGTH and business.startswith(item or "")):
            self._fault("business_code", "business_differs", value=business)
        if parts is None:
            return
        for key, value, expected in (
            ("basic_code", basic, parts.basic),
            ("authority_code", values["authority_code"], parts.authority),
            ("item_type", values["item_type"], parts.item_type),
            ("level", values["level"], parts.level),
            ("region_code", level_of(region), parts.level),
        ):
            if value and not (expected.startswith(value) if key == "basic_code" else value == expected):
                column = BY_KEY["level" if key == "region_code" else key]
                told = written(column, expected)
                self._fault(key, "code_differs", value=shown(self.row.cells.get(key)), expected=told)
        if values["effective_from"] and values["effective_from"] > clock.today():
            self._fault("effective_from", "future", value=values["effective_from"].isoformat())

    def _fault(self, key: str, code: str, **data: str) -> None:
        self.faults.append(self.row.head.fault(self.row.line, key, code, **data))

"""Write items out as they can be imported again, however many: rows are read from the database as they are written."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tongban.offer.catalogue.exchange.cells import written
from tongban.offer.catalogue.exchange.columns import BY_KEY, GUIDE_KEYS, LOCAL_KEYS, SECTIONS
from tongban.offer.catalogue.exchange.writing import WrittenItem, as_csv, as_json_lines, write_workbook
from tongban.offer.catalogue.inheritance import digest_of, resolve
from tongban.offer.catalogue.models import BasicVersion, Item
from tongban.offer.catalogue.rules import IMPLEMENTATION_CODE, Guide, stored_guide

ROWS_AT_ONCE = 500
GUIDES_KEPT = 2_000
LEVEL_AT, BASIC_AT, ITEM_LENGTH, BASIC_LENGTH = 18, 19, 31, 12
UNLISTED = "~"
MOST_OF_A_WORKBOOK = 100_000

_FIELDS = (
    "code", "name", "basic_id", "basic__item_type", "basic__main_item", "authority__name", "authority__code", "region_code", "state",
    "local_authority_code", "audience", "case_type", "online_depth", "visits", "committed_amount", "committed_unit",
    "version__number", "version__effective_from", "version__basic_version_id", "version__own",
)  # fmt: skip


@dataclass(frozen=True)
class Selection:
    """Which items: those of a region and all below it, of an authority, of a basic item, in a state. Empty means any."""

    region: str = ""
    authority_id: int | None = None
    basic_code: str = ""
    state: str = ""

    @property
    def items(self) -> Any:
        found = Item.objects.filter(region_code__startswith=self.region)
        if self.authority_id is not None:
            found = found.filter(authority_id=self.authority_id)
        if self.basic_code:
            found = found.filter(basic__code__startswith=self.basic_code)
        return found.filter(state=self.state) if self.state else found


def exported(selection: Selection, form: str) -> Iterator[bytes]:
    """Yield the items of a selection as "csv" or "jsonl", some at a time, in constant memory."""
    items = written_items(selection)
    return as_csv(items) if form == "csv" else as_json_lines(items)


def export_to(path: Path, selection: Selection) -> int:
    """Write the items of a selection to a file whose name says the format (.csv, .xlsx, .jsonl); return how many."""
    counted = _Counted(written_items(selection))
    if path.suffix == ".xlsx":
        write_workbook(counted, path)
    else:
        chunks = as_csv(counted) if path.suffix == ".csv" else as_json_lines(counted)
        with path.open("wb") as file:
            file.writelines(chunks)
    return counted.number


def is_too_long_for_a_workbook(selection: Selection) -> bool:
    """Say whether a selection has more items than a workbook should hold; counts no further than that."""
    return bool(selection.items.order_by()[MOST_OF_A_WORKBOOK : MOST_OF_A_WORKBOOK + 1].values_list("id", flat=True))


def written_items(selection: Selection) -> Iterator[WrittenItem]:
    """Yield the items of a selection as text, in the order of their numbers."""
    writer = _Writer()
    for row in selection.items.order_by("id").values(*_FIELDS).iterator(chunk_size=ROWS_AT_ONCE):
        yield writer.written(row)


class _Counted:
    def __init__(self, items: Iterator[WrittenItem]) -> None:
        self._items = items
        self.number = 0

    def __iter__(self) -> Iterator[WrittenItem]:
        for item in self._items:
            self.number += 1
            yield item


class _Writer:
    """Writes items; what they share is written once."""

    def __init__(self) -> None:
        self._bases: OrderedDict[int, Guide] = OrderedDict()
        self._guides: OrderedDict[str, tuple[dict[str, str], dict[str, list[dict[str, Any]]]]] = OrderedDict()

    def written(self, row: Mapping[str, Any]) -> WrittenItem:
        own = row["version__own"] or {}
        if row["version__basic_version_id"]:
            shared, entries = self._guide(row["version__basic_version_id"], own)
        else:
            shared, entries = _bare(row), {}
        cells = shared | self._identity(row) | _local(own.get("local", {}))
        return WrittenItem(row["code"], {key: cells.get(key, "") for key in BY_KEY if key not in SECTIONS}, entries)

    def _identity(self, row: Mapping[str, Any]) -> dict[str, str]:
        code, basic = row["code"], row["basic_id"]
        is_coded = IMPLEMENTATION_CODE.fullmatch(code) is not None
        values = {
            "name": row["name"],
            "main_item": row["basic__main_item"],
            "basic_code": "" if basic.startswith(UNLISTED) else basic[:BASIC_LENGTH] if is_coded else basic,
            "item_code": code[:ITEM_LENGTH] if is_coded else code,
            "business_code": code if is_coded and len(code) > ITEM_LENGTH else "",
            "item_type": row["basic__item_type"],
            "level": code[LEVEL_AT] if is_coded else "",
            "department": row["authority__name"],
            "authority_code": row["authority__code"]
            if row["version__number"]
            else row["local_authority_code"] or row["authority__code"],
            "region_code": row["region_code"],
            "effective_from": row["version__effective_from"],
            "state": row["state"],
            "version": row["version__number"],
        }
        if is_coded:
            values["level"] = next(each.value for each in BY_KEY["level"].codes if each.code == code[LEVEL_AT])
        return {key: written(BY_KEY[key], value) for key, value in values.items()}

    def _guide(self, version_id: int, own: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, list[dict[str, Any]]]]:
        differing = {key: value for key, value in own.items() if key != "local"}
        key = digest_of(version_id, differing)
        found = self._guides.get(key)
        if found is None:
            found = _guide_cells(resolve(self._basis(version_id), differing))
            self._guides[key] = found
            if len(self._guides) > GUIDES_KEPT:
                self._guides.popitem(last=False)
        return found

    def _basis(self, version_id: int) -> Guide:
        if version_id not in self._bases:
            self._bases[version_id] = stored_guide(BasicVersion.objects.get(id=version_id).guide)
            if len(self._bases) > GUIDES_KEPT:
                self._bases.popitem(last=False)
        return self._bases[version_id]


def _guide_cells(guide: Guide) -> tuple[dict[str, str], dict[str, list[dict[str, Any]]]]:
    body = guide.to_dict() | {"has_fees": bool(guide.fees), "is_online": guide.is_online}
    cells = {key: written(BY_KEY[key], _at(body, key)) for key in GUIDE_KEYS if key not in SECTIONS}
    return cells, {key: list(body[key]) for key in SECTIONS}


def _bare(row: Mapping[str, Any]) -> dict[str, str]:
    """Return what is known of an item without a guide."""
    values = {
        "audience": row["audience"] or None,
        "case_type": row["case_type"],
        "online_depth": row["online_depth"],
        "visits": row["visits"],
        "committed_limit.amount": row["committed_amount"],
        "committed_limit.unit": row["committed_unit"],
    }
    return {key: written(BY_KEY[key], value) for key, value in values.items()}


def _local(local: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for key in LOCAL_KEYS:
        value: Any = local
        for part in key.split(".")[1:]:
            value = value.get(part, {}) if isinstance(value, Mapping) else ""
        found[key] = written(BY_KEY[key], value) if value else ""
    return found


def _at(body: Mapping[str, Any], path: str) -> Any:
    first, _, rest = path.partition(".")
    return body[first][rest] if rest else body[first]

"""Take over a list of items as other platforms export it."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.actors import Actor, system
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.foundation.news import tell
from tongban.groundwork.foundation.text import pinyin_key
from tongban.groundwork.ledger import api as ledger
from tongban.offer.catalogue.codes import unlisted_code
from tongban.offer.catalogue.events import CatalogueChanged
from tongban.offer.catalogue.models import BasicItem, Item, ItemState, Revision
from tongban.offer.catalogue.rules import IMPLEMENTATION_CODE, ITEM_TYPES, lacks, unpadded_region_code
from tongban.registers.organisations import api as organisations

if TYPE_CHECKING:
    import _csv

COLUMNS = ("department", "main_item", "name", "region_code", "item_code", "item_type", "authority_code")
MOST_CHARACTERS = {"department": 100, "main_item": 200, "name": 200, "item_code": 64, "authority_code": 64}
MAY_BE_EMPTY = ("main_item",)
ROWS_AT_ONCE = 500
MOST_FAULTS = 200
FAULTS_SHOWN = 20
SORT_KEY_LENGTH = 120

_CREDIT_CODE = re.compile(r"[0-9A-Z]{18}")
_CODE = re.compile(r"[!-~]+")

# code of a fault → what is wrong, and the cure
FAULTS: dict[str, tuple[Promise, Promise]] = {
    "unreadable": (_("文件打不开：{detail}"), _("请核对文件路径和读取权限")),
    "encoding": (_("不是 UTF-8 编码"), _("请在表格软件中另存为“CSV UTF-8”后再导入")),
    "empty_file": (_("文件是空的"), _("第一行应当是列名：{columns}")),
    "no_rows": (_("只有列名，没有事项"), _("请从第二行起每行写一个事项")),
    "missing_column": (_("缺少这一列"), _("第一行应当有这些列名：{columns}")),
    "unknown_column": (_("多出这一列"), _("请删去这一列，只留：{columns}")),
    "column_twice": (_("这一列出现了两次"), _("请只留一列")),
    "quotes": (_("引号不成对或者有换行错误：{detail}"), _("请用表格软件重新保存为 CSV")),
    "cells": (_("有 {found} 格，应当是 {expected} 格"), _("请检查这一行有没有多余或者缺少的逗号")),
    "empty": (_("没有填写"), _("请补上这一格")),
    "too_long": (_("有 {length} 个字，最多 {most} 个"), _("请缩短")),
    "character": (_("含有不能使用的字符"), _("请删去空格、换行和控制字符")),
    "item_type": (_("“{value}”不是事项类型"), _("可以是：{allowed}")),
    "region_code": (_("“{value}”不是行政区划代码"), _("应当是 2、4、6、9 或者 12 位数字，例如 511602000000")),
    "twice": (_("“{value}”在第 {line} 行已经出现"), _("每个事项一行，请删去重复的一行")),
    "published": (_("“{value}”已有发布的办事指南"), _("请删去这一行，或者在事项管理中修改")),
}


@dataclass(frozen=True)
class ImportFault:
    """One thing that keeps a list from being imported: where it is, what is wrong, and the cure."""

    line: int
    column: str
    code: str
    data: Mapping[str, str] = field(default_factory=dict)

    @property
    def problem(self) -> str:
        return str(FAULTS[self.code][0]).format(**self.data)

    @property
    def cure(self) -> str:
        return str(FAULTS[self.code][1]).format(**self.data)

    def __str__(self) -> str:
        return str(_("第 {line} 行 {column}：{problem}。{cure}。")).format(
            line=self.line, column=self.column, problem=self.problem, cure=self.cure
        )


class UnableToImportItems(DomainError):
    """The list has faults, so nothing was imported: mend what is named and import it again."""

    code = "import.faulty"
    sentence = _("清单有 {count} 处错误，没有导入任何事项：{details}")
    status = 422

    def __init__(self, faults: tuple[ImportFault, ...]) -> None:
        self.faults = faults
        super().__init__(count=len(faults))

    def __str__(self) -> str:
        details = " ".join(map(str, self.faults[:FAULTS_SHOWN]))
        return str(self.sentence).format(count=len(self.faults), details=details)


@dataclass(frozen=True)
class ImportedItem:
    """One row of the list and what it lacks before it can be offered online."""

    line: int
    code: str
    name: str
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do when `is_dry_run`."""

    is_dry_run: bool
    created: int
    updated: int
    unchanged: int
    authorities: tuple[str, ...]  # names of the authorities that had to be set up
    items: tuple[ImportedItem, ...]

    @property
    def rows(self) -> int:
        return len(self.items)

    @property
    def lacks(self) -> dict[str, int]:
        """Return how many items lack what, the commonest first."""
        return dict(Counter(each for item in self.items for each in item.lacks).most_common())


@dataclass(frozen=True)
class _Row:
    line: int
    department: str
    main_item: str
    name: str
    region_code: str
    item_code: str
    item_type: str
    authority_code: str

    @property
    def basic_code(self) -> str:
        return (
            self.item_code[19:]
            if IMPLEMENTATION_CODE.fullmatch(self.item_code)
            else unlisted_code(self.item_type, self.main_item, self.name)
        )

    @property
    def lacks(self) -> tuple[str, ...]:
        found = list(lacks(None))
        if not self.main_item:
            found.append("main_item")
        if not IMPLEMENTATION_CODE.fullmatch(self.item_code):
            found.append("implementation_code")
        if not _CREDIT_CODE.fullmatch(self.authority_code):
            found.append("authority_credit_code")
        return tuple(found)


def import_items(path: Path, *, dry_run: bool = False, actor: Actor | None = None) -> ImportReport:
    """
    Import a CSV list of items (UTF-8; columns as in COLUMNS, in any order), all of it or nothing.

    The items are in the catalogue afterwards, without a guide and so not online; regions and authorities that are missing
    are set up. Importing the same list again changes nothing. Raise UnableToImportItems with every fault (at most 200).
    """
    try:
        with transaction.atomic():
            report = _Import(dry_run, actor or system("import-items")).run(path)
            if dry_run:
                transaction.set_rollback(True)
    finally:
        # Authorities that a rolled-back import had set up must not be remembered.
        organisations.forget_kept()
    return report


class _Import:
    """One run over one file, in the caller's transaction."""

    def __init__(self, dry_run: bool, actor: Actor) -> None:
        self.dry_run = dry_run
        self.actor = actor
        self.revision = Revision.advance()
        self.faults: list[ImportFault] = []
        self.items: list[ImportedItem] = []
        self.counts: Counter[str] = Counter()
        self.authorities: dict[tuple[str, str], int] = {}
        self.new_authorities: list[str] = []

    def run(self, path: Path) -> ImportReport:
        rows = _read_rows(path, self.faults)
        while batch := list(islice(rows, ROWS_AT_ONCE)):
            self._check_against_catalogue(batch)
            if not self.faults:
                self._write(batch)
            if len(self.faults) >= MOST_FAULTS:
                break
        if self.faults:
            raise UnableToImportItems(tuple(sorted(self.faults, key=lambda fault: fault.line)[:MOST_FAULTS]))
        if not self.items:
            raise UnableToImportItems((ImportFault(2, "", "no_rows"),))
        if self.counts["created"] or self.counts["updated"]:
            self._tell()
        return ImportReport(
            is_dry_run=self.dry_run,
            created=self.counts["created"],
            updated=self.counts["updated"],
            unchanged=self.counts["unchanged"],
            authorities=tuple(self.new_authorities),
            items=tuple(self.items),
        )

    def _check_against_catalogue(self, batch: list[_Row]) -> None:
        published = set(
            Item.objects.filter(code__in=[row.item_code for row in batch])
            .exclude(state=ItemState.IMPORTED)
            .values_list("code", flat=True)
        )
        self.faults += [
            ImportFault(row.line, "item_code", "published", {"value": row.item_code})
            for row in batch
            if row.item_code in published
        ]

    def _write(self, batch: list[_Row]) -> None:
        self._write_basics(batch)
        known = Item.objects.in_bulk([row.item_code for row in batch], field_name="code")
        new, changed = [], []
        for row in batch:
            item = self._item(row)
            old = known.get(row.item_code)
            if old is None:
                new.append(item)
            elif any(getattr(old, name) != getattr(item, name) for name in _IMPORTED):
                item.pk = old.pk
                changed.append(item)
            self.items.append(ImportedItem(row.line, row.item_code, row.name, row.lacks))
        Item.objects.bulk_create(new)
        if changed:
            Item.objects.bulk_update(changed, [*_IMPORTED, "revision"])
        self.counts.update(created=len(new), updated=len(changed), unchanged=len(batch) - len(new) - len(changed))

    def _write_basics(self, batch: list[_Row]) -> None:
        """Set up the basic items that no catalogue knows: items of one name are one to the applicant."""
        BasicItem.objects.bulk_create(
            [
                BasicItem(
                    code=row.basic_code,
                    name=row.name,
                    sort_key=pinyin_key(row.name)[:SORT_KEY_LENGTH],
                    item_type=row.item_type,
                    main_item=row.main_item,
                    revision=self.revision,
                )
                for row in {row.basic_code: row for row in batch}.values()
            ],
            ignore_conflicts=True,
        )

    def _item(self, row: _Row) -> Item:
        return Item(
            code=row.item_code,
            basic_id=row.basic_code,
            authority_id=self._authority_id(row),
            region_code=row.region_code,
            state=ItemState.IMPORTED,
            name=row.name,
            local_authority_code=row.authority_code,
            revision=self.revision,
        )

    def _authority_id(self, row: _Row) -> int:
        place = (row.authority_code, row.region_code)
        if place not in self.authorities:
            authority, is_new = organisations.ensure_authority(
                code=row.authority_code, name=row.department, region_code=row.region_code
            )
            self.authorities[place] = authority.id
            if is_new:
                self.new_authorities.append(row.department)
        return self.authorities[place]

    def _tell(self) -> None:
        facts = {key: self.counts[key] for key in ("created", "updated", "unchanged")}
        ledger.record(deed="items.imported", subject="catalogue", actor=self.actor, facts=facts)
        tell(CatalogueChanged())


_IMPORTED = ["basic_id", "authority_id", "region_code", "name", "local_authority_code"]


# --- reading ---


def _read_rows(path: Path, faults: list[ImportFault]) -> Iterator[_Row]:
    """Yield the good rows of a file line by line and note the faults of the others; a big file is never held whole."""
    try:
        with path.open("rb") as content:
            yield from _rows(csv.reader(_decoded(content, faults), strict=True), faults)
    except OSError as fault:
        faults.append(ImportFault(1, path.name, "unreadable", {"detail": fault.strerror or str(fault)}))


def _decoded(content: Iterator[bytes], faults: list[ImportFault]) -> Iterator[str]:
    for number, line in enumerate(content, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            faults.append(ImportFault(number, "", "encoding"))
            return


def _rows(reader: "_csv.Reader", faults: list[ImportFault]) -> Iterator[_Row]:
    columns: list[str] | None = None
    seen: dict[str, int] = {}
    while len(faults) < MOST_FAULTS:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as fault:
            faults.append(ImportFault(line, "", "quotes", {"detail": str(fault)}))
            break
        if columns is None:
            columns = [cell.strip() for cell in cells]
            wrong = list(_column_faults(columns))
            if wrong:
                faults += wrong
                return
        elif any(cell.strip() for cell in cells):
            row = _row(line, columns, cells, seen, faults)
            if row is not None:
                yield row
    if columns is None and not faults:
        faults.append(ImportFault(1, "", "empty_file", {"columns": ", ".join(COLUMNS)}))


def _column_faults(columns: list[str]) -> Iterator[ImportFault]:
    expected = {"columns": ", ".join(COLUMNS)}
    for column in COLUMNS:
        if column not in columns:
            yield ImportFault(1, column, "missing_column", expected)
        elif columns.count(column) > 1:
            yield ImportFault(1, column, "column_twice")
    for column in columns:
        if column not in COLUMNS:
            yield ImportFault(1, column, "unknown_column", expected)


def _row(
    line: int, columns: list[str], cells: list[str], seen: dict[str, int], faults: list[ImportFault]
) -> _Row | None:
    if len(cells) != len(columns):
        sizes = {"found": str(len(cells)), "expected": str(len(columns))}
        faults.append(ImportFault(line, "", "cells", sizes))
        return None
    values = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
    wrong = list(_cell_faults(line, values))
    code = values["item_code"]
    if code in seen:
        wrong.append(ImportFault(line, "item_code", "twice", {"value": code, "line": str(seen[code])}))
    seen.setdefault(code, line)
    if wrong:
        faults += wrong
        return None
    values["region_code"] = unpadded_region_code(values["region_code"])
    values["item_type"] = values["item_type"].zfill(2)
    return _Row(line=line, **values)


def _cell_faults(line: int, values: Mapping[str, str]) -> Iterator[ImportFault]:
    for column, value in values.items():
        if not value:
            if column not in MAY_BE_EMPTY:
                yield ImportFault(line, column, "empty")
            continue
        most = MOST_CHARACTERS.get(column, 12)
        if len(value) > most:
            yield ImportFault(line, column, "too_long", {"length": str(len(value)), "most": str(most)})
        elif not (_CODE.fullmatch(value) if column.endswith("_code") else value.isprintable()):
            yield ImportFault(line, column, "character")
        elif column == "item_type" and value.zfill(2) not in ITEM_TYPES:
            allowed = "、".join(f"{int(code)} {name}" for code, name in ITEM_TYPES.items())
            yield ImportFault(line, column, "item_type", {"value": value, "allowed": allowed})
        elif column == "region_code" and not _is_region_code(value):
            yield ImportFault(line, column, "region_code", {"value": value})


def _is_region_code(value: str) -> bool:
    try:
        unpadded_region_code(value)
    except ValueError:
        return False
    return True

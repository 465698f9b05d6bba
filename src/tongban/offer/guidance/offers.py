"""Who offers the entries of the index, and where: compact arrays, because a province has 1.6 million of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongban.registers.organisations.rules import upwards

# The marks of the catalogue's rows (catalogue.api.offered).
COMPLETE, NATURAL, LEGAL, APPLIED_FOR_ONLINE, GONE = 1, 2, 4, 8, 16
ROWS_AT_ONCE = 10_000
COUNTY_DIGITS = 6

Row = tuple[int, int, str, int, int]  # entry, item, region code, authority, marks
Places = NDArray[np.int64]
KINDS = (np.int32, np.int64, np.int32, np.int32, np.uint8)


@dataclass(frozen=True)
class Wanted:
    """What a search keeps to: a region, an audience ("natural" or "legal"), what is applied for online, some authorities."""

    region: str = ""
    audience: str = ""
    online: bool = False
    authorities: frozenset[int] | None = None

    @property
    def is_all(self) -> bool:
        return self == Wanted()


@dataclass(frozen=True)
class Offers:
    """
    One row an item: those of one entry stand together, complete guides first, then by region.

    `starts[entry]` and `starts[entry + 1]` enclose the rows of an entry; an entry that nobody offers any more has none.
    """

    starts: NDArray[np.int64]
    items: NDArray[np.int64]
    regions: NDArray[np.int32]  # places in `codes`
    authorities: NDArray[np.int32]
    marks: NDArray[np.uint8]
    codes: tuple[str, ...]  # the regions, in order

    def __len__(self) -> int:
        return len(self.items)

    @classmethod
    def of(cls, rows: Iterable[Row], *, entries: int) -> "Offers":
        """Make the arrays of a stream of rows; the memory needed beside them is that of a few thousand rows."""
        return _sorted(_read(rows), entries=entries)

    def with_changes(self, rows: Iterable[Row], *, entries: int) -> "Offers":
        """Return the offers with the rows in place of those of the same items; rows marked as gone only take away."""
        changes = _read(rows, with_gone=True)
        kept = ~np.isin(self.items, changes.items)
        stays = ~(changes.marks & GONE).astype(bool)
        before = np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))
        codes = tuple(sorted({*self.codes, *changes.codes}))
        return _sorted(
            _Columns(
                entries=np.concatenate([before[kept], changes.entries[stays]]),
                items=np.concatenate([self.items[kept], changes.items[stays]]),
                regions=np.concatenate(
                    [
                        _placed(self.codes, codes)[self.regions[kept]],
                        _placed(changes.codes, codes)[changes.regions[stays]],
                    ]
                ),
                authorities=np.concatenate([self.authorities[kept], changes.authorities[stays]]),
                marks=np.concatenate([self.marks[kept], changes.marks[stays]]),
                codes=codes,
            ),
            entries=entries,
        )

    def has_complete_guide(self) -> NDArray[np.bool_]:
        """Say of each entry whether anybody offers it with a complete guide."""
        found = np.zeros(len(self.starts) - 1, bool)
        offered = np.flatnonzero(np.diff(self.starts))
        found[offered] = (self.marks[self.starts[offered]] & COMPLETE).astype(bool)
        return found

    def best(self, entries: NDArray[np.int64], wanted: Wanted) -> Places:
        """
        Return for each entry the row to show, -1 where none is wanted.

        In a county or below what is offered there and above it, the nearest; in a city or province any within it.
        """
        if wanted.is_all:
            return np.where(self.starts[entries] < self.starts[entries + 1], self.starts[entries], -1)
        rows, owners = self._rows(entries)
        nearness, is_there = self._nearness(wanted.region)
        fits = self._fitting(rows, wanted) & is_there[self.regions[rows]]
        # The nearest first, then in the order in which the rows stand; one number, so that one pass finds the best.
        worth = np.where(fits, nearness[self.regions[rows]] * len(self) - rows, np.iinfo(np.int64).min)
        best = np.full(len(entries), np.iinfo(np.int64).min)
        np.maximum.at(best, owners, worth)
        chosen = np.full(len(entries), -1)
        found = fits & (worth == best[owners])
        chosen[owners[found]] = rows[found]
        return chosen

    def facts(self, entries: NDArray[np.int64], wanted: Wanted) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the rows of some entries that are wanted, and for each the place of its entry among those asked for."""
        rows, owners = self._rows(entries)
        _, is_there = self._nearness(wanted.region)
        fits = self._fitting(rows, wanted) & is_there[self.regions[rows]]
        return rows[fits], owners[fits]

    def _rows(self, entries: NDArray[np.int64]) -> tuple[Places, Places]:
        counts = self.starts[entries + 1] - self.starts[entries]
        owners = np.repeat(np.arange(len(entries)), counts)
        before = np.cumsum(counts) - counts
        return self.starts[entries][owners] + np.arange(len(owners)) - before[owners], owners

    def _nearness(self, region: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        if len(region) < COUNTY_DIGITS:
            there = np.array([code.startswith(region) for code in self.codes], bool)
            return np.zeros(len(self.codes), np.int64), there
        above = frozenset(upwards(region))
        there = np.array([code in above for code in self.codes], bool)
        return np.array([len(code) for code in self.codes], np.int64), there

    def _fitting(self, rows: Places, wanted: Wanted) -> NDArray[np.bool_]:
        marks = self.marks[rows]
        fits = np.ones(len(rows), bool)
        if wanted.audience:
            is_for = NATURAL if wanted.audience == "natural" else LEGAL
            # An imported item does not say for whom it is: it is not kept from anybody.
            fits &= ((marks & is_for) > 0) | ((marks & (NATURAL | LEGAL)) == 0)
        if wanted.online:
            fits &= (marks & APPLIED_FOR_ONLINE) > 0
        if wanted.authorities is not None:
            fits &= np.isin(self.authorities[rows], np.fromiter(wanted.authorities, np.int32))
        return fits


@dataclass(frozen=True)
class _Columns:
    entries: NDArray[np.int32]
    items: NDArray[np.int64]
    regions: NDArray[np.int32]
    authorities: NDArray[np.int32]
    marks: NDArray[np.uint8]
    codes: tuple[str, ...]


def _read(rows: Iterable[Row], *, with_gone: bool = False) -> _Columns:
    places: dict[str, int] = {}
    pieces: list[tuple[NDArray[Any], ...]] = []
    for batch in _batches(rows):
        of, item, region, authority, mark = zip(*batch, strict=True)
        piece = _narrow(of, item, [places.setdefault(code, len(places)) for code in region], authority, mark)
        pieces.append(piece if with_gone else _staying(piece))
    entries, items, regions, authorities, marks = map(
        np.concatenate, zip(*(pieces or [_narrow(*[()] * 5)]), strict=True)
    )
    return _Columns(entries, items, regions, authorities, marks, tuple(places))


def _narrow(*columns: Sequence[int]) -> tuple[NDArray[Any], ...]:
    return tuple(np.array(column, kind) for column, kind in zip(columns, KINDS, strict=True))


def _staying(piece: tuple[NDArray[Any], ...]) -> tuple[NDArray[Any], ...]:
    stays = piece[-1] & GONE == 0
    return tuple(column[stays] for column in piece)


def _sorted(read: _Columns, *, entries: int) -> Offers:
    codes = tuple(sorted(read.codes))
    regions = _placed(read.codes, codes)[read.regions]
    incomplete = (read.marks & COMPLETE == 0).astype(np.int64)
    order = np.argsort((read.entries.astype(np.int64) * 2 + incomplete) * max(len(codes), 1) + regions, kind="stable")
    counts = np.bincount(read.entries, minlength=entries)
    return Offers(
        starts=np.concatenate([[0], np.cumsum(counts)]),
        items=read.items[order],
        regions=regions[order].astype(np.int32),
        authorities=read.authorities[order],
        marks=read.marks[order],
        codes=codes,
    )


def _placed(before: Sequence[str], after: Sequence[str]) -> NDArray[np.int32]:
    """Return for each region of one list its place in another that has them all."""
    places = {code: place for place, code in enumerate(after)}
    return np.array([places[code] for code in before], np.int32)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    stream = iter(rows)
    while batch := list(islice(stream, ROWS_AT_ONCE)):
        yield batch

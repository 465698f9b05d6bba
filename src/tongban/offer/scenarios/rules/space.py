"""
All situations a table must answer, as boxes, and what its rows leave out or answer twice: exact, without trying them one by one.

Every question becomes an axis of atoms: a value, or a span of numbers that no cell tells apart. A set of atoms is a bit mask,
a box one mask for each axis. Cutting a box out of another leaves at most as many boxes as there are axes, so gaps and overlaps
are found by subtraction and intersection alone. The cost is bounded: a table that would need more is refused, not guessed at.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tongban.offer.scenarios.rules.cells import Interval, intervals_in, scaled, unscaled, values_in
from tongban.offer.scenarios.rules.tables import Cells, Kind, Question, Row, Table

Box = tuple[int, ...]
MOST_PIECES = 4000  # boxes kept at once
MOST_WORK = 300_000  # boxes compared: some tenths of a second
MOST_FINDINGS = 50


class UnableToCheckTable(Exception):
    """The situations of a table cannot be checked within the cost allowed: fewer questions or rows that differ less."""


@dataclass(frozen=True)
class Axis:
    """One question with the atoms its answers fall into; the last atom stands for "not asked" where that can be."""

    question: Question
    values: tuple[str, ...]
    spans: tuple[Interval, ...]
    may_be_unasked: bool

    @property
    def asked(self) -> int:
        """The mask of all answers."""
        return (1 << (len(self.values) or len(self.spans))) - 1

    @property
    def unasked(self) -> int:
        """The mask of "not asked", 0 where the question is always asked."""
        return self.asked + 1 if self.may_be_unasked else 0

    def mask(self, cell: str) -> int:
        """Return the atoms a cell names."""
        if self.question.kind is Kind.NUMBER:
            named = self._intervals(cell)
            return sum(
                1 << at
                for at, span in enumerate(self.spans)
                if any(each.low <= span.low and span.high <= each.high for each in named)
            )
        values = values_in(cell, self.values)
        return sum(1 << at for at, value in enumerate(self.values) if value in values)

    def atom(self, answer: str) -> int:
        """Return the atom of one answer, given as `answers.read_answer` returns it."""
        if self.question.kind is not Kind.NUMBER:
            return self.mask(answer)
        number = scaled(answer, self.question.decimals)
        return next(1 << at for at, span in enumerate(self.spans) if span.low <= number <= span.high)

    def _intervals(self, cell: str) -> tuple[Interval, ...]:
        question = self.question
        return intervals_in(cell, decimals=question.decimals, least=question.least, most=question.most)


@dataclass(frozen=True)
class Said:
    """What a box says of one question: these values, or these spans of numbers; neither = it is not asked."""

    question: Question
    values: tuple[str, ...]
    spans: tuple[Interval, ...]


@dataclass(frozen=True)
class Situation:
    """A set of situations, in parts to be worded, and one of them as answers."""

    parts: tuple[Said, ...]
    example: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Gap:
    """Situations that no row answers."""

    situation: Situation


@dataclass(frozen=True)
class Overlap:
    """Situations that two rows answer."""

    first: str
    second: str
    situation: Situation


@dataclass(frozen=True)
class Findings:
    """What is wrong with the rows together; `is_cut` when there is more of it than is told."""

    gaps: tuple[Gap, ...]
    overlaps: tuple[Overlap, ...]
    idle: tuple[str, ...]  # rows that no situation leads to
    is_cut: bool = False

    @property
    def are_none(self) -> bool:
        return not (self.gaps or self.overlaps or self.idle)


class Space:
    """The situations of one table. Build it with `space_of`."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.axes = tuple(_axis(question, table) for question in table.questions)
        self._at = {axis.question.code: index for index, axis in enumerate(self.axes)}
        self._work = 0
        self.boxes = tuple(self._reachable())
        self.rows: Mapping[str, Box] = {row.code: self.box_of(row) for row in table.rows}

    def box_of(self, row: Row) -> Box:
        """Return the box of a row: a cell that says something holds only where its question is asked."""
        return self.box(row.when)

    def box(self, cells: Cells) -> Box:
        """Return the box in which all cells hold."""
        box = [axis.asked | axis.unasked for axis in self.axes]
        for code, cell in cells:
            box[self._at[code]] &= self.axes[self._at[code]].mask(cell)
        return tuple(box)

    def within(self, box: Box) -> list[Box]:
        """Return the situations that lie in a box."""
        return [common for each in self.boxes if (common := _intersection(each, box)) is not None]

    def cut(self, boxes: Iterable[Box], hole: Box) -> list[Box]:
        """Return boxes without what lies in another box; raise UnableToCheckTable when they fall into too many pieces."""
        left: list[Box] = []
        for box in boxes:
            self._count()
            left += _difference(box, hole)
            if len(left) > MOST_PIECES:
                raise UnableToCheckTable
        return left

    def findings(self) -> Findings:
        """Return every gap, overlap and idle row; raise UnableToCheckTable rather than guess."""
        self._work = 0
        open_boxes = list(self.boxes)
        for box in self.rows.values():
            open_boxes = self.cut(open_boxes, box)
        gaps = [Gap(self.situation(box)) for box in _merged(open_boxes)]
        overlaps = list(self._overlaps())
        idle = tuple(code for code, box in self.rows.items() if not self._counted_within(box))
        return Findings(
            gaps=tuple(gaps[:MOST_FINDINGS]),
            overlaps=tuple(overlaps[:MOST_FINDINGS]),
            idle=idle,
            is_cut=len(gaps) > MOST_FINDINGS or len(overlaps) > MOST_FINDINGS,
        )

    def situation(self, box: Box) -> Situation:
        """Return a box in parts to be worded; questions about which it says nothing are left out."""
        parts = []
        for axis, mask in zip(self.axes, box, strict=True):
            if mask == axis.unasked or mask & axis.asked == axis.asked:
                continue
            parts.append(
                Said(
                    axis.question,
                    tuple(value for at, value in enumerate(axis.values) if mask >> at & 1),
                    _joined(tuple(span for at, span in enumerate(axis.spans) if mask >> at & 1)),
                )
            )
        return Situation(tuple(parts), tuple(self._example(box)))

    def _example(self, box: Box) -> Iterator[tuple[str, str]]:
        for axis, mask in zip(self.axes, box, strict=True):
            atom = (mask & axis.asked & -(mask & axis.asked)).bit_length() - 1
            if atom < 0:
                continue  # not asked here
            if axis.values:
                yield axis.question.code, axis.values[atom]
            else:
                yield axis.question.code, unscaled(axis.spans[atom].low, axis.question.decimals)

    def _overlaps(self) -> Iterator[Overlap]:
        rows = list(self.rows.items())
        for index, (first, box) in enumerate(rows):
            for second, other in rows[index + 1 :]:
                common = _intersection(box, other)
                self._count()
                if common is not None and (shared := self._counted_within(common)):
                    yield Overlap(first, second, self.situation(_merged(shared)[0]))

    def _counted_within(self, box: Box) -> list[Box]:
        self._count(len(self.boxes))
        return self.within(box)

    def _reachable(self) -> list[Box]:
        """Return the situations there can be: a question that is not asked has no answer."""
        boxes: list[Box] = [()]
        for index, axis in enumerate(self.axes):
            condition = axis.question.when
            if not condition:
                boxes = [(*box, axis.asked) for box in boxes]
                continue
            asked = self.box(condition)[:index]
            following: list[Box] = []
            for box in boxes:
                self._count()
                common = _intersection(box, asked)
                if common is not None:
                    following.append((*common, axis.asked))
                following += [(*rest, axis.unasked) for rest in _difference(box, asked)]
            if len(following) > MOST_PIECES:
                raise UnableToCheckTable
            boxes = following
        return boxes

    def _count(self, times: int = 1) -> None:
        self._work += times
        if self._work > MOST_WORK:
            raise UnableToCheckTable


@lru_cache(maxsize=256)
def space_of(table: Table) -> Space:
    """Return the situations of a table, kept for the tables in use; raise UnableToCheckTable."""
    return Space(table)


def _axis(question: Question, table: Table) -> Axis:
    if question.kind is not Kind.NUMBER:
        return Axis(question, question.values, (), bool(question.when))
    cells = [
        cell
        for cells in (*(row.when for row in table.rows), *(other.when for other in table.questions))
        for code, cell in cells
        if code == question.code
    ]
    starts = {question.least}
    for cell in cells:
        for span in intervals_in(cell, decimals=question.decimals, least=question.least, most=question.most):
            starts |= {span.low, span.high + 1}
    ordered = sorted(start for start in starts if start <= question.most)
    ends = [start - 1 for start in ordered[1:]] + [question.most]
    return Axis(question, (), tuple(map(Interval, ordered, ends)), bool(question.when))


def _intersection(box: Box, other: Box) -> Box | None:
    common = tuple(mask & also for mask, also in zip(box, other, strict=False))
    return common if all(common) else None


def _difference(box: Box, hole: Box) -> list[Box]:
    if not all(mask & also for mask, also in zip(box, hole, strict=False)):
        return [box]
    pieces: list[Box] = []
    rest = list(box)
    for index, (mask, also) in enumerate(zip(box, hole, strict=False)):
        if outside := mask & ~also:
            pieces.append((*rest[:index], outside, *rest[index + 1 :]))
            rest[index] = mask & also
    return pieces


def _merged(boxes: Sequence[Box]) -> list[Box]:
    """Return the same situations in fewer boxes where two differ on one axis only: shorter to tell."""
    left = list(dict.fromkeys(boxes))
    for index in range(len(left[0]) if left else 0):
        together: dict[Box, int] = {}
        for box in left:
            others = (*box[:index], 0, *box[index + 1 :])
            together[others] = together.get(others, 0) | box[index]
        left = [(*others[:index], mask, *others[index + 1 :]) for others, mask in together.items()]
    return left


def _joined(spans: tuple[Interval, ...]) -> tuple[Interval, ...]:
    joined: list[Interval] = []
    for span in spans:
        if joined and joined[-1].high + 1 == span.low:
            joined[-1] = Interval(joined[-1].low, span.high)
        else:
            joined.append(span)
    return tuple(joined)

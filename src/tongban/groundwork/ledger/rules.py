"""
The Merkle log (RFC 6962 section 2): what makes the record of deeds checkable by someone who does not trust us.

A leaf is SHA-256(0x00 || canonical entry), a node SHA-256(0x01 || left || right). The tree of n leaves splits at the
largest power of two below n, so that a complete subtree never changes once it is full.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

READ = "personal_data.read"
KEPT_FROM_LEVEL = 8  # below it a subtree's hash is computed from at most 256 leaves
EMPTY_ROOT = hashlib.sha256(b"").digest()

RangeHash = Callable[[int, int], bytes]
"""Returns the tree hash of the leaves from `start` up to but not including `end`."""


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the one byte form of an entry: JSON with sorted keys, no spaces, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain).encode()


def leaf_hash(content: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def split_point(size: int) -> int:
    """Return the largest power of two smaller than `size` (size ≥ 2)."""
    return 1 << (size - 1).bit_length() - 1


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    growth = Growth()
    growth.extend(leaves)
    return growth.root()


class Growth:
    """A tree that only grows: it keeps the roots of its complete subtrees, largest first, and nothing else."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if len(self.peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} peaks, not {len(self.peaks)}")

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add a leaf; return the subtrees it completed as (level, index within the level, hash), lowest first."""
        completed = []
        node, level, remaining = leaf, 0, self.size
        while remaining & 1:
            node = node_hash(self.peaks.pop(), node)
            remaining >>= 1
            level += 1
            completed.append((level, remaining, node))
        self.peaks.append(node)
        self.size += 1
        return completed

    def extend(self, leaves: Iterable[bytes]) -> None:
        for leaf in leaves:
            self.append(leaf)

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node


def inclusion_proof(position: int, size: int, range_hash: RangeHash) -> list[bytes]:
    """Return the audit path (RFC 6962 section 2.1.1) of the leaf at `position` in the tree of the first `size` leaves."""
    if not 0 <= position < size:
        raise ValueError(f"position {position} is not in a tree of {size} leaves")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split_point(end - start)
        if position < middle:
            path.append(range_hash(middle, end))
            end = middle
        else:
            path.append(range_hash(start, middle))
            start = middle
    return path[::-1]


def root_from_proof(leaf: bytes, position: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that an audit path leads to, or None when the path has not the length this position needs."""
    turns: list[bool] = []  # whether the leaf lies on the left at each level, from the root down
    start, end = 0, size
    while end - start > 1:
        middle = start + split_point(end - start)
        turns.append(position < middle)
        start, end = (start, middle) if position < middle else (middle, end)
    if len(turns) != len(path):
        return None
    node = leaf
    for on_the_left, sibling in zip(reversed(turns), path, strict=True):
        node = node_hash(node, sibling) if on_the_left else node_hash(sibling, node)
    return node


def complete_subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """Return the aligned complete subtrees, as (level, index), that make up a range of a tree, left to right."""
    parts = []
    while start < end:
        level = min((start & -start).bit_length() - 1 if start else 63, (end - start).bit_length() - 1)
        parts.append((level, start >> level))
        start += 1 << level
    return parts


def fold_right_edge(hashes: Sequence[bytes]) -> bytes:
    """Return the tree hash of neighbouring complete subtrees that grow smaller from left to right."""
    node = hashes[-1]
    for left in reversed(hashes[:-1]):
        node = node_hash(left, node)
    return node


@dataclass(frozen=True)
class Checkpoint:
    """The signed statement that the first `size` entries had this root."""

    size: int
    root: bytes
    made_at: datetime

    def statement(self) -> bytes:
        """Return the bytes that are signed (after the shape of a C2SP tlog-checkpoint)."""
        return f"tongban-ledger\n{self.size}\n{self.root.hex()}\n{self.made_at.isoformat()}\n".encode()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)

"""
The form of an archive package: a ZIP with one possible byte form, and a manifest. Plain Python; read by the verifier too.

Members are stored uncompressed, in the order of the manifest, with UTF-8 names and the date 1980-01-01: from the contents
alone follows every byte of the file, so that whoever has it can write it anew and compare.
"""

import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.hashes import SHA256, SM3, Hash

FORMAT = "tongban-archive-1"
MANIFEST = "manifest.json"
SIGNATURE = "signature/manifest.sig"
CERTIFICATES = "signature/certificates.pem"
LEDGER = "ledger/entries.json"
UNLISTED = (MANIFEST, SIGNATURE, CERTIFICATES)  # the manifest cannot hold its own digest; the others sign it
LARGEST = 0xFFFFFFFF  # bytes: beyond it ZIP has another form

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _MADE_ON_UNIX, _UTF8, _STORED, _NO_TIME, _FIRST_DAY, _READABLE = (
    20,
    0x0314,
    0x0800,
    0,
    0,
    0x21,
    0o100644 << 16,
)


class PackageKind(StrEnum):
    """For whom a package is."""

    OFFICE = "office"
    APPLICANT = "applicant"  # without what is internal


@dataclass(frozen=True)
class Digests:
    """What a content is known by."""

    size: int
    crc: int
    sha256: str
    sm3: str


class Digesting:
    """Take the digests of a content that passes by."""

    def __init__(self) -> None:
        self.size, self.crc = 0, 0
        self._sha256, self._sm3 = Hash(SHA256()), Hash(SM3())

    def update(self, piece: bytes) -> None:
        self.size += len(piece)
        self.crc = zlib.crc32(piece, self.crc)
        self._sha256.update(piece)
        self._sm3.update(piece)

    def done(self) -> Digests:
        return Digests(self.size, self.crc, self._sha256.finalize().hex(), self._sm3.finalize().hex())


def digests_of(content: bytes) -> Digests:
    """Return the digests of a content."""
    digesting = Digesting()
    digesting.update(content)
    return digesting.done()


class PackageWriter:
    """Write members one after another to a file that can be sought; holds one piece of one member in memory."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._members: list[tuple[str, Digests, int]] = []

    def add(self, path: str, pieces: Iterable[bytes]) -> Digests:
        """Add a member and return its digests."""
        start = self._file.tell()
        self._file.write(local_header(path, Digests(0, 0, "", "")))
        digesting = Digesting()
        for piece in pieces:
            digesting.update(piece)
            self._file.write(piece)
        digests = digesting.done()
        end = self._file.tell()
        if end > LARGEST:
            raise ValueError("a package holds four gigabytes at most")
        self._file.seek(start)
        self._file.write(local_header(path, digests))
        self._file.seek(end)
        self._members.append((path, digests, start))
        return digests

    def finish(self) -> None:
        """Write the directory of the members."""
        start = self._file.tell()
        for piece in directory(self._members, start):
            self._file.write(piece)


def local_header(path: str, digests: Digests) -> bytes:
    """Return what stands before the content of a member."""
    name = path.encode()
    fields = (_VERSION, _UTF8, _STORED, _NO_TIME, _FIRST_DAY, digests.crc, digests.size, digests.size, len(name), 0)
    return _LOCAL.pack(b"PK\x03\x04", *fields) + name


def directory(members: Iterable[tuple[str, Digests, int]], start: int) -> Iterator[bytes]:
    """Yield what stands behind the last member: one row for each, and the end."""
    count, length = 0, 0
    for path, digests, offset in members:
        name = path.encode()
        row = _CENTRAL.pack(
            b"PK\x01\x02", _MADE_ON_UNIX, _VERSION, _UTF8, _STORED, _NO_TIME, _FIRST_DAY, digests.crc, digests.size,
            digests.size, len(name), 0, 0, 0, 0, _READABLE, offset,
        )  # fmt: skip
        count, length = count + 1, length + len(row) + len(name)
        yield row + name
    yield _END.pack(b"PK\x05\x06", 0, 0, count, count, length, start, 0)


def canonical(value: Any) -> bytes:
    """Return the one byte form of a JSON value: sorted keys, two spaces, UTF-8, a line break at the end; people read it too."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def whole_digests(files: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the digests over all files together: of the canonical list of their paths, sizes and digests."""
    rows = [{name: each[name] for name in ("path", "size", "sha256", "sm3")} for each in files]
    digests = digests_of(canonical(rows))
    return {"sha256": digests.sha256, "sm3": digests.sm3}

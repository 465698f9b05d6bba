"""
Verify an archive package offline, trusting nobody: neither database nor network is asked, and no key of ours is used.

Whoever wants more than that nothing in the package was changed brings what somebody else kept: the witness file of the
ledger (`checkpoints.jsonl`), and the certificate that signatures are to rest on.
"""

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from tongban.groundwork.ledger.rules import Checkpoint, leaf_hash, root_from_proof
from tongban.groundwork.ledger.rules import canonical as canonical_entry
from tongban.handling.archives.rules.form import (
    CERTIFICATES,
    FORMAT,
    LEDGER,
    MANIFEST,
    SIGNATURE,
    UNLISTED,
    Digesting,
    Digests,
    canonical,
    directory,
    local_header,
    whole_digests,
)

PIECE = 1024 * 1024
LARGEST_READ = 64 * 1024 * 1024  # manifest, proofs and certificates are read whole
MOST_FAULTS = 20


@dataclass(frozen=True)
class Finding:
    """One thing that holds (True), does not hold (False), or could not be asked (None), in plain words."""

    holds: bool | None
    text: str


@dataclass(frozen=True)
class Examination:
    """All findings about one package."""

    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        return all(finding.holds is not False for finding in self.findings)


class _Broken(Exception):
    """So much is wrong that nothing further can be said."""


def verify_package(path: Path, *, checkpoints: Path | None = None, trusted: Path | None = None) -> Examination:
    """
    Examine a package: every byte, every digest, the signature, the proofs of the ledger.

    `checkpoints` is a copy of the ledger's witness file, `trusted` a PEM file with the certificate (of the authority or of
    who certified it) that the signature must rest on.
    """
    findings: list[Finding] = []
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            known = {name: _digests(archive, name) for name in archive.namelist()}
            findings += _form(file, archive, known)
            manifest = _manifest(archive)
            findings += _files(known, manifest)
            findings += _signature(archive, manifest, trusted)
            findings += _ledger(archive, manifest, checkpoints)
    except _Broken as failure:
        findings.append(Finding(False, str(failure)))
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        KeyError,
        TypeError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as failure:
        findings.append(Finding(False, f"This is no archive package, or it is damaged ({type(failure).__name__})."))
    return Examination(tuple(findings))


def _digests(archive: zipfile.ZipFile, name: str) -> Digests:
    digesting = Digesting()
    with archive.open(name) as member:
        while piece := member.read(PIECE):
            digesting.update(piece)
    return digesting.done()


def _form(file: BinaryIO, archive: zipfile.ZipFile, known: Mapping[str, Digests]) -> Iterator[Finding]:
    """Write the package anew from its contents and compare: a byte that is no content cannot hide anything either."""
    anew, place = sha256(), 0
    rows = []
    for name in archive.namelist():
        header = local_header(name, known[name])
        rows.append((name, known[name], place))
        anew.update(header)
        with archive.open(name) as member:
            while piece := member.read(PIECE):
                anew.update(piece)
        place += len(header) + known[name].size
    for piece in directory(rows, place):
        anew.update(piece)
    there = sha256()
    file.seek(0)
    while piece := file.read(PIECE):
        there.update(piece)
    is_whole = len(rows) == len(known) and there.digest() == anew.digest()
    yield Finding(
        is_whole,
        "The file has the one form that its contents give it: nothing was put between or behind them."
        if is_whole
        else "THE FILE WAS ALTERED: bytes outside its contents are not as they were written.",
    )


def _manifest(archive: zipfile.ZipFile) -> Mapping[str, Any]:
    content = _whole(archive, MANIFEST)
    manifest = json.loads(content)
    if canonical(manifest) != content:
        raise _Broken("THE MANIFEST WAS ALTERED: it has not the form in which it was written.")
    if manifest["format"] != FORMAT:
        raise _Broken(f"The package has the form {manifest['format']}, which this version does not know.")
    return dict(manifest)


def _whole(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > LARGEST_READ:
        raise _Broken(f"{name} is larger than it can be.")
    return archive.read(name)


def _files(known: Mapping[str, Digests], manifest: Mapping[str, Any]) -> Iterator[Finding]:
    listed = {row["path"]: row for row in manifest["files"]}
    missing = [path for path in listed if path not in known]
    unlisted = [path for path in known if path not in listed and path not in UNLISTED]
    altered = [
        path
        for path, row in listed.items()
        if path in known
        and (known[path].size, known[path].sha256, known[path].sm3) != (row["size"], row["sha256"], row["sm3"])
    ]
    for text, paths in (("is missing", missing), ("was put in", unlisted), ("WAS ALTERED", altered)):
        for path in paths[:MOST_FAULTS]:
            yield Finding(False, f"{path} {text}.")
    if not (missing or unlisted or altered):
        yield Finding(True, f"All {len(listed)} files are there and unaltered (SHA-256 and SM3).")
    is_whole = whole_digests(manifest["files"]) == manifest["whole"]
    yield Finding(
        is_whole, "The digests over the whole agree." if is_whole else "The digests over the whole do not agree."
    )


def _signature(archive: zipfile.ZipFile, manifest: Mapping[str, Any], trusted: Path | None) -> Iterator[Finding]:
    pem = _whole(archive, CERTIFICATES)
    chain = x509.load_pem_x509_certificates(pem)
    name = manifest["authority"]["name"]
    is_named = [sha256(each.public_bytes(Encoding.DER)).hexdigest() for each in chain] == manifest["certificates"]
    if not is_named or b"".join(each.public_bytes(Encoding.PEM) for each in chain) != pem:
        yield Finding(False, "THE CERTIFICATES ARE NOT those that the manifest names.")
        return
    key = chain[0].public_key()
    try:
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise InvalidSignature
        key.verify(_whole(archive, SIGNATURE), _whole(archive, MANIFEST), ec.ECDSA(SHA256()))
    except InvalidSignature:
        yield Finding(False, "THE SIGNATURE DOES NOT HOLD: the manifest is not the one that was signed.")
        return
    yield Finding(True, f"The manifest is signed with the key of the certificate of {name}.")
    yield _trust(chain, trusted, name)


def _trust(chain: list[x509.Certificate], trusted: Path | None, name: str) -> Finding:
    if trusted is None:
        print_of = sha256(chain[0].public_bytes(Encoding.DER)).hexdigest()
        return Finding(
            None,
            f"Whether the certificate is really that of {name} was not asked. Its SHA-256 is {print_of}:"
            " compare it with what the authority publishes, or give --trust.",
        )
    anchors = x509.load_pem_x509_certificates(trusted.read_bytes())
    for certificate in anchors:
        if chain[0] == certificate or _is_issued_by(chain, certificate):
            return Finding(True, f"The certificate of {name} rests on the one you trust.")
    return Finding(False, f"THE CERTIFICATE OF {name} DOES NOT REST on the one you trust.")


def _is_issued_by(chain: list[x509.Certificate], anchor: x509.Certificate) -> bool:
    """Say whether each certificate is issued by the next, and the last of them by the anchor."""
    links = [each for each in chain if each != anchor]
    try:
        for certificate, issuer in zip(links, [*links[1:], anchor], strict=True):
            certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _ledger(archive: zipfile.ZipFile, manifest: Mapping[str, Any], checkpoints: Path | None) -> Iterator[Finding]:
    proofs = json.loads(_whole(archive, LEDGER))
    head, rows = proofs["checkpoint"], proofs["entries"]
    root, size = bytes.fromhex(head["root"]), int(head["size"])
    faults = [row["digest"] for row in rows if not _is_proven(row, size, root)]
    for digest in faults[:MOST_FAULTS]:
        yield Finding(False, f"THE ENTRY {digest[:16]}… of the ledger is not proven.")
    if not faults:
        withheld = sum("entry" not in row for row in rows)
        kept_back = f"; {withheld} of them are internal and shown by their digest only" if withheld else ""
        yield Finding(True, f"All {len(rows)} entries of the ledger lead to its signed root{kept_back}.")
    is_named = (size, head["root"]) == (manifest["ledger"]["size"], manifest["ledger"]["root"])
    yield Finding(_is_signed(head, root, size) and is_named, "The root of the ledger is signed."
                  if _is_signed(head, root, size) and is_named else "THE ROOT OF THE LEDGER is not signed as it should be.")  # fmt: skip
    yield _witnessed(head, checkpoints)


def _is_proven(row: Mapping[str, Any], size: int, root: bytes) -> bool:
    leaf = bytes.fromhex(row["digest"])
    if "entry" in row and leaf_hash(canonical_entry(row["entry"])) != leaf:
        return False
    return root_from_proof(leaf, row["position"], size, [bytes.fromhex(node) for node in row["path"]]) == root


def _is_signed(head: Mapping[str, Any], root: bytes, size: int) -> bool:
    statement = Checkpoint(size=size, root=root, made_at=datetime.fromisoformat(head["made_at"])).statement()
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(head["public_key"])).verify(
            bytes.fromhex(head["signature"]), statement
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _witnessed(head: Mapping[str, Any], checkpoints: Path | None) -> Finding:
    if checkpoints is None:
        return Finding(
            None,
            "Whether the ledger is the one that others witnessed was not asked:"
            " give --checkpoints with a copy of checkpoints.jsonl that somebody else kept.",
        )
    for line in checkpoints.read_text().splitlines():
        seen = json.loads(line)
        if seen["size"] == head["size"]:
            is_same = seen["root"] == head["root"]
            return Finding(is_same, f"The witness file has the same root at {head['size']} entries."
                           if is_same else f"THE WITNESS FILE HAS ANOTHER ROOT at {head['size']} entries.")  # fmt: skip
    return Finding(False, f"THE WITNESS FILE KNOWS NO CHECKPOINT of {head['size']} entries.")

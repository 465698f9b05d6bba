"""Put a package together: contents, index, manifest, signature; streamed to a file, one piece in memory at a time."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader

from tongban.groundwork.documents import api as documents
from tongban.groundwork.documents.api import Issuer
from tongban.groundwork.foundation import clock, crypto
from tongban.groundwork.ledger import api as ledger
from tongban.groundwork.ledger.api import Evidence
from tongban.handling.archives.contents import Content, UnableToPackYet, contents_of, licence_subjects, plain
from tongban.handling.archives.retention import Retention, retention_of
from tongban.handling.archives.rules.form import (
    CERTIFICATES,
    FORMAT,
    MANIFEST,
    SIGNATURE,
    PackageKind,
    PackageWriter,
    canonical,
    whole_digests,
)
from tongban.handling.cases.api import Dossier
from tongban.registers.organisations import api as organisations

INDEX = "index.pdf"
PICTURES = ("jpg", "jpeg", "png")
NOTES = {
    PackageKind.OFFICE: "本卷由系统按国家档案局令第8号和 DA/T 22 整理。清单 manifest.json 载明每个文件的 SHA-256 和 SM3 摘要并由本机关签名，可用 tongban verify-archive 离线核验。",
    PackageKind.APPLICANT: "本卷是申请人副本，不含机关内部意见；内部操作只保留摘要和存在证明。可用 tongban verify-archive 离线核验。",
}
OUTCOMES = {
    "granted": "准予", "refused": "不予", "not_accepted": "不予受理", "withdrawn": "申请人撤回", "terminated": "终止办理",
}  # fmt: skip


@dataclass(frozen=True)
class Packed:
    """What a package consists of, for its row and for the ledger."""

    files: int
    pages: int
    retention: Retention
    manifest_sha256: str


def pack(dossier: Dossier, kind: PackageKind, *, edition: int, file: BinaryIO) -> Packed:
    """
    Write the package of a case to a file; the same case gives the same bytes.

    Raise UnableToPackYet while a paper is not made or an entry is not sealed.
    """
    evidence = ledger.evidence_about([f"case:{dossier.view.number}", *licence_subjects(dossier)])
    if evidence is None:
        raise UnableToPackYet
    retention = retention_of(
        item_type=dossier.item_type, outcome=dossier.view.outcome, closed_on=clock.day_of(dossier.closed_at)
    )
    writer = PackageWriter(file)
    listed = [_add(writer, content) for content in contents_of(dossier, kind, evidence)]
    index = _index(dossier, kind, edition, retention, listed)
    listed.insert(
        0, _add(writer, Content(INDEX, "案卷封面和卷内目录", "", clock.day_of(dossier.closed_at), lambda: (index,)))
    )
    manifest = canonical(plain(_manifest(dossier, kind, edition, retention, evidence, listed)))
    signature = documents.sign_content(issuer=_issuer(dossier), content=manifest)
    writer.add(MANIFEST, (manifest,))
    writer.add(SIGNATURE, (signature.value,))
    writer.add(CERTIFICATES, (_pem(signature.certificates),))
    writer.finish()
    return Packed(len(listed), sum(row["pages"] for row in listed), retention, crypto.digest(manifest).hex())


def _add(writer: PackageWriter, content: Content) -> dict[str, Any]:
    """Add one file and return its row of the manifest; a PDF is looked at whole, to count its pages."""
    kept = io.BytesIO() if content.path.endswith(".pdf") else None
    digests = writer.add(content.path, _passing(content.pieces(), kept))
    return {
        "path": content.path,
        "title": content.title,
        "number": content.number,
        "day": content.day,
        "pages": _pages(content.path, kept),
        "size": digests.size,
        "sha256": digests.sha256,
        "sm3": digests.sm3,
    }


def _passing(pieces: Iterable[bytes], kept: io.BytesIO | None) -> Iterator[bytes]:
    for piece in pieces:
        if kept is not None:
            kept.write(piece)
        yield piece


def _pages(path: str, pdf: io.BytesIO | None) -> int:
    """Return how many pages a file has on paper; none for data, and for a PDF that cannot be read."""
    if pdf is None:
        return 1 if path.rpartition(".")[2] in PICTURES else 0
    try:
        return int(PdfFileReader(pdf, strict=False).root["/Pages"]["/Count"])
    except Exception:  # a file that somebody handed in may be damaged in any way; it is kept as it came
        return 0


def _index(
    dossier: Dossier, kind: PackageKind, edition: int, retention: Retention, listed: list[dict[str, Any]]
) -> bytes:
    view, until = dossier.view, retention.until
    facts = [
        ["办件编号", view.grouped_number],
        ["事项", view.offer.name],
        ["实施编码", view.offer.code],
        ["申请人", dossier.applicant_name],
        ["收到", _day(clock.day_of(view.received_at))],
        ["受理", _day(view.accepted_on)],
        ["决定", _day(view.decided_on)],
        ["办结", _day(clock.day_of(dossier.closed_at))],
        ["办理结果", OUTCOMES.get(view.outcome, "")],
        ["保管期限", f"{retention.name}，至{_day(until)}" if until else retention.name],
        ["件数、页数", f"{len(listed)} 件，{sum(row['pages'] for row in listed)} 页"],
        ["版次", f"第 {edition} 版（{'机关存档' if kind is PackageKind.OFFICE else '申请人副本'}）"],
    ]
    content = {
        "title": f"{view.offer.name}（{view.number}）",
        "authority": view.authority_name,
        "number": view.number,
        "facts": [row for row in facts if row[1]],
        "note": NOTES[kind],
        "rows": list(_rows(listed)),
    }
    return documents.set_in_type(layout="archive", content=content, dated=dossier.closed_at)


def _rows(listed: list[dict[str, Any]]) -> Iterator[list[str]]:
    page = 1
    for place, row in enumerate(listed, start=1):
        last = page + row["pages"] - 1
        pages = "—" if not row["pages"] else str(page) if last == page else f"{page}–{last}"
        page += row["pages"]
        yield [str(place), row["number"], row["title"], row["day"].isoformat(), pages, row["path"]]


def _manifest(
    dossier: Dossier,
    kind: PackageKind,
    edition: int,
    retention: Retention,
    evidence: Evidence,
    listed: list[dict[str, Any]],
) -> dict[str, Any]:
    view, issuer = dossier.view, _issuer(dossier)
    return {
        "format": FORMAT,
        "kind": kind,
        "edition": edition,
        "case": {"number": view.number, "item": view.offer.name, "item_code": view.offer.code, "outcome": view.outcome,
                 "closed_at": dossier.closed_at},
        "authority": {"name": issuer.name, "code": issuer.code},
        "retention": {"class": retention.code, "name": retention.name, "years": retention.years,
                      "until": retention.until, "source": retention.source},
        "ledger": {"size": evidence.size, "root": evidence.root},
        "certificates": [crypto.digest(each).hex() for each in documents.certificates_of(issuer)],
        "files": listed,
        "whole": whole_digests(listed),
    }  # fmt: skip


def _issuer(dossier: Dossier) -> Issuer:
    authority = organisations.authority(dossier.authority_id)
    return Issuer(code=authority.code, name=authority.name, region_code=authority.region_code)


def _pem(certificates: Iterable[bytes]) -> bytes:
    return b"".join(x509.load_der_x509_certificate(each).public_bytes(Encoding.PEM) for each in certificates)


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""

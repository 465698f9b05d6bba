"""What goes into an archive package, in which order and under which names; each content is opened when its turn comes."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from html import escape
from typing import Any
from uuid import UUID

from tongban.groundwork.documents import api as documents
from tongban.groundwork.documents.api import DocumentSummary
from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger.api import Evidence
from tongban.handling.archives.rules.form import LEDGER, PackageKind, canonical
from tongban.handling.cases.api import CourseEntry, Dossier
from tongban.proofs.licences import api as licences

# Deeds whose content is the office's own: the applicant's copy holds their digest and their proof, and not what they say.
INTERNAL_DEEDS = frozenset(
    {"case.decision_proposed", "case.returned_to_review", "case.revocation_proposed", "case.revocation_dropped"}
)


@dataclass(frozen=True)
class Content:
    """One file of a package: its path, what the list of contents says of it, and how to open it."""

    path: str
    title: str
    number: str
    day: date
    pieces: Callable[[], Iterable[bytes]]


class UnableToPackYet(Exception):
    """A paper is not made yet, or an entry is not sealed: the package is made at the next call."""


def contents_of(dossier: Dossier, kind: PackageKind, evidence: Evidence) -> Iterator[Content]:
    """Yield the files of a package in their order, but for its index and what seals it."""
    closed_on = clock.day_of(dossier.closed_at)
    yield from _documents(dossier)
    yield from _materials(dossier)
    yield from _scans(dossier, closed_on)
    signed_on = clock.day_of(dossier.signed_at)
    application = {
        "answers": dossier.answers, "digest": dossier.digest, "signed_at": dossier.signed_at, "statement": dossier.statement,
    }  # fmt: skip
    yield _json("application/answers.json", "申请表（数据）", application, signed_on)
    yield _plain("application/answers.html", "申请表", _answers_page(dossier), signed_on)
    yield _json("case.json", "办件信息", _case(dossier), closed_on)
    yield _json("course.json", "办理过程", [_course(entry) for entry in dossier.view.course], closed_on)
    for language, name in (("zh-hans", "简体中文"), ("zh-hant", "繁体中文"), ("en", "英文")):
        yield _plain(f"clock/{language}.txt", f"期限计算说明（{name}）", _reckoning(dossier, language), closed_on)
    if dossier.view.parts:
        yield _json("parts.json", "各机关的办理情况", [asdict(part) for part in dossier.view.parts], closed_on)
    if dossier.view.deliveries:
        yield _json("delivery.json", "送达情况", [asdict(each) for each in dossier.view.deliveries], closed_on)
    if dossier.view.revocations:
        yield _json(
            "revocations.json", "撤销、撤回、注销情况", [asdict(each) for each in dossier.view.revocations], closed_on
        )
    yield _json(LEDGER, "操作留痕和存在证明", ledger_file(evidence, kind), clock.day_of(evidence.made_at))


def ledger_file(evidence: Evidence, kind: PackageKind) -> dict[str, Any]:
    """Return the entries with their proofs; what is internal is withheld from the applicant, its proof is not."""
    head = {"size": evidence.size, "root": evidence.root, "made_at": evidence.made_at.isoformat(),
            "signature": evidence.signature, "public_key": evidence.public_key}  # fmt: skip
    rows = []
    for entry in evidence.entries:
        is_withheld = kind is PackageKind.APPLICANT and entry.content["deed"] in INTERNAL_DEEDS
        proof = {"digest": entry.digest, "position": entry.position, "path": list(entry.path)}
        rows.append(proof | ({"withheld": True} if is_withheld else {"entry": entry.content}))
    return {"checkpoint": head, "entries": rows}


def _documents(dossier: Dossier) -> Iterator[Content]:
    papers = [*dossier.view.documents]
    if dossier.view.licence_id is not None:
        papers += _licence_papers(dossier)
    for place, paper in enumerate(papers, start=1):
        yield Content(
            f"documents/{place:02}-{paper.kind}.pdf", paper.title, paper.number, clock.day_of(paper.issued_at),
            _pdf_of(paper),
        )  # fmt: skip


def _licence_papers(dossier: Dossier) -> tuple[DocumentSummary, ...]:
    found = documents.documents_about_many(licence_subjects(dossier)).values()
    return tuple(paper for papers in found for paper in papers)


def licence_subjects(dossier: Dossier) -> tuple[str, ...]:
    """Return how ledger and documents know the licences that the case issued."""
    return tuple(licence.subject for licence in licences.licences_of_case(dossier.view.number))


def _pdf_of(paper: DocumentSummary) -> Callable[[], Iterable[bytes]]:
    def pieces() -> Iterable[bytes]:
        content = documents.document_pdf(paper.id)
        if content is None:
            raise UnableToPackYet
        return (content,)

    return pieces


def _materials(dossier: Dossier) -> Iterator[Content]:
    place = 0
    for material in dossier.view.materials:
        for thing in material.given:
            if thing.file_id is None:
                continue
            place += 1
            path = f"materials/{place:02}-{material.code}.{_suffix(thing.file_name)}"
            yield Content(path, material.name, "", clock.day_of(thing.given_at), _file(thing.file_id))


def _scans(dossier: Dossier, day: date) -> Iterator[Content]:
    for attempt, file_id in dossier.scans:
        summary = documents.file_summary(file_id)
        suffix = summary.kind if summary else "bin"
        yield Content(f"delivery/{attempt:02}-return-slip.{suffix}", "送达回执", "", day, _file(file_id))


def _file(file_id: UUID) -> Callable[[], Iterable[bytes]]:
    return lambda: documents.file_pieces(file_id)


def _suffix(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    return ending if ending.isascii() and ending.isalnum() and len(ending) <= 5 else "bin"


def _json(path: str, title: str, value: Any, day: date) -> Content:
    content = canonical(plain(value))
    return Content(path, title, "", day, lambda: (content,))


def _plain(path: str, title: str, text: str, day: date) -> Content:
    content = text.encode()
    return Content(path, title, "", day, lambda: (content,))


def plain(value: Any) -> Any:
    """Return a value as JSON knows it: days and moments in ISO 8601, all else that is no number as text."""
    return json.loads(json.dumps(value, ensure_ascii=False, default=_told))


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _case(dossier: Dossier) -> Mapping[str, Any]:
    view = dossier.view
    return {
        "number": view.number,
        "item": {"code": view.offer.code, "name": view.offer.name, "name_en": view.offer.name_en,
                 "version": view.offer.version_id, "type": dossier.item_type},
        "authority": view.authority_name,
        "applicant": dossier.applicant_name,
        "channel": view.channel,
        "received_at": view.received_at,
        "accepted_on": view.accepted_on,
        "is_deemed_accepted": view.is_deemed_accepted,
        "decided_on": view.decided_on,
        "closed_at": dossier.closed_at,
        "outcome": view.outcome,
        "reasons": view.reasons,
        "supplement_items": [asdict(item) for item in view.supplement_items],
        "special_procedures": [asdict(stop) for stop in view.stops],
        "extension_days": view.extension_days,
        "agrees_to_electronic_delivery": view.agrees_to_electronic,
        "materials": [
            {"code": material.code, "name": material.name,
             "given": [{"way": thing.way, "file_name": thing.file_name, "trust_level": thing.trust_level,
                        "given_at": thing.given_at, "promised_on": thing.promised_on,
                        "fulfilled_at": thing.fulfilled_at} for thing in material.given]}
            for material in view.materials
        ],
    }  # fmt: skip


def _course(entry: CourseEntry) -> Mapping[str, Any]:
    return {
        "at": entry.at, "step": entry.deed, "who": entry.actor_name, "post": entry.post, "note": entry.note,
        "document": entry.document.number if entry.document else "",
    }  # fmt: skip


def _reckoning(dossier: Dossier, language: str) -> str:
    blocks = [
        "\n".join((f"[{each.name}] {each.due.isoformat()}", *each.lines)) for each in dossier.reckonings[language]
    ]
    return "\n\n".join(blocks) + "\n"


def _answers_page(dossier: Dossier) -> str:
    view = dossier.view
    rows = [
        f"<h2>{escape(page.title)}</h2><table>"
        + "".join(f"<tr><th>{escape(line.name)}</th><td>{escape(line.value)}</td></tr>" for line in page.lines)
        + "</table>"
        for page in view.answers
        if page.lines
    ]
    return (
        '<!doctype html><html lang="zh-Hans"><meta charset="utf-8">'
        f"<title>{escape(view.offer.name)} {view.number}</title>"
        "<style>body{font-family:serif;max-width:50em;margin:2em auto}table{border-collapse:collapse;width:100%}"
        "th,td{border:1px solid #888;padding:.4em;text-align:left;vertical-align:top}th{width:14em}</style>"
        f"<h1>{escape(view.offer.name)}</h1><p>{view.number}　{escape(dossier.applicant_name)}</p>"
        + "".join(rows)
        + f"<p>{escape(dossier.statement)}</p>\n"
    )

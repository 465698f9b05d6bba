"""Reads of the archive: what was archived, and the packages themselves, for who may have them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tongban.groundwork.documents import api as documents
from tongban.handling.archives.models import Package
from tongban.handling.archives.rules import PackageKind
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import ArchivedCase
from tongban.registers.identity.api import Applicant, Officer

MOST_ROWS = 100


@dataclass(frozen=True)
class PackageView:
    """One edition of a package."""

    kind: PackageKind
    edition: int
    made_at: datetime
    size: int
    sha256: str
    sm3: str
    files: int
    pages: int
    retention: str
    keep_until: date | None
    file_id: UUID


@dataclass(frozen=True)
class ArchivePage:
    """A page of archived cases; `after` asks for the next one and is None on the last."""

    rows: tuple[ArchivedCase, ...]
    after: str | None


@dataclass(frozen=True)
class ArchiveView:
    """An archived case with its packages, the latest edition first."""

    case: ArchivedCase
    packages: tuple[PackageView, ...]


def archive_page(officer: Officer, *, after: str = "", limit: int = 20) -> ArchivePage:
    """Return what the officer's authority archived (an auditor: the region's), latest first; at most 100 rows."""
    limit = min(limit, MOST_ROWS)
    rows = cases.archived_cases(officer, after=after, limit=limit + 1)
    return ArchivePage(rows[:limit], str(rows[limit - 1].id) if len(rows) > limit else None)


def archive_for_officer(number: str, *, officer: Officer) -> ArchiveView:
    """Return an archived case with its packages, or raise UnableToFindCase; the packages themselves are `package_for_officer`."""
    case = cases.case_of_archive(number, officer=officer)
    return ArchiveView(case, _packages(case.id, PackageKind.OFFICE))


def package_for_officer(number: str, edition: int, *, officer: Officer) -> tuple[PackageView, Iterator[bytes]]:
    """Return an edition of the office's package and its content, piece by piece; the read is written down first."""
    view = archive_for_officer(number, officer=officer)
    package = _edition(view.packages, edition)
    cases.note_archive_read(view.case.id, officer=officer)
    return package, documents.file_pieces(package.file_id)


def archive_for_applicant(number: str, *, applicant: Applicant) -> ArchiveView:
    """Return an archived case of the applicant's party with her copies, or raise UnableToFindCase."""
    case = cases.own_case_of_archive(number, applicant=applicant)
    return ArchiveView(case, _packages(case.id, PackageKind.APPLICANT))


def package_for_applicant(number: str, *, applicant: Applicant) -> tuple[PackageView, Iterator[bytes]]:
    """Return the latest edition of the applicant's own copy and its content, piece by piece."""
    view = archive_for_applicant(number, applicant=applicant)
    package = _edition(view.packages, 0)
    return package, documents.file_pieces(package.file_id)


def _edition(packages: tuple[PackageView, ...], edition: int) -> PackageView:
    """Return an edition, zero for the latest."""
    for package in packages:
        if edition in (0, package.edition):
            return package
    raise cases.UnableToFindCase


def _packages(case_id: UUID, kind: PackageKind) -> tuple[PackageView, ...]:
    rows = Package.objects.filter(case_id=case_id, kind=kind).order_by("-edition")[:MOST_ROWS]
    return tuple(
        PackageView(
            kind=PackageKind(row.kind),
            edition=row.edition,
            made_at=row.made_at,
            size=row.size,
            sha256=row.sha256,
            sm3=row.sm3,
            files=row.files,
            pages=row.pages,
            retention=row.retention,
            keep_until=row.keep_until,
            file_id=row.file_id,
        )
        for row in rows
    )

"""Reads of uploaded files of items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from tongban.offer.catalogue.exchange.faults import ImportFault
from tongban.offer.catalogue.models import Upload
from tongban.offer.catalogue.operations.upload_items import (
    UnableToFindUpload,
    may_see,
    needs_another,
    report_of,
    rows_read,
)
from tongban.offer.catalogue.rules import GuideProblem
from tongban.registers.identity.api import Officer

MOST_UPLOADS = 30


@dataclass(frozen=True)
class UploadView:
    """A file of items as the desk shows it."""

    id: UUID
    name: str
    why: str
    state: str  # waiting | checked | faulty | confirmed | done | dropped
    author_name: str
    created_at: datetime
    changed_at: datetime
    report: Mapping[str, Any]  # what it would do, or did: see ImportReport
    faults: Sequence[ImportFault]  # the first ones
    fault_count: int
    rows_read: int  # while it is being worked on
    is_own: bool
    needs_another: bool  # somebody else than its author has to confirm it
    full_report: Path | None


def uploads(officer: Officer) -> tuple[UploadView, ...]:
    """Return the latest files in an officer's reach, the newest first, at most 30."""
    found = Upload.objects.order_by("-id")
    if officer.region_wide:
        found = found.filter(region_code__startswith=officer.region_code)
    else:
        found = found.filter(authority_id=officer.authority_id)
    return tuple(_view(upload, officer) for upload in found.defer("faults")[:MOST_UPLOADS])


def upload(upload_id: UUID, officer: Officer) -> UploadView:
    """Return one file, or raise UnableToFindUpload."""
    found = Upload.objects.filter(id=upload_id).first()
    if found is None or not may_see(found, officer):
        raise UnableToFindUpload
    return _view(found, officer, with_faults=True)


def _view(row: Upload, officer: Officer, *, with_faults: bool = False) -> UploadView:
    report = report_of(row)
    return UploadView(
        id=row.pk,
        name=row.name,
        why=row.why,
        state=row.state,
        author_name=row.author_name,
        created_at=row.created_at,
        changed_at=row.changed_at,
        report=row.report,
        faults=tuple(map(_fault, row.faults)) if with_faults else (),
        fault_count=row.fault_count,
        rows_read=rows_read(row),
        is_own=row.account_id == officer.account_id,
        needs_another=needs_another(row),
        full_report=report if row.fault_count and report.exists() else None,
    )


def _fault(kept: Mapping[str, Any]) -> ImportFault:
    """Return a fault as it was kept, so that it is told in the language of who reads it."""
    problem = kept["guide_problem"]
    return ImportFault(**{**kept, "guide_problem": GuideProblem(**problem) if problem else None})

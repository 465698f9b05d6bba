"""Archive closed cases: pack them, keep the packages encrypted, and write down that it was done."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import system
from tongban.handling.archives.contents import UnableToPackYet
from tongban.handling.archives.models import Package
from tongban.handling.archives.packing import Packed, pack
from tongban.handling.archives.retention import wait_minutes
from tongban.handling.archives.rules.form import Digesting, Digests, PackageKind
from tongban.handling.cases import api as cases

log = logging.getLogger(__name__)
BY_PLATFORM = system("archive")
PIECE = 1024 * 1024
MOST_AT_ONCE = 1  # a worker that is told to stop waits for no more than this
MOST_RESTING = 1000
PAUSE = timedelta(minutes=1)
_resting: dict[UUID, datetime] = {}  # cases that could not be packed yet, and until when they are left alone


def archive_cases(*, limit: int = MOST_AT_ONCE) -> int:
    """
    Pack up to `limit` cases that were closed a while ago; return how many. Who has more to pack calls it again.

    Each case is a transaction of its own: packages, the mark on the case, its course and its entry in the ledger are there
    together or not at all. A worker that is killed leaves nothing but an encrypted file, which the next one, writing the
    same bytes, puts in the same place. A case that cannot be packed hinders no other.
    """
    now = clock.now()
    before = now - timedelta(minutes=wait_minutes())
    resting = [case_id for case_id, until in _resting.items() if until > now]
    done = 0
    for case_id in cases.cases_to_archive(closed_before=before, limit=limit, without=resting):
        _resting.pop(case_id, None)
        try:
            done += archive_case(case_id)
        except Exception as failure:
            _rest(case_id, now + PAUSE)
            if not isinstance(failure, UnableToPackYet):
                # The text of a failure may quote the case, so only its kind is written down.
                log.error("a case could not be packed", extra={"case": str(case_id), "failure": type(failure).__name__})
    return done


def _rest(case_id: UUID, until: datetime) -> None:
    """Let a case wait, so that those behind it have their turn; a process forgets the one that has waited longest."""
    if len(_resting) >= MOST_RESTING:
        _resting.pop(next(iter(_resting)))
    _resting[case_id] = until


@transaction.atomic
def archive_case(case_id: UUID) -> bool:
    """Pack one closed case now; say no when another worker is at it or was. Raise UnableToPackYet while something is not ready."""
    if not cases.hold_for_archive(case_id):
        return False
    edition = Package.objects.filter(case_id=case_id, kind=PackageKind.OFFICE).count() + 1
    made = [_make(case_id, kind, edition) for kind in PackageKind]
    office = made[0]
    cases.archive_case(
        case_id,
        note=f"第 {edition} 版，{office.files} 件，{office.pages} 页",
        facts={"edition": edition, **{each.kind: each.sha256 for each in made}},
    )
    return True


@contextmanager
def packed_file(case_id: UUID, kind: PackageKind, edition: int) -> Iterator[tuple[BinaryIO, Packed, Digests]]:
    """Lend the package of a case, written to a file without a name, with what it consists of and its digests."""
    dossier = cases.dossier(case_id, to_applicant=kind is PackageKind.APPLICANT)
    with tempfile.TemporaryFile() as file:
        packed = pack(dossier, kind, edition=edition, file=file)
        file.seek(0)
        digesting = Digesting()
        while piece := file.read(PIECE):
            digesting.update(piece)
        file.seek(0)
        yield file, packed, digesting.done()


def _make(case_id: UUID, kind: PackageKind, edition: int) -> Package:
    with packed_file(case_id, kind, edition) as (file, packed, digests):
        kept = documents.keep_own_file(
            content=file,
            digest=digests.sha256,
            size=digests.size,
            kind="zip",
            name=f"{kind}-{edition}.zip",
            owner=f"archive:{case_id}",
            actor=BY_PLATFORM,
        )
    return Package.objects.create(
        case_id=case_id,
        kind=kind,
        edition=edition,
        made_at=clock.now(),
        file_id=kept.id,
        size=digests.size,
        sha256=digests.sha256,
        sm3=digests.sm3,
        files=packed.files,
        pages=packed.pages,
        retention=packed.retention.code,
        keep_until=packed.retention.until,
    )

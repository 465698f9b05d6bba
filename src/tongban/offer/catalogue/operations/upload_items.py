"""Files of items from the desk: uploaded, checked by the worker, confirmed by a person, imported by the worker."""

import logging
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import InterfaceError, OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.foundation.identifiers import uuid7
from tongban.offer.catalogue.exchange.faults import ImportFault
from tongban.offer.catalogue.models import Upload, UploadState
from tongban.offer.catalogue.operations.import_items import (
    LONGEST_WHY,
    ImportReport,
    UnableToImportItems,
    import_items,
)
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Officer, Role

log = logging.getLogger(__name__)

SUFFIXES = (".csv", ".xlsx", ".jsonl")
LONGEST_NAME = 120
ENDED = (UploadState.DONE, UploadState.DROPPED)
TIME_KEPT = timedelta(days=30)
CHINESE = "zh-hans"  # a report is written once and read by several people


class UnableToUpload(DomainError):
    """The file was not taken."""

    code = "upload.refused"
    sentence = "{fault}"
    status = 422


class UnableToFindUpload(DomainError):
    """There is no such file, or it is not this officer's to see."""

    code = "upload.unknown"
    sentence = _("没有找到这个导入文件，或者它不归您管理。")
    status = 404


class UnableToConfirmUpload(DomainError):
    """The file is not checked, or somebody else has to confirm it."""

    code = "upload.not_to_confirm"
    sentence = "{fault}"
    status = 409


def upload_items(*, officer: Officer, content: BinaryIO, name: str, why: str) -> UUID:
    """Keep a file of items to be checked; raise UnableToUpload when there is no reason given or it is of no known kind."""
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise UnableToUpload(fault=_("请选择 CSV、Excel（.xlsx）或者 JSON 行（.jsonl）文件。"))
    if not why.strip():
        raise UnableToUpload(fault=_("请写明为什么导入，它会写入账本。"))
    upload = Upload(
        id=uuid7(),
        name=Path(name).name[-LONGEST_NAME:],
        why=why.strip()[:LONGEST_WHY],
        authority_id=officer.authority_id,
        region_code=officer.region_code,
        account_id=officer.account_id,
        author_name=officer.name,
    )
    path = file_of(upload)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        shutil.copyfileobj(content, target)
    upload.save()
    return upload.pk


@transaction.atomic
def confirm_upload(*, upload_id: UUID, officer: Officer) -> None:
    """
    Have a checked file imported.

    What publishes guides is confirmed by somebody else than who uploaded it: as with single changes, two people see it.
    """
    upload = _locked(upload_id, officer)
    if upload.state != UploadState.CHECKED:
        raise UnableToConfirmUpload(fault=_("这个文件已经处理过，请刷新页面再看。"))
    if needs_another(upload) and upload.account_id == officer.account_id:
        raise UnableToConfirmUpload(fault=_("导入会发布办事指南，要由另一位事项管理员核对后确认。"))
    upload.confirmed_by = officer.actor.reference
    _move(upload, UploadState.CONFIRMED)


@transaction.atomic
def drop_upload(*, upload_id: UUID, officer: Officer) -> None:
    """Give a file up; what was imported stays."""
    upload = _locked(upload_id, officer)
    if upload.state in (*ENDED, UploadState.CONFIRMED):
        raise UnableToConfirmUpload(fault=_("这个文件已经处理过，请刷新页面再看。"))
    _move(upload, UploadState.DROPPED)
    file_of(upload).unlink(missing_ok=True)


def work_on_uploads() -> int:
    """
    Check or import the next file that waits, and return 1; 0 when none does.

    The file is held until its work is committed: a worker that is killed leaves it to the next, and nothing half done.
    """
    waiting = Upload.objects.filter(state__in=[UploadState.WAITING, UploadState.CONFIRMED])
    with transaction.atomic(), translation.override(CHINESE):
        upload = waiting.select_for_update(skip_locked=True).order_by("id").first()
        if upload is None:
            return 0
        _work_on(upload)
    return 1


def tidy_uploads() -> int:
    """Remove the files and reports of uploads that nobody has touched for a month; what was found and done stays known."""
    old = Upload.objects.filter(changed_at__lt=clock.now() - TIME_KEPT)
    paths = [
        path for upload in old.only("id", "name") for path in (file_of(upload), report_of(upload)) if path.exists()
    ]
    for path in paths:
        path.unlink(missing_ok=True)
    old.exclude(state__in=ENDED).update(state=UploadState.DROPPED)
    return len(paths)


def may_see(upload: Upload, officer: Officer) -> bool:
    """Say whether an upload is in an officer's reach."""
    return Role.ITEM_MANAGER in officer.roles and officer.acts_for(
        authority_id=upload.authority_id, region_code=upload.region_code
    )


def needs_another(upload: Upload) -> bool:
    """Say whether somebody else has to confirm it."""
    return bool(upload.report.get("published") or upload.report.get("basics"))


def file_of(upload: Upload) -> Path:
    return _folder() / f"{upload.pk}{Path(upload.name).suffix.lower()}"


def report_of(upload: Upload) -> Path:
    """Return where the full report of the faults is, a workbook."""
    return _folder() / f"{upload.pk}-report.xlsx"


def rows_read(upload: Upload) -> int:
    """Return how far the work on a file has come, without waiting for it."""
    try:
        return int(_progress_of(upload).read_text())
    except (OSError, ValueError):
        return 0


def _work_on(upload: Upload) -> None:
    is_check = upload.state == UploadState.WAITING
    officer = identity.officer_of(get_user_model().objects.filter(pk=upload.account_id).first())
    upload.faults, upload.fault_count = [], 0
    if officer is None:
        _refuse(upload, (ImportFault(1, "", "not_yours", {"value": upload.name}),), 1)
        return
    try:
        report = import_items(
            file_of(upload),
            dry_run=is_check,
            officer=officer,
            report=report_of(upload),
            progress=_progress(upload),
            why=upload.why,
            confirmed_by=upload.confirmed_by,
        )
    except UnableToImportItems as refusal:
        _refuse(upload, refusal.faults, refusal.count)
    except (OperationalError, InterfaceError):
        raise  # the database is away: later
    except Exception as failure:  # a file that nobody thought of must not hold up the others
        log.exception("a file of items could not be worked on", extra={"upload": str(upload.pk)})
        _refuse(upload, (ImportFault(1, "", "unreadable", {"detail": type(failure).__name__}),), 1)
    else:
        upload.report = _plain(report)
        _move(upload, UploadState.CHECKED if is_check else UploadState.DONE)
        if not is_check:
            file_of(upload).unlink(missing_ok=True)
    _progress_of(upload).unlink(missing_ok=True)


def _refuse(upload: Upload, faults: Sequence[ImportFault], count: int) -> None:
    upload.faults = [asdict(fault) for fault in faults]
    upload.fault_count = count
    _move(upload, UploadState.FAULTY)


def _plain(report: ImportReport) -> dict[str, object]:
    return {key: value for key, value in asdict(report).items() if key != "is_dry_run"}


def _progress(upload: Upload) -> Callable[[int], None]:
    path = _progress_of(upload)

    def tell(rows: int) -> None:
        path.write_text(str(rows))

    return tell


def _progress_of(upload: Upload) -> Path:
    return _folder() / f"{upload.pk}.progress"


def _folder() -> Path:
    return Path(settings.TONGBAN_FILES) / "uploads"


def _locked(upload_id: UUID, officer: Officer) -> Upload:
    upload = Upload.objects.select_for_update().filter(id=upload_id).first()
    if upload is None or not may_see(upload, officer):
        raise UnableToFindUpload
    return upload


def _move(upload: Upload, state: UploadState) -> None:
    upload.state, upload.changed_at = state, clock.now()
    upload.save()

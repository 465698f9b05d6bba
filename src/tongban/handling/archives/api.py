"""The front door of the archive: what closed cases leave behind, and who may have it."""

from tongban.handling.archives.operations.archive_cases import archive_cases
from tongban.handling.archives.queries import (
    ArchivePage,
    ArchiveView,
    PackageView,
    archive_for_applicant,
    archive_for_officer,
    archive_page,
    package_for_applicant,
    package_for_officer,
)
from tongban.handling.archives.retention import Retention, retention_of
from tongban.handling.archives.rules import PackageKind

__all__ = [
    "ArchivePage",
    "ArchiveView",
    "PackageKind",
    "PackageView",
    "Retention",
    "archive_cases",
    "archive_for_applicant",
    "archive_for_officer",
    "archive_page",
    "package_for_applicant",
    "package_for_officer",
    "retention_of",
]

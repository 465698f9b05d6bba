"""The front door of the licences: issue them, find a person's own, and let anybody check one."""

from tongban.proofs.licences.answers import (
    FaceField,
    FieldDefinition,
    Finding,
    HeldLicence,
    LicenceKind,
    LicenceSummary,
    LicenceView,
    StatusChange,
    Verification,
    verify_url,
)
from tongban.proofs.licences.operations.change_status import UnableToChangeStatus, change_status
from tongban.proofs.licences.operations.expire_licences import expire_licences
from tongban.proofs.licences.operations.install_licences import install_licences
from tongban.proofs.licences.operations.install_types import UnableToInstallTypes, install_types
from tongban.proofs.licences.operations.issue_licence import UnableToIssueLicence, issue_licence, issue_version
from tongban.proofs.licences.queries import (
    UnableToFindLicence,
    UnableToFindLicenceType,
    clear_face,
    expiring,
    licence_for_holder,
    licence_type,
    licence_types,
    licences_of,
    licences_of_case,
    usable_licence,
    usable_licences,
    verify,
)
from tongban.proofs.licences.rules import Status, TrustLevel

__all__ = [
    "FaceField",
    "FieldDefinition",
    "Finding",
    "HeldLicence",
    "LicenceKind",
    "LicenceSummary",
    "LicenceView",
    "Status",
    "StatusChange",
    "TrustLevel",
    "UnableToChangeStatus",
    "UnableToFindLicence",
    "UnableToFindLicenceType",
    "UnableToInstallTypes",
    "UnableToIssueLicence",
    "Verification",
    "change_status",
    "clear_face",
    "expire_licences",
    "expiring",
    "install_licences",
    "install_types",
    "issue_licence",
    "issue_version",
    "licence_for_holder",
    "licence_type",
    "licence_types",
    "licences_of",
    "licences_of_case",
    "usable_licence",
    "usable_licences",
    "verify",
    "verify_url",
]

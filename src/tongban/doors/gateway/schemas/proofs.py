"""Licences and what anybody may learn of them."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from tongban.doors.gateway.schemas.common import Given
from tongban.proofs.licences.api import Finding, Status, TrustLevel


class Licence(Given):
    """A licence; the holder is masked."""

    id: UUID
    identifier: str
    number: str
    grouped_number: str
    type_key: str
    type_name: str
    type_name_en: str
    masked_holder: str
    status: Status
    trust_level: TrustLevel
    valid_until: date | None = Field(description="The last day; null when it is long-term")
    issued_on: date
    issuer_name: str
    case_number: str
    version: int
    verify_url: str


class FaceField(Given):
    code: str
    name: str
    name_en: str
    value: str


class StatusChange(Given):
    at: datetime
    before: Status
    after: Status
    reason: str
    authority_name: str


class OwnLicence(Given):
    """A licence as its holder sees it: clear."""

    summary: Licence
    holder_name: str
    face: list[FaceField]
    history: list[StatusChange]


class PublicLicence(Given):
    """What anybody may learn of a licence."""

    identifier: str
    number: str
    grouped_number: str
    type_name: str
    type_name_en: str
    masked_holder: str
    status: Status
    valid_until: date | None
    issued_on: date
    issuer_name: str


class Verification(Given):
    """The public answer about a licence. Only the finding `valid` means that it is genuine and good today."""

    finding: Finding
    sentence: str
    asked: str
    checked_at: datetime
    licence: PublicLicence | None
    history: list[StatusChange]

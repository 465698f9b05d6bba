"""What the front door of the licences hands out and takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.periods import Period
from tongban.proofs.licences import rules
from tongban.proofs.licences.rules import Status, TrustLevel


@dataclass(frozen=True, kw_only=True)
class FieldDefinition:
    """One field on the face of a licence (照面) and the data element it is filled from."""

    code: str
    name: str
    name_en: str
    element: str


@dataclass(frozen=True, kw_only=True)
class LicenceKind:
    """A type of licence as it was installed. `code` has 21 characters: the defining body's 18 and a serial of 3."""

    key: str
    code: str
    name: str
    name_en: str
    holder: str  # natural | legal | either
    valid_months: int  # 0: long-term
    fields: tuple[FieldDefinition, ...]
    one_per_holder: bool = False


@dataclass(frozen=True, kw_only=True)
class LicenceSummary:
    """A licence without the fields on its face and with the holder masked."""

    id: UUID
    identifier: str
    number: str
    type_key: str
    type_name: str
    type_name_en: str
    masked_holder: str
    status: Status  # as of today
    trust_level: TrustLevel
    valid: Period
    issued_on: date
    issuer_code: str
    issuer_name: str
    region_code: str
    case_number: str
    version: int

    @property
    def grouped_number(self) -> str:
        """The number as it is printed and read aloud."""
        return rules.grouped(self.number)

    @property
    def valid_until(self) -> date | None:
        """The last day of its period, None when it is long-term."""
        return rules.last_day(self.valid)

    @property
    def subject(self) -> str:
        """Its name in the ledger and among the documents."""
        return f"licence:{self.identifier}"

    @property
    def verify_url(self) -> str:
        """The address in its QR code, where anybody can check it."""
        return verify_url(self.identifier)


@dataclass(frozen=True, kw_only=True)
class FaceField:
    """One line on the face of a licence."""

    code: str
    name: str
    name_en: str
    value: str


@dataclass(frozen=True, kw_only=True)
class StatusChange:
    """That a licence changed its status, when and why; public."""

    at: datetime
    before: Status
    after: Status
    reason: str
    authority_name: str


@dataclass(frozen=True, kw_only=True)
class LicenceView:
    """A licence as its holder sees it: everything, clear."""

    summary: LicenceSummary
    holder_name: str
    face: tuple[FaceField, ...]
    history: tuple[StatusChange, ...]


@dataclass(frozen=True, kw_only=True)
class HeldLicence:
    """A licence that somebody already holds, for `install_licences`."""

    type_key: str
    holder: UUID
    holder_name: str
    fields: Mapping[str, str]
    issuer_authority_id: int
    issued_on: date
    valid: Period | None = None  # None: as long as the type says
    trust_level: TrustLevel = TrustLevel.ISSUED
    with_document: bool = False  # also make its document, so that the holder can print it here


class Finding(StrEnum):
    """What checking a licence came to."""

    VALID = "valid"
    NOT_YET_VALID = "not_yet_valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNKNOWN = "unknown"  # well formed, but no such licence was issued
    WRONG_CHECK_CHARACTER = "wrong_check_character"
    UNREADABLE = "unreadable"  # neither an identifier nor a number


@dataclass(frozen=True, kw_only=True)
class Verification:
    """The public answer about a licence. What was asked is given back tidied; the holder is masked."""

    finding: Finding
    asked: str
    checked_at: datetime
    licence: LicenceSummary | None = None
    history: tuple[StatusChange, ...] = ()

    @property
    def sentence(self) -> str:
        """The finding in plain words, in the reader's language."""
        return str(SENTENCES[self.finding])


SENTENCES = {
    Finding.VALID: _("这份证照真实有效。"),
    Finding.NOT_YET_VALID: _("这份证照真实，但有效期还没有开始。"),
    Finding.SUSPENDED: _("这份证照已被暂扣，目前不能使用。"),
    Finding.REVOKED: _("这份证照已被吊销或者撤销，不能使用。"),
    Finding.CANCELLED: _("这份证照已经注销，不能使用。"),
    Finding.EXPIRED: _("这份证照已过有效期，不能使用。"),
    Finding.UNKNOWN: _("没有签发过这个编号的证照。请核对编号；核对无误的，请谨防假证。"),
    Finding.WRONG_CHECK_CHARACTER: _("校验码不对：编号抄错了，或者被改动过。请对照证照重新输入。"),
    Finding.UNREADABLE: _("这不是证照标识，也不是证照编号。证照编号是18位数字，印在证照上。"),
}


def verify_url(identifier: str) -> str:
    """Return the public address where an identifier is checked."""
    return f"{settings.TONGBAN_BASE_URL}/verify/{identifier}"

"""Reads of the licences: a person's own, what a case issued, and the public check."""

import json
import time
from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.proofs.licences import rules
from tongban.proofs.licences.answers import (
    FaceField,
    FieldDefinition,
    Finding,
    LicenceKind,
    LicenceSummary,
    LicenceView,
    StatusChange,
    Verification,
)
from tongban.proofs.licences.models import Licence, LicenceStatusChange, LicenceType
from tongban.proofs.licences.rules import Status, TrustLevel

MOST_LICENCES = 200
MOST_CHANGES = 50
SECONDS_KEPT = 60  # how long another process may still go by a type that was changed here


class UnableToFindLicence(DomainError):
    """There is no such licence among those the asker may see."""

    code = "licence.not_found"
    sentence = _("您名下没有这份证照。")
    status = 404


class UnableToFindLicenceType(DomainError):
    """There is no licence type of this key."""

    code = "licence.unknown_type"
    sentence = _("没有名为“{key}”的证照类型。")
    status = 404


def licence_type(key: str) -> LicenceKind:
    """Return a type of licence, or raise UnableToFindLicenceType."""
    if key not in licence_types():
        raise UnableToFindLicenceType(key=key)
    return licence_types()[key]


def licence_types() -> dict[str, LicenceKind]:
    """Return every type of licence by its key; kept per process for a minute."""
    return _types(int(time.monotonic() / SECONDS_KEPT))


def forget_kept() -> None:
    """Read the types anew from now on, in this process."""
    _types.cache_clear()


def licences_of(party_id: UUID, *, type_key: str = "") -> tuple[LicenceSummary, ...]:
    """Return the current licences of a holder, newest first, at most 200."""
    rows = _current().filter(holder_id=party_id)
    if type_key:
        rows = rows.filter(type_id=type_key)
    return _summaries(rows.order_by("-id")[:MOST_LICENCES])


def licences_of_case(case_number: str) -> tuple[LicenceSummary, ...]:
    """Return what a case issued, oldest first."""
    rows = _with_kind(Licence.objects.filter(case_number=case_number)).exclude(case_number="")
    return _summaries(rows.order_by("id")[:MOST_LICENCES])


def usable_licence(party_id: UUID, type_key: str) -> LicenceSummary | None:
    """Return the newest licence of a type that the holder may use today, None without one."""
    return usable_licences(party_id, [type_key]).get(type_key)


def usable_licences(party_id: UUID, type_keys: Collection[str]) -> dict[str, LicenceSummary]:
    """Return for each of some types the newest licence that may be used today, where there is one; one statement."""
    today = clock.today()
    rows = (
        _current()
        .filter(holder_id=party_id, type_id__in=list(type_keys), status=Status.VALID, valid_from__lte=today)
        .filter(Q(valid_before=None) | Q(valid_before__gt=today))
        .order_by("id")[:MOST_LICENCES]
    )
    return {licence.type_key: licence for licence in _summaries(rows)}


def expiring(party_id: UUID, within_days: int) -> tuple[LicenceSummary, ...]:
    """Return the holder's valid licences whose period ends within so many days, the next to end first."""
    today = clock.today()
    rows = _current().filter(
        holder_id=party_id,
        status=Status.VALID,
        valid_before__gt=today,
        valid_before__lte=today + timedelta(days=within_days + 1),
    )
    return _summaries(rows.order_by("valid_before")[:MOST_LICENCES])


def licence_for_holder(id: UUID, party_id: UUID) -> LicenceView:
    """Return a licence in clear to the one who holds it; raise UnableToFindLicence for anybody else."""
    row = _with_kind(Licence.objects.filter(pk=id, holder_id=party_id)).first()
    if row is None:
        raise UnableToFindLicence
    return LicenceView(summary=summary(row), holder_name=row.holder_name, face=_face(row), history=_history(row))


def clear_face(id: UUID, *, actor: Actor, purpose: str) -> LicenceView:
    """Return a licence in clear to somebody else for a purpose, as a reviewer needs it; the read is written down."""
    row = _with_kind(Licence.objects.filter(pk=id)).first()
    if row is None:
        raise UnableToFindLicence
    ledger.record_reads(
        parties=[row.holder_id],
        actor=actor,
        purpose=purpose,
        fields=[f"licence.{row.type_id}.{field.code}" for field in _face(row)],
        region_code=row.region_code,
    )
    return LicenceView(summary=summary(row), holder_name=row.holder_name, face=_face(row), history=_history(row))


def verify(text: str) -> Verification:
    """
    Check a licence for anybody, by its identifier, its number or the address in its QR code.

    Spaces, dashes, lower case and full-width characters are understood; at most the first 500 characters are read.
    """
    asked = rules.asked_identifier(text)
    if asked is not None:
        return _verified(str(asked), is_checked=asked.is_checked, rows=Licence.objects.filter(identifier=str(asked)))
    number = rules.asked_number(text)
    if number is not None:
        is_checked = rules.is_checked_number(number)
        return _verified(number, is_checked=is_checked, rows=Licence.objects.filter(number=number, is_current=True))
    return Verification(finding=Finding.UNREADABLE, asked=text.strip()[:80], checked_at=clock.now())


def summary(row: Licence) -> LicenceSummary:
    """Return what may be shown of a row that came from `_with_kind` or was just made."""
    kind = licence_type(row.type_id)
    # A row that was just made has not asked for its holder's kind; its type says enough, or the stricter mask is taken.
    is_organisation = getattr(row, "holder_kind", kind.holder) == "legal"
    return LicenceSummary(
        id=row.id,
        identifier=row.identifier,
        number=row.number,
        type_key=row.type_id,
        type_name=kind.name,
        type_name_en=kind.name_en,
        masked_holder=rules.masked_holder(row.holder_name, is_organisation=is_organisation),
        status=rules.status_on(clock.today(), status=Status(row.status), valid=row.valid),
        trust_level=TrustLevel(row.trust_level),
        valid=row.valid,
        issued_on=clock.day_of(row.issued_at),
        issuer_code=row.issuer_code,
        issuer_name=row.issuer_name,
        region_code=row.region_code,
        case_number=row.case_number,
        version=row.version,
    )


def _verified(asked: str, *, is_checked: bool, rows: QuerySet[Licence]) -> Verification:
    if not is_checked:
        return Verification(finding=Finding.WRONG_CHECK_CHARACTER, asked=asked, checked_at=clock.now())
    row = _with_kind(rows).first()
    if row is None:
        return Verification(finding=Finding.UNKNOWN, asked=asked, checked_at=clock.now())
    licence = summary(row)
    finding = Finding(licence.status)
    if finding is Finding.VALID and clock.today() < licence.valid.start:
        finding = Finding.NOT_YET_VALID
    return Verification(finding=finding, asked=asked, checked_at=clock.now(), licence=licence, history=_history(row))


def _current() -> QuerySet[Licence]:
    return _with_kind(Licence.objects.filter(is_current=True))


def _with_kind(rows: QuerySet[Licence]) -> QuerySet[Licence]:
    return rows.annotate(holder_kind=F("holder__kind"))


def _summaries(rows: Iterable[Licence]) -> tuple[LicenceSummary, ...]:
    return tuple(map(summary, rows))


def _face(row: Licence) -> tuple[FaceField, ...]:
    values = json.loads(row.fields)
    return tuple(
        FaceField(code=field.code, name=field.name, name_en=field.name_en, value=values[field.code])
        for field in licence_type(row.type_id).fields
        if field.code in values
    )


def _history(row: Licence) -> tuple[StatusChange, ...]:
    changes = LicenceStatusChange.objects.filter(licence_id=row.id).order_by("id")[:MOST_CHANGES]
    return tuple(
        StatusChange(
            at=change.at,
            before=Status(change.before),
            after=Status(change.after),
            reason=change.reason,
            authority_name=change.authority_name,
        )
        for change in changes
    )


@lru_cache(maxsize=1)
def _types(_minute: int) -> dict[str, LicenceKind]:
    return {row.key: _kind(row) for row in LicenceType.objects.order_by("key")}


def _kind(row: LicenceType) -> LicenceKind:
    return LicenceKind(
        key=row.key,
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        holder=row.holder,
        valid_months=row.valid_months,
        fields=tuple(
            FieldDefinition(code=each["code"], name=each["name"], name_en=each["name_en"], element=each["from"])
            for each in row.fields
        ),
        one_per_holder=row.one_per_holder,
    )

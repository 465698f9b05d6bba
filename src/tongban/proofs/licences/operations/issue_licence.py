"""Issue a licence, or a new version of one."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.documents.api import Issuer, issue_document
from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.foundation.periods import Period
from tongban.groundwork.ledger import api as ledger
from tongban.proofs.licences import rules
from tongban.proofs.licences.answers import LicenceKind, LicenceSummary
from tongban.proofs.licences.models import Licence, LicenceStatusChange
from tongban.proofs.licences.queries import UnableToFindLicence, licence_type, summary
from tongban.proofs.licences.rules import Status, TrustLevel
from tongban.registers.organisations import api as organisations

REPLACED = "已换发新版本"
SUPERSEDED = "持证人已领取新证，此证失效"


class UnableToIssueLicence(DomainError):
    """None of the fields on the licence's face is known: supply them, then issue it again."""

    code = "licence.incomplete"
    sentence = _("{type_name}还不能签发，缺少照面信息。补齐后重新签发。")


@transaction.atomic(savepoint=False)
def issue_licence(
    *,
    type_key: str,
    holder: UUID,
    holder_name: str,
    fields: Mapping[str, str],
    issuer_authority_id: int,
    region_code: str,
    case_number: str,
    actor: Actor,
    valid: Period | None = None,
) -> LicenceSummary:
    """
    Issue a licence of trust level A and its document; three SQL statements, five where a person holds one of the type only:
    the one held before, such as a lost card, is cancelled.

    `fields` are the values on its face by field code; what is empty or not on the face of the type is left out, and
    nothing at all raises UnableToIssueLicence. `valid` is by default as long as the type says, from today.
    """
    kind = licence_type(type_key)
    now = clock.now()
    licence = new_licence(
        kind=kind,
        number=new_number(now),
        version=1,
        holder=holder,
        holder_name=holder_name,
        fields=fields,
        issuer=organisations.authority(issuer_authority_id),
        region_code=region_code,
        case_number=case_number,
        valid=valid,
        issued_at=now,
    )
    if kind.one_per_holder:
        _supersede(kind, holder, now)
    return _issue(licence, kind, actor, deed="licence.issued")


@transaction.atomic(savepoint=False)
def issue_version(
    *, licence_id: UUID, fields: Mapping[str, str], case_number: str, actor: Actor, valid: Period | None = None
) -> LicenceSummary:
    """
    Issue the next version of a licence: same number, the given fields changed, the version before cancelled.

    `valid` is by default the period it had. Raises UnableToFindLicence when the licence is not the current version, or was
    revoked or cancelled.
    """
    living = Licence.objects.filter(is_current=True).exclude(status__in=[Status.REVOKED, Status.CANCELLED])
    before = living.select_for_update().filter(pk=licence_id).first()
    if before is None:
        raise UnableToFindLicence
    now = clock.now()
    kind = licence_type(before.type_id)
    _replace(before, now)
    licence = new_licence(
        kind=kind,
        number=before.number,
        version=before.version + 1,
        holder=before.holder_id,
        holder_name=before.holder_name,
        fields=json.loads(before.fields) | dict(fields),
        issuer=_issuer_of(before),
        region_code=before.region_code,
        case_number=case_number,
        valid=valid or before.valid,
        issued_at=now,
    )
    return _issue(licence, kind, actor, deed="licence.changed")


def new_number(moment: datetime) -> str:
    """Draw a number for a licence of the moment's year."""
    return rules.licence_number(year=clock.day_of(moment).year, chance=secrets.randbelow(10**rules.RANDOM_DIGITS))


def new_licence(
    *,
    kind: LicenceKind,
    number: str,
    version: int,
    holder: UUID,
    holder_name: str,
    fields: Mapping[str, str],
    issuer: organisations.Authority | Issuer,
    region_code: str,
    case_number: str,
    valid: Period | None,
    issued_at: datetime,
    trust_level: TrustLevel = TrustLevel.ISSUED,
) -> Licence:
    """Return the row of a new licence, not yet saved; raise UnableToIssueLicence when nothing would be on its face."""
    period = valid or rules.valid_period(issued_on=clock.day_of(issued_at), months=kind.valid_months)
    known = [field.code for field in kind.fields]
    face = {code: str(fields[code]) for code in known if fields.get(code)}
    if not face:
        raise UnableToIssueLicence(type_name=kind.name)
    name = rules.identifier(type_code=kind.code, issuer_code=issuer.code, serial=number, version=version)
    return Licence(
        identifier=str(name),
        number=number,
        version=version,
        type_id=kind.key,
        holder_id=holder,
        holder_name=holder_name,
        fields=json.dumps(face, ensure_ascii=False),
        trust_level=trust_level,
        valid_from=period.start,
        valid_before=period.end,
        issued_at=issued_at,
        issuer_code=issuer.code,
        issuer_name=issuer.name,
        region_code=region_code,
        case_number=case_number,
    )


def _replace(before: Licence, moment: datetime) -> None:
    Licence.objects.filter(pk=before.pk).update(is_current=False, status=Status.CANCELLED)
    LicenceStatusChange.objects.create(
        licence=before,
        at=moment,
        before=before.status,
        after=Status.CANCELLED,
        reason=REPLACED,
        authority_name=before.issuer_name,
    )


def _supersede(kind: LicenceKind, holder: UUID, moment: datetime) -> None:
    held = rows.find_all(Licence, locked=True, holder_id=holder, type_id=kind.key, is_current=True)
    living = [licence for licence in held if licence.status in (Status.VALID, Status.SUSPENDED)]
    if not living:
        return
    Licence.objects.filter(pk__in=[licence.pk for licence in living]).update(status=Status.CANCELLED)
    LicenceStatusChange.objects.bulk_create(
        LicenceStatusChange(
            licence=licence,
            at=moment,
            before=licence.status,
            after=Status.CANCELLED,
            reason=SUPERSEDED,
            authority_name=licence.issuer_name,
        )
        for licence in living
    )


def _issuer_of(licence: Licence) -> Issuer:
    return Issuer(code=licence.issuer_code, name=licence.issuer_name, region_code=licence.region_code)


def _issue(licence: Licence, kind: LicenceKind, actor: Actor, *, deed: str) -> LicenceSummary:
    rows.insert(licence)
    shown = issue_paper(licence)
    ledger.record(
        deed=deed,
        subject=shown.subject,
        actor=actor,
        region_code=licence.region_code,
        facts={"type": kind.key, "number": licence.number, "version": licence.version, "case": licence.case_number},
    )
    return shown


def issue_paper(licence: Licence) -> LicenceSummary:
    """Issue the document of a licence, by one statement."""
    shown = summary(licence)
    issue_document(
        kind="licence",
        subject=shown.subject,
        issuer=_issuer_of(licence),
        recipient=licence.holder_name,
        facts=_document_facts(licence, licence_type(licence.type_id), shown),
    )
    return shown


def _document_facts(licence: Licence, kind: LicenceKind, shown: LicenceSummary) -> dict[str, object]:
    values = json.loads(licence.fields)
    return {
        "identifier": licence.identifier,
        "number": licence.number,
        "type_name": kind.name,
        "holder": licence.holder_name,
        "fields": [
            {"name": field.name, "value": values[field.code]} for field in kind.fields if values.get(field.code)
        ],
        "verify_url": shown.verify_url,
        "valid_from": shown.valid.start,
        "valid_until": shown.valid_until,
        "trust_level": licence.trust_level,
    }

"""Take over the licences that people already hold."""

from collections.abc import Iterable
from datetime import UTC, datetime, time

from django.db import transaction

from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.ledger import api as ledger
from tongban.proofs.licences.answers import HeldLicence
from tongban.proofs.licences.models import Licence
from tongban.proofs.licences.operations.issue_licence import issue_paper, new_licence, new_number
from tongban.proofs.licences.queries import licence_type
from tongban.registers.organisations import api as organisations

ROWS_AT_ONCE = 500
NOON = time(4, tzinfo=UTC)  # of China Standard Time


@transaction.atomic
def install_licences(held: Iterable[HeldLicence], *, actor: Actor) -> int:
    """
    Write licences from an older register in bulk and return how many are new.

    A holder who already has a current licence of the type gets no second one, so that it can be run again.
    Only those marked `with_document` get one: the others were printed elsewhere.
    """
    given = list(held)
    there = _already_there(given)
    new = [(each, _licence(each)) for each in given if (each.holder, each.type_key) not in there]
    Licence.objects.bulk_create((licence for _, licence in new), batch_size=ROWS_AT_ONCE)
    for each, licence in new:
        if each.with_document:
            issue_paper(licence)
    if new:
        ledger.record(deed="licences.installed", subject="licences", actor=actor, facts={"count": len(new)})
    return len(new)


def _already_there(given: list[HeldLicence]) -> set[tuple[object, str]]:
    rows = Licence.objects.filter(
        is_current=True,
        holder_id__in={each.holder for each in given},
        type_id__in={each.type_key for each in given},
    )
    return set(rows.values_list("holder_id", "type_id"))


def _licence(held: HeldLicence) -> Licence:
    issuer = organisations.authority(held.issuer_authority_id)
    issued_at = datetime.combine(held.issued_on, NOON)
    return new_licence(
        kind=licence_type(held.type_key),
        number=new_number(issued_at),
        version=1,
        holder=held.holder,
        holder_name=held.holder_name,
        fields=held.fields,
        issuer=issuer,
        region_code=issuer.region_code,
        case_number="",
        valid=held.valid,
        issued_at=issued_at,
        trust_level=held.trust_level,
    )

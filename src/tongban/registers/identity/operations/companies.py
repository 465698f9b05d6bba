"""The companies whose legal representative a person is, as their registry says today."""

from uuid import UUID

from django.db import transaction

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.ledger import api as ledger
from tongban.registers.identity.connections import chosen
from tongban.registers.identity.models import Delegation, Party
from tongban.registers.identity.operations.parties import legal_party

GROUND = Delegation.Ground.LEGAL_REPRESENTATIVE


@transaction.atomic
def recognise_companies(*, person_id: UUID, actor: Actor) -> int:
    """
    Bring a person's standing as legal representative (民法典第六十一条) in line with the registry.

    Return how many companies came or went. Who is no longer the representative loses the right to act from today on.
    """
    person = Party.objects.get(pk=person_id)
    running = {each.principal_id: each for each in Delegation.objects.filter(agent=person, ground=GROUND, until=None)}
    companies = [legal_party(company) for company in chosen.legal_persons().represented_by(person.number)]
    new = [company for company in companies if company.pk not in running]
    gone = [each for principal_id, each in running.items() if principal_id not in {each.pk for each in companies}]
    for company in new:
        Delegation.objects.create(principal=company, agent=person, ground=GROUND, since=clock.today())
        _record("delegation.recognised", company.pk, person, actor)
    for each in gone:
        each.until = clock.today()
        each.save(update_fields=["until"])
        _record("delegation.ended", each.principal_id, person, actor)
    return len(new) + len(gone)


def _record(deed: str, company_id: UUID, person: Party, actor: Actor) -> None:
    ledger.record(
        deed=deed,
        subject=f"party:{company_id}",
        actor=actor,
        region_code=person.region_code,
        facts={"agent": str(person.pk), "ground": GROUND.value},
    )

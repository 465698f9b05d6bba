"""Reads of personal data in clear. Each is a deed: it says who reads, whose data, which fields and why."""

from collections.abc import Sequence
from uuid import UUID

from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.ledger import api as ledger
from tongban.registers.identity.answers import ClearParty
from tongban.registers.identity.connections import chosen
from tongban.registers.identity.models import Party
from tongban.registers.identity.queries import UnableToFindParty
from tongban.registers.identity.rules import PartyKind

FIELDS = ("name", "number", "phone", "address")


def clear_party(id: UUID, *, actor: Actor, purpose: str, fields: Sequence[str] = FIELDS) -> ClearParty:
    """Return some fields (name, number, phone, address) of a party in clear, and record the read."""
    party = _party(id)
    ledger.record_reads(parties=[id], actor=actor, purpose=purpose, fields=fields, region_code=party.region_code)
    clear = {field: getattr(party, field) for field in FIELDS if field in fields}
    return ClearParty(id=party.pk, kind=PartyKind(party.kind), **clear)


def registry_facts(party_id: UUID, *, actor: Actor, purpose: str) -> dict[str, str]:
    """
    Return what a party's registry knows of it, by "population.<field>" or "legal.<field>", and record the read.

    Empty when the registry does not hold the party. Raise UnableToReachRegistry when it cannot be asked now.
    """
    party = _party(party_id)
    found = (
        chosen.population().find(party.number)
        if party.kind == PartyKind.NATURAL
        else chosen.legal_persons().find(party.number)
    )
    if found is None:
        return {}
    facts = found.facts()
    if party.kind == PartyKind.NATURAL and party.phone:
        facts["population.phone"] = party.phone  # what the person told us herself is newer
    ledger.record_reads(
        parties=[party_id], actor=actor, purpose=purpose, fields=sorted(facts), region_code=party.region_code
    )
    return facts


def _party(id: UUID) -> Party:
    party = Party.objects.filter(pk=id).first()
    if party is None:
        raise UnableToFindParty()
    return party

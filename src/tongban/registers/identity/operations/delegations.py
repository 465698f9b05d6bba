"""A person or company authorises someone to act for it (代办, 民法典第一百六十一条)."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.registers.identity import rules
from tongban.registers.identity.answers import Applicant, FieldProblem
from tongban.registers.identity.connections import chosen
from tongban.registers.identity.models import Delegation
from tongban.registers.identity.operations.parties import natural_party
from tongban.registers.identity.operations.problems import (
    UnableToRegister,
    identity_number_problem,
    name_problem,
    registry_mismatch,
)
from tongban.registers.identity.queries import UnableToActFor


class UnableToDelegate(UnableToRegister):
    """Nobody was authorised: `problems` says of each field (agent_name, agent_number, until) what is wrong."""

    code = "delegation.faulty"


class UnableToEndDelegation(DomainError):
    """There is no such running authorisation of this principal or agent."""

    code = "delegation.unknown"
    sentence = gettext_lazy("找不到这项授权，它可能已经终止。")
    status = 404


@transaction.atomic
def delegate(
    *, applicant: Applicant, agent_name: str, agent_number: str, item_codes: Collection[str] | None, until: date
) -> UUID:
    """
    Let a natural person act for the applicant's party until a day (not included), for some items or all (None).

    An agent cannot pass a mandate on: only the party itself, or its legal representative, may authorise.
    """
    if not _speaks_for_its_party(applicant):
        raise UnableToActFor()
    name, number = rules.normalise_name(agent_name), rules.normalise_number(agent_number)
    problems = [
        name_problem(name),
        identity_number_problem(number, today=clock.today(), field="agent_number"),
        None if until > clock.today() else _until_passed(),
    ]
    found = [problem for problem in problems if problem]
    if found:
        raise UnableToDelegate(*found)
    person = chosen.population().find(number)
    if person is None or rules.normalise_name(person.name) != name:
        raise UnableToDelegate(registry_mismatch())
    agent, _is_new = natural_party(
        name=name, number=number, phone=person.phone, address=person.address, region_code=person.region_code
    )
    if agent.pk == applicant.party_id:
        raise UnableToDelegate(_own_number())
    delegation = Delegation(
        principal_id=applicant.party_id,
        agent=agent,
        ground=Delegation.Ground.AUTHORISED,
        item_codes=None if item_codes is None else sorted(item_codes),
        since=clock.today(),
        until=until,
    )
    delegation.save(force_insert=True)
    ledger.record(
        deed="delegation.granted",
        subject=f"party:{applicant.party_id}",
        actor=applicant.actor,
        facts={"agent": str(agent.pk), "items": delegation.item_codes, "until": until.isoformat()},
    )
    return delegation.pk


@transaction.atomic
def end_delegation(*, id: UUID, applicant: Applicant) -> None:
    """
    End an authorisation from today on; its principal and its agent may, at any time (民法典第一百七十三条).

    For a principal speaks who may also authorise: one agent does not end the mandate of another.
    """
    today = clock.today()
    own = Q(agent_id=applicant.person_id)
    if _speaks_for_its_party(applicant):
        own |= Q(principal_id=applicant.party_id)
    ended = (
        Delegation.objects.filter(own, pk=id)
        .filter(Q(until=None) | Q(until__gt=today), ground=Delegation.Ground.AUTHORISED)
        .update(until=today)
    )
    if not ended:
        raise UnableToEndDelegation()
    ledger.record(
        deed="delegation.ended",
        subject=f"party:{applicant.party_id}",
        actor=applicant.actor,
        facts={"delegation": str(id)},
    )


def _speaks_for_its_party(applicant: Applicant) -> bool:
    """Say whether the applicant is the party itself, or its legal representative."""
    return (
        applicant.party_id == applicant.person_id
        or Delegation.objects.filter(
            principal_id=applicant.party_id,
            agent_id=applicant.person_id,
            ground=Delegation.Ground.LEGAL_REPRESENTATIVE,
            until=None,
        ).exists()
    )


def _until_passed() -> FieldProblem:
    return FieldProblem(field="until", code="until.passed", sentence=_("授权的截止日期应在今天之后。"))


def _own_number() -> FieldProblem:
    return FieldProblem(field="agent_number", code="agent_number.own", sentence=_("不能授权给自己。"))

"""A clerk registers someone who stands at the window."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.registers.identity import rules
from tongban.registers.identity.answers import FieldProblem, Officer
from tongban.registers.identity.connections import chosen
from tongban.registers.identity.models import Party
from tongban.registers.identity.operations.parties import has_personal_account, legal_party, natural_party
from tongban.registers.identity.operations.problems import (
    UnableToRegister,
    credit_code_problem,
    identity_number_problem,
    name_problem,
    phone_problem,
    registry_mismatch,
)
from tongban.registers.identity.queries import UnableToServeOwn
from tongban.registers.identity.rules import PartyKind


class UnableToRegisterWalkIn(UnableToRegister):
    """The person or company cannot be registered: `problems` says of each field what is wrong."""

    code = "walk_in.faulty"


@transaction.atomic
def register_walk_in(*, name: str, identity_number: str, phone: str, officer: Officer) -> UUID:
    """
    Register a natural person by the identity card that the clerk has seen; return the party's id.

    Without a telephone (phone "") the person is told news on paper. Somebody whom the registry does not hold, from
    another province say, is taken as the card says; a name that the registry contradicts is not.
    """
    name, number, phone = (
        rules.normalise_name(name),
        rules.normalise_number(identity_number),
        rules.normalise_number(phone),
    )
    problems = [
        name_problem(name),
        identity_number_problem(number, today=clock.today()),
        phone_problem(phone) if phone else None,
    ]
    found = [problem for problem in problems if problem]
    if found:
        raise UnableToRegisterWalkIn(*found)
    person = chosen.population().find(number)
    if person is not None and rules.normalise_name(person.name) != name:
        raise UnableToRegisterWalkIn(registry_mismatch())
    party, is_new = natural_party(
        name=name,
        number=number,
        phone=phone,
        address=person.address if person else "",
        region_code=person.region_code if person else "",
    )
    _refuse_own(party, officer)
    _note_visit(party, officer, phone=phone, is_new=is_new)
    return party.pk


@transaction.atomic
def register_walk_in_company(*, credit_code: str, phone: str, officer: Officer) -> UUID:
    """Register a company of the registry of legal persons for whoever came on its behalf; return the party's id."""
    code, phone = rules.normalise_number(credit_code), rules.normalise_number(phone)
    found = [problem for problem in (credit_code_problem(code), phone_problem(phone) if phone else None) if problem]
    if found:
        raise UnableToRegisterWalkIn(*found)
    company = chosen.legal_persons().find(code)
    if company is None:
        sentence = _("法人登记信息中没有这个统一社会信用代码，请对照营业执照核对。")
        raise UnableToRegisterWalkIn(FieldProblem(field="credit_code", code="credit_code.unknown", sentence=sentence))
    party = legal_party(company)
    _refuse_own(party, officer)
    _note_visit(party, officer, phone=phone, is_new=not party.phone)
    return party.pk


def _refuse_own(party: Party, officer: Officer) -> None:
    if officer.has_interest_in(party.pk):
        field = "identity_number" if party.kind == PartyKind.NATURAL else "credit_code"
        refused = UnableToServeOwn()
        raise UnableToRegisterWalkIn(FieldProblem(field=field, code=refused.code, sentence=str(refused)))


def _note_visit(party: Party, officer: Officer, *, phone: str, is_new: bool) -> None:
    # The telephone of who has an account is hers to change, not the window's.
    if phone and phone != party.phone and not has_personal_account(party):
        party.phone = phone
        party.save(update_fields=["phone"])
    ledger.record(
        deed="walk_in.registered",
        subject=f"party:{party.pk}",
        actor=officer.actor,
        region_code=officer.region_code,
        facts={"is_new": is_new},
    )

"""A resident opens an account."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.masks import mask_name
from tongban.groundwork.ledger import api as ledger
from tongban.registers.identity import rules
from tongban.registers.identity.answers import FieldProblem
from tongban.registers.identity.connections import chosen
from tongban.registers.identity.models import Account, phone_key
from tongban.registers.identity.operations.companies import recognise_companies
from tongban.registers.identity.operations.parties import natural_party
from tongban.registers.identity.operations.problems import (
    UnableToRegister,
    identity_number_problem,
    name_problem,
    phone_problem,
    registry_mismatch,
)


class UnableToSignUp(UnableToRegister):
    """No account was opened: `problems` says of each field (name, identity_number, phone, password) what is wrong."""

    code = "account.faulty"


@transaction.atomic
def sign_up(*, name: str, identity_number: str, phone: str, password: str, language: str) -> Account:
    """
    Open an account for a natural person whom the population registry knows by this name and number.

    All faults of form are told at once; that the number has an account already is told only to who knows its name.
    """
    name, number, phone = (
        rules.normalise_name(name),
        rules.normalise_number(identity_number),
        rules.normalise_number(phone),
    )
    problems = [
        name_problem(name),
        identity_number_problem(number, today=clock.today()),
        phone_problem(phone),
        password_problem(password),
    ]
    found = [problem for problem in problems if problem]
    if found:
        raise UnableToSignUp(*found)
    person = chosen.population().find(number)
    if person is None or rules.normalise_name(person.name) != name:
        raise UnableToSignUp(registry_mismatch())
    party, is_new = natural_party(
        name=name, number=number, phone=phone, address=person.address, region_code=person.region_code
    )
    account = Account(party=party, language=language, phone_key=phone_key(phone), password=make_password(password))
    account.username = f"r{account.pk.hex}"
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as taken:
        raise UnableToSignUp(_number_taken()) from taken
    if not is_new and party.phone != phone:
        party.phone = phone
        party.save(update_fields=["phone"])
    actor = Actor(reference=f"person:{party.pk}", name=mask_name(name))
    ledger.record(deed="account.opened", subject=f"party:{party.pk}", actor=actor, region_code=party.region_code)
    recognise_companies(person_id=party.pk, actor=actor)
    return account


def password_problem(password: str) -> FieldProblem | None:
    """Return what makes a password too weak."""
    try:
        validate_password(password)
    except ValidationError as weak:
        return FieldProblem(field="password", code="password.weak", sentence=weak.messages[0])
    return None


def _number_taken() -> FieldProblem:
    sentence = _("这个公民身份号码已经有账号。请直接登录；忘记密码的，可以找回密码。")
    return FieldProblem(field="identity_number", code="identity_number.taken", sentence=sentence)

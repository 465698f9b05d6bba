"""A person says where and in which language she is told news."""

from typing import Any

from django.db import transaction

from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.masks import mask_name
from tongban.groundwork.ledger import api as ledger
from tongban.registers.identity import rules
from tongban.registers.identity.models import Party, phone_key
from tongban.registers.identity.operations.problems import UnableToRegister, phone_problem


class UnableToChangeContact(UnableToRegister):
    """The telephone number is wrong: `problems` says what is."""

    code = "contact.faulty"


@transaction.atomic
def change_contact(*, account: Any, phone: str | None = None, language: str | None = None) -> None:
    """Change the account's telephone or language; what is None stays."""
    if phone is not None:
        phone = rules.normalise_number(phone)
        problem = phone_problem(phone)
        if problem:
            raise UnableToChangeContact(problem)
        party = Party.objects.get(pk=account.party_id)
        party.phone = phone
        party.save(update_fields=["phone"])
        account.phone_key = phone_key(phone)
        actor = Actor(reference=f"person:{party.pk}", name=mask_name(party.name))
        ledger.record(deed="contact.changed", subject=f"party:{party.pk}", actor=actor, region_code=party.region_code)
    if language is not None:
        account.language = language
    account.save(update_fields=["phone_key", "language"])

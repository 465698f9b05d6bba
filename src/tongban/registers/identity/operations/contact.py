"""A person says where and in which language she is told news."""

import secrets
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock, crypto
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.foundation.masks import mask_name
from tongban.groundwork.ledger import api as ledger
from tongban.groundwork.notifications import api as notifications
from tongban.registers.identity import rules
from tongban.registers.identity.models import Party, PasswordReset, phone_key
from tongban.registers.identity.operations.password_reset import new_code, refuse_too_many, take_a_try
from tongban.registers.identity.operations.problems import UnableToRegister, phone_problem


class UnableToChangeContact(UnableToRegister):
    """The telephone number is wrong: `problems` says what is."""

    code = "contact.faulty"


class UnableToConfirmPhone(DomainError):
    """The code is wrong, used or too old, or it was tried too often: ask for a new one."""

    code = "contact.code_refused"
    sentence = _("验证码不对或已失效，请核对短信中的 6 位数字，或者重新发送验证码。")
    status = 422


def choose_language(*, account: Any, language: str) -> None:
    """Tell the account news in another language from now on."""
    account.language = language
    account.save(update_fields=["language"])


@transaction.atomic
def request_phone_change(*, account: Any, phone: str) -> UUID:
    """Send a code to a new telephone, so that it is seen to be hers; return what `change_phone` needs."""
    phone = rules.normalise_number(phone)
    problem = phone_problem(phone)
    if problem:
        raise UnableToChangeContact(problem)
    key = phone_key(phone)
    refuse_too_many(key)
    code = new_code()
    asked = PasswordReset(account=account, number_key=key)
    asked.code_key = _code_key(asked, phone, code)
    asked.save(force_insert=True)
    recipient = notifications.Recipient(account_id=None, phone=phone, language=account.language)
    notifications.queue(
        to=recipient, template="phone-change-code", context={"code": code}, subject=f"party:{account.party_id}"
    )
    return asked.pk


def change_phone(*, account: Any, asked: UUID, phone: str, code: str) -> None:
    """Tell the account news at the telephone that the code was sent to, and let it sign in with that number."""
    phone = rules.normalise_number(phone)
    if not take_a_try(asked):
        raise UnableToConfirmPhone()
    with transaction.atomic():
        request = PasswordReset.objects.select_for_update().get(pk=asked)
        expected = _code_key(request, phone, rules.normalise_number(code))
        is_hers = request.account_id == account.pk and not request.used_at
        if not is_hers or not secrets.compare_digest(request.code_key, expected):
            raise UnableToConfirmPhone()
        request.used_at = clock.now()
        request.save(update_fields=["used_at"])
        party = Party.objects.get(pk=account.party_id)
        party.phone = phone
        party.save(update_fields=["phone"])
        account.phone_key = phone_key(phone)
        account.save(update_fields=["phone_key"])
        actor = Actor(reference=f"person:{party.pk}", name=mask_name(party.name))
        ledger.record(deed="contact.changed", subject=f"party:{party.pk}", actor=actor, region_code=party.region_code)


def _code_key(request: PasswordReset, phone: str, code: str) -> str:
    # Of another use than a new password's: neither code is good for the other.
    return crypto.lookup_key(f"{request.pk}:{phone}:{code}", use="identity.phone_change")

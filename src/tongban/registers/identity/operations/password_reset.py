"""Who forgot her password sets a new one with a code sent to the telephone on record."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock, crypto
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.foundation.masks import mask_name
from tongban.groundwork.ledger import api as ledger
from tongban.groundwork.notifications import api as notifications
from tongban.registers.identity import rules
from tongban.registers.identity.models import Account, PasswordReset, number_key
from tongban.registers.identity.operations.problems import UnableToRegister
from tongban.registers.identity.operations.sign_up import password_problem
from tongban.registers.identity.operations.tokens import revoke_all_tokens

CODE_DIGITS = 6
MINUTES_VALID = 10
MOST_TRIES = 5
MOST_REQUESTS = 3  # for one number within the minutes that a code is valid
MOST_A_DAY = 10  # guessing at five tries a code must stay hopeless however long somebody keeps at it


class UnableToResetPassword(DomainError):
    """The code is wrong, used or too old, or it was tried too often: ask for a new one."""

    code = "password_reset.refused"
    sentence = _("验证码不对或已失效，请核对短信中的 6 位数字，或者重新发送验证码。")
    status = 422


class UnableToSendCode(UnableToResetPassword):
    """Too many codes were asked for this number: wait."""

    code = "password_reset.too_often"
    sentence = _("验证码发送太频繁，请 10 分钟后再试。")
    status = 429


@transaction.atomic
def request_password_reset(*, name: str, identity_number: str) -> UUID:
    """
    Send a code to the telephone of the personal account of this name and number; return what `reset_password` needs.

    The answer is the same when there is no such account, so that nobody learns who has one. Staff ask their administrator.
    """
    key = number_key(rules.normalise_number(identity_number))
    refuse_too_many(key)
    personal = Account.objects.filter(is_official=False, is_active=True)
    account = personal.select_related("party").filter(party__number_key=key).first()
    if account is not None and rules.normalise_name(account.party.name) != rules.normalise_name(name):
        account = None
    code = new_code()
    asked = PasswordReset(account=account, number_key=key)
    asked.code_key = _code_key(asked, code)
    asked.save(force_insert=True)
    if account is not None:
        recipient = notifications.Recipient(account_id=None, phone=account.party.phone, language=account.language)
        notifications.queue(
            to=recipient, template="password-reset-code", context={"code": code}, subject=f"party:{account.party_id}"
        )
    return asked.pk


def forget_password_resets() -> int:
    """Remove requests older than what is counted of them, a day; return how many."""
    count, _models = PasswordReset.objects.filter(created_at__lt=clock.now() - timedelta(days=1)).delete()
    return count


def refuse_too_many(key: str) -> None:
    """Raise UnableToSendCode when too many codes were asked for a number; counted one at a time, so that many at once cannot be more either."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [f"password reset {key}"])
    now = clock.now()
    asked = PasswordReset.objects.filter(number_key=key)
    lately = asked.filter(created_at__gt=now - timedelta(minutes=MINUTES_VALID))
    today = asked.filter(created_at__gt=now - timedelta(days=1))
    if lately.count() >= MOST_REQUESTS or today.count() >= MOST_A_DAY:
        raise UnableToSendCode()


def reset_password(*, asked: UUID, code: str, password: str) -> UUID:
    """
    Set a new password, once, with the right code within ten minutes and five tries; return the account's id.

    Whoever knew the old one is out: sessions end with the password, tokens are revoked.

    A weak password raises UnableToRegister with its problem and uses up no try.
    """
    problem = password_problem(password)
    if problem:
        raise UnableToRegister(problem)
    if not take_a_try(asked):
        raise UnableToResetPassword()
    return _change(asked, rules.normalise_number(code), password)


def new_code() -> str:
    """Return a code of six digits that nobody can foretell."""
    return "".join(secrets.choice("0123456789") for _digit in range(CODE_DIGITS))


def take_a_try(asked: UUID) -> bool:
    """
    Use up a try at a code; say no when it is used, too old, or was tried too often.

    Called before the comparison and outside its transaction: tries at once cannot be more than five either.
    """
    still_open = PasswordReset.objects.filter(
        pk=asked,
        tries__lt=MOST_TRIES,
        used_at=None,
        created_at__gt=clock.now() - timedelta(minutes=MINUTES_VALID),
    )
    return bool(still_open.update(tries=F("tries") + 1))


@transaction.atomic
def _change(asked: UUID, code: str, password: str) -> UUID:
    reset = PasswordReset.objects.select_for_update().get(pk=asked)
    account = reset.account
    if account is None or reset.used_at or not secrets.compare_digest(reset.code_key, _code_key(reset, code)):
        raise UnableToResetPassword()
    reset.used_at = clock.now()
    reset.save(update_fields=["used_at"])
    account.set_password(password)
    account.is_demo = False
    account.save(update_fields=["password", "is_demo"])
    revoke_all_tokens(account)
    actor = Actor(reference=f"person:{account.party_id}", name=mask_name(account.party.name))
    ledger.record(deed="account.password_reset", subject=f"party:{account.party_id}", actor=actor)
    return account.pk


def _code_key(reset: PasswordReset, code: str) -> str:
    return crypto.lookup_key(f"{reset.pk}:{code}", use="identity.password_reset")

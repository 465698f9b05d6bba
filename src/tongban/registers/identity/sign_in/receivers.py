"""What happens to an account's safety is written down."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver
from django.http import HttpRequest

from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.masks import mask_name
from tongban.groundwork.ledger import api as ledger
from tongban.registers.identity.models import Account
from tongban.registers.identity.operations.tokens import revoke_all_tokens


@receiver(password_changed)
def note_changed_password(user: Account, **_details: Any) -> None:
    Account.objects.filter(pk=user.pk, is_demo=True).update(is_demo=False)
    revoke_all_tokens(user)
    _record("account.password_changed", user)


@receiver(authenticator_added)
def note_added_factor(request: HttpRequest, user: Account, authenticator: Authenticator, **_details: Any) -> None:
    """Who has just shown that a new factor works need not show it again in this session."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, method="mfa", type=authenticator.type, reauthenticated=True)
    _record("second_factor.added", user, kind=authenticator.type)


@receiver(authenticator_removed)
def note_removed_factor(user: Account, authenticator: Authenticator, **_details: Any) -> None:
    _record("second_factor.removed", user, kind=authenticator.type)


@receiver(authenticator_reset)
def note_reset_factor(user: Account, authenticator: Authenticator, **_details: Any) -> None:
    _record("second_factor.reset", user, kind=authenticator.type)


def _record(deed: str, account: Account, **facts: str) -> None:
    actor = Actor(reference=f"person:{account.party_id}", name=mask_name(account.party.name))
    ledger.record(
        deed=deed,
        subject=f"party:{account.party_id}",
        actor=actor,
        facts={kind: str(said) for kind, said in facts.items()},
    )

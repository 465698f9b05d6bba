"""Tokens by which programs act for an account."""

import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.ledger import api as ledger
from tongban.registers.identity.models import ApiToken

PREFIX = "tb_"  # lets scanners of leaked secrets know ours
RANDOM_BYTES = 32
LONGEST_DAYS = 366


@transaction.atomic
def issue_token(*, account: Any, name: str, scopes: Collection[str], days: float) -> str:
    """Make a token for an account, good for `days`, a year at most; it is shown this once and never again."""
    token = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    row = ApiToken(
        account=account,
        name=name,
        digest=ApiToken.digest_of(token),
        scopes=sorted(scopes),
        expires_at=clock.now() + timedelta(days=min(days, LONGEST_DAYS)),
    )
    row.save(force_insert=True)
    _record("token.issued", account, {"token": str(row.pk), "scopes": row.scopes})
    return token


@transaction.atomic
def revoke_token(*, account: Any, id: UUID) -> bool:
    """Make a token of the account worthless from now on; return whether it was good until now."""
    revoked = ApiToken.objects.filter(pk=id, account=account, revoked_at=None).update(revoked_at=clock.now())
    if revoked:
        _record("token.revoked", account, {"token": str(id)})
    return bool(revoked)


def revoke_all_tokens(account: Any) -> int:
    """Make all tokens of an account worthless, as when its password was changed; return how many were good until now."""
    good = ApiToken.objects.filter(account=account, revoked_at=None, expires_at__gt=clock.now())
    if revoked := good.update(revoked_at=clock.now()):
        _record("token.revoked", account, {"count": revoked})
    return revoked


def revoke_bearer(*, token: str) -> bool:
    """Make a token worthless from now on, at the wish of whoever holds it; return whether it was good until now."""
    row = ApiToken.objects.select_related("account").filter(digest=ApiToken.digest_of(token)).first()
    return row is not None and revoke_token(account=row.account, id=row.pk)


def _record(deed: str, account: Any, facts: dict[str, Any]) -> None:
    actor = Actor(reference=f"account:{account.pk}", name=account.username)
    ledger.record(deed=deed, subject=f"party:{account.party_id}", actor=actor, facts=facts)

"""Staff take and leave posts."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.registers.identity.models import Account, PostHolding


class UnableToAppoint(DomainError):
    """The account holds a post already, or was not issued for one: use one of its own for the post."""

    code = "post.held"
    sentence = _("该账号已有在任岗位，或者是个人账号。请先免去原岗位，或者另设工作人员账号。")


@transaction.atomic
def appoint(*, account_id: UUID, post_id: int, actor: Actor) -> None:
    """Give an account a post from today on."""
    account = Account.objects.select_for_update().get(pk=account_id)
    if not account.is_official or account.holdings.filter(until=None).exists():
        raise UnableToAppoint()
    PostHolding.objects.create(account_id=account_id, post_id=post_id, since=clock.today())
    ledger.record(deed="post.taken", subject=f"account:{account_id}", actor=actor, facts={"post": post_id})


@transaction.atomic
def relieve(*, account_id: UUID, actor: Actor) -> None:
    """End the account's post today; its officer's rights end at once."""
    for holding in PostHolding.objects.filter(account_id=account_id, until=None):
        holding.until = clock.today()
        holding.save(update_fields=["until"])
        ledger.record(deed="post.left", subject=f"account:{account_id}", actor=actor, facts={"post": holding.post_id})

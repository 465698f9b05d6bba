"""Take a task in hand, so that colleagues see who is at it; or give it back."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.workflow.models import Task


class UnableToClaimTask(DomainError):
    """Somebody else has the task in hand, or it is done."""

    code = "task.taken"
    sentence = _("这一步已由其他人领取或者已经办完，请刷新后查看。")


def claim_task(*, subject: str, step: str, account_id: UUID, name: str) -> None:
    """Take an open task in hand; twice is the same as once. A claim is a notice to colleagues, not a lock."""
    mine = Task.objects.filter(Q(claimed_by=None) | Q(claimed_by=account_id), subject=subject, step=step, done_at=None)
    if not mine.update(claimed_by=account_id, claimed_name=name):
        raise UnableToClaimTask


def release_task(*, subject: str, step: str, account_id: UUID) -> None:
    """Give back a task one has claimed; it does nothing when one has not. What was assigned goes back by `give_back_task`."""
    Task.objects.filter(subject=subject, step=step, done_at=None, claimed_by=account_id, is_assigned=False).update(
        claimed_by=None, claimed_name=""
    )

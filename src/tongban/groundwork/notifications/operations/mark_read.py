"""Mark a message as read by its reader."""

from uuid import UUID

from tongban.groundwork.foundation import clock
from tongban.groundwork.notifications.models import Message


def mark_read(account_id: UUID, message_id: UUID) -> None:
    """Mark one message of the account; the first moment stands, and another account's message is left alone."""
    Message.objects.filter(id=message_id, account_id=account_id, read_at=None).update(read_at=clock.now())


def mark_all_read(account_id: UUID) -> None:
    """Mark every message of the account that is not read yet."""
    Message.objects.filter(account_id=account_id, read_at=None).update(read_at=clock.now())

"""The front door of the notifications: tell a person something, in the portal and by other channels."""

from tongban.groundwork.notifications.operations.mark_read import mark_all_read, mark_read
from tongban.groundwork.notifications.operations.queue import UnableToQueueMessage, queue
from tongban.groundwork.notifications.operations.send_pending import send_pending
from tongban.groundwork.notifications.queries import inbox, unread_count
from tongban.groundwork.notifications.types import InboxMessage, Recipient

__all__ = [
    "InboxMessage",
    "Recipient",
    "UnableToQueueMessage",
    "inbox",
    "mark_all_read",
    "mark_read",
    "queue",
    "send_pending",
    "unread_count",
]

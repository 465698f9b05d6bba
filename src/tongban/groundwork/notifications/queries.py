"""Reads of the notifications: a person's inbox."""

import json
from uuid import UUID

from django.utils.translation import get_language

from tongban.groundwork.foundation.text import to_traditional
from tongban.groundwork.notifications.models import Message
from tongban.groundwork.notifications.rules import text_in
from tongban.groundwork.notifications.template_data import templates
from tongban.groundwork.notifications.types import InboxMessage

UNREAD_SHOWN = 100

BEFORE = f"(queued_at, id) < (SELECT queued_at, id FROM {Message._meta.db_table} WHERE id = %s)"  # noqa: S608 - table name


def inbox(account_id: UUID, *, after: UUID | None = None, limit: int = 20) -> tuple[InboxMessage, ...]:
    """
    Return the account's messages, newest first, in the reader's language of now; one SQL statement.

    `after` is the id of the last message of the page before.
    """
    messages = Message.objects.filter(account_id=account_id)
    if after is not None:
        messages = messages.extra(where=[BEFORE], params=[after])  # noqa: S610 - no user text in the clause
    return tuple(_shown(message) for message in messages.order_by("-queued_at", "-id")[:limit])


def unread_count(account_id: UUID) -> int:
    """Return how many messages of the account are unread; counting stops at a hundred."""
    return Message.objects.filter(account_id=account_id, read_at=None)[:UNREAD_SHOWN].count()


def _shown(message: Message) -> InboxMessage:
    language = get_language() or message.language
    text = text_in(templates()[message.template], json.loads(message.context), language, to_traditional=to_traditional)
    return InboxMessage(
        id=message.id,
        template=message.template,
        subject=message.subject,
        title=text.title,
        body=text.body,
        at=message.queued_at,
        is_read=message.read_at is not None,
    )

"""Send the messages that wait to leave the house."""

import json
import logging
from datetime import timedelta

from django.db import transaction

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.text import to_traditional
from tongban.groundwork.notifications.connections import Channel, Outgoing, channels
from tongban.groundwork.notifications.models import Message
from tongban.groundwork.notifications.rules import text_in
from tongban.groundwork.notifications.template_data import templates

log = logging.getLogger(__name__)

BATCH = 50
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
ATTEMPTS = 12  # about two days; then the message stays in the portal inbox only
RESULT_FIELDS = ("to_send", "sent_by", "attempts", "attempt_after", "last_error")


def send_pending(*, limit: int = 200) -> int:
    """
    Send up to `limit` waiting messages; return how many have left by all their channels.

    Any number of workers may run this at once: each row is locked by one of them and skipped by the others. Each
    channel is marked once it has carried a message, so that a failing one is retried alone. A worker killed between
    sending and marking sends that batch again under the same message id, by which a channel can drop the second copy.
    """
    sent = tried = 0
    while tried < limit:
        done, seen = _send_batch(min(BATCH, limit - tried))
        if not seen:
            break
        sent, tried = sent + done, tried + seen
    return sent


@transaction.atomic
def _send_batch(size: int) -> tuple[int, int]:
    waiting = Message.objects.filter(to_send=True, attempt_after__lte=clock.now())
    batch = list(waiting.order_by("attempt_after").select_for_update(skip_locked=True)[:size])
    for message in batch:
        _send(message)
    Message.objects.bulk_update(batch, RESULT_FIELDS)
    return sum(not message.last_error for message in batch), len(batch)


def _send(message: Message) -> None:
    carried = message.sent_by.split()
    failures = []
    outgoing = _outgoing(message)
    for channel in channels():
        if channel.name in carried or not channel.reaches(outgoing):
            continue
        failure = _try(channel, outgoing)
        if failure:
            failures.append(f"{channel.name}: {failure}")
        else:
            carried.append(channel.name)
    message.sent_by = " ".join(carried)
    message.last_error = "; ".join(failures)[:200]
    message.to_send = bool(failures)
    if failures:
        message.attempts += 1
        message.to_send = message.attempts < ATTEMPTS
        message.attempt_after = clock.now() + min(FIRST_PAUSE * 2 ** (message.attempts - 1), LONGEST_PAUSE)


def _try(channel: Channel, outgoing: Outgoing) -> str:
    try:
        channel.send(outgoing)
    except Exception as failure:
        # Servers quote addresses in their refusals, so only the kind of failure is written down.
        name = type(failure).__name__
        log.warning(
            "a message could not be sent",
            extra={"channel": channel.name, "message_id": str(outgoing.id), "failure": name},
        )
        return name
    return ""


def _outgoing(message: Message) -> Outgoing:
    text = text_in(
        templates()[message.template], json.loads(message.context), message.language, to_traditional=to_traditional
    )
    return Outgoing(
        id=message.id, phone=message.phone, email=message.email, title=text.title, body=text.body, short=text.short
    )

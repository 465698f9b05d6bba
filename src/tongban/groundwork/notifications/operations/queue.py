"""Queue a message: it is in the inbox at once and leaves the house by the worker."""

import json
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock, news, rows
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.notifications.events import MessageAwaitsSending
from tongban.groundwork.notifications.models import Message
from tongban.groundwork.notifications.template_data import templates
from tongban.groundwork.notifications.types import Recipient


class UnableToQueueMessage(DomainError):
    """There is no such message template: a mistake of a programmer or of the template data."""

    code = "message.unknown_template"
    sentence = _("没有名为“{template}”的通知模板，通知未能发出。请联系系统管理员核对通知模板。")
    status = 500


def queue(*, to: Recipient, template: str, context: Mapping[str, str], subject: str) -> None:
    """Tell a person something; one INSERT in the caller's transaction, or part of one (`rows.together`). The README lists templates and their context."""
    if template not in templates():
        raise UnableToQueueMessage(template=template)
    moment = clock.now()
    leaves_the_house = bool(to.phone or to.email)
    message = Message(
        account_id=to.account_id,
        template=template,
        context=json.dumps(dict(context), ensure_ascii=False, default=str),
        subject=subject,
        language=to.language,
        queued_at=moment,
        phone=to.phone,
        email=to.email,
        to_send=leaves_the_house,
        attempt_after=moment,
    )
    rows.add(message)
    if leaves_the_house:
        news.tell(MessageAwaitsSending())

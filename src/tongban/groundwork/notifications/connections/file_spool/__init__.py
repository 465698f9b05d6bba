"""The honest stand-in for gateways: what would be sent is written, one JSON line a message, to TONGBAN_HOME/outbox."""

import json
import os
from pathlib import Path
from typing import ClassVar

from django.conf import settings

from tongban.groundwork.foundation import clock
from tongban.groundwork.notifications.connections import Outgoing, register


class _Spool:
    name: ClassVar[str]

    def __init__(self) -> None:
        self.file = Path(settings.TONGBAN_HOME) / "outbox" / f"{self.name}.jsonl"

    def check_config(self) -> None:
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(self.file.parent, os.W_OK):
            raise OSError(f"{self.file.parent} cannot be written: give it to the account that runs the worker.")

    def _write(self, message: Outgoing, **line: str) -> None:
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = json.dumps({"id": str(message.id), "at": clock.now().isoformat(), **line}, ensure_ascii=False) + "\n"
        # One write to a file opened for appending: lines of several workers do not mix.
        with self.file.open("ab", buffering=0) as spool:
            spool.write(text.encode())


@register("sms-file")
class SmsFile(_Spool):
    """Text messages as lines of sms.jsonl."""

    name: ClassVar[str] = "sms"

    def reaches(self, message: Outgoing) -> bool:
        return bool(message.phone)

    def send(self, message: Outgoing) -> None:
        self._write(message, phone=message.phone, text=message.short)


@register("email-file")
class EmailFile(_Spool):
    """E-mails as lines of email.jsonl."""

    name: ClassVar[str] = "email"

    def reaches(self, message: Outgoing) -> bool:
        return bool(message.email)

    def send(self, message: Outgoing) -> None:
        self._write(message, email=message.email, title=message.title, text=message.body)

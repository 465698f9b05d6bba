"""E-mail by a real server: TONGBAN_SMTP_URL names it, TONGBAN_MAIL_FROM is the sender."""

from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from tongban.groundwork.notifications.connections import Outgoing, register

SECONDS_TO_ANSWER = 20
BACKEND = "django.core.mail.backends.smtp.EmailBackend"


@register("email-smtp")
class Smtp:
    """Django's SMTP backend. "smtps://": TLS from the start, "smtp+starttls://": after the greeting, "smtp://": none."""

    name: ClassVar[str] = "email"

    def __init__(self) -> None:
        self.url = settings.TONGBAN_SMTP_URL
        self.sender = settings.TONGBAN_MAIL_FROM

    def reaches(self, message: Outgoing) -> bool:
        return bool(message.email)

    def send(self, message: Outgoing) -> None:
        EmailMessage(
            subject=message.title,
            body=message.body,
            from_email=self.sender,
            to=[message.email],
            headers={"Message-ID": f"<{message.id}@{self.sender.rpartition('@')[2]}>"},
            connection=self._connection(),
        ).send()

    def check_config(self) -> None:
        if not self.url or "@" not in self.sender:
            raise ValueError("Set TONGBAN_SMTP_URL (smtp+starttls://user:password@host:587) and TONGBAN_MAIL_FROM.")
        connection = self._connection()
        connection.open()
        connection.close()

    def _connection(self) -> Any:
        parts = urlsplit(self.url)
        return get_connection(
            BACKEND,
            host=parts.hostname,
            port=parts.port or (465 if parts.scheme == "smtps" else 25),
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            use_ssl=parts.scheme == "smtps",
            use_tls=parts.scheme == "smtp+starttls",
            timeout=SECONDS_TO_ANSWER,
        )

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from tongban.groundwork.foundation import clock
from tongban.groundwork.notifications import api, connections
from tongban.groundwork.notifications.connections.file_spool import EmailFile, SmsFile
from tongban.groundwork.notifications.connections.smtp import Smtp
from tongban.groundwork.notifications.models import Message
from tongban.groundwork.notifications.tests.factories import recipient, tell

pytestmark = pytest.mark.django_db


class Down:
    """A channel whose gateway does not answer."""

    name = "sms"

    def reaches(self, message):
        return bool(message.phone)

    def send(self, message):
        raise ConnectionError(f"no route for {message.phone}")


def test_a_message_leaves_by_each_channel_that_reaches_its_reader(own_outbox):
    tell(recipient(phone="13900000001", email="li@example.org"))
    tell(recipient(phone="13900000002"))
    assert api.send_pending() == 2
    assert [line["phone"] for line in own_outbox("sms")] == ["13900000001", "13900000002"]
    assert [line["email"] for line in own_outbox("email")] == ["li@example.org"]


def test_a_text_message_names_the_case_but_nobody(own_outbox):
    tell(reason="李秀兰不属于", template="case-not-accepted")
    api.send_pending()
    assert "990101261121000017" in own_outbox("sms")[0]["text"]
    assert "李秀兰" not in own_outbox("sms")[0]["text"]


def test_a_message_is_sent_once(own_outbox):
    tell()
    assert [api.send_pending(), api.send_pending()] == [1, 0]
    assert len(own_outbox("sms")) == 1


def test_a_message_without_an_address_stays_in_the_portal(own_outbox):
    account = tell(recipient(phone=""))
    assert api.send_pending() == 0
    assert own_outbox("sms") == []
    assert len(api.inbox(account)) == 1


def test_text_messages_are_in_the_language_of_the_recipient(own_outbox):
    tell(recipient(language="en"))
    api.send_pending()
    assert own_outbox("sms")[0]["text"].startswith('[Tongban] Your application "First identity card" was received')


def test_a_failing_channel_is_retried_alone_and_later(own_outbox, monkeypatch):
    tell(recipient(email="li@example.org"))
    monkeypatch.setattr(
        "tongban.groundwork.notifications.operations.send_pending.channels", lambda: (Down(), EmailFile())
    )
    assert api.send_pending() == 0
    row = Message.objects.get()
    assert (row.sent_by, row.attempts, row.last_error) == ("email", 1, "sms: ConnectionError")
    assert api.send_pending() == 0
    assert Message.objects.get().attempts == 1
    monkeypatch.setattr(
        "tongban.groundwork.notifications.operations.send_pending.channels", lambda: (SmsFile(), EmailFile())
    )
    with clock.frozen_at(clock.now() + timedelta(minutes=2)):
        assert api.send_pending() == 1
    assert len(own_outbox("email")) == len(own_outbox("sms")) == 1


def test_pauses_double_and_end(monkeypatch):
    tell()
    monkeypatch.setattr("tongban.groundwork.notifications.operations.send_pending.channels", lambda: (Down(),))
    moment, pauses = clock.now(), []
    while Message.objects.get().to_send:
        with clock.frozen_at(moment):
            api.send_pending()
        pauses.append((Message.objects.get().attempt_after - moment) / timedelta(minutes=1))
        moment += timedelta(days=1)
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]


def test_logs_name_no_address(monkeypatch, caplog):
    tell(recipient(phone="13912345678"))
    monkeypatch.setattr("tongban.groundwork.notifications.operations.send_pending.channels", lambda: (Down(),))
    api.send_pending()
    assert "could not be sent" in caplog.text
    assert "13912345678" not in caplog.text + Message.objects.get().last_error


@pytest.mark.django_db(transaction=True)
def test_three_workers_send_nothing_twice(own_outbox):
    for _ in range(120):
        tell()

    def work() -> None:
        try:
            api.send_pending()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    ids = [line["id"] for line in own_outbox("sms")]
    assert len(ids) == len(set(ids)) == 120
    assert not Message.objects.filter(to_send=True).exists()


def test_a_batch_is_two_statements_however_many_messages(django_assert_max_num_queries):
    for _ in range(40):
        tell()
    with django_assert_max_num_queries(7):  # a look, an update and the savepoint of each batch; the last finds nothing
        assert api.send_pending() == 40


def test_mail_goes_through_djangos_backend(settings, monkeypatch):
    settings.TONGBAN_SMTP_URL = "smtp+starttls://user:pa%40ss@mail.example.org:587"
    settings.TONGBAN_MAIL_FROM = "tongban@example.org"
    settings.TONGBAN_CHANNELS = ["email-smtp"]
    connections.channels.cache_clear()
    used = {}

    def connect(backend, **options):
        used.update(options, backend=backend)
        return mail.get_connection("django.core.mail.backends.locmem.EmailBackend")

    monkeypatch.setattr("tongban.groundwork.notifications.connections.smtp.get_connection", connect)
    tell(recipient(email="li@example.org"))
    assert api.send_pending() == 1
    assert mail.outbox[0].to == ["li@example.org"]
    assert mail.outbox[0].subject == "已收到您的“居民身份证首次申领”申请"
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{Message.objects.get().id}@example.org>"
    assert (used["host"], used["port"], used["password"], used["use_tls"]) == ("mail.example.org", 587, "pa@ss", True)


def test_mail_without_a_server_says_what_to_set(settings):
    settings.TONGBAN_SMTP_URL = ""
    with pytest.raises(ValueError, match="TONGBAN_SMTP_URL"):
        Smtp().check_config()


def test_the_spool_is_closed_to_others(tmp_path):
    SmsFile().check_config()
    assert (tmp_path / "outbox").stat().st_mode & 0o077 == 0

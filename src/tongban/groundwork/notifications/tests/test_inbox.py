from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import translation

from tongban.groundwork.foundation import clock, news
from tongban.groundwork.notifications import api
from tongban.groundwork.notifications.events import MessageAwaitsSending
from tongban.groundwork.notifications.tests.factories import recipient, tell

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


def test_queueing_is_one_statement_and_the_message_is_in_the_inbox_at_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        account = tell()
    (message,) = api.inbox(account)
    assert message.title == "已收到您的“居民身份证首次申领”申请"
    assert message.subject == "case:990101261121000017"
    assert not message.is_read


def test_an_unknown_template_is_refused():
    with pytest.raises(api.UnableToQueueMessage, match="no-such"):
        tell(template="no-such")


def test_the_inbox_speaks_the_language_its_reader_has_chosen_now():
    account = tell(recipient(language="zh-hans"))
    with translation.override("en"):
        assert api.inbox(account)[0].title == 'We received your application "First identity card"'
    with translation.override("zh-hant"):
        assert "居民身份證首次申領" in api.inbox(account)[0].title


def test_pages_follow_each_other_without_gap_or_double(django_assert_num_queries):
    to = recipient()
    for minute in range(5):
        with clock.frozen_at(NOON + timedelta(minutes=minute // 2)):
            tell(to)
    first = api.inbox(to.account_id, limit=2)
    with django_assert_num_queries(1):
        second = api.inbox(to.account_id, after=first[-1].id, limit=2)
    third = api.inbox(to.account_id, after=second[-1].id, limit=2)
    shown = [message.id for message in (*first, *second, *third)]
    assert len(set(shown)) == 5
    assert [message.at for message in (*first, *second, *third)] == sorted(
        (message.at for message in api.inbox(to.account_id)), reverse=True
    )


def test_reading_is_marked_once_and_only_by_the_reader():
    account, stranger = tell(), tell()
    message = api.inbox(account)[0]
    api.mark_read(stranger, message.id)
    assert api.unread_count(account) == 1
    api.mark_all_read(stranger)
    assert api.unread_count(account) == 1
    api.mark_read(account, message.id)
    assert api.unread_count(account) == 0
    assert api.inbox(account)[0].is_read


def test_nobody_sees_the_messages_of_another():
    tell()
    assert api.inbox(uuid4()) == ()


def test_what_is_said_and_to_whom_is_encrypted_at_rest():
    tell(recipient(phone="13912345678"), reason="张三的材料")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, context FROM notifications_message")
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert b"13912345678" not in stored
    assert "张三".encode() not in stored


def test_the_worker_is_woken_only_when_something_leaves_the_house(django_capture_on_commit_callbacks, monkeypatch):
    heard = []
    monkeypatch.setitem(news._listeners, MessageAwaitsSending, [heard.append])
    with django_capture_on_commit_callbacks(execute=True):
        tell(recipient(phone=""))
    assert not heard
    with django_capture_on_commit_callbacks(execute=True):
        tell()
    assert heard == [MessageAwaitsSending()]

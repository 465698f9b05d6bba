from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from tongban.doors.worker.tidying import forget_what_ran_out
from tongban.groundwork.foundation import clock
from tongban.registers.identity.models import PasswordReset

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_file_store(settings, tmp_path):
    settings.TONGBAN_FILES = tmp_path
    call_command("createcachetable", verbosity=0)


def counted_tries():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shared_cache")
        return cursor.fetchone()[0]


def test_what_ran_out_is_forgotten_and_the_rest_stays():
    before, after = clock.now() - timedelta(hours=1), clock.now() + timedelta(hours=1)
    Session.objects.create(session_key="old", session_data="", expire_date=before)
    Session.objects.create(session_key="new", session_data="", expire_date=after)
    for days in (2, 0):
        PasswordReset.objects.create(number_key="a", code_key="b", created_at=clock.now() - timedelta(days=days))
    cache.set("old", 1, timeout=-1)
    cache.set("new", 1, timeout=60)

    forget_what_ran_out()

    assert [session.session_key for session in Session.objects.all()] == ["new"]
    assert PasswordReset.objects.count() == 1
    assert cache.get("new") == 1


def test_tries_that_are_counted_are_not_pushed_out_by_more_tries():
    cache.set("lock", 5, timeout=300)
    for number in range(400):
        cache.set(f"try:{number}", 1, timeout=300)
    assert cache.get("lock") == 5
    assert counted_tries() >= 401

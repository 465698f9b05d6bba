"""Forgetting: what has run out is no use to anybody but a thief."""

from importlib import import_module

from django.conf import settings
from django.db import connection

from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock
from tongban.offer.catalogue import api as catalogue
from tongban.registers.identity import api as identity


def forget_what_ran_out() -> None:
    """Remove sessions, counted tries, used codes and requests for passwords that have run out, and half-written files."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [clock.now()])  # noqa: S608 - a setting of ours
    identity.forget_password_resets()
    documents.tidy_files()
    catalogue.tidy_uploads()

"""
The drain: what deeds left to be done, done in batches within a second.

Deeds write rows and nothing else; the drain takes them with FOR UPDATE SKIP LOCKED, so any number of workers can drain
and one that is killed leaves its rows to the next.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from tongban.groundwork.documents import api as documents
from tongban.groundwork.ledger import api as ledger
from tongban.groundwork.notifications import api as notifications
from tongban.handling.archives import api as archives
from tongban.handling.cases import api as cases
from tongban.handling.workflow import api as workflow
from tongban.offer.catalogue import api as catalogue

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_AFTER_A_FAILURE = 3.0
DOCUMENTS_AT_ONCE = 10  # half a second of work, so that messages and the seal need not wait behind documents
CHECKS_AT_ONCE = 20
Sink = Callable[[], int]
SINKS: tuple[Sink, ...] = (
    partial(documents.render_pending, limit=DOCUMENTS_AT_ONCE),
    partial(cases.run_checks, limit=CHECKS_AT_ONCE),
    notifications.send_pending,
    cases.deliver_by_consent,
    ledger.seal_entries,
    workflow.compact_tallies,
)
SLOW_SINKS: tuple[Sink, ...] = (
    catalogue.work_on_uploads,
    archives.archive_cases,
)  # a minute each: they have a thread of their own


def drain_until(stopped: threading.Event, sinks: Sequence[Sink] = SINKS) -> None:
    """Drain until told to stop. A database that is gone is waited for; nothing is lost, as the rows stay."""
    while not stopped.is_set():
        stopped.wait(_drain_once_or_wait(sinks))
    connection.close()


def drain_once(sinks: Sequence[Sink] = (*SINKS, *SLOW_SINKS)) -> int:
    """Take one batch from each sink; return how many rows were done."""
    return sum(sink() for sink in sinks)


def _drain_once_or_wait(sinks: Sequence[Sink]) -> float:
    close_old_connections()
    try:
        return 0.0 if drain_once(sinks) else SECONDS_BETWEEN_LOOKS
    except (OperationalError, InterfaceError):
        log.warning("the database is away; trying again")
        connection.close()
    except Exception:
        log.exception("a batch failed; trying again")
    return SECONDS_AFTER_A_FAILURE

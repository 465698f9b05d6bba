"""Run a worker: the schedule in the main thread, the drain beside it."""

import logging
import signal
import threading
from types import FrameType
from typing import cast

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from psycopg import OperationalError

from tongban.doors.worker import tasks
from tongban.doors.worker.drain import drain_until

log = logging.getLogger(__name__)

SECONDS_BEFORE_RESTART = 3.0


def run_worker() -> None:
    """Work until SIGTERM or SIGINT; finish the batch in hand first."""
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    drain = threading.Thread(target=drain_until, args=[stopped], name="drain")
    drain.start()
    log.info("the worker is at work", extra={"schedule": tasks.__name__})
    while not stopped.is_set():
        _keep_schedule(stopped)
    drain.join()


def _keep_schedule(stopped: threading.Event) -> None:
    """Keep the schedule until a signal ends it; a database that is gone is waited for."""
    try:
        with app.replace_connector(cast(DjangoConnector, app.connector).get_worker_connector()) as worker_app:
            worker_app.run_worker(delete_jobs="successful", concurrency=1)
        stopped.set()
    except (ConnectorException, OperationalError):
        log.warning("the schedule lost the database; trying again")
    except Exception:
        log.exception("the schedule failed; trying again")
    stopped.wait(SECONDS_BEFORE_RESTART)

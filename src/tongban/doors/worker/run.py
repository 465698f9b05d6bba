"""Run a worker: the schedule in the main thread, the drain beside it."""

import asyncio
import contextlib
import logging
import signal
import threading
from types import FrameType
from typing import cast

from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from psycopg import OperationalError

from tongban.doors.worker import tasks
from tongban.doors.worker.drain import SINKS, SLOW_SINKS, drain_until

log = logging.getLogger(__name__)

SECONDS_BEFORE_RESTART = 3.0
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def run_worker() -> None:
    """Work until SIGTERM or SIGINT; finish the batch in hand first."""
    stopped = threading.Event()
    drains = [
        threading.Thread(target=drain_until, args=[stopped, sinks], name=name)
        for name, sinks in (("drain", SINKS), ("slow drain", SLOW_SINKS))
    ]
    for drain in drains:
        drain.start()
    log.info("the worker is at work", extra={"schedule": tasks.__name__})
    while not stopped.is_set():
        _heed_signals(stopped)  # asyncio gives them back to the system when its loop ends
        _keep_schedule(stopped)
    for drain in drains:
        drain.join()


def _heed_signals(stopped: threading.Event) -> None:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    for each in STOP_SIGNALS:
        signal.signal(each, stop)


def _keep_schedule(stopped: threading.Event) -> None:
    """Keep the schedule until a signal ends it. Losing the database ends it too: then it is taken up again."""
    try:
        with app.replace_connector(cast(DjangoConnector, app.connector).get_worker_connector()) as worker_app:
            asyncio.run(_follow(worker_app, stopped))
    except (ConnectorException, OperationalError):
        log.warning("the schedule lost the database; trying again")
    except Exception:
        log.exception("the schedule failed; trying again")
    stopped.wait(SECONDS_BEFORE_RESTART)


async def _follow(worker_app: App, stopped: threading.Event) -> None:
    async with worker_app.open_async():
        work = asyncio.create_task(
            worker_app.run_worker_async(delete_jobs="successful", concurrency=1, install_signal_handlers=False)
        )

        def stop() -> None:
            stopped.set()
            work.cancel()

        for each in STOP_SIGNALS:
            asyncio.get_running_loop().add_signal_handler(each, stop)
        with contextlib.suppress(asyncio.CancelledError):
            await work

"""
The schedule: what happens because time passes. Each sweep is safe to run twice and to be killed at any point.

The tasks are kept by procrastinate (PostgreSQL), so that of many workers one does each, and a failed one is tried again.
"""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tongban.doors.worker.tidying import forget_what_ran_out
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import system
from tongban.handling.cases import api as cases
from tongban.offer.catalogue import api as catalogue
from tongban.offer.inspection import api as inspection
from tongban.oversight.supervision import api as supervision
from tongban.proofs.licences import api as licences

SECONDS_OF_INSPECTION = 60.0
AGAIN = RetryStrategy(max_attempts=5, exponential_wait=4)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="deem_accepted", lock="deem_accepted", retry=AGAIN)
def deem_accepted(timestamp: int) -> int:  # noqa: ARG001 - procrastinate names the tick
    """Open the cases whose acceptance limit passed in silence (行政许可法 art. 32)."""
    return cases.deem_accepted()


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="light_up", lock="light_up", retry=AGAIN)
def light_up(timestamp: int) -> int:  # noqa: ARG001 - procrastinate names the tick
    """Give yellow and red cards where a limit is near or passed."""
    return supervision.sweep()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="put_into_force", lock="put_into_force", retry=AGAIN)
def put_into_force(timestamp: int) -> int:  # noqa: ARG001 - procrastinate names the tick
    """Let published changes of the catalogue take effect on their day."""
    return catalogue.put_into_force(clock.today(), actor=system("catalogue"))


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="inspect_guides", lock="inspect_guides", retry=AGAIN)
def inspect_guides(timestamp: int) -> int:  # noqa: ARG001 - procrastinate names the tick
    """Look at all guides once a day, a while at a time, so that nothing else of the schedule waits for it."""
    inspection.know_licence_types({kind.key: kind.name for kind in licences.licence_types().values()})
    return inspection.inspect_when_due(seconds=SECONDS_OF_INSPECTION).items


@app.periodic(cron="25 * * * *")
@app.task(queueing_lock="check_links", lock="check_links", retry=AGAIN)
def check_links(timestamp: int) -> int:  # noqa: ARG001 - procrastinate names the tick
    """Ask whether the addresses that guides name still open."""
    return inspection.check_links()


@app.periodic(cron="15 0 * * *")
@app.task(queueing_lock="end_public_notices", lock="end_public_notices", retry=AGAIN)
def end_public_notices(timestamp: int) -> int:  # noqa: ARG001 - procrastinate names the tick
    """Let public notices whose period is over count as delivery (民事诉讼法第九十五条)."""
    done = 0
    while count := cases.end_public_notices():
        done += count
    return done


@app.periodic(cron="10 0 * * *")
@app.task(queueing_lock="expire_licences", lock="expire_licences", retry=AGAIN)
def expire_licences(timestamp: int) -> int:  # noqa: ARG001 - procrastinate names the tick
    """Mark licences whose period ended."""
    return licences.expire_licences()


@app.periodic(cron="40 * * * *")
@app.task(queueing_lock="tidy", lock="tidy", retry=AGAIN)
def tidy(timestamp: int) -> None:  # noqa: ARG001 - procrastinate names the tick
    """Forget what has run out."""
    forget_what_ran_out()

"""Install review plans from a file of data."""

from datetime import date
from pathlib import Path

from django.db import transaction

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor, system
from tongban.groundwork.foundation.data_files import read_yaml
from tongban.groundwork.ledger import api as ledger
from tongban.handling.workflow import queries
from tongban.handling.workflow.models import Plan
from tongban.handling.workflow.rules import parse_plan
from tongban.registers.identity.rules import Role

# Of a plan that had no version before: cases that are entered later may be older than it.
FROM_THE_FIRST = date(2000, 1, 1)


def install_plans(path: Path, *, actor: Actor | None = None) -> int:
    """
    Publish the plans of a YAML file and return how many versions are new; a plan that has not changed gets none.

    Raises `UnableToReadPlan` with everything wrong in the first faulty plan, and installs nothing.
    """
    actor = actor or system("install-plans")
    bodies = read_yaml(path)
    for body in bodies:
        parse_plan(body, roles=frozenset(Role))
    new = 0
    with transaction.atomic():
        latest = {row.code: row for row in Plan.objects.order_by("version")}
        for body in bodies:
            before = latest.get(body["code"])
            if before and before.graph == body:
                continue
            version = before.version + 1 if before else 1
            Plan.objects.create(
                code=body["code"],
                version=version,
                graph=body,
                effective_from=clock.today() if before else FROM_THE_FIRST,
                installed_at=clock.now(),
                published_by=actor.name,
            )
            ledger.record(
                deed="plan.installed", subject=f"plan:{body['code']}", actor=actor, facts={"version": version}
            )
            new += 1
    queries.forget_kept()
    return new

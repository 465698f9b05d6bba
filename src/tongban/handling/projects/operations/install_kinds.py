"""Install the kinds of project from a file of data."""

from pathlib import Path

from django.db import transaction

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor, system
from tongban.groundwork.foundation.data_files import read_yaml
from tongban.groundwork.ledger import api as ledger
from tongban.handling.projects import kinds
from tongban.handling.projects.models import KindEdition
from tongban.handling.projects.rules import parse_kinds
from tongban.offer.deadlines import api as deadlines


def install_kinds(path: Path, *, actor: Actor | None = None) -> int:
    """
    Make the kinds of a YAML file the edition in force and return its number; what has not changed makes no new one.

    Raises `UnableToReadKinds` with everything wrong in the file, and installs nothing.
    """
    body = read_yaml(path)
    parse_kinds(body, longest=deadlines.rule_limit(kinds.LIMIT).amount)
    with transaction.atomic():
        latest = KindEdition.objects.order_by("-number").first()
        if latest is not None and latest.body == body:
            return latest.number
        number = latest.number + 1 if latest else 1
        KindEdition.objects.create(number=number, body=body, installed_at=clock.now())
        ledger.record(
            deed="project_kinds.installed",
            subject=f"project_kinds:{number}",
            actor=actor or system("install-project-kinds"),
        )
    kinds.forget_kept()
    return number

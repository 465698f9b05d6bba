"""Correct a value of the shared record, with the reason; what it was stays on record."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.handling.projects import kinds
from tongban.handling.projects.errors import UnableToCorrectFact, UnableToFindProject
from tongban.handling.projects.models import Contribution, Project
from tongban.handling.projects.queries import WORKERS, known_facts, own_project, project_seen_by
from tongban.handling.projects.record import Origin, faults_in
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import normalise
from tongban.registers.identity.api import Applicant, Officer

FIXED = frozenset({"project.code"})  # 项目代码一经生成，不得擅自变更（发改投资〔2020〕1439号）
LONGEST_REASON = 500


def correct_project_fact(*, code: str, element: str, value: Any, reason: str, by: Applicant | Officer) -> None:
    """
    Bring another value of a shared element to the record.

    For the owner and for officers of the authorities that take part. Forms that are signed keep what was signed; those that are
    opened from now on are filled with the new value. Raises `UnableToCorrectFact` with what is wrong.
    """
    reason = reason.strip()[:LONGEST_REASON]
    with transaction.atomic():
        project = _project(code, by)
        known = known_facts(project)
        new = normalise({element: value}, forms.elements())
        _check(project, element, new, known, reason)
        Contribution.objects.create(
            project=project,
            element=element,
            value=new[element],
            origin=Origin.CORRECTION,
            reason=reason,
            by_name=by.actor.name,
            by_post=by.actor.post,
            brought_at=clock.now(),
        )
        if element == "project.name":
            project.name = str(new[element])[:200]
            project.save(update_fields=["name"])
        ledger.record(
            deed="project.fact_corrected",
            subject=f"project:{project.code}",
            actor=by.actor,
            reason=reason,
            region_code=project.region_code,
            facts={"element": element},
        )


def _project(code: str, by: Applicant | Officer) -> Project:
    if isinstance(by, Applicant):
        if not by.has_full_mandate:
            raise UnableToFindProject
        return own_project(code, applicant=by, locked=True)
    project = project_seen_by(code, officer=by, locked=True)
    if not by.roles & WORKERS:
        raise UnableToFindProject
    return project


def _check(project: Project, element: str, new: dict[str, Any], known: dict[str, object], reason: str) -> None:
    kind = kinds.kind(project.kind, project.edition_id)
    if element in FIXED or element not in forms.elements() or not (kind.is_shared(element) or element in kind.asked):
        raise UnableToCorrectFact(why=_("这一项不能更正。"))
    if not reason:
        raise UnableToCorrectFact(why=_("请写明更正的原因。"))
    problems = faults_in([element], new)
    if problems:
        raise UnableToCorrectFact(why=problems[0].sentence)
    if new[element] == known.get(element):
        raise UnableToCorrectFact(why=_("新的内容与现在的相同。"))

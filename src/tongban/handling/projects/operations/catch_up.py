"""Bring a project up to date with its cases: what they brought to the shared record, how they ended, whether it is complete."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import system
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications import api as applications
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import CaseTimes
from tongban.handling.projects import kinds
from tongban.handling.projects.models import Contribution, Project, Stage
from tongban.handling.projects.queries import known_facts, project_of_party
from tongban.handling.projects.record import Origin
from tongban.handling.projects.rules import is_complete, may_open
from tongban.handling.projects.stages import Now, StageNow, now_of
from tongban.proofs.licences import api as licences


def catch_up(project: Project) -> None:
    """
    Write down what became of the project's cases since the last time; doing it again changes nothing.

    Inside the caller's transaction, which holds the project's row.
    """
    now = now_of([project])[project.pk]
    for stage in now.all:
        if stage.case is not None and stage.row.closed_on is None:
            _follow(now, stage, stage.case)
    if project.completed_on is None and is_complete(now.kind, now.facts):
        project.completed_on = max(stage.ended_on for stage in now.all if stage.ended_on)
        project.save(update_fields=["completed_on"])
        _record(project, "project.completed", {"used": now.time(clock.today()).used})


def follow_case(number: str) -> None:
    """Bring the project of a case up to date, if it belongs to one."""
    times = cases.case_times([number]).get(number)
    if times is None:
        return
    project_id = Stage.objects.filter(draft_id=times.draft_id).values_list("project_id", flat=True).first()
    if project_id is None:
        _adopt(times)
        return
    with transaction.atomic():
        catch_up(Project.objects.select_for_update().get(pk=project_id))


def _adopt(times: CaseTimes) -> None:
    """Take a case into the project whose code its form names, though it was not opened there, if its stage may be opened."""
    answers = applications.application_view(times.application_id, clear=True).answers
    found = project_of_party(str(answers.get("project.code", "")), times.party_id)
    if found is None:
        return
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=found.pk)
        now = now_of([project])[project.pk]
        for plan in now.kind.stages:
            offer = kinds.find_offer(plan, project.region_code)
            if offer is not None and offer.code == times.item_code and may_open(now.kind, plan.code, now.facts):
                begun = now.stages.get(plan.code)
                Stage.objects.update_or_create(
                    project=project,
                    code=plan.code,
                    closed_on=None,
                    defaults={"draft_id": times.draft_id},
                    create_defaults={
                        "draft_id": times.draft_id,
                        "attempt": begun.row.attempt + 1 if begun else 1,
                        "item_code": times.item_code,
                        "opened_on": clock.day_of(times.received_at),
                    },
                )
                catch_up(project)
                return


def _follow(now: Now, stage: StageNow, case: CaseTimes) -> None:
    row, project = stage.row, now.project
    if not row.case_number:
        row.case_number = case.number
        _bring(project, now, row, case)
        _record(project, "project.stage_submitted", {"stage": row.code, "case": case.number})
    row.accepted_on = case.accepted_on
    if stage.ended_on is not None:
        row.closed_on, row.outcome = stage.ended_on, str(case.outcome)
        if stage.facts.is_granted:
            _bring_numbers(project, now, stage, case)
        _record(project, "project.stage_ended", {"stage": row.code, "case": case.number, "outcome": str(case.outcome)})
    row.save(update_fields=["case_number", "accepted_on", "closed_on", "outcome"])


def _bring(project: Project, now: Now, row: Stage, case: CaseTimes) -> None:
    """Keep the answers that belong to the project and are new or different, as of the day they were signed."""
    answers = applications.application_view(case.application_id, clear=True).answers
    known = known_facts(project)
    new = {
        element: value
        for element, value in answers.items()
        if now.kind.is_shared(element) and value not in ("", []) and known.get(element) != value
    }
    _add(project, row, new, Origin.APPLICATION, by_name=project.party_label, at=case.received_at)
    if "project.name" in new:
        project.name = str(new["project.name"])[:200]
        project.save(update_fields=["name"])


def _bring_numbers(project: Project, now: Now, stage: StageNow, case: CaseTimes) -> None:
    """Keep the numbers of the licences that the stage brought: a later form is filled with them."""
    if not case.has_licences:
        return
    for licence in licences.licences_of_case(case.number):
        element = now.kind.results.get(licence.type_key)
        if element is not None:
            numbers = {element: licence.grouped_number}
            _add(project, stage.row, numbers, Origin.LICENCE, by_name=licence.issuer_name, at=clock.now())


def _add(
    project: Project, row: Stage, values: Mapping[str, Any], origin: Origin, *, by_name: str, at: datetime
) -> None:
    Contribution.objects.bulk_create(
        Contribution(
            project=project,
            element=element,
            value=value,
            origin=origin,
            stage=row.code,
            case_number=row.case_number,
            by_name=by_name,
            brought_at=at,
        )
        for element, value in values.items()
    )


def _record(project: Project, deed: str, facts: Mapping[str, Any]) -> None:
    ledger.record(
        deed=deed,
        subject=f"project:{project.code}",
        actor=system("projects"),
        region_code=project.region_code,
        facts=dict(facts),
    )

"""Open a stage: a draft of its item, filled with everything the project knows. Nothing is asked twice."""

from django.db import transaction
from django.utils.translation import gettext as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications import api as applications
from tongban.handling.applications.api import DraftView
from tongban.handling.projects import kinds
from tongban.handling.projects.errors import UnableToFindProject, UnableToOpenStage
from tongban.handling.projects.models import Project, Stage
from tongban.handling.projects.operations.catch_up import catch_up
from tongban.handling.projects.queries import known_facts, own_project
from tongban.handling.projects.rules import Once, Standing, may_open, standing, waits_for
from tongban.handling.projects.stages import Now, now_of
from tongban.registers.identity.api import Applicant


def open_stage(*, code: str, stage: str, applicant: Applicant, channel: str) -> DraftView:
    """
    Return the draft of a stage's application; the one begun before where there is one.

    Raises `UnableToFindProject`, and `UnableToOpenStage` while what the stage depends on is not there, while it runs, when it is
    done, and while the party has an unfinished application for the same stage of another project.
    """
    with transaction.atomic():
        project = own_project(code, applicant=applicant, locked=True)
        catch_up(project)
        now = now_of([project])[project.pk]
        _check(now, stage)
        offer = kinds.offer_of(now.kind.stage(stage), project.region_code)
        draft = applications.open_draft(
            offer=offer,
            applicant=applicant,
            channel=channel,
            known=known_facts(project),
            known_from="project",
        )
        _keep(project, now, stage, draft, applicant)
    return draft


def _check(now: Now, stage: str) -> None:
    try:
        plan = now.kind.stage(stage)
    except KeyError:
        raise UnableToFindProject from None
    if may_open(now.kind, stage, now.facts):
        return
    match standing(now.kind, stage, now.facts):
        case Standing.WAITING:
            waits = [
                (_("“{stage}”获批后") if each.once is Once.GRANTED else _("“{stage}”受理后")).format(
                    stage=now.kind.stage(each.stage).name
                )
                for each in waits_for(now.kind, stage, now.facts)
            ]
            why = _("要等{what}。").format(what="、".join(waits))
        case Standing.GRANTED:
            why = _("这个阶段已经办完。")
        case _:
            why = _("已经提交，正在办理。")
    raise UnableToOpenStage(stage=plan.name, why=why)


def _keep(project: Project, now: Now, code: str, draft: DraftView, applicant: Applicant) -> None:
    """Write down which draft belongs to the stage; a draft that was thrown away gives way to its follower."""
    other = Stage.objects.filter(draft_id=draft.id).select_related("project").first()
    if other is not None:
        if other.project_id == project.pk:
            return
        why = _("您的项目“{name}”在同一阶段还有没提交的申请，请先提交或者删除它。").format(name=other.project.name)
        raise UnableToOpenStage(stage=now.kind.stage(code).name, why=why)
    begun = now.stages.get(code)
    if begun is not None and begun.row.closed_on is None:
        begun.row.draft_id = draft.id
        begun.row.save(update_fields=["draft_id"])
        return
    attempt = begun.row.attempt + 1 if begun else 1
    Stage.objects.create(
        project=project,
        code=code,
        attempt=attempt,
        item_code=draft.offer.code,
        draft_id=draft.id,
        opened_on=clock.today(),
    )
    ledger.record(
        deed="project.stage_opened",
        subject=f"project:{project.code}",
        actor=applicant.actor,
        region_code=project.region_code,
        facts={"stage": code, "attempt": attempt, "item": draft.offer.code},
    )

"""From rows and rules to what readers are shown."""

from collections.abc import Sequence
from datetime import date

from tongban.groundwork.foundation import clock
from tongban.handling.projects import kinds
from tongban.handling.projects.models import Contribution
from tongban.handling.projects.record import fact_views
from tongban.handling.projects.rules import ProjectTime, StagePlan, rest_of, standing, waits_for
from tongban.handling.projects.stages import Now, StageNow, late_in, light_of, min_day
from tongban.handling.projects.views import (
    HolderTime,
    ProjectCard,
    ProjectView,
    ResultView,
    ShareView,
    StageView,
    TimeView,
)
from tongban.offer.catalogue.api import Offer
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import Spell, time_spent
from tongban.proofs.licences import api as licences
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.api import Authority


def view(now: Now, contributions: Sequence[Contribution], *, owner: str, clear: bool) -> ProjectView:
    """Return a project for a reader."""
    project, today = now.project, clock.today()
    region, time = organisations.region(project.region_code), now.time(today)
    return ProjectView(
        id=project.pk,
        code=project.code,
        name=project.name,
        kind=now.kind,
        region_code=project.region_code,
        region_name=region.name,
        region_name_en=region.name_en,
        party_id=project.party_id,
        owner=owner,
        registered_at=project.registered_at,
        completed_on=project.completed_on,
        latitude=project.latitude,
        longitude=project.longitude,
        facts=fact_views(contributions, clear=clear),
        stages=tuple(_stage(now, plan, time, today, tells=not clear) for plan in now.kind.stages),
        time=_time(now, time),
        light=light_of(now, time, today),
    )


def card(now: Now, today: date, *, owner: str) -> ProjectCard:
    """Return a project for a list."""
    project, time = now.project, now.time(today)
    region = organisations.region(project.region_code)
    late = {authority for stage in now.all for authority, _due in late_in(stage, today)}
    return ProjectCard(
        code=project.code,
        name=project.name,
        kind=now.kind,
        region_name=region.name,
        region_name_en=region.name_en,
        owner=owner,
        registered_at=project.registered_at,
        completed_on=project.completed_on,
        standings=tuple(standing(now.kind, plan.code, now.facts) for plan in now.kind.stages),
        used=time.used,
        limit=time.limit,
        light=light_of(now, time, today),
        late_names=tuple(
            (each.short_name, each.name_en) for each in (organisations.authority(one) for one in sorted(late))
        ),
    )


def _stage(now: Now, plan: StagePlan, time: ProjectTime, today: date, *, tells: bool) -> StageView:
    stage = now.stages.get(plan.code)
    case = stage.case if stage else None
    offer = kinds.find_offer(plan, now.project.region_code)
    lead = organisations.authority(case.authority_id) if case else _lead(plan, offer, now.project.region_code)
    return StageView(
        plan=plan,
        standing=standing(now.kind, plan.code, now.facts),
        item_code=offer.code if offer else "",
        lead_name=lead.name,
        lead_name_en=lead.name_en,
        attempt=stage.row.attempt if stage else 0,
        draft_id=stage.row.draft_id if stage else None,
        case_number=case.number if case else "",
        outcome=stage.facts.outcome if stage else "",
        opened_on=stage.row.opened_on if stage else None,
        accepted_on=case.accepted_on if case else None,
        closed_on=stage.ended_on if stage else None,
        due_on=case.committed_due if case and stage and not stage.ended_on else None,
        used=time.by_stage.get(plan.code, 0),
        waits_for=tuple(now.kind.stage(each.stage) for each in waits_for(now.kind, plan.code, now.facts)),
        shares=_shares(stage, today, tells=tells) if stage else (),
        results=_results(stage) if stage else (),
    )


def _lead(plan: StagePlan, offer: Offer | None, region_code: str) -> Authority:
    """Return who leads a stage that has no case: who offers its item, else the department that its plan names."""
    if offer is not None:
        return organisations.authority(offer.authority_id)
    return organisations.authority_for(plan.lead, region_code)


def _shares(stage: StageNow, today: date, *, tells: bool) -> tuple[ShareView, ...]:
    """
    Return what each authority has to do in a stage; the leading one's examination and decision stand last.

    What an authority found is internal to the office (`tells`) until the stage is decided.
    """
    whole, case = stage.spell, stage.case
    if whole is None or case is None:
        return ()
    late = dict(late_in(stage, today))
    own = [
        Spell(str(part.authority_id), part.opened_on, min_day(part.done_on, whole.end), part.stops)
        for part in case.parts
    ]
    parts = [
        _share(
            spell, today,
            what=part.name, what_en=part.name_en, due=part.due_on, result=part.result, is_consultation=part.is_consultation,
            document_id=part.document_id if tells or whole.end else None, is_late=part.is_open and part.authority_id in late and part.due_on < today,
        )
        for part, spell in zip(case.parts, own, strict=True)
    ]  # fmt: skip
    lead = rest_of(whole, own, holder=str(case.authority_id))
    is_late = case.authority_id in late and not any(share.is_late for share in parts)
    due = None if whole.end else case.committed_due
    return (*parts, _share(lead, today, what="", what_en="", due=due, is_lead=True, is_late=is_late))


def _share(
    spell: Spell,
    today: date,
    *,
    what: str,
    what_en: str,
    due: date | None,
    is_late: bool,
    result: str = "",
    is_lead: bool = False,
    is_consultation: bool = False,
    document_id: object = None,
) -> ShareView:
    authority = organisations.authority(int(spell.holder))
    return ShareView(
        authority_id=authority.id,
        authority_name=authority.name,
        authority_name_en=authority.name_en,
        what=what,
        what_en=what_en,
        began_on=spell.start,
        ended_on=spell.end,
        due_on=due,
        days=time_spent([spell], until=today, calendar=deadlines.calendar()).get(spell.holder, 0),
        is_late=is_late,
        result=result,
        is_lead=is_lead,
        is_consultation=is_consultation,
        document_id=document_id,  # type: ignore[arg-type]
    )


def _results(stage: StageNow) -> tuple[ResultView, ...]:
    if stage.case is None or not stage.case.has_licences:
        return ()
    return tuple(
        ResultView(each.id, each.type_name, each.type_name_en, each.grouped_number, each.issued_on, each.issuer_name)
        for each in licences.licences_of_case(stage.case.number)
    )


def _time(now: Now, time: ProjectTime) -> TimeView:
    holders = [(organisations.authority(int(holder)), days) for holder, days in time.by_holder.items()]
    return TimeView(
        limit=time.limit,
        planned=now.kind.days,
        used=time.used,
        left=time.left,
        due=time.due,
        lines=deadlines.explain_text(time.lines),
        source=deadlines.limit_source(kinds.LIMIT).source,
        holders=tuple(
            HolderTime(authority.id, authority.name, authority.name_en, days)
            for authority, days in sorted(holders, key=lambda each: (-each[1], each[0].id))
        ),
    )

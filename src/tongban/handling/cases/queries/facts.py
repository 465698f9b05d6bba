"""The facts of a case and of an officer as the rules want them, and the due dates that follow from them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from tongban.groundwork.foundation import clock
from tongban.handling.cases.levels import levels_of
from tongban.handling.cases.models import Case, CaseStop, Part
from tongban.handling.cases.part_rules import barred_by, joint_extension_applies
from tongban.handling.cases.queries.entrusted import entrusted_to
from tongban.handling.cases.queries.parts import doers_of_part, part_facts, parts_of
from tongban.handling.cases.queries.who import authorities_of
from tongban.handling.cases.rules import (
    GROUND_NAMES,
    PROMISES_HOLD,
    CaseFacts,
    Ground,
    OfficerFacts,
    Outcome,
    State,
    acceptance_start,
    acceptance_stops,
    extension_of,
)
from tongban.handling.cases.ways import Delivery
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.api import Plan
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import Offer
from tongban.offer.catalogue.rules import LimitFact
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import Clock, Event, Limit, Stop, Turns, Unit, WorkCalendar, first_with, turns
from tongban.registers.identity.api import Officer
from tongban.registers.organisations import api as organisations

GOVERNMENT = "gov"  # the key of the people's government's office
PRELIMINARY = "preliminary_examination"  # the clock of a lower level that examines first


def calendar_of(case: Case) -> WorkCalendar:
    """Return the calendar in the edition that the case is judged by."""
    return deadlines.calendar(case.calendar_edition)


def acceptance_clock(case: Case) -> Clock:
    """Return the clock of acceptance (行政许可法第三十二条), with the limit of the edition that the case keeps."""
    rule = deadlines.limit_source("acceptance", case.limits_edition)
    return Clock(
        code=rule.code,
        start=case.received_on,
        limit=Limit(rule.amount, Unit(rule.unit)),
        stops=acceptance_stops(asked_on=case.supplement_asked_on, supplied_on=case.supplied_on),
        as_of=clock.today() if case.state == State.SUPPLEMENT_ASKED else None,
        event=Event.RECEIVED,
        source=rule.source,
    )


def decision_clocks(case: Case, stops: Sequence[CaseStop] = ()) -> tuple[Clock, Clock]:
    """
    Return the committed and the statutory clock of the decision, from the version of the item that the case keeps.

    Where a lower level examines first, its own clock runs until the file is handed over, and the upper level's from then on.
    """
    if case.accepted_on is None:
        raise ValueError(f"case {case.number} is not accepted, so no clock of decision runs")
    offer = limits_offer(case)
    counted = tuple(
        Stop(stop.started_on, stop.ended_on, GROUND_NAMES[Ground(stop.ground)], stop.document) for stop in stops
    )
    running = [max(stop.expected_end, clock.today()) for stop in stops if stop.ended_on is None]
    committed = Clock(
        code="committed",
        start=case.accepted_on,
        limit=_limit(committed_limit(case)),
        stops=counted,
        extension=case.extension_days,
        as_of=max(running, default=None),
        event=Event.SUPPLIED if case.is_deemed_accepted and case.supplied_on else Event.ACCEPTED,
        source=f"{offer.code}",
    )
    statutory = replace(committed, code="statutory", limit=_limit(offer.guide.statutory_limit))
    levels = levels_of(plan_of(case))
    if levels is None or levels.lower is None or levels.upper is None:
        return committed, statutory
    lower = replace(
        committed,
        code=PRELIMINARY,
        limit=Limit(levels.lower.amount, levels.lower.unit),
        extension=0,
        source=levels.lower.source,
    )
    statutory = replace(statutory, limit=Limit(levels.upper.amount, levels.upper.unit), source=levels.upper.source)
    return (
        first_with(lower, handed_over=case.handed_over_on, upper=committed),
        first_with(lower, handed_over=case.handed_over_on, upper=statutory),
    )


def limits_offer(case: Case) -> Offer:
    """Return the version of the item whose limits judge a case: its own, or the one that a decision moved it to."""
    return catalogue.offer_version(case.limits_version_id or case.item_version_id)


def turns_of(case: Case, committed: Clock, *, committed_due: date, statutory_due: date) -> Turns:
    """Return the days on which the light of an accepted case turns."""
    return turns(
        committed_due=committed_due,
        statutory_due=statutory_due,
        committed=committed.limit,
        calendar=calendar_of(case),
        thresholds=deadlines.thresholds(),
    )


def extension_by_law(statutory: Limit, *, is_joint: bool = False, edition: int | None = None) -> int:
    """
    Return by how much of its own unit a statutory limit may be extended, once, as the limits in force (or of an edition) say.

    A case of several authorities has the limits of joint handling, where the item's limit is that (行政许可法第四十二条第二款).
    """
    if is_joint and joint_extension_applies(statutory, deadlines.rule_limit("joint_decision", edition)):
        return deadlines.rule_limit("joint_decision_extension", edition).amount
    return extension_of(statutory, deadlines.rule_limit("decision_extension", edition))


def extender_of(case: Case, plan: Plan) -> int | None:
    """
    Return the authority whose head approves an extension where that is not who decides; None elsewhere.

    Joint handling is extended by the head of the people's government of the level (行政许可法第四十二条第二款).
    """
    if plan.is_linear:
        return None
    statutory = _limit(limits_offer(case).guide.statutory_limit)
    if not joint_extension_applies(statutory, deadlines.rule_limit("joint_decision", case.limits_edition)):
        return None
    try:
        return organisations.authority_for(GOVERNMENT, case.region_code).id
    except organisations.UnableToFindAuthority:
        return None


def committed_limit(case: Case) -> LimitFact:
    """Return the limit promised for a case: that of its guide, or of the applicant's situation where it is shorter."""
    fact = limits_offer(case).guide.committed_limit
    own = case.committed_amount
    return fact if own is None or own >= fact.amount else replace(fact, amount=own)


def _limit(fact: LimitFact) -> Limit:
    return Limit(fact.amount, Unit(fact.unit))


def stops_of(case: Case) -> tuple[CaseStop, ...]:
    """Return the special procedures of the whole case, oldest first; those of a part stop the part alone."""
    return tuple(CaseStop.objects.filter(case=case, part=None).order_by("id"))


def start_of_acceptance(case: Case) -> date:
    """Return the day on which the case counts as accepted when the authority stays silent."""
    return acceptance_start(received_on=case.received_on, supplied_on=case.supplied_on)


def plan_of(case: Case) -> Plan:
    """Return the review plan in the version the case began with."""
    return workflow.plan(case.plan_code, case.plan_version)


def doers_of(case: Case) -> dict[str, frozenset[UUID]]:
    """Return who did the steps of the plan that the whole case goes through."""
    doers = {"accept": case.accepted_by, "propose": case.proposed_by, "decide": case.decided_by}
    return {code: frozenset({doer}) for code, doer in doers.items() if doer is not None}


def facts_of(case: Case, parts: Sequence[Part] | None = None) -> CaseFacts:
    """Return what the rules need to know of a case; its parts are read, where it has any, unless they are given."""
    plan = plan_of(case)
    parts = parts_of(case) if parts is None else parts
    doers = doers_of(case)
    shares = part_facts(parts, plan, doers) if parts else ()
    doers |= {part.step: doers_of_part(parts, part.step) for part in parts}
    recused = frozenset(case.recused)
    return CaseFacts(
        state=State(case.state),
        authority_id=case.authority_id,
        region_code=case.region_code,
        item_code=case.item_code,
        party_id=case.party_id,
        person_id=case.person_id,
        roles={code: step.role for code, step in plan.steps.items()},
        barred={step: accounts | recused for step, accounts in barred_by(plan, doers).items()},
        recused=recused,
        authorities=authorities_of(plan, case),
        extender=extender_of(case, plan),
        parts=shares,
        awaits_parts=case.awaits_parts,
        supplement_asked=case.supplement_asked_on is not None,
        is_stopped=case.is_stopped,
        is_extended=case.extension_days > 0,
        owes_paper=case.owes_paper and case.outcome in PROMISES_HOLD,
        outcome=Outcome(case.outcome),
        is_sent=case.is_sent,
        awaits_opening=case.delivered_by == Delivery.ELECTRONIC and not case.is_opened,
        is_revoked=case.revoked_on is not None,
        revocation_by=case.revocation_by,
    )


def officer_facts(officer: Officer) -> OfficerFacts:
    """Return what the rules need to know of an officer."""
    return OfficerFacts(
        account_id=officer.account_id,
        party_id=officer.party_id,
        authority_id=officer.authority_id,
        region_code=officer.region_code,
        roles=officer.roles,
        item_codes=officer.item_codes,
        is_region_wide=officer.region_wide,
        represents=officer.represents,
        entrusted=entrusted_to(officer.authority_id),
        interests=officer.interests,
    )

"""One case as the applicant, the officer or the supervisor may see it."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from tongban.groundwork.documents import api as documents
from tongban.groundwork.documents.api import DocumentSummary
from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.foundation.masks import mask_address
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications import api as applications
from tongban.handling.applications.api import GivenView
from tongban.handling.cases import models
from tongban.handling.cases.conflicts import note_conflict
from tongban.handling.cases.models import Case, CaseStop, Part
from tongban.handling.cases.part_rules import PartDeed, only_takes_part, part_deeds
from tongban.handling.cases.queries.after import deliveries_of, revocations_of
from tongban.handling.cases.queries.custody import times_of
from tongban.handling.cases.queries.facts import (
    acceptance_clock,
    calendar_of,
    committed_limit,
    decision_clocks,
    facts_of,
    limits_offer,
    officer_facts,
    plan_of,
    stops_of,
)
from tongban.handling.cases.queries.parts import parts_of
from tongban.handling.cases.queries.sight import APPLICANT, INTERNAL_STEPS, WHOLE, Sight, shown_parts, sight_of
from tongban.handling.cases.refusals import (
    UnableInThisRole,
    UnableToFindCase,
    UnableWithoutReasons,
    UnableWithOwnInterest,
)
from tongban.handling.cases.rules import (
    CaseFacts,
    OfficerFacts,
    Outcome,
    State,
    Step,
    has_conflict_of_interest,
    may_see,
    steps_open_to_applicant,
    steps_open_to_officer,
    ungrouped,
)
from tongban.handling.cases.sentences import basis, ground_name
from tongban.handling.cases.views import (
    CaseFactsForSupervision,
    CaseView,
    ClearDetails,
    ClockView,
    ClosedCase,
    CourseEntry,
    StopView,
    SupplementItem,
)
from tongban.offer.catalogue import api as catalogue
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import Clock, days_left, every_day, light
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Applicant, Officer, Role
from tongban.registers.organisations import api as organisations

HANDLING = "办理办件"
SHOWN_MASKED = ("name", "answers", "materials")


def case_for_applicant(number: str, *, applicant: Applicant) -> CaseView:
    """Return a case of the applicant's party, with her own data in clear, or raise UnableToFindCase."""
    case = _find(number)
    if case is None or case.party_id != applicant.party_id or not applicant.may_apply_for(case.item_code):
        raise UnableToFindCase
    parts = parts_of(case)
    steps = steps_open_to_applicant(facts_of(case, parts), {applicant.party_id})
    return _view(case, steps, clear=True, sight=APPLICANT, applicant=case.applicant_name, parts=parts)


def case_for_officer(number: str, *, officer: Officer) -> CaseView:
    """
    Return a case that the officer may see, masked, and write the read down; or raise UnableToFindCase.

    To an officer with an interest of her own it is shown as little as to a stranger (UnableWithOwnInterest). An authority
    that takes part sees the materials and the papers that its own share needs.
    """
    case, facts, who = case_seen_by(officer, number, for_a_part=True)
    deeds = part_deeds(facts, who, plan_of(case)) if case.has_parts or not plan_of(case).is_linear else ()
    view = _view(
        case,
        steps_open_to_officer(facts, who),
        clear=False,
        sight=sight_of(case, facts, who),
        applicant=case.applicant_label,
        parts=parts_of(case),
        deeds=deeds,
    )
    note_read(case, officer, *SHOWN_MASKED)
    return view


def clear_details(number: str, *, officer: Officer, purpose: str) -> ClearDetails:
    """Return the personal data of a case in clear; the purpose must be given, and the read is written down."""
    if not purpose.strip():
        raise UnableWithoutReasons
    case, _facts, _who = case_seen_by(officer, number)
    party = identity.clear_party(case.party_id, actor=officer.actor, purpose=f"{purpose.strip()}（{case.number}）")
    application = applications.application_view(case.application_id, clear=True)
    ledger.record_reads(
        parties=[case.party_id],
        actor=officer.actor,
        purpose=f"{purpose.strip()}（{case.number}）",
        fields=sorted(application.answers),
        region_code=case.region_code,
    )
    return ClearDetails(party.name, party.number, party.phone, party.address, application.pages)


def given_for_officer(number: str, given: int | UUID, *, officer: Officer) -> GivenView:
    """
    Return one thing given for a material of a case, by its own id or its file's, to be looked at, and write the read down.

    Raise UnableToFindCase when there is none.
    """
    case, facts, who = case_seen_by(officer, number, for_a_part=True)
    shown = sight_of(case, facts, who).of_materials(applications.application_view(case.application_id).materials)
    for material in shown:
        for thing in material.given:
            if given in (thing.id, thing.file_id):
                note_read(case, officer, f"material.{material.code}")
                return thing
    raise UnableToFindCase


def document_for_officer(number: str, document_id: UUID, *, officer: Officer) -> DocumentSummary:
    """Return an official document of a case, to be looked at in clear, and write the read down; or raise UnableToFindCase."""
    case, facts, who = case_seen_by(officer, number, for_a_part=True)
    sight, issued, parts = sight_of(case, facts, who), documents.documents_about(f"case:{case.number}"), parts_of(case)
    for document in sight.of_papers(issued, shown_parts(case, parts, issued, sight), parts):
        if document.id == document_id:
            note_read(case, officer, f"document.{document.kind}")
            return document
    raise UnableToFindCase


def note_read(case: Case, officer: Officer, *fields: str) -> None:
    """Write down that the officer saw these of the applicant's data, in handling the case."""
    ledger.record_reads(
        parties=[case.party_id],
        actor=officer.actor,
        purpose=f"{HANDLING} {case.number}",
        fields=fields,
        region_code=case.region_code,
    )


def case_for_supervision(number: str, *, officer: Officer) -> CaseFactsForSupervision:
    """Return a case of the supervisor's or auditor's region without persons, or raise UnableToFindCase."""
    case = _find(number)
    may_watch = bool(officer.roles & {Role.SUPERVISOR, Role.AUDITOR})
    if case is None or not may_watch or not case.region_code.startswith(officer.region_code):
        raise UnableToFindCase
    issued = documents.documents_about(f"case:{case.number}")
    stops = stops_of(case)
    return CaseFactsForSupervision(
        number=case.number,
        state=State(case.state),
        outcome=Outcome(case.outcome),
        item_name=catalogue.offer_version(case.item_version_id).name,
        authority_id=case.authority_id,
        authority_name=organisations.authority(case.authority_id).name,
        region_code=case.region_code,
        received_at=case.received_at,
        decided_on=case.decided_on,
        closed_at=case.closed_at,
        clock=clock_view(case, stops),
        course=_course(case, issued, without=frozenset(), hide_persons=True),
        times=times_of(case, stops),
        parts=shown_parts(case, parts_of(case), (), APPLICANT),
    )


def closed_case(number: str) -> ClosedCase | None:
    """Return a closed case as a rating needs it, None when there is none of this number or it is not closed."""
    case = _find(number)
    if case is None or case.closed_at is None:
        return None
    actors = models.CourseEntry.objects.filter(case=case, actor__startswith="officer:").values_list("actor", flat=True)
    return ClosedCase(
        number=case.number,
        outcome=Outcome(case.outcome),
        item_code=case.item_code,
        item_name=catalogue.offer_version(case.item_version_id).name,
        authority_id=case.authority_id,
        region_code=case.region_code,
        party_id=case.party_id,
        person_id=case.person_id,
        handled_by=frozenset(UUID(actor.removeprefix("officer:")) for actor in actors),
        closed_at=case.closed_at,
    )


def clock_view(case: Case, stops: tuple[CaseStop, ...]) -> ClockView | None:
    """Return a case's clocks, recomputed from its dated facts; None when nothing is due any more."""
    if case.state in (State.DECIDED, State.CLOSED):
        return None
    today, calendar = clock.today(), calendar_of(case)
    if case.accepted_on is None:
        running = acceptance_clock(case)
        due = running.due(calendar)
        lines = running.lines(calendar)
        return ClockView(
            due=due.day,
            acceptance_due=due.day,
            committed_due=None,
            statutory_due=None,
            is_provisional=due.is_provisional,
            is_stopped=due.is_stopped,
            days_left=days_left(today, due.day, calendar, running.limit.unit),
            unit=running.limit.unit,
            light=light(
                today=today, committed_due=due.day, statutory_due=due.day, committed=running.limit, calendar=calendar
            ),
            lines=deadlines.explain_text(lines),
            days=deadlines.explain_text(every_day(lines)),
            basis=_basis(case, [running.source], due.day),
            calendar_edition=case.calendar_edition,
            limits_edition=case.limits_edition,
        )
    committed, statutory = decision_clocks(case, stops)
    due, latest = committed.due(calendar), statutory.due(calendar)
    lines, statutory_lines = committed.lines(calendar), statutory.lines(calendar)
    return ClockView(
        due=due.day,
        acceptance_due=case.acceptance_due_on,
        committed_due=due.day,
        statutory_due=latest.day,
        is_provisional=due.is_provisional,
        is_stopped=due.is_stopped,
        days_left=days_left(today, due.day, calendar, committed.limit.unit),
        unit=committed.limit.unit,
        light=light(
            today=today,
            committed_due=due.day,
            statutory_due=latest.day,
            committed=committed.limit,
            calendar=calendar,
            thresholds=deadlines.thresholds(),
        ),
        lines=deadlines.explain_text(lines),
        statutory_lines=deadlines.explain_text(statutory_lines),
        days=deadlines.explain_text(every_day(lines)),
        statutory_days=deadlines.explain_text(every_day(statutory_lines)),
        basis=_basis(case, _laws(case, statutory), latest.day),
        calendar_edition=case.calendar_edition,
        limits_edition=case.limits_edition,
    )


def _basis(case: Case, sources: Collection[str], until: date) -> tuple[str, ...]:
    return basis(
        sources=sources,
        calendar_edition=case.calendar_edition,
        limits_edition=case.limits_edition,
        years={case.received_on.year, until.year},
    )


def _laws(case: Case, statutory: Clock) -> list[str]:
    offer = limits_offer(case)
    of_levels = [statutory.source] if statutory.source != offer.code else []
    laws = offer.guide.legal_basis
    return of_levels + [
        f"{each.law if each.law.startswith('《') else f'《{each.law}》'}{each.article}" for each in laws
    ]


def _find(number: str) -> Case | None:
    whole = ungrouped(number)
    return rows.find(Case, number=whole) if whole else None


def whole_view(case: Case, *, to_applicant: bool) -> CaseView:
    """Return a case in clear, with nothing to be done about it; who may see it is for the caller to establish."""
    sight = APPLICANT if to_applicant else WHOLE
    return _view(case, (), clear=True, sight=sight, applicant=case.applicant_name, parts=parts_of(case))


def case_seen_by(officer: Officer, number: str, *, for_a_part: bool = False) -> tuple[Case, CaseFacts, OfficerFacts]:
    """
    Return a case that the officer may see, or raise UnableToFindCase; UnableWithOwnInterest is written down.

    Who sees it for a share alone (`for_a_part`) is not given what is for those who answer for the whole: UnableInThisRole.
    """
    case = _find(number)
    if case is None:
        raise UnableToFindCase
    facts, who = facts_of(case), officer_facts(officer)
    if not may_see(facts, who):
        raise UnableToFindCase
    if has_conflict_of_interest(facts, who):
        note_conflict(case, officer, "read")
        raise UnableWithOwnInterest(number=case.number)
    if not for_a_part and only_takes_part(facts, who):
        raise UnableInThisRole(number=case.number)
    return case, facts, who


def _view(
    case: Case,
    steps: tuple[Step, ...],
    *,
    clear: bool,
    sight: Sight,
    applicant: str,
    parts: Sequence[Part],
    deeds: tuple[PartDeed, ...] = (),
) -> CaseView:
    application = applications.application_view(case.application_id, clear=clear)
    issued = documents.documents_about(f"case:{case.number}")
    stops = stops_of(case) if case.accepted_on else ()
    shares = shown_parts(case, parts, issued, sight)
    papers = sight.of_papers(issued, shares, parts)
    to_applicant = sight.to_applicant
    return CaseView(
        number=case.number,
        state=State(case.state),
        outcome=Outcome(case.outcome),
        offer=catalogue.offer_version(case.item_version_id),
        authority_name=organisations.authority(case.authority_id).name,
        applicant=applicant,
        channel=case.channel,
        received_at=case.received_at,
        accepted_on=case.accepted_on,
        is_deemed_accepted=case.is_deemed_accepted,
        decided_on=case.decided_on,
        closed_at=case.closed_at,
        clock=clock_view(case, stops),
        course=_course(
            case,
            papers,
            without=frozenset() if sight.is_whole else INTERNAL_STEPS,
            hide_persons=sight.reader is not None,
        ),
        documents=papers,
        answers=application.pages,
        materials=sight.of_materials(application.materials),
        supplement_items=tuple(SupplementItem(**item) for item in case.supplement_items),
        stops=tuple(
            StopView(ground_name(stop.ground), stop.started_on, stop.expected_end, stop.ended_on, stop.result)
            for stop in stops
        ),
        proposed_outcome=Outcome(case.proposed_outcome) if case.proposed_outcome and sight.is_whole else None,
        proposed_reasons=case.proposed_reasons if sight.is_whole else "",
        reasons=case.reasons,
        extension_days=case.extension_days,
        draft_id=application.draft_id,
        licence_id=case.licence_id,
        party_id=case.party_id,
        open_steps=steps,
        committed_limit=committed_limit(case),
        situation=application.situation,
        deliveries=deliveries_of(case, clear=clear),
        agrees_to_electronic=case.agreed_to_electronic_at is not None and case.account_id is not None,
        delivery_address=case.delivery_address if clear else mask_address(case.delivery_address),
        revocations=revocations_of(case, to_applicant=to_applicant),
        archived_at=case.archived_at,
        times=times_of(case, stops),
        parts=shares,
        part_deeds=deeds,
        awaits_parts=case.awaits_parts,
        is_lead=sight.is_whole,
        plan=plan_of(case),
    )


def _course(
    case: Case, issued: Collection[DocumentSummary], *, without: frozenset[Step], hide_persons: bool = False
) -> tuple[CourseEntry, ...]:
    """
    Return the time line. `without` keeps the notes of internal steps back, `hide_persons` the names and words of those who
    are no officers; not that anything happened.
    """
    by_id = {document.id: document for document in issued}

    def shown(entry: models.CourseEntry) -> CourseEntry:
        is_hidden = hide_persons and not entry.actor.startswith(("officer:", "system:"))
        return CourseEntry(
            at=entry.at,
            deed=Step(entry.step),
            actor_name="" if is_hidden else entry.actor_name,
            post=entry.actor_post,
            note="" if is_hidden or Step(entry.step) in without else entry.note,
            document=by_id.get(entry.document_id) if entry.document_id else None,
        )

    return tuple(map(shown, models.CourseEntry.objects.filter(case=case).order_by("id")))

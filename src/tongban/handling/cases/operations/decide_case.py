"""Decide a case: another person than the one who proposed grants or refuses, with reasons (行政许可法第三十八条)."""

from django.db import transaction

from tongban.groundwork.documents.api import DocumentSummary
from tongban.groundwork.foundation import clock, news, rows
from tongban.groundwork.foundation.actors import Actor
from tongban.handling.applications import api as applications
from tongban.handling.cases.events import CaseDecided
from tongban.handling.cases.models import Case
from tongban.handling.cases.operations.alarms import ONE_DAY, set_alarms
from tongban.handling.cases.operations.common import (
    advance,
    case_in_hand,
    issue,
    issuer_of,
    legal_basis,
    move,
    offer_of,
    remedies,
    tell_applicant,
    with_reasons,
    write_down,
)
from tongban.handling.cases.operations.part_deeds import results_in_words
from tongban.handling.cases.rules import LIGHT_ALARMS, AlarmKind, Outcome, Step
from tongban.handling.cases.views import Done
from tongban.offer.deadlines import api as deadlines
from tongban.proofs.licences import api as licences
from tongban.proofs.licences.api import LicenceSummary
from tongban.registers.identity.api import Officer


def decide_case(*, number: str, officer: Officer, agree: bool, reasons: str = "") -> Done:
    """
    Decide as proposed, or return the case to the review.

    Agreeing makes the proposed outcome the decision, with `reasons` or, without them, those of the proposal; granting issues
    the licence that is the item's result. Returning needs reasons, and leaves the case with the reviewer.
    """
    if agree:
        case = case_in_hand(number, step=Step.DECIDE, officer=officer)
        with transaction.atomic(), rows.together():
            return _decide(case, officer, reasons.strip() or case.proposed_reasons)
    case = case_in_hand(number, step=Step.RETURN_TO_REVIEW, officer=officer)
    reasons = with_reasons(reasons)
    with transaction.atomic(), rows.together():
        return _return_to_review(case, officer, reasons)


def _decide(case: Case, officer: Officer, reasons: str) -> Done:
    today = clock.today()
    outcome = Outcome(case.proposed_outcome)
    move(case, Step.DECIDE, outcome=outcome, decided_by=officer.account_id, decided_on=today, reasons=reasons)
    deliver_by = deadlines.calendar().add_working_days(today, deadlines.rule_limit("delivery").amount)
    set_alarms(case, {AlarmKind.DELIVERY: deliver_by + ONE_DAY}, silent=_over(outcome))
    advance(case, "decide", "agreed", by=officer.account_id, due_on=deliver_by)
    licence = _issue_licence(case, officer.actor) if outcome is Outcome.GRANTED else None
    decision = _decision_document(case, outcome, licence)
    paper = {"decision_title": decision.title, "decision_number": decision.number}
    rows.change(case, paper | ({"licence_id": licence.id} if licence else {}))
    done = write_down(
        case,
        Step.DECIDE,
        actor=officer.actor,
        note=reasons,
        document=decision,
        facts={"licence": licence.identifier} if licence else None,
    )
    tell_applicant(case, f"case-decided-{outcome}")
    news.tell(CaseDecided(case.number, outcome, case.item_code))
    return done


def _return_to_review(case: Case, officer: Officer, reasons: str) -> Done:
    move(case, Step.RETURN_TO_REVIEW)
    advance(case, "decide", "returned", by=officer.account_id, due_on=case.committed_due_on or clock.today())
    return write_down(case, Step.RETURN_TO_REVIEW, actor=officer.actor, note=reasons)


def _over(outcome: Outcome) -> tuple[AlarmKind, ...]:
    """A refusal ends the promises too: nothing was granted on them."""
    return LIGHT_ALARMS if outcome is Outcome.GRANTED else (*LIGHT_ALARMS, AlarmKind.COMMITMENT)


def _decision_document(case: Case, outcome: Outcome, licence: LicenceSummary | None) -> DocumentSummary:
    facts: dict[str, object] = {"reasons": case.reasons, "legal_basis": legal_basis(case)}
    if case.has_parts:
        facts["parts"] = results_in_words(case)
    if outcome is Outcome.REFUSED:
        return issue(case, "refusal_decision", **facts, **remedies(case))
    if licence is not None:
        facts |= {
            "licence_name": licence.type_name,
            "licence_number": licence.grouped_number,
            "valid_from": licence.valid.start,
            "valid_until": licence.valid_until or "长期",
        }
    return issue(case, "grant_decision", **facts)


def _issue_licence(case: Case, actor: Actor) -> LicenceSummary | None:
    """Issue the licence that is the item's result, its face filled from the answers; None when the result is another."""
    result = offer_of(case).guide.result
    if result.kind != "licence" or not result.licence_type:
        return None
    application = applications.answers_in_words(case.application_id)
    return licences.issue_licence(
        type_key=result.licence_type,
        holder=case.party_id,
        holder_name=case.applicant_name,
        fields={
            field.code: application.get(field.element, "")
            for field in licences.licence_type(result.licence_type).fields
        },
        issuer_authority_id=issuer_of(case),
        region_code=case.region_code,
        case_number=case.number,
        actor=actor,
    )

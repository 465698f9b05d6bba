"""What the deeds on a case have in common: take it in hand, move it, write it down, tell the applicant."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import translation

from tongban.groundwork.documents import api as documents
from tongban.groundwork.documents.api import DocumentSummary, Issuer
from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.ledger import api as ledger
from tongban.groundwork.notifications import api as notifications
from tongban.groundwork.notifications.api import Recipient
from tongban.handling.cases.conflicts import note_conflict
from tongban.handling.cases.models import Case, CourseEntry, Part
from tongban.handling.cases.operations.alarms import set_part_alarms
from tongban.handling.cases.operations.hand_out import draw_where_asked, note_absentee
from tongban.handling.cases.operations.parts import carry_on, drop_questions
from tongban.handling.cases.queries.entrusted import acting_for
from tongban.handling.cases.queries.facts import facts_of, officer_facts, plan_of
from tongban.handling.cases.queries.parts import parts_of
from tongban.handling.cases.refusals import REFUSALS, UnableAfterAnother, UnableToFindCase, UnableWithoutReasons
from tongban.handling.cases.rules import (
    DEEDS,
    STEPS,
    Outcome,
    Refusal,
    State,
    Step,
    refusal_to_applicant,
    refusal_to_officer,
    ungrouped,
)
from tongban.handling.cases.views import Done
from tongban.handling.workflow import api as workflow
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import Offer
from tongban.offer.catalogue.rules import ITEM_TYPES
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import Limit
from tongban.registers.identity.api import Applicant, Officer
from tongban.registers.organisations import api as organisations

LONGEST_POST = 160
# What is assigned binds in these too, though they complete no task; for the others the task itself refuses.
BOUND_STEPS = frozenset(
    {
        Step.ASK_TO_SUPPLEMENT,
        Step.START_SPECIAL_PROCEDURE,
        Step.END_SPECIAL_PROCEDURE,
        Step.EXTEND_TIME_LIMIT,
    }
)


def case_in_hand(number: str, *, step: Step, officer: Officer) -> Case:
    """
    Return the case when the officer may take the step, or raise the refusal.

    It is read before the deed's transaction and without a lock: `move` notices when another was quicker. A conflict of
    interest is written down, which is why it must be found outside a transaction that the refusal would roll back.
    """
    case = found_case(number)
    facts, who = facts_of(case), officer_facts(officer)
    refusal = refusal_to_officer(step, facts, who)
    if refusal is Refusal.CONFLICT_OF_INTEREST:
        note_conflict(case, officer, step)
    if refusal is not None:
        raise REFUSALS[refusal](number=case.number)
    case.step_authority = facts.authority_of(STEPS[step].task)
    case.acting_for = acting_for(facts, who, STEPS[step].task)
    if step in BOUND_STEPS:
        workflow.refuse_assigned(subject=subject_of(case), step=STEPS[step].task, account_id=officer.account_id)
    return case


def own_case(number: str, *, step: Step, applicant: Applicant) -> Case:
    """Return the case when the applicant may take the step, or raise the refusal."""
    case = found_case(number)
    refusal = refusal_to_applicant(step, facts_of(case), {applicant.party_id})
    if refusal is None and not applicant.may_apply_for(case.item_code):
        refusal = Refusal.NOT_FOUND
    if refusal is not None:
        raise REFUSALS[refusal](number=case.number)
    return case


def with_reasons(text: str) -> str:
    """Return the reasons, or raise when there are none."""
    if not (reasons := text.strip()):
        raise UnableWithoutReasons
    return reasons


def move(case: Case, step: Step, **changes: Any) -> None:
    """
    Take the step in the row, if nobody took one since the case was read: of two officers at once, one is refused.

    The row stays locked until the transaction ends, so this is the first statement of a deed.
    """
    target = STEPS[step].target
    if target is not None:
        changes["state"] = target
    if case.archived_at is not None:
        changes.setdefault("archived_at", None)  # what happens to an archived case makes another edition of its package
    changes["revision"] = case.revision + 1
    if not rows.change(case, changes, unless_changed=("revision", "state")):
        raise UnableAfterAnother(number=case.number)


def advance(case: Case, task: str, result: str, *, by: UUID | None, due_on: date) -> list[Part]:
    """
    Complete the task of a step and open that of the step it leads to, if any: one statement.

    Where several authorities take part, the plan is carried on instead; the parts that it opens are returned.
    """
    plan = plan_of(case)
    if not plan.is_linear and case.accepted_on is not None:
        return carry_on(case, step=task, result=result, by=by, due_on=due_on)[1]
    if case.has_parts:
        set_part_alarms(case, [], silent=drop_questions(case, parts_of(case), {task}))
    following = plan.after(task, result)
    if following is None:
        note_absentee(case, workflow.complete_task(subject=subject_of(case), step=task, result=result, by=by))
        return []
    facts = facts_of(case)
    absentee = workflow.advance_task(
        subject=subject_of(case),
        step=task,
        result=result,
        by=by,
        following=following,
        due_on=due_on,
        barred=facts.barred.get(following.code, frozenset()),
    )
    note_absentee(case, absentee)
    draw_where_asked(case, [following])
    return []


def issue(case: Case, kind: str, **facts: Any) -> DocumentSummary:
    """Issue an official document of the authority whose step is taken, to the applicant."""
    return issue_to(case, kind, issuer=issuer_of(case), recipient=case.applicant_name, facts=facts)


def issue_to(case: Case, kind: str, *, issuer: int, recipient: str, facts: Mapping[str, Any]) -> DocumentSummary:
    """Issue an official document of an authority about a case, to anybody."""
    authority = organisations.authority(issuer)
    offer = offer_of(case)
    return documents.issue_document(
        kind=kind,
        subject=subject_of(case),
        issuer=Issuer(code=authority.code, name=authority.name, region_code=authority.region_code),
        recipient=recipient,
        facts={
            "case_number": case.number,
            "item_name": offer.name,
            "item_code": case.item_code,
            "item_type": ITEM_TYPES[offer.guide.item_type],
            "received_on": case.received_on,
            "authority_phone": authority.phone,
            "authority_address": authority.address,
            **facts,
        },
    )


def issuer_of(case: Case) -> int:
    """Return the authority in whose name the deed under way is done: whose step of the plan it is, else the lead."""
    return case.step_authority or case.authority_id


def write_down(
    case: Case,
    step: Step,
    *,
    actor: Actor,
    note: str = "",
    document: DocumentSummary | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Done:
    """
    Add the deed to the course of the case and to the ledger. The note is for the applicant too; the ledger keeps it as the reason.

    What is done in the name of another authority says so in both (行政许可法第二十四条).
    """
    actor = standing_in(case.absentee, in_the_name_of(case.acting_for, actor))
    entry = CourseEntry(
        case=case,
        at=clock.now(),
        step=step,
        actor=actor.reference,
        actor_name=actor.name,
        actor_post=actor.post,
        note=note,
        document_id=document.id if document else None,
    )
    rows.add(entry)
    digest = ledger.record(
        deed=DEEDS[step],
        subject=subject_of(case),
        actor=actor,
        reason=note,
        region_code=case.region_code,
        facts={"state": case.state, "outcome": case.outcome, "revision": case.revision, **(facts or {})}
        | ({"document": document.number} if document else {}),
    )
    return Done(case.number, State(case.state), Outcome(case.outcome), document, digest)


def in_the_name_of(authority_id: int | None, actor: Actor) -> Actor:
    """Return the actor as one who acts for another authority, where she does."""
    if authority_id is None:
        return actor
    authority = organisations.authority(authority_id)
    return replace(
        actor,
        post=f"{actor.post}（受{authority.name}委托）"[:LONGEST_POST],
        on_behalf_of=actor.on_behalf_of or f"authority:{authority.code}",
    )


def standing_in(absentee: str, actor: Actor) -> Actor:
    """Return the actor as one who stands in for a colleague, where she does."""
    return replace(actor, post=f"{actor.post}（代{absentee}）"[:LONGEST_POST]) if absentee else actor


def tell_applicant(case: Case, template: str, *, due: date | None = None, **context: str) -> None:
    """Queue a message to the applicant: she may read it in any language, wherever it was sent."""
    offer = offer_of(case)
    told = {}
    for language, suffix in (("zh-hans", ""), ("en", "_en")):
        with translation.override(language):
            told[f"due{suffix}"] = deadlines.day_text(due) if due else ""
            told[f"received_at{suffix}"] = deadlines.day_text(case.received_on)
    notifications.queue(
        to=Recipient(account_id=case.account_id, phone=case.phone, language=case.language),
        template=template,
        context={
            "case_number": case.number,
            "item_name": offer.name,
            "item_name_en": offer.name_en,
            **told,
            **context,
        },
        subject=subject_of(case),
    )


def offer_of(case: Case) -> Offer:
    """Return the item in the version by which the case is judged."""
    return catalogue.offer_version(case.item_version_id)


def legal_basis(case: Case) -> str:
    """Return the laws and articles the item rests on, as a decision names them."""
    laws = offer_of(case).guide.legal_basis
    return "、".join(
        f"{basis.law if basis.law.startswith('《') else f'《{basis.law}》'}{basis.article}" for basis in laws
    )


def official_limit(limit: Limit) -> str:
    """Return a limit in the words of an official document, whatever language the officer reads."""
    with translation.override("zh-hans"):
        return deadlines.limit_text(limit)


def subject_of(case: Case) -> str:
    """Return the name by which ledger, documents, messages and tasks know the case."""
    return f"case:{case.number}"


def remedies(case: Case) -> dict[str, str]:
    """Return how a decision may be contested (行政复议法第二十条, 行政诉讼法第四十六条), as the documents tell it."""
    authority = organisations.authority(issuer_of(case))
    region = organisations.region(authority.region_code)
    return {"reconsideration_body": f"{region.name}人民政府", "court": "有管辖权的人民法院"}


def found_case(number: str) -> Case:
    """Return the case of a number, however it was typed; who may see it is for the caller to ask."""
    whole = ungrouped(number)
    case = rows.find(Case, number=whole) if whole else None
    if case is None:
        raise UnableToFindCase
    return case

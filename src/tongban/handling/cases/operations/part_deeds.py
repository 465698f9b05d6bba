"""What the deeds on one part of a case have in common: take it in hand, end it with a result, issue its paper."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tongban.groundwork.documents.api import DocumentSummary
from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications import api as applications
from tongban.handling.cases.models import Case, Part
from tongban.handling.cases.operations.common import found_case, issue_to, subject_of
from tongban.handling.cases.operations.parts import carry_on
from tongban.handling.cases.part_rules import agrees, choices, is_asked, refusal_on_part
from tongban.handling.cases.queries.facts import facts_of, officer_facts, plan_of
from tongban.handling.cases.queries.parts import facts_left_by, parts_of
from tongban.handling.cases.refusals import REFUSALS, UnableAfterAnother
from tongban.handling.cases.rules import Refusal, State, Step
from tongban.handling.cases.sentences import asked_name, result_name
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.rules import Moves
from tongban.proofs.licences import api as licences
from tongban.registers.identity.api import Officer
from tongban.registers.organisations import api as organisations

MOST_FIELDS = 40
LONGEST_FIELD = 500
PLATFORM = "平台自动核查"  # as decisions name it


class UnableToGiveResult(DomainError):
    """The step knows no such result."""

    code = "part.result_unknown"
    sentence = _("请选择这一环节规定的办理结果。")
    status = 422


class UnableToTakeFindings(DomainError):
    """Findings are named texts, not too many and not too long."""

    code = "part.findings_unknown"
    sentence = _("审查数据不符合要求：每项要有名称和内容，内容不超过500字，最多40项。")
    status = 422


@dataclass
class InHand:
    """A part that its officer may do something about, with the case and the other parts."""

    case: Case
    part: Part
    parts: Sequence[Part]


def part_in_hand(number: str, *, step: Step, officer: Officer, part: str) -> InHand:
    """
    Return the open part of a step when the officer may do the deed on it, or raise the refusal.

    It is read without a lock; `held` notices when the case moved on. A conflict of interest is written down.
    """
    case = found_case(number)
    parts = parts_of(case)
    facts, who = facts_of(case, parts), officer_facts(officer)
    refusal = refusal_on_part(step, facts, who, part)
    if refusal is Refusal.CONFLICT_OF_INTEREST:
        ledger.record(
            deed="case.step_refused",
            subject=subject_of(case),
            actor=officer.actor,
            reason=refusal,
            region_code=case.region_code,
            facts={"step": step, "part": part},
        )
    if refusal is not None:
        raise REFUSALS[refusal](number=case.number)
    found = next(each for each in parts if each.step == part and each.ended_at is None)
    case.step_authority = found.authority_id
    case.acting_for = None if found.authority_id == officer.authority_id else found.authority_id
    return InHand(case, found, parts)


def held(case: Case, *states: State) -> Case:
    """
    Lock a case until the transaction ends and return it as it is now; raise when it is no longer where the deed begins.

    Deeds on parts do not raise its revision: authorities that finish at once wait for one another here, and none is refused.
    """
    now = rows.find(Case, locked=True, id=case.pk)
    if now is None or State(now.state) not in (states or (State.ACCEPTED,)):
        raise UnableAfterAnother(number=case.number)
    now.step_authority, now.acting_for = case.step_authority, case.acting_for
    return now


def checked_result(in_hand: InHand, result: str, chosen: Collection[str]) -> bool:
    """Say whether a result of the part sends something back; raise when its step knows no such result."""
    plan = plan_of(in_hand.case)
    step = plan.steps.get(in_hand.part.step)
    if step is None:
        return False
    if result not in step.leads_to:
        raise UnableToGiveResult
    options = choices(step, result)
    if options and (not chosen or set(chosen) - set(options)):
        raise workflow.UnableToChooseBranches
    return bool(options)


def checked_fields(fields: Mapping[str, str] | None) -> dict[str, str]:
    """Return the findings, without the empty ones, or raise."""
    found = {name.strip(): str(value).strip() for name, value in (fields or {}).items() if str(value).strip()}
    if len(found) > MOST_FIELDS or any(
        not name or len(name) > 60 or len(value) > LONGEST_FIELD for name, value in found.items()
    ):
        raise UnableToTakeFindings
    return found


def end_part(
    in_hand: InHand,
    *,
    by: Officer | None,
    result: str,
    changes: Mapping[str, Any],
    chosen: Collection[str] = (),
    reason: str = "",
) -> tuple[Moves | None, list[Part]]:
    """End the part with its result and let the plan go on; a question that no plan knows only ends."""
    case, part = in_hand.case, in_hand.part
    given = {"given_by": by.account_id if by else None, "given_name": by.name if by else "", "result": result}
    ended = {"ended_at": clock.now(), "ended_on": clock.today(), "check_after": None}
    if not rows.change(part, {**changes, **given, **ended}, unless_changed=("result", "is_dropped", "is_stopped")):
        raise UnableAfterAnother(number=case.number)
    if is_asked(part.step):
        workflow.complete_task(
            subject=subject_of(case), step=part.step, result=result, by=by.account_id if by else None
        )
        return None, []
    others = [each for each in in_hand.parts if each.pk != part.pk]
    was_waiting = case.awaits_parts
    moves, opened = carry_on(
        case,
        step=part.step,
        result=result,
        by=by.account_id if by else None,
        facts=facts_left_by(part),
        chosen=chosen,
        reason=reason,
        parts=[*others, part],
    )
    if was_waiting and not case.awaits_parts:
        rows.change(case, {"revision": case.revision + 1})
    return moves, opened


def part_name(case: Case, part: Part) -> str:
    """Return what a part is called in the papers of the office."""
    step = plan_of(case).steps.get(part.step)
    with override("zh-hans"):
        return step.name if step else asked_name(organisations.authority(part.authority_id).name)


def result_in_words(result: str) -> str:
    with override("zh-hans"):
        return result_name(result)


def issue_paper(
    case: Case, part: Part, kind: str, *, to: int | None = None, by: int | None = None, **facts: Any
) -> DocumentSummary:
    """Issue a paper between offices, numbered and sealed by the part's authority (or `by`), addressed to the lead (or `to`)."""
    return issue_to(
        case,
        kind,
        issuer=by or part.authority_id,
        recipient=organisations.authority(to or case.authority_id).name,
        facts={"step_name": part_name(case, part), "applicant": case.applicant_label, **facts},
    )


def issue_licence_of(in_hand: InHand, result: str, officer: Officer) -> licences.LicenceSummary | None:
    """Issue the licence that is the authority's own result, where its step has one and it agrees."""
    case, part, plan = in_hand.case, in_hand.part, plan_of(in_hand.case)
    step = plan.steps.get(part.step)
    if step is None or step.issues is None or not step.issues.licence_type or not agrees(plan, part.step, result):
        return None
    kind, answers = licences.licence_type(step.issues.licence_type), applications.answers_in_words(case.application_id)
    return licences.issue_licence(
        type_key=step.issues.licence_type,
        holder=case.party_id,
        holder_name=case.applicant_name,
        fields={each.code: answers.get(each.element, "") for each in kind.fields},
        issuer_authority_id=part.authority_id,
        region_code=case.region_code,
        case_number=case.number,
        actor=officer.actor,
    )


def results_in_words(case: Case) -> list[dict[str, str]]:
    """Return what each authority came to, the last of each step, as the one combined decision names it."""
    last = {part.step: part for part in parts_of(case) if part.ended_at is not None and not part.is_dropped}
    return [
        {
            "authority": organisations.authority(part.authority_id).name if part.given_by else PLATFORM,
            "step": part_name(case, part),
            "result": result_in_words(part.result),
            "document": part.document_number,
        }
        for part in last.values()
    ]

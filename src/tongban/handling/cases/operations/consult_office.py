"""Ask another office for its view: it does not decide, and nobody has to wait for it (征求意见)."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.documents.api import DocumentSummary
from tongban.groundwork.foundation import rows
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases.models import Case, Part
from tongban.handling.cases.operations.alarms import set_part_alarms
from tongban.handling.cases.operations.common import case_in_hand, offer_of, subject_of, with_reasons, write_down
from tongban.handling.cases.operations.part_deeds import held, issue_paper, part_in_hand
from tongban.handling.cases.operations.parts import due_parts, lights_of, new_part
from tongban.handling.cases.part_rules import ANSWERED, TO_ASSIST, asked_step
from tongban.handling.cases.queries.parts import parts_of
from tongban.handling.cases.rules import Step
from tongban.handling.cases.views import Done
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.rules import Kind, PlanStep, StepLimit, Who, WhoKind
from tongban.offer.deadlines.rules import Unit
from tongban.registers.identity.api import Officer
from tongban.registers.organisations import api as organisations

LONGEST_WAIT = 60  # working days
WORKING_DAYS_TO_ANSWER = 5
SOURCE = "征求意见函"


class UnableToConsult(DomainError):
    """The office is one's own, unknown, or asked already; or no time is given."""

    code = "part.office_unfit"
    sentence = _("请选择另一个部门（不能是本单位，也不能是正在答复的部门），并写明几个工作日内答复。")
    status = 422


def consult_office(
    *,
    number: str,
    officer: Officer,
    authority_id: int,
    question: str,
    working_days: int = WORKING_DAYS_TO_ANSWER,
    step: str = "",
    materials: Collection[str] = (),
) -> Done:
    """
    Ask an office that the plan does not name, while examining: `step` is the own share, empty for the lead's own review.

    It is shown the question and those materials, and answers within so many working days. What it says comes back to who asked;
    when that share is done before, the question is dropped.
    """
    if step:
        case = part_in_hand(number, step=Step.CONSULT_OFFICE, officer=officer, part=step).case
    else:
        case = case_in_hand(number, step=Step.CONSULT_OFFICE, officer=officer)
    question = with_reasons(question)
    known = {material.code for material in offer_of(case).guide.materials}
    is_known = any(each.id == authority_id for each in organisations.authorities())
    if not is_known or authority_id == officer.authority_id or not 1 <= working_days <= LONGEST_WAIT:
        raise UnableToConsult
    with transaction.atomic(), rows.together():
        case = held(case)
        parts = parts_of(case)
        asked = _asked(authority_id, working_days)
        if any(part.step == asked.code and part.ended_at is None for part in parts):
            raise UnableToConsult
        part = new_part(case, asked, authority_id, before=parts, question=question, asked_in=step or Kind.PROPOSE)
        part.materials = sorted(known & {*materials})
        due_parts(case, [part])
        letter = _letter(case, part, by=officer.authority_id)
        rows.insert(part)
        _open_task(case, part, asked)
        if not case.has_parts:
            rows.change(case, {"has_parts": True})
        set_part_alarms(case, lights_of(case, [part]))
        return write_down(
            case,
            Step.CONSULT_OFFICE,
            actor=officer.actor,
            note=organisations.authority(authority_id).name,
            document=letter,
            facts={"part": part.step, "authority": authority_id, "asked_in": part.asked_in},
        )


def send_letters(case: Case, opened: Sequence[Part]) -> None:
    """Send a letter to each office that the plan asks by the parts that were opened."""
    for part in opened:
        if part.kind == Kind.CONSULT:
            _letter(case, part, by=case.authority_id)


def _letter(case: Case, part: Part, *, by: int) -> DocumentSummary:
    letter = issue_paper(
        case, part, "consultation_letter", by=by, to=part.authority_id, question=part.question, due_on=part.due_on
    )
    part.letter_id = letter.id  # the row is written after it
    return letter


def _asked(authority_id: int, working_days: int) -> PlanStep:
    """Return the step that no plan knows, by which one office is asked."""
    name = organisations.authority(authority_id).name
    return PlanStep(
        code=asked_step(authority_id),
        name=name,
        name_en=name,
        role=TO_ASSIST,
        not_by=(),
        leads_to={ANSWERED: ""},
        kind=Kind.CONSULT,
        who=Who(WhoKind.DEPARTMENT),
        limit=StepLimit(working_days, Unit.WORKING_DAY, SOURCE),
    )


def _open_task(case: Case, part: Part, asked: PlanStep) -> None:
    workflow.open_task(
        subject=subject_of(case),
        step=asked,
        authority_id=part.authority_id,
        region_code=case.region_code,
        item_code=case.item_code,
        title=offer_of(case).name,
        applicant_label=case.applicant_label,
        due_on=part.due_on,
    )

"""Give the result of one authority's share: its opinion, the answer of an office that was asked, the outcome of a joint meeting."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases.models import Part
from tongban.handling.cases.operations.common import with_reasons, write_down
from tongban.handling.cases.operations.consult_office import send_letters
from tongban.handling.cases.operations.part_deeds import (
    InHand,
    checked_fields,
    checked_result,
    end_part,
    held,
    issue_licence_of,
    issue_paper,
    part_in_hand,
    part_name,
    result_in_words,
)
from tongban.handling.cases.part_rules import ANSWERED
from tongban.handling.cases.queries.facts import plan_of
from tongban.handling.cases.rules import State, Step
from tongban.handling.cases.views import Done
from tongban.registers.identity.api import Officer

FEWEST_AT_A_MEETING = 2
MOST_AT_A_MEETING = 60
LONGEST_NAME = 80


class UnableToMeetAlone(DomainError):
    """A joint meeting has at least two who take part, and says who."""

    code = "part.participants_missing"
    sentence = _("请写明参加联合会审的部门和人员，至少两个，每个不超过80字。")
    status = 422


def give_opinion(
    *,
    number: str,
    officer: Officer,
    step: str,
    result: str,
    opinion: str,
    fields: Mapping[str, str] | None = None,
    chosen: Collection[str] = (),
) -> Done:
    """
    Give the opinion of the officer's authority on its step, numbered and sealed by it; with its licence where the plan says so.

    What it found (`fields`) goes to those who follow. A result that sends authorities back names them in `chosen`. What the
    platform was to check may be checked by hand this way.
    """
    return _give(
        part_in_hand(number, step=Step.GIVE_OPINION, officer=officer, part=step),
        Step.GIVE_OPINION,
        officer,
        result=result,
        opinion=with_reasons(opinion),
        fields=checked_fields(fields),
        chosen=chosen,
    )


def answer_consultation(
    *,
    number: str,
    officer: Officer,
    step: str,
    answer: str,
    result: str = ANSWERED,
    fields: Mapping[str, str] | None = None,
) -> Done:
    """Answer as an office that was asked: it does not decide, and what it says is shown to those who do."""
    return _give(
        part_in_hand(number, step=Step.ANSWER_CONSULTATION, officer=officer, part=step),
        Step.ANSWER_CONSULTATION,
        officer,
        result=result,
        opinion=with_reasons(answer),
        fields=checked_fields(fields),
    )


def hold_meeting(
    *,
    number: str,
    officer: Officer,
    step: str,
    result: str,
    minutes: str,
    participants: Sequence[str],
    chosen: Collection[str] = (),
) -> Done:
    """Write down a joint meeting (联合会审): who took part, what was said, and its outcome. The minutes are a paper of the authority that called it."""
    in_hand = part_in_hand(number, step=Step.HOLD_MEETING, officer=officer, part=step)
    present = [name.strip() for name in participants if name.strip()]
    too_long = any(len(name) > LONGEST_NAME for name in present)
    if not FEWEST_AT_A_MEETING <= len(present) <= MOST_AT_A_MEETING or too_long:
        raise UnableToMeetAlone
    return _give(
        in_hand,
        Step.HOLD_MEETING,
        officer,
        result=result,
        opinion=with_reasons(minutes),
        participants=present,
        chosen=chosen,
    )


PAPERS = {
    Step.GIVE_OPINION: "opinion_letter",
    Step.ANSWER_CONSULTATION: "consultation_answer",
    Step.HOLD_MEETING: "meeting_minutes",
}


def _give(
    in_hand: InHand,
    deed: Step,
    officer: Officer,
    *,
    result: str,
    opinion: str,
    fields: Mapping[str, str] | None = None,
    participants: Sequence[str] = (),
    chosen: Collection[str] = (),
) -> Done:
    sends_back = checked_result(in_hand, result, chosen)
    if deed is Step.ANSWER_CONSULTATION and in_hand.part.asked_in and result != ANSWERED:
        result = ANSWERED
    states = (State.ACCEPTED, State.PROPOSED) if deed is Step.ANSWER_CONSULTATION else (State.ACCEPTED,)
    with transaction.atomic(), rows.together():
        in_hand.case = case = held(in_hand.case, *states)
        given = {"opinion": opinion, "fields": dict(fields or {}), "participants": list(participants)}
        _moves, opened = end_part(
            in_hand, by=officer, result=result, changes=given, chosen=chosen, reason=opinion if sends_back else ""
        )
        licence = issue_licence_of(in_hand, result, officer)
        send_letters(case, opened)
        paper = issue_paper(case, in_hand.part, _paper_of(in_hand, deed), **_told(in_hand.part, result, licence))
        rows.change(
            in_hand.part,
            {"document_id": paper.id, "document_number": paper.number, "licence_id": licence.id if licence else None},
        )
        return write_down(
            case,
            deed,
            actor=officer.actor,
            note=f"{part_name(case, in_hand.part)}：{result_in_words(result)}",
            document=paper,
            facts=_for_ledger(in_hand.part, chosen) | ({"licence": licence.identifier} if licence else {}),
        )


def _paper_of(in_hand: InHand, deed: Step) -> str:
    step = plan_of(in_hand.case).steps.get(in_hand.part.step)
    return step.issues.kind if step and step.issues and step.issues.kind else PAPERS[deed]


def _told(part: Part, result: str, licence: Any) -> dict[str, Any]:
    return {
        "result": result_in_words(result),
        "opinion": part.opinion,
        "question": part.question,
        "findings": [{"name": name, "value": value} for name, value in part.fields.items()],
        "participants": list(part.participants),
        "held_on": clock.today(),
        "opened_on": part.opened_on,
        "licence_name": licence.type_name if licence else "",
        "licence_number": licence.grouped_number if licence else "",
    }


def _for_ledger(part: Part, chosen: Collection[str]) -> dict[str, Any]:
    told = {"part": part.step, "round": part.round, "authority": part.authority_id, "result": part.result}
    return told | ({"sent_back_to": sorted(chosen)} if chosen else {})

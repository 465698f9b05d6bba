"""
Take back a granted decision (行政许可法第八条、第六十九条、第七十条): proposed by one, the holder heard, decided by another.

And note what the applicant undertakes against a decision.
"""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases.models import Case, Revocation
from tongban.handling.cases.operations.common import (
    case_in_hand,
    issue,
    move,
    own_case,
    remedies,
    tell_applicant,
    with_reasons,
    write_down,
)
from tongban.handling.cases.refusals import UnableAfterAnother
from tongban.handling.cases.rules import Step
from tongban.handling.cases.taking_back import RevocationKind, revocation_kinds
from tongban.handling.cases.views import Done
from tongban.offer.deadlines import api as deadlines
from tongban.proofs.licences import api as licences
from tongban.registers.identity.api import Applicant, Officer

LONGEST_TEXT = 2000
# What may be undertaken against a decision, as the course of the case names it.
REMEDIES: Mapping[str, str] = {"objection": "异议", "reconsideration": "行政复议", "litigation": "行政诉讼"}


class UnableToProposeRevocation(DomainError):
    """The statute knows no such ground for this kind."""

    code = "case.revocation_ground_unknown"
    sentence = _("请选择法律规定的情形。")
    status = 422


class UnableToRevokeUnheard(DomainError):
    """The holder was told and may still answer."""

    code = "case.revocation_unheard"
    sentence = _("被许可人可以陈述、申辩到{day}。在她答复或者期满之前，不能决定。")


class UnableToNoteRemedy(DomainError):
    """Nobody undertakes such a thing against a decision."""

    code = "case.remedy_unknown"
    sentence = _("请选择异议、行政复议或者行政诉讼。")
    status = 422


def propose_revocation(*, number: str, officer: Officer, kind: str, ground: str, reasons: str) -> Done:
    """
    Propose to take the decision back; where the kind asks for it, the holder is told in writing and may answer first.

    `kind` and `ground` are those of `revocations.yaml`. The decision holds until another person confirms.
    """
    case = case_in_hand(number, step=Step.PROPOSE_REVOCATION, officer=officer)
    about = revocation_kinds().get(kind)
    if about is None or ground not in about.grounds:
        raise UnableToProposeRevocation
    why, today = with_reasons(reasons)[:LONGEST_TEXT], clock.today()
    until = deadlines.calendar().add_working_days(today, about.hearing_days) if about.hearing_days else None
    with transaction.atomic(), rows.together():
        move(case, Step.PROPOSE_REVOCATION, revocation_by=officer.account_id)
        rows.add(
            Revocation(
                case=case,
                kind=kind,
                ground=ground,
                reasons=why,
                proposed_by=officer.account_id,
                proposed_name=officer.name,
                proposed_on=today,
                heard_until=until,
            )
        )
        facts = {**_legal(about, ground), "reasons": why}
        notice = issue(case, "revocation_notice", **facts, heard_until=until) if until else None
        done = write_down(
            case,
            Step.PROPOSE_REVOCATION,
            actor=officer.actor,
            note=f"{about.name}：{about.grounds[ground].name}",
            document=notice,
            facts={"kind": kind, "ground": ground},
        )
        if until:
            tell_applicant(case, "revocation-proposed", due=until, kind=about.name, kind_en=about.name_en.lower())
    return done


def answer_revocation(*, number: str, applicant: Applicant, answer: str) -> Done:
    """Answer a proposed revocation (陈述、申辩), also without being asked for; once it is answered it may be decided."""
    case = own_case(number, step=Step.ANSWER_REVOCATION, applicant=applicant)
    words = with_reasons(answer)[:LONGEST_TEXT]
    with transaction.atomic(), rows.together():
        move(case, Step.ANSWER_REVOCATION)
        rows.change(_open(case), {"answer": words, "answered_at": clock.now()})
        return write_down(case, Step.ANSWER_REVOCATION, actor=applicant.actor, note=words)


def revoke_decision(*, number: str, officer: Officer, agree: bool, reasons: str = "") -> Done:
    """
    Confirm a proposed revocation as another person than who proposed it, or drop it with reasons.

    Confirmed, the licence loses its status, a decision with reasons and remedies is issued, and the holder is told.
    """
    step = Step.CONFIRM_REVOCATION if agree else Step.DROP_REVOCATION
    case = case_in_hand(number, step=step, officer=officer)
    row = _open(case)
    if not agree:
        return _drop(case, row, officer, with_reasons(reasons)[:LONGEST_TEXT])
    if row.heard_until and row.answered_at is None and clock.today() <= row.heard_until:
        raise UnableToRevokeUnheard(day=deadlines.day_text(row.heard_until))
    about, today = revocation_kinds()[row.kind], clock.today()
    with transaction.atomic(), rows.together():
        move(case, step, revocation_by=None, revoked_on=today)
        rows.change(row, {"decided_by": officer.account_id, "decided_on": today, "is_confirmed": True})
        _end_licence(case, about, row.ground, officer)
        why = reasons.strip()[:LONGEST_TEXT] or row.reasons
        decision = issue(case, about.document, **_legal(about, row.ground), reasons=why, **remedies(case))
        done = write_down(
            case,
            step,
            actor=officer.actor,
            note=f"{about.name}：{about.grounds[row.ground].name}",
            document=decision,
            facts={"kind": row.kind, "ground": row.ground},
        )
        tell_applicant(case, "decision-revoked", kind=about.name, kind_en=about.name_en.lower())
    return done


def note_remedy(*, number: str, officer: Officer, kind: str, filed_on: date, note: str) -> Done:
    """Note what the applicant undertook against the decision: an objection, reconsideration or a suit; when, where, with what result."""
    case = case_in_hand(number, step=Step.NOTE_REMEDY, officer=officer)
    if kind not in REMEDIES or filed_on > clock.today():
        raise UnableToNoteRemedy
    words = with_reasons(note)[:LONGEST_TEXT]
    with transaction.atomic(), rows.together():
        move(case, Step.NOTE_REMEDY)
        told = f"{REMEDIES[kind]}（{filed_on.isoformat()}）：{words}"
        facts = {"kind": kind, "filed_on": filed_on.isoformat()}
        return write_down(case, Step.NOTE_REMEDY, actor=officer.actor, note=told, facts=facts)


def _drop(case: Case, row: Revocation, officer: Officer, reasons: str) -> Done:
    with transaction.atomic(), rows.together():
        move(case, Step.DROP_REVOCATION, revocation_by=None)
        ended = {"decided_by": officer.account_id, "decided_on": clock.today(), "is_confirmed": False}
        rows.change(row, ended)
        done = write_down(case, Step.DROP_REVOCATION, actor=officer.actor, note=reasons)
        if row.heard_until:
            tell_applicant(case, "revocation-dropped")
    return done


def _open(case: Case) -> Revocation:
    for row in rows.find_all(Revocation, case=case.pk):
        if row.decided_on is None:
            return row
    raise UnableAfterAnother(number=case.number)


def _legal(kind: RevocationKind, ground: str) -> dict[str, str]:
    about = kind.grounds[ground]
    return {"revocation": kind.name, "ground": about.name, "legal_basis": about.source}


def _end_licence(case: Case, kind: RevocationKind, ground: str, officer: Officer) -> None:
    """What the decision had issued is worth nothing any more; the public reason names the ground and nobody."""
    if case.licence_id is None:
        return
    licences.change_status(
        licence_id=case.licence_id,
        status=licences.Status(kind.licence_status),
        reason=f"{kind.grounds[ground].name}（{kind.grounds[ground].source}）",
        authority_id=case.authority_id,
        actor=officer.actor,
    )

"""Follow up a bad rating: call back, put right, answer; appeal and decide the appeal."""

from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.engagement.ratings import rules
from tongban.engagement.ratings.answers import BadRating
from tongban.engagement.ratings.models import FollowUp, Rating
from tongban.engagement.ratings.queries import UnableToFindRating, bad_rating_view
from tongban.engagement.ratings.rules import BadRatingFacts, Finding, Stage
from tongban.engagement.ratings.tallies import count_answer, count_exclusion
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.groundwork.notifications import api as notifications
from tongban.groundwork.notifications.api import Recipient
from tongban.handling.cases import api as cases
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Officer, Role

LONGEST_TEXT = 2000


class UnableToFollowUp(DomainError):
    """The follow-up does not allow this now: the sentence says what comes first."""

    code = "rating.follow_up_refused"
    sentence = _("不能这样办理差评：{fault}")


class UnableToDecideAppeal(DomainError):
    """An appeal is decided by a supervisor who neither was rated nor appealed."""

    code = "rating.appeal_refused"
    sentence = _("您不能裁定这条申诉：{fault}")
    status = 403


@transaction.atomic
def record_call_back(*, rating_id: UUID, officer: Officer, note: str) -> BadRating:
    """Write down what the rater said when called back; comes before the answer to everyone who gave a name."""
    follow_up = _of_own_authority(rating_id, officer)
    if follow_up.stage not in {Stage.OPEN, Stage.CALLED_BACK}:
        raise UnableToFollowUp(fault=_("这条差评已经答复或者排除。"))
    if follow_up.rating.is_anonymous:
        raise UnableToFollowUp(fault=_("匿名评价无法回访，请直接核实、整改并答复。"))
    follow_up.stage = Stage.CALLED_BACK
    follow_up.called_back_at = clock.now()
    follow_up.call_note = _said(note, _("请写明回访情况。"))
    follow_up.save(update_fields=["stage", "called_back_at", "call_note"])
    _record("rating.called_back", follow_up, officer)
    return bad_rating_view(follow_up)


@transaction.atomic
def answer_bad_rating(
    *, rating_id: UUID, officer: Officer, finding: Finding, answer: str, rectification: str = ""
) -> BadRating:
    """
    Answer a bad rating: what was found, what was put right, and what the unit says to the rater. Answers are public.

    Who gave a name is told by message. What was found true must be put right; what was not must be explained.
    """
    follow_up = _of_own_authority(rating_id, officer)
    facts = _facts(follow_up)
    if rules.needs_call_back(facts):
        raise UnableToFollowUp(fault=_("实名差评请先回访评价人并登记回访情况。"))
    if not rules.may_be_answered(facts):
        raise UnableToFollowUp(fault=_("这条差评已经答复或者排除。"))
    if rules.needs_rectification(finding):
        follow_up.rectification = _said(rectification, _("情况属实的，请写明整改措施和结果。"))
    follow_up.answer = _said(answer, _("请写明答复内容。"))
    follow_up.finding = finding
    follow_up.stage = Stage.ANSWERED
    follow_up.answered_on = clock.today()
    follow_up.save(update_fields=["rectification", "answer", "finding", "stage", "answered_on"])
    count_answer(follow_up, in_time=follow_up.answered_on <= follow_up.due_on)
    _record("rating.answered", follow_up, officer, finding=finding)
    if follow_up.rating.case_number:
        _tell(follow_up.rating, follow_up.answer)
    return bad_rating_view(follow_up)


@transaction.atomic
def appeal_rating(*, rating_id: UUID, officer: Officer, reason: str) -> BadRating:
    """Ask, for the rated authority and once, that a false or malicious rating be excluded."""
    follow_up = _of_own_authority(rating_id, officer)
    if follow_up.appeal:
        raise UnableToFollowUp(fault=_("这条差评已经申诉过。"))
    if follow_up.stage == Stage.EXCLUDED:
        raise UnableToFollowUp(fault=_("这条差评已经排除。"))
    follow_up.appeal = _said(reason, _("请写明申诉理由和证据。"))
    follow_up.appealed_by = str(officer.account_id)
    follow_up.save(update_fields=["appeal", "appealed_by"])
    _record("rating.appealed", follow_up, officer)
    return bad_rating_view(follow_up)


@transaction.atomic
def decide_appeal(*, rating_id: UUID, officer: Officer, exclude: bool, reasons: str) -> BadRating:
    """Exclude a rating from the figures on appeal, or keep it; by a supervisor who was neither rated nor appealed."""
    follow_up = _locked(rating_id)
    if follow_up is None or not follow_up.region_code.startswith(officer.region_code):
        raise UnableToFindRating
    if Role.SUPERVISOR not in officer.roles:
        raise UnableToDecideAppeal(fault=_("申诉由监督岗位裁定。"))
    if not follow_up.appeal_is_open:
        raise UnableToFollowUp(fault=_("没有待裁定的申诉。"))
    is_own = officer.authority_id == follow_up.authority_id
    if not rules.may_decide_appeal(_facts(follow_up), account_id=str(officer.account_id), is_own_authority=is_own):
        raise UnableToDecideAppeal(fault=_("被评价人和申诉人应当回避，请由其他人员裁定。"))
    follow_up.appeal_decision = _said(reasons, _("请写明裁定理由。"))
    follow_up.appeal_decided_by = str(officer.account_id)
    if exclude:
        follow_up.stage = Stage.EXCLUDED
        Rating.objects.filter(pk=rating_id).update(is_excluded=True)
        count_exclusion(follow_up.rating)
    follow_up.save(update_fields=["appeal_decision", "appeal_decided_by", "stage"])
    _record("rating.excluded" if exclude else "rating.appeal_refused", follow_up, officer)
    return bad_rating_view(follow_up)


def _locked(rating_id: UUID) -> FollowUp | None:
    return FollowUp.objects.select_for_update(of=("self",)).select_related("rating").filter(pk=rating_id).first()


def _of_own_authority(rating_id: UUID, officer: Officer) -> FollowUp:
    follow_up = _locked(rating_id)
    if follow_up is None or follow_up.authority_id != officer.authority_id:
        raise UnableToFindRating
    return follow_up


def _facts(follow_up: FollowUp) -> BadRatingFacts:
    number = follow_up.rating.case_number
    closed = cases.closed_case(number) if number else None
    return BadRatingFacts(
        stage=Stage(follow_up.stage),
        is_anonymous=follow_up.rating.is_anonymous,
        appealed_by=follow_up.appealed_by,
        appeal_is_open=follow_up.appeal_is_open,
        handled_by=frozenset(map(str, closed.handled_by)) if closed else frozenset(),
    )


def _said(text: str, fault: Promise) -> str:
    said = text.strip()
    if not said:
        raise UnableToFollowUp(fault=fault)
    return said[:LONGEST_TEXT]


def _record(deed: str, follow_up: FollowUp, officer: Officer, **facts: str) -> None:
    ledger.record(
        deed=deed,
        subject=f"rating:{follow_up.pk}",
        actor=officer.actor,
        region_code=follow_up.region_code,
        facts=facts,
    )


def _tell(rating: Rating, answer: str) -> None:
    closed = cases.closed_case(rating.case_number or "")
    contact = identity.contacts([closed.party_id]).get(closed.party_id) if closed else None
    if contact is None:
        return
    notifications.queue(
        to=Recipient(account_id=contact.account_id, phone=contact.phone, language=contact.language),
        template="rating-answered",
        context={"item_name": rating.item_name, "case_number": rating.case_number or "", "answer": answer},
        subject=f"case:{rating.case_number}",
    )

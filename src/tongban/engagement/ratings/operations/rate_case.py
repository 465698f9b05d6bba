"""Rate a closed case."""

from collections.abc import Sequence

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tongban.engagement.ratings.answers import RatingReceipt
from tongban.engagement.ratings.models import FollowUp, RatedCase, Rating, case_key
from tongban.engagement.ratings.reasons import all_reasons
from tongban.engagement.ratings.rules import Channel, Grade, misfit_reasons
from tongban.engagement.ratings.tallies import count_rating
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import ClosedCase
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import due_date
from tongban.registers.identity.api import Applicant

LONGEST_TEXT = 1000
SOMEBODY = Actor(reference="anonymous", name="匿名评价人")


class UnableToRate(DomainError):
    """The case is not the applicant's, or not closed yet: a rating comes after the service."""

    code = "rating.no_closed_case"
    sentence = _("只能评价您本人已经办结的办件。请核对办件编号，或者等办结后再评价。")
    status = 404


class UnableToRateTwice(DomainError):
    """The case was rated before (一事一评)."""

    code = "rating.given_before"
    sentence = _("这个办件已经评价过了，每个办件只能评价一次。")


class UnableToRateOwnWork(DomainError):
    """Nobody rates what they handled themselves, nor takes the rating of it for somebody else."""

    code = "rating.own_work"
    sentence = _("经办人不能评价自己办理的办件，也不能代申请人评价。请由申请人自己评价。")
    status = 403


class UnableToRateLikeThis(DomainError):
    """The answers of the rating do not fit together."""

    code = "rating.misfit"
    sentence = _("评价内容有误：{fault}")
    status = 422


@transaction.atomic
def rate_case(
    *,
    number: str,
    applicant: Applicant,
    grade: int,
    reasons: Sequence[str] = (),
    text: str = "",
    anonymous: bool = False,
    channel: str = Channel.PORTAL,
) -> RatingReceipt:
    """
    Take the applicant's rating of a closed case, once.

    Of an anonymous rating nothing is kept that leads back to the case or the person, so it cannot be shown to its giver again.
    A bad rating is due to be answered within the limit `bad_rating` of the limit rules.
    """
    given = _grade(grade)
    _refuse_misfits(given, reasons, text, channel)
    closed = cases.closed_case(number)
    if closed is None or applicant.party_id != closed.party_id:
        raise UnableToRate
    _refuse_own_work(applicant, closed)
    number = closed.number  # however it was typed, with spaces say
    _mark_as_rated(number)
    rating = Rating(
        case_number=None if anonymous else number,
        item_code=closed.item_code,
        item_name=closed.item_name,
        authority_id=closed.authority_id,
        region_code=closed.region_code,
        grade=given,
        reasons=list(dict.fromkeys(reasons)),
        text=text.strip(),
        is_anonymous=anonymous,
        channel=channel,
        rated_on=clock.today(),
    )
    rating.save(force_insert=True)
    count_rating(rating)
    follow_up = _open_follow_up(rating) if given.is_bad else None
    ledger.record(
        deed="case.rated",
        subject=f"rating:{rating.pk}" if anonymous else f"case:{number}",
        actor=SOMEBODY if anonymous else applicant.actor,
        region_code=rating.region_code,
        facts={"grade": int(given), "reasons": rating.reasons},
    )
    return RatingReceipt(grade=given, is_anonymous=anonymous, answer_due=follow_up.due_on if follow_up else None)


def _grade(grade: int) -> Grade:
    try:
        return Grade(grade)
    except ValueError:
        raise UnableToRateLikeThis(fault=_("请在五个等级中选择一个。")) from None


def _refuse_misfits(grade: Grade, reasons: Sequence[str], text: str, channel: str) -> None:
    if misfit_reasons(grade, reasons, all_reasons()):
        raise UnableToRateLikeThis(fault=_("所选的理由与评价等级不相符。"))
    if len(text) > LONGEST_TEXT:
        raise UnableToRateLikeThis(fault=_("评价文字不能超过1000字。"))
    if channel not in list(Channel):
        raise UnableToRateLikeThis(fault=_("评价渠道不存在。"))


def _refuse_own_work(applicant: Applicant, closed: ClosedCase) -> None:
    acting = {applicant.account_id, applicant.via.account_id if applicant.via else None}
    if acting & closed.handled_by:
        raise UnableToRateOwnWork


def _mark_as_rated(number: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {RatedCase._meta.db_table} (key) VALUES (%s) ON CONFLICT DO NOTHING",  # noqa: S608
            [case_key(number)],
        )
        if cursor.rowcount == 0:
            raise UnableToRateTwice


def _open_follow_up(rating: Rating) -> FollowUp:
    due = due_date(start=rating.rated_on, limit=deadlines.rule_limit("bad_rating"), calendar=deadlines.calendar())
    follow_up = FollowUp(
        rating=rating, authority_id=rating.authority_id, region_code=rating.region_code, due_on=due.day
    )
    follow_up.save(force_insert=True)
    return follow_up

"""Reads of the ratings."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from tongban.engagement.ratings.answers import (
    BadRating,
    BadRatingPage,
    Figures,
    FiguresTable,
    PublishedAnswer,
    RatingView,
)
from tongban.engagement.ratings.models import FollowUp, RatedCase, Rating, Tally, case_key
from tongban.engagement.ratings.reasons import name_of
from tongban.engagement.ratings.rules import Finding, Grade, Stage
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases import api as cases
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import Unit, days_left
from tongban.registers.identity.api import Applicant, Officer, Role
from tongban.registers.organisations import api as organisations

MOST_ROWS = 100
MOST_PUBLISHED = 50
MOST_ITEMS = 500
DEFAULT_MONTHS = 12
WAITING = (Stage.OPEN, Stage.CALLED_BACK)


class UnableToFindRating(DomainError):
    """There is no such rating among those the officer answers for."""

    code = "rating.not_found"
    sentence = _("没有找到这条评价，或者它不由您的单位办理。")
    status = 404


class UnableToTurnRatingPage(DomainError):
    """The mark of the next page was altered: begin at the first page."""

    code = "rating.page_unknown"
    sentence = _("翻页标记无效，请从第一页重新查看。")
    status = 400


def is_rated(number: str) -> bool:
    """Say whether a case was rated, by name or anonymously."""
    return RatedCase.objects.filter(key=case_key(number)).exists()


def rated_among(numbers: Collection[str]) -> frozenset[str]:
    """Return which of some cases were rated; one statement."""
    keys = {case_key(number): number for number in numbers}
    return frozenset(keys[key] for key in RatedCase.objects.filter(key__in=keys).values_list("key", flat=True))


def rating_of(number: str, *, applicant: Applicant) -> RatingView | None:
    """Return the applicant's own rating of a case; None when there is none or it was given anonymously."""
    closed = cases.closed_case(number)
    if closed is None or applicant.party_id != closed.party_id:
        return None
    rating = Rating.objects.select_related("follow_up").filter(case_number=closed.number).first()
    return _rating_view(rating) if rating else None


def bad_ratings(
    officer: Officer, *, after: str | None = None, limit: int = 20, appeals_only: bool = False
) -> BadRatingPage:
    """
    Return the bad ratings that wait for an answer, nearest due date first: of the officer's authority, or, for a
    supervisor, of the region. `appeals_only` gives the appeals that wait for a decision instead.
    """
    rows = _answerable_by(officer)
    rows = rows.exclude(appealed_by="").filter(appeal_decided_by="") if appeals_only else rows.filter(stage__in=WAITING)
    if after:
        due_on, key = _mark(after)
        rows = rows.filter(Q(due_on__gt=due_on) | Q(due_on=due_on, rating__gt=key))
    size = max(1, min(limit, MOST_ROWS))
    found = list(rows.select_related("rating").order_by("due_on", "rating")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return BadRatingPage(tuple(map(bad_rating_view, found[:size])), f"{last.due_on}_{last.pk}" if last else None)


def bad_rating(rating_id: UUID, *, officer: Officer) -> BadRating:
    """Return one bad rating to an officer who answers for it or supervises it; raise UnableToFindRating."""
    found = _answerable_by(officer).select_related("rating").filter(pk=rating_id).first()
    if found is None:
        raise UnableToFindRating
    return bad_rating_view(found)


def published_answers(
    *, authority_id: int | None = None, region: str = "", limit: int = 20
) -> tuple[PublishedAnswer, ...]:
    """Return the latest answers to bad ratings as the public sees them."""
    rows = FollowUp.objects.filter(stage=Stage.ANSWERED, region_code__startswith=region)
    if authority_id is not None:
        rows = rows.filter(authority_id=authority_id)
    latest = rows.select_related("rating").order_by("-answered_on", "rating")[: min(limit, MOST_PUBLISHED)]
    return tuple(_published(row, row.answered_on) for row in latest if row.answered_on is not None)


def figures(*, region: str = "", authority_id: int | None = None, months: int = DEFAULT_MONTHS) -> FiguresTable:
    """Return the figures of each authority of a region, or of each item of one authority, over the last months."""
    since = _months_ago(clock.today(), months)
    rows = Tally.objects.filter(month__gte=since, region_code__startswith=region)
    if authority_id is not None:
        rows = rows.filter(authority_id=authority_id)
        return _table(rows, since, "item_code", lambda row: row["item_name"])
    return _table(rows, since, "authority_id", lambda row: organisations.authority(row["authority_id"]).name)


def bad_rating_view(row: FollowUp) -> BadRating:
    """Return a follow-up with its rating."""
    rating = row.rating
    return BadRating(
        id=rating.pk,
        case_number=rating.case_number or "",
        item_code=rating.item_code,
        item_name=rating.item_name,
        authority_id=rating.authority_id,
        region_code=rating.region_code,
        grade=Grade(rating.grade),
        reasons=tuple(map(name_of, rating.reasons)),
        text=rating.text,
        is_anonymous=rating.is_anonymous,
        rated_on=rating.rated_on,
        due_on=row.due_on,
        days_left=days_left(clock.today(), row.due_on, deadlines.calendar(), Unit.WORKING_DAY),
        stage=Stage(row.stage),
        call_note=row.call_note,
        finding=Finding(row.finding) if row.finding else None,
        rectification=row.rectification,
        answer=row.answer,
        answered_on=row.answered_on,
        appeal=row.appeal,
        appeal_is_open=row.appeal_is_open,
        appeal_decision=row.appeal_decision,
    )


def _answerable_by(officer: Officer) -> QuerySet[FollowUp]:
    if Role.SUPERVISOR in officer.roles:
        return FollowUp.objects.filter(region_code__startswith=officer.region_code)
    return FollowUp.objects.filter(authority_id=officer.authority_id)


def _rating_view(rating: Rating) -> RatingView:
    follow_up = getattr(rating, "follow_up", None)
    return RatingView(
        id=rating.pk,
        case_number=rating.case_number or "",
        item_name=rating.item_name,
        grade=Grade(rating.grade),
        reasons=tuple(map(name_of, rating.reasons)),
        text=rating.text,
        rated_on=rating.rated_on,
        answer=follow_up.answer if follow_up else "",
        answered_on=follow_up.answered_on if follow_up else None,
    )


def _published(row: FollowUp, answered_on: date) -> PublishedAnswer:
    return PublishedAnswer(
        item_name=row.rating.item_name,
        grade=Grade(row.rating.grade),
        reasons=tuple(map(name_of, row.rating.reasons)),
        rated_on=row.rating.rated_on,
        rectification=row.rectification,
        answer=row.answer,
        answered_on=answered_on,
    )


def _table(rows: QuerySet[Tally], since: date, key: str, name: Callable[[dict[str, Any]], str]) -> FiguresTable:
    named = ("item_code", "item_name") if key == "item_code" else ("authority_id",)
    sums = rows.values(*named, "grade").annotate(
        sum=Sum("count"), out=Sum("excluded"), done=Sum("answered"), in_time=Sum("answered_in_time")
    )
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sums.order_by(key)[: MOST_ITEMS * len(Grade)]:
        groups[str(row[key])].append(dict(row))
    figures = tuple(_figures(key, name(group[0]), group) for key, group in groups.items())
    every = [row for group in groups.values() for row in group]
    return FiguresTable(rows=figures, total=_figures("", "", every), since=since, as_of=clock.now())


def _figures(key: str, name: str, rows: Iterable[dict[str, Any]]) -> Figures:
    counts = dict.fromkeys(Grade, 0)
    sums = dict.fromkeys(("out", "done", "in_time"), 0)
    for row in rows:
        counts[Grade(row["grade"])] += row["sum"]
        for column in sums:
            sums[column] += row[column]
    return Figures(
        key=key,
        name=name,
        counts=counts,
        excluded=sums["out"],
        bad_answered=sums["done"],
        bad_answered_in_time=sums["in_time"],
    )


def _months_ago(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 - (max(1, months) - 1), 12)
    return date(day.year + years, month + 1, 1)


def _mark(after: str) -> tuple[date, UUID]:
    try:
        day, key = after.split("_")
        return date.fromisoformat(day), UUID(key)
    except ValueError:
        raise UnableToTurnRatingPage from None

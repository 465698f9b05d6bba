"""Reads of supervision. Pages read rolled-up rows and bounded lists; none counts cases."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from tongban.engagement.ratings import api as ratings
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import CaseFactsForSupervision, RunningPage, State
from tongban.offer.deadlines.rules import Light
from tongban.oversight.supervision.answers import (
    AuthorityLine,
    CardPage,
    CardView,
    DayLine,
    Figure,
    ItemLine,
    Overview,
)
from tongban.oversight.supervision.models import Card, DayFact, OpenCount, Sweep
from tongban.oversight.supervision.rules import CardKind, CardState, compression, share
from tongban.registers.identity.api import Officer, Role
from tongban.registers.organisations import api as organisations

MOST_ROWS = 100
MOST_ITEMS = 10
DEFAULT_DAYS = 30
SUMS = (
    "received", "decided", "granted", "on_time", "within_statute", "days_statutory", "days_committed", "days_actual",
)  # fmt: skip
RUNNING = (State.ACCEPTED, State.PROPOSED)
LATE = (Light.RED, Light.BREACH)
WAITING = (CardState.OPEN, CardState.EXPLAINED)


class UnableToSupervise(DomainError):
    """Only supervisors see this, and only of their region."""

    code = "supervision.not_your_role"
    sentence = _("您的岗位不能查看监督信息，请由监督岗位办理。")
    status = 403


class UnableToFindCard(DomainError):
    """There is no such card among those the officer may see."""

    code = "card.not_found"
    sentence = _("没有找到这张牌，或者它不属于您的单位和辖区。")
    status = 404


class UnableToTurnCardPage(DomainError):
    """The mark of the next page was altered: begin at the first page."""

    code = "card.page_unknown"
    sentence = _("翻页标记无效，请从第一页重新查看。")
    status = 400


def overview(*, region: str = "", days: int = DEFAULT_DAYS) -> Overview:
    """
    Return the state of a region and below, and what the last days brought, as of the last sweep.

    It names no person and no case, so that the public may see the same (`public_figures`).
    """
    last = Sweep.objects.first()
    as_of = last.swept_at if last else None
    since = clock.today() - timedelta(days=max(1, days) - 1)
    facts = DayFact.objects.filter(day__gte=since, region_code__startswith=region)
    by_authority = {row.pop("authority_id"): row for row in _summed(facts.values("authority_id"))}
    counts = list(OpenCount.objects.filter(region_code__startswith=region))
    rated = ratings.figures(region=region, months=max(1, round(days / 30)))
    ratings_by_authority = {int(row.key): row for row in rated.rows}
    cards = dict(
        Card.objects.filter(state__in=WAITING, region_code__startswith=region)
        .values_list("authority_id")
        .annotate(Count("pk"))
    )
    lines = [
        AuthorityLine(
            authority_id=authority_id,
            authority_name=organisations.authority(authority_id).name,
            figures=_figures(
                by_authority.get(authority_id, {}),
                [count for count in counts if count.authority_id == authority_id],
                ratings_by_authority.get(authority_id),
                cards.get(authority_id, 0),
                as_of,
                since,
            ),
        )
        for authority_id in sorted({*by_authority, *(count.authority_id for count in counts), *cards})
    ]
    whole = {name: sum(row[name] for row in by_authority.values()) for name in SUMS} if by_authority else {}
    return Overview(
        region=region,
        as_of=as_of,
        since=since,
        figures=_figures(whole, counts, rated.total, sum(cards.values()), as_of, since),
        by_state={state: sum(count.count for count in counts if count.state == state) for state in _open_states()},
        by_light={light: sum(count.count for count in counts if count.light == light) for light in Light},
        by_authority=tuple(lines),
        by_day=_by_day(facts, since),
        latest_items=_latest_items(facts),
    )


def public_figures(*, region: str = "", days: int = DEFAULT_DAYS) -> Overview:
    """Return what the public may see: the same figures as `overview`, for they name no person."""
    return overview(region=region, days=days)


def cards(
    officer: Officer,
    *,
    kind: CardKind | None = None,
    waiting_only: bool = True,
    after: str | None = None,
    limit: int = 20,
) -> CardPage:
    """Return cards, newest first: to a supervisor those of the region, to anybody else those of the own authority."""
    rows = Card.objects.filter(_reach(officer))
    if kind is not None:
        rows = rows.filter(kind=kind)
    if waiting_only:
        rows = rows.filter(state__in=WAITING)
    if after:
        rows = rows.filter(pk__lt=_mark(after))
    size = max(1, min(limit, MOST_ROWS))
    found = list(rows.order_by("-pk")[: size + 1])
    return CardPage(tuple(map(card_view, found[:size])), str(found[size - 1].pk) if len(found) > size else None)


def card(card_id: UUID, *, officer: Officer) -> CardView:
    """Return one card to a supervisor of its region or to an officer of its authority; raise UnableToFindCard."""
    found = Card.objects.filter(_reach(officer), pk=card_id).first()
    if found is None:
        raise UnableToFindCard
    return card_view(found)


def late_cases(officer: Officer, *, region: str = "", after: str | None = None, limit: int = 20) -> RunningPage:
    """Return the running cases past their committed date, the longest late first, to a supervisor; without persons."""
    yesterday = clock.today() - timedelta(days=1)
    return cases.running_cases(
        region=_scope(officer, region), due_until=yesterday, after=after, limit=max(1, min(limit, MOST_ROWS))
    )


def supervised_case(number: str, *, officer: Officer) -> CaseFactsForSupervision:
    """Return the course and clock of a case without persons, to a supervisor of its region."""
    _scope(officer, "")
    return cases.case_for_supervision(number, officer=officer)


def card_view(card: Card) -> CardView:
    """Return a card as it is shown."""
    return CardView(
        id=card.pk,
        case_number=card.case_number,
        kind=CardKind(card.kind),
        state=CardState(card.state),
        authority_id=card.authority_id,
        authority_name=organisations.authority(card.authority_id).name,
        item_name=card.item_name,
        part_name=card.part_name,
        due_on=card.due_on,
        days_late=(clock.today() - card.due_on).days,
        opened_at=card.opened_at,
        explanation=card.explanation,
        reasons=card.reasons,
        settled_at=card.settled_at,
    )


def _reach(officer: Officer) -> Q:
    if Role.SUPERVISOR in officer.roles:
        return Q(region_code__startswith=officer.region_code)
    return Q(authority_id=officer.authority_id)


def _scope(officer: Officer, region: str) -> str:
    """Return the region asked for where a supervisor may see it, her own where none is asked for."""
    if Role.SUPERVISOR not in officer.roles or not (region or officer.region_code).startswith(officer.region_code):
        raise UnableToSupervise
    return region or officer.region_code


def _summed(rows: Any) -> list[dict[str, Any]]:
    summed = rows.annotate(**{f"sum_{name}": Sum(name) for name in SUMS})
    return [{key.removeprefix("sum_"): value for key, value in row.items()} for row in summed]


def _figures(
    sums: Mapping[str, int],
    counts: Iterable[OpenCount],
    rated: ratings.Figures | None,
    cards: int,
    as_of: datetime | None,
    since: date,
) -> dict[str, Figure]:
    counted = list(counts)
    total = {name: sums.get(name, 0) for name in SUMS}
    decided = total["decided"]
    late = sum(count.count for count in counted if count.light in LATE and count.state in RUNNING)
    spans: dict[str, tuple[float | None, str]] = {
        "received": (total["received"], "case"),
        "decided": (decided, "case"),
        "granted": (total["granted"], "case"),
        "on_time_rate": (share(total["on_time"], decided), "share"),
        "within_statute_rate": (share(total["within_statute"], decided), "share"),
        "statutory_days": (share(total["days_statutory"], decided), "day"),
        "committed_days": (share(total["days_committed"], decided), "day"),
        "actual_days": (share(total["days_actual"], decided), "day"),
        "committed_compression": (compression(total["days_committed"], total["days_statutory"]), "share"),
        "actual_compression": (compression(total["days_actual"], total["days_statutory"]), "share"),
        "ratings": (rated.total if rated else 0, "rating"),
        "satisfaction": (rated.satisfaction if rated else None, "share"),
    }
    states: dict[str, tuple[float | None, str]] = {
        "open": (sum(count.count for count in counted), "case"),
        "late": (late, "case"),
        "open_cards": (cards, "card"),
    }
    figures = {code: Figure(code, value, unit, as_of, since) for code, (value, unit) in spans.items()}
    return figures | {code: Figure(code, value, unit, as_of) for code, (value, unit) in states.items()}


def _open_states() -> list[State]:
    return [state for state in State if state is not State.CLOSED]


def _by_day(facts: Any, since: date) -> tuple[DayLine, ...]:
    rows = {row["day"]: row for row in facts.values("day").annotate(in_=Sum("received"), out=Sum("decided"))}
    days = (since + timedelta(days=count) for count in range((clock.today() - since).days + 1))
    return tuple(
        DayLine(day, rows[day]["in_"], rows[day]["out"]) if day in rows else DayLine(day, 0, 0) for day in days
    )


def _latest_items(facts: Any) -> tuple[ItemLine, ...]:
    rows = facts.values("item_code", "item_name", "authority_id").annotate(
        all=Sum("decided"), late=Sum("decided") - Sum("on_time"), spent=Sum("days_actual")
    )
    found = rows.filter(late__gt=0).order_by("-late", "item_code")[:MOST_ITEMS]
    return tuple(
        ItemLine(
            item_code=row["item_code"],
            item_name=row["item_name"],
            authority_name=organisations.authority(row["authority_id"]).name,
            decided=row["all"],
            late=row["late"],
            average_days=row["spent"] / row["all"],
        )
        for row in found
    )


def _mark(after: str) -> UUID:
    try:
        return UUID(after)
    except ValueError:
        raise UnableToTurnCardPage from None

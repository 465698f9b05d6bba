"""What another edition of the calendar would make of open cases: which due dates move, and how their lights change."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from tongban.groundwork.foundation import clock
from tongban.handling.cases.models import Case, CaseStop
from tongban.handling.cases.queries.facts import acceptance_clock, decision_clocks
from tongban.handling.cases.rules import State
from tongban.handling.cases.views import DueMove, DueMoves
from tongban.offer.catalogue import api as catalogue
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import Light, Limit, WorkCalendar, light

CASES_AT_ONCE = 1000
MOST_SHOWN = 200
CLOCK_RUNS = (State.SUBMITTED, State.SUPPLEMENT_ASKED, State.ACCEPTED, State.PROPOSED)
WORSE = {light: place for place, light in enumerate(Light)}


@dataclass(frozen=True)
class Dates:
    """The dates that a case keeps for searching."""

    acceptance: date
    committed: date | None
    statutory: date | None

    @property
    def next(self) -> date:
        """What is due next."""
        return self.committed or self.acceptance


@dataclass(frozen=True)
class Recount:
    """A case, its dates as they are and as another edition of the calendar makes them."""

    case: Case
    was: Dates
    becomes: Dates

    @property
    def moves(self) -> bool:
        return self.was != self.becomes

    @property
    def is_of_law(self) -> bool:
        """Say whether only the statutory date moves, what is due next staying where it is."""
        return self.was.next == self.becomes.next

    @property
    def told(self) -> tuple[date, date]:
        """The date that moves, as it was and as it becomes: what is due next, or else the statutory one."""
        if self.is_of_law and self.was.statutory and self.becomes.statutory:
            return self.was.statutory, self.becomes.statutory
        return self.was.next, self.becomes.next


def due_moves(*, region: str = "") -> DueMoves:
    """
    Return what the calendar's latest edition would move among the open cases of a region that are judged by an older one.

    It reads each of them once; of those that move the first 200 are told one by one.
    """
    edition = deadlines.calendar_edition()
    unmoved = count = earlier = worse = 0
    moves: list[DueMove] = []
    for recount in recounted(region=region, edition=edition):
        if not recount.moves:
            unmoved += 1
            continue
        move = _move(recount, edition)
        count += 1
        earlier += move.becomes < move.was
        worse += WORSE[move.light_becomes] > WORSE[move.light_was]
        moves.append(move)
        if len(moves) > 2 * MOST_SHOWN:
            moves = _nearest(moves)
    return DueMoves(edition, unmoved, count, earlier, worse, tuple(_nearest(moves)))


def recounted(*, region: str, edition: int) -> Iterator[Recount]:
    """Yield the open cases of a region that are judged by an older edition than this, each recounted by it."""
    calendar = deadlines.calendar(edition)
    known: dict[tuple[object, ...], Dates] = {}
    for batch in _batches(judged_before(region=region, edition=edition)):
        stops = _stops_of([case for case in batch if case.accepted_on])
        for case in batch:
            was = Dates(case.acceptance_due_on, case.committed_due_on, case.statutory_due_on)
            yield Recount(case, was, _counted(case, stops.get(case.pk, []), calendar, known))


def judged_before(*, region: str, edition: int) -> QuerySet[Case]:
    """Return the cases whose clock runs and that an older edition judges."""
    return Case.objects.filter(
        state__in=CLOCK_RUNS, region_code__startswith=region, calendar_edition__lt=edition
    ).only(
        "number", "state", "revision", "item_version_id", "authority_id", "region_code", "committed_amount", "received_on",
        "supplement_asked_on", "supplied_on", "accepted_on", "extension_days", "is_stopped", "is_deemed_accepted",
        "acceptance_due_on", "committed_due_on", "statutory_due_on", "calendar_edition", "limits_edition",
    )  # fmt: skip


def _batches(cases: QuerySet[Case]) -> Iterator[list[Case]]:
    after: UUID | None = None
    while batch := list(cases.filter(Q(pk__gt=after) if after else Q()).order_by("pk")[:CASES_AT_ONCE]):
        yield batch
        after = batch[-1].pk


def _stops_of(cases: Sequence[Case]) -> dict[UUID, list[CaseStop]]:
    found: dict[UUID, list[CaseStop]] = defaultdict(list)
    for stop in CaseStop.objects.filter(case_id__in=[case.pk for case in cases]).order_by("id"):
        found[stop.case_id].append(stop)
    return found


def _counted(
    case: Case, stops: list[CaseStop], calendar: WorkCalendar, known: dict[tuple[object, ...], Dates]
) -> Dates:
    """Count once for all cases of the same facts."""
    facts = (
        case.received_on, case.supplement_asked_on, case.supplied_on, case.accepted_on, case.item_version_id,
        case.committed_amount, case.extension_days, case.limits_edition, case.state == State.SUPPLEMENT_ASKED,
        tuple((stop.started_on, stop.ended_on, stop.expected_end) for stop in stops),
        case.acceptance_due_on if case.accepted_on else None,
    )  # fmt: skip
    if facts not in known:
        known[facts] = _dates(case, stops, calendar)
    return known[facts]


def _dates(case: Case, stops: list[CaseStop], calendar: WorkCalendar) -> Dates:
    if case.accepted_on is None:
        asked = case.state == State.SUPPLEMENT_ASKED  # the date is counted anew when the supplement comes
        return Dates(case.acceptance_due_on if asked else acceptance_clock(case).due(calendar).day, None, None)
    committed, statutory = decision_clocks(case, stops)
    return Dates(case.acceptance_due_on, committed.due(calendar).day, statutory.due(calendar).day)


def _move(recount: Recount, edition: int) -> DueMove:
    case = recount.case
    was, becomes = recount.told
    return DueMove(
        number=case.number,
        item_name=catalogue.offer_version(case.item_version_id).name,
        authority_id=case.authority_id,
        region_code=case.region_code,
        was=was,
        becomes=becomes,
        is_of_law=recount.is_of_law,
        light_was=_light(case, recount.was, deadlines.calendar(case.calendar_edition)),
        light_becomes=_light(case, recount.becomes, deadlines.calendar(edition)),
    )


def _light(case: Case, dates: Dates, calendar: WorkCalendar) -> Light:
    if case.is_stopped:
        return Light.GREEN
    return light(
        today=clock.today(),
        committed_due=dates.next,
        statutory_due=dates.statutory or dates.acceptance,
        committed=_limit(case),
        calendar=calendar,
        thresholds=deadlines.thresholds(),
    )


def _limit(case: Case) -> Limit:
    return acceptance_clock(case).limit if case.accepted_on is None else decision_clocks(case)[0].limit


def _nearest(moves: list[DueMove]) -> list[DueMove]:
    return sorted(moves, key=lambda move: (move.becomes, move.number))[:MOST_SHOWN]

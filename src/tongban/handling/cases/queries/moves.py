"""What another calendar or other limits would make of open cases: which due dates move, and how their lights change."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from tongban.groundwork.foundation import clock
from tongban.handling.cases.models import Case, CaseStop
from tongban.handling.cases.queries.facts import acceptance_clock, calendar_of, decision_clocks
from tongban.handling.cases.rules import Basis, State
from tongban.handling.cases.views import DueMove, DueMoves
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.rules import LimitFact
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import Light, Limit, light

CASES_AT_ONCE = 1000
MOST_SHOWN = 200
CLOCK_RUNS = (State.SUBMITTED, State.SUPPLEMENT_ASKED, State.ACCEPTED, State.PROPOSED)
WORSE = {light: place for place, light in enumerate(Light)}
# Where a case keeps what judges it.
COLUMNS = {Basis.CALENDAR: "calendar_edition", Basis.LIMITS: "limits_edition", Basis.ITEM: "limits_version_id"}


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
    """A case, its dates as they are, and as it is and they become when it is judged by something else."""

    case: Case
    was: Dates
    becomes: Dates
    judged_by: int  # the edition, or the version of the item
    basis: Basis

    @property
    def moves(self) -> bool:
        return self.was != self.becomes

    @property
    def is_of_law(self) -> bool:
        """Say whether only the statutory date moves, what is due next staying where it is."""
        return self.was.next == self.becomes.next

    @property
    def is_later(self) -> bool:
        """Say whether the applicant may have to wait longer by any of the dates."""
        law_was, law_becomes = self.was.statutory, self.becomes.statutory
        return self.becomes.next > self.was.next or bool(law_was and law_becomes and law_becomes > law_was)

    @property
    def told(self) -> tuple[date, date]:
        """The date that moves, as it was and as it becomes: what is due next, or else the statutory one."""
        if self.is_of_law and self.was.statutory and self.becomes.statutory:
            return self.was.statutory, self.becomes.statutory
        return self.was.next, self.becomes.next

    @property
    def judged_anew(self) -> Case:
        """The case as it is judged then."""
        return _judged_by(self.case, self.basis, self.judged_by)


def edition_of(basis: Basis) -> int:
    """Return the number of what judges new cases now: it is another when it has changed since somebody looked."""
    match basis:
        case Basis.CALENDAR:
            return deadlines.calendar_edition()
        case Basis.LIMITS:
            return deadlines.limits_edition()
        case Basis.ITEM:
            return catalogue.revision()


def due_moves(*, region: str = "", basis: Basis = Basis.CALENDAR) -> DueMoves:
    """
    Return what is in force now would move among the open cases of a region that are judged by something older.

    It reads each of them once; of those that move the first 200 are told one by one.
    """
    edition = edition_of(basis)
    unmoved = count = earlier = later = worse = 0
    moves: list[DueMove] = []
    for recount in recounted(region=region, basis=basis, edition=edition):
        if not recount.moves:
            unmoved += 1
            continue
        move = _move(recount)
        count += 1
        earlier += move.becomes < move.was
        later += recount.is_later
        worse += WORSE[move.light_becomes] > WORSE[move.light_was]
        moves.append(move)
        if len(moves) > 2 * MOST_SHOWN:
            moves = _nearest(moves)
    return DueMoves(basis, edition, unmoved, count, earlier, later, worse, tuple(_nearest(moves)))


def recounted(*, region: str, edition: int, basis: Basis = Basis.CALENDAR) -> Iterator[Recount]:
    """Yield the open cases of a region that are judged by something older, each recounted by what is in force."""
    versions = _outdated_versions(region) if basis is Basis.ITEM else {}
    known: dict[tuple[object, ...], Dates] = {}
    for batch in _batches(judged_before(region=region, edition=edition, basis=basis, versions=versions)):
        stops = _stops_of([case for case in batch if case.accepted_on])
        for case in batch:
            was = Dates(case.acceptance_due_on, case.committed_due_on, case.statutory_due_on)
            target = versions[case.limits_version_id or case.item_version_id] if versions else edition
            becomes = _counted(case, stops.get(case.pk, []), basis, target, known)
            yield Recount(case, was, becomes, target, basis)


def judged_before(
    *, region: str, edition: int, basis: Basis = Basis.CALENDAR, versions: Mapping[int, int] | None = None
) -> QuerySet[Case]:
    """Return the cases whose clock runs and that something older judges; `versions` are those of items that are outdated."""
    if basis is Basis.ITEM:
        outdated = list(versions or ())
        is_older = Q(limits_version__in=outdated) | Q(limits_version=None, item_version__in=outdated)
    else:
        is_older = Q(**{f"{COLUMNS[basis]}__lt": edition})
    return _running(region).filter(is_older).only(
        "number", "state", "revision", "item_version_id", "limits_version_id", "authority_id", "region_code",
        "committed_amount", "received_on", "supplement_asked_on", "supplied_on", "accepted_on", "handed_over_on",
        "extension_days", "is_stopped", "is_deemed_accepted", "has_parts", "acceptance_due_on", "committed_due_on",
        "statutory_due_on", "calendar_edition", "limits_edition", "plan_code", "plan_version",
    )  # fmt: skip


def _running(region: str) -> QuerySet[Case]:
    return Case.objects.filter(state__in=CLOCK_RUNS, region_code__startswith=region)


def _outdated_versions(region: str) -> dict[int, int]:
    """Return the versions of items that judge open cases while another with other limits is in force, each with that one."""
    judging = _running(region).annotate(judged_by=Coalesce("limits_version_id", "item_version_id"))
    found = {}
    for item_code, version_id in judging.values_list("item_code", "judged_by").distinct():
        try:
            current = catalogue.offer(item_code)
        except catalogue.UnableToFindOffer:
            continue  # it is offered no more: nothing else is in force
        was = catalogue.offer_version(version_id).guide
        if _limits(was.committed_limit, was.statutory_limit) != _limits(
            current.guide.committed_limit, current.guide.statutory_limit
        ):
            found[version_id] = current.version_id
    return found


def _limits(*facts: LimitFact) -> tuple[tuple[int, str], ...]:
    return tuple((fact.amount, fact.unit) for fact in facts)


def _judged_by(case: Case, basis: Basis, target: int) -> Case:
    moved = copy(case)
    setattr(moved, COLUMNS[basis], target)
    return moved


def _batches(cases: QuerySet[Case]) -> Iterator[list[Case]]:
    after: UUID | None = None
    while batch := list(cases.filter(Q(pk__gt=after) if after else Q()).order_by("pk")[:CASES_AT_ONCE]):
        yield batch
        after = batch[-1].pk


def _stops_of(cases: Sequence[Case]) -> dict[UUID, list[CaseStop]]:
    found: dict[UUID, list[CaseStop]] = defaultdict(list)
    for stop in CaseStop.objects.filter(case_id__in=[case.pk for case in cases], part=None).order_by("id"):
        found[stop.case_id].append(stop)
    return found


def _counted(
    case: Case, stops: list[CaseStop], basis: Basis, target: int, known: dict[tuple[object, ...], Dates]
) -> Dates:
    """Count once for all cases of the same facts."""
    facts = (
        case.received_on, case.supplement_asked_on, case.supplied_on, case.accepted_on, case.handed_over_on,
        case.item_version_id, case.limits_version_id, case.committed_amount, case.extension_days, case.limits_edition,
        case.calendar_edition, case.plan_code, case.plan_version, case.state == State.SUPPLEMENT_ASKED, target,
        tuple((stop.started_on, stop.ended_on, stop.expected_end) for stop in stops),
        case.acceptance_due_on if case.accepted_on or case.state == State.SUPPLEMENT_ASKED else None,
    )  # fmt: skip
    if facts not in known:
        known[facts] = _dates(_judged_by(case, basis, target), stops)
    return known[facts]


def _dates(case: Case, stops: list[CaseStop]) -> Dates:
    calendar = calendar_of(case)
    if case.accepted_on is None:
        asked = case.state == State.SUPPLEMENT_ASKED  # the date is counted anew when the supplement comes
        return Dates(case.acceptance_due_on if asked else acceptance_clock(case).due(calendar).day, None, None)
    committed, statutory = decision_clocks(case, stops)
    return Dates(case.acceptance_due_on, committed.due(calendar).day, statutory.due(calendar).day)


def _move(recount: Recount) -> DueMove:
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
        light_was=_light(case, recount.was),
        light_becomes=_light(recount.judged_anew, recount.becomes),
    )


def _light(case: Case, dates: Dates) -> Light:
    if case.is_stopped:
        return Light.GREEN
    return light(
        today=clock.today(),
        committed_due=dates.next,
        statutory_due=dates.statutory or dates.acceptance,
        committed=_limit(case),
        calendar=calendar_of(case),
        thresholds=deadlines.thresholds(),
    )


def _limit(case: Case) -> Limit:
    return acceptance_clock(case).limit if case.accepted_on is None else decision_clocks(case)[0].limit


def _nearest(moves: list[DueMove]) -> list[DueMove]:
    return sorted(moves, key=lambda move: (move.becomes, move.number))[:MOST_SHOWN]

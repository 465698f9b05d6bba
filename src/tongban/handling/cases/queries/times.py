"""Who had a case when: plain facts for rooms above that count time over several cases. Who may ask is theirs to say."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tongban.groundwork.foundation import clock
from tongban.handling.cases.models import Case, CaseStop
from tongban.handling.cases.rules import GROUND_NAMES, Ground, Outcome, State
from tongban.offer.deadlines.rules import Stop


@dataclass(frozen=True)
class CaseTimes:
    """The dated facts of a case, without persons."""

    number: str
    draft_id: UUID
    application_id: UUID
    party_id: UUID
    item_code: str
    authority_id: int
    state: State
    outcome: Outcome
    received_on: date
    accepted_on: date | None
    committed_due: date | None
    decided_on: date | None
    ended_on: date | None
    licence_id: UUID | None
    stops: tuple[Stop, ...] = ()


def case_times(numbers: Collection[str] = (), *, drafts: Collection[UUID] = ()) -> dict[str, CaseTimes]:
    """Return the cases of these numbers, and those that these drafts became, by number; two statements."""
    found = [
        *Case.objects.filter(number__in=numbers).select_related("application"),
        *(Case.objects.filter(application__draft__in=drafts).select_related("application") if drafts else ()),
    ]
    stops: dict[UUID, list[Stop]] = {}
    for stop in CaseStop.objects.filter(case__in=[case.pk for case in found]).order_by("id"):
        stops.setdefault(stop.case_id, []).append(
            Stop(stop.started_on, stop.ended_on, GROUND_NAMES[Ground(stop.ground)], stop.document)
        )
    return {case.number: _times(case, tuple(stops.get(case.pk, ()))) for case in found}


def _times(case: Case, stops: tuple[Stop, ...]) -> CaseTimes:
    return CaseTimes(
        number=case.number,
        draft_id=case.application.draft_id,
        application_id=case.application_id,
        party_id=case.party_id,
        item_code=case.item_code,
        authority_id=case.authority_id,
        state=State(case.state),
        outcome=Outcome(case.outcome),
        received_on=case.received_on,
        accepted_on=case.accepted_on,
        committed_due=case.committed_due_on,
        decided_on=case.decided_on,
        ended_on=clock.day_of(case.closed_at) if case.closed_at else None,
        licence_id=case.licence_id,
        stops=stops,
    )

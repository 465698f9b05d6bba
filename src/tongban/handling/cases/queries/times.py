"""Who had a case when: plain facts for rooms above that count time over several cases. Who may ask is theirs to say."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tongban.groundwork.foundation import clock
from tongban.handling.cases.models import Case, CaseStop, Part
from tongban.handling.cases.queries.facts import plan_of
from tongban.handling.cases.rules import GROUND_NAMES, Ground, Outcome, State
from tongban.handling.cases.sentences import asked_name, result_name
from tongban.handling.workflow.rules import Kind
from tongban.offer.deadlines.rules import Stop
from tongban.registers.organisations import api as organisations


@dataclass(frozen=True)
class PartTime:
    """What one authority had to do in a case, and when."""

    step: str
    name: str
    name_en: str
    authority_id: int
    opened_on: date
    due_on: date
    done_on: date | None
    result: str
    is_consultation: bool
    is_dropped: bool
    document_id: UUID | None = None
    licence_id: UUID | None = None
    stops: tuple[Stop, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.done_on is None


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
    received_at: datetime
    accepted_on: date | None
    committed_due: date | None
    decided_on: date | None
    ended_on: date | None
    licence_id: UUID | None
    stops: tuple[Stop, ...] = ()
    parts: tuple[PartTime, ...] = ()

    @property
    def has_licences(self) -> bool:
        """Say whether the case or one of its parts issued a licence."""
        return self.licence_id is not None or any(part.licence_id for part in self.parts)


def case_times(numbers: Collection[str] = (), *, drafts: Collection[UUID] = ()) -> dict[str, CaseTimes]:
    """Return the cases of these numbers, and those that these drafts became, by number; four statements at most."""
    found = [
        *(Case.objects.filter(number__in=numbers).select_related("application") if numbers else ()),
        *(Case.objects.filter(application__draft__in=drafts).select_related("application") if drafts else ()),
    ]
    ids = [case.pk for case in found]
    stops = list(CaseStop.objects.filter(case__in=ids).order_by("id")) if ids else []
    parts = list(Part.objects.filter(case__in=[case.pk for case in found if case.has_parts]).order_by("id"))
    return {
        case.number: _times(
            case,
            [stop for stop in stops if stop.case_id == case.pk],
            [part for part in parts if part.case_id == case.pk and part.kind != Kind.AUTO],
        )
        for case in found
    }


def _times(case: Case, stops: Sequence[CaseStop], parts: Sequence[Part]) -> CaseTimes:
    return CaseTimes(
        number=case.number,
        draft_id=case.application.draft_id,
        application_id=case.application_id,
        party_id=case.party_id,
        item_code=case.item_code,
        authority_id=case.authority_id,
        state=State(case.state),
        outcome=Outcome(case.outcome),
        received_at=case.received_at,
        accepted_on=case.accepted_on,
        committed_due=case.committed_due_on,
        decided_on=case.decided_on,
        ended_on=clock.day_of(case.closed_at) if case.closed_at else None,
        licence_id=case.licence_id,
        stops=tuple(_stop(stop) for stop in stops if stop.part_id is None),
        parts=tuple(_part(case, part, stops) for part in parts),
    )


def _part(case: Case, part: Part, stops: Sequence[CaseStop]) -> PartTime:
    step = plan_of(case).steps.get(part.step)
    authority = organisations.authority(part.authority_id)
    return PartTime(
        step=part.step,
        name=step.name if step else asked_name(authority.name),
        name_en=step.name_en if step else f"Consultation of {authority.name_en}",
        authority_id=part.authority_id,
        opened_on=part.opened_on,
        due_on=part.due_on,
        done_on=part.ended_on,
        result=result_name(part.result) if part.result else "",
        is_consultation=part.kind == Kind.CONSULT,
        is_dropped=part.is_dropped,
        document_id=part.document_id,
        licence_id=part.licence_id,
        stops=tuple(_stop(stop) for stop in stops if stop.part_id in (None, part.pk)),
    )


def _stop(stop: CaseStop) -> Stop:
    return Stop(stop.started_on, stop.ended_on, GROUND_NAMES[Ground(stop.ground)], stop.document)

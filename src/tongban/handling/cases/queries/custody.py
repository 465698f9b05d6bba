"""Who had a case how long: from the day it was received, through every transfer and hand-over, until it is closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tongban.groundwork.foundation import clock
from tongban.handling.cases.levels import levels_of
from tongban.handling.cases.models import Case, CaseStop, Transfer
from tongban.handling.cases.queries.facts import calendar_of, plan_of
from tongban.handling.cases.queries.who import authorities_of
from tongban.handling.cases.rules import GROUND_NAMES, Ground, TransferKind
from tongban.handling.cases.views import AuthorityTime
from tongban.handling.workflow.rules import Kind
from tongban.offer.deadlines.rules import Spell, Stop, time_spent
from tongban.registers.organisations import api as organisations


@dataclass(frozen=True)
class _Turn:
    """From a day on an authority has the case, and how it came to it."""

    on: date
    authority_id: int
    how: str


def transfers_of(case: Case) -> tuple[Transfer, ...]:
    """Return the transfers of a case, oldest first; no statement for a case that was never transferred."""
    return tuple(Transfer.objects.filter(case=case).order_by("id")) if case.is_transferred else ()


def times_of(
    case: Case, stops: Sequence[CaseStop] = (), transfers: Sequence[Transfer] | None = None
) -> tuple[AuthorityTime, ...]:
    """
    Return how many working days each authority had the case, in order; nothing for a case that one authority had all along.

    The day on which it comes is not counted, that on which it goes is; days on which the case was stopped, or waited for the
    applicant's supplement, are nobody's.
    """
    turns = _turns(case, transfers_of(case) if transfers is None else transfers)
    if len(turns) < 2:  # noqa: PLR2004 - one authority
        return ()
    end = clock.day_of(case.closed_at) if case.closed_at else None
    calendar, until = calendar_of(case), end or clock.today()
    stopped = _stopped(case, stops)
    told = []
    for turn, following in zip(turns, [*turns[1:], None], strict=True):
        last = following.on if following else end
        spell = Spell(str(turn.authority_id), turn.on, last, stopped)
        counted = time_spent([spell], until=until, calendar=calendar)[spell.holder]
        without = time_spent([Spell(spell.holder, turn.on, last)], until=until, calendar=calendar)[spell.holder]
        authority = organisations.authority(turn.authority_id)
        told.append(
            AuthorityTime(
                authority_id=authority.id,
                authority_name=authority.name,
                authority_name_en=authority.name_en,
                how=turn.how,
                since=turn.on,
                until=last,
                working_days=counted,
                stopped_days=without - counted,
            )
        )
    return tuple(told)


def _turns(case: Case, transfers: Sequence[Transfer]) -> list[_Turn]:
    first = transfers[0].from_authority_id if transfers else case.authority_id
    turns = [_Turn(case.received_on, first, "received")]
    turns += [_Turn(each.moved_on, each.to_authority_id, TransferKind(each.kind)) for each in transfers]
    plan = plan_of(case)
    if case.handed_over_on is not None and levels_of(plan) is not None:
        whose = authorities_of(plan, case)
        turns.append(_Turn(case.handed_over_on, whose.get(Kind.PROPOSE, case.authority_id), "handed_over"))
        back = whose.get(Kind.DELIVER, case.authority_id)
        if case.decided_on is not None and back != turns[-1].authority_id:
            turns.append(_Turn(case.decided_on, back, "sent_back"))
    return sorted(turns, key=lambda turn: turn.on)


def _stopped(case: Case, stops: Iterable[CaseStop]) -> tuple[Stop, ...]:
    counted = [
        Stop(stop.started_on, stop.ended_on, GROUND_NAMES[Ground(stop.ground)], stop.document)
        for stop in stops
        if stop.part_id is None
    ]
    if case.supplement_asked_on is not None:
        counted.append(Stop(case.supplement_asked_on, case.supplied_on, "补正"))
    return tuple(counted)

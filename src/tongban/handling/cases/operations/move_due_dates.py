"""
Move the due dates of open cases to a corrected calendar or to changed limits: never by itself, always by a decision.

What was promised holds for who relied on it (信赖保护, 行政许可法第八条): a case that would have to wait longer is moved only
where the decision says so.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.handling.cases.models import Alarm, CourseEntry
from tongban.handling.cases.operations.common import subject_of, with_reasons
from tongban.handling.cases.operations.parts import recount_parts
from tongban.handling.cases.queries.facts import decision_clocks, turns_of
from tongban.handling.cases.queries.moves import COLUMNS, Recount, edition_of, recounted
from tongban.handling.cases.rules import DEEDS, Basis, State, Step, alarms_of
from tongban.handling.workflow import api as workflow
from tongban.offer.deadlines import api as deadlines
from tongban.registers.identity.api import Officer, Role

CASES_AT_ONCE = 500
TRUST_LAW = "《中华人民共和国行政许可法》第八条"  # what was granted and promised is not taken back at will
SUBJECTS = {Basis.CALENDAR: "calendar", Basis.LIMITS: "limits", Basis.ITEM: "catalogue"}

# A case that somebody moved on meanwhile is left as it is, and found again by the next round.
MOVE = """
UPDATE cases_case AS file
SET {column} = given.judged_by, revision = file.revision + 1,
    acceptance_due_on = given.acceptance, committed_due_on = given.committed, statutory_due_on = given.statutory
FROM unnest(%s::uuid[], %s::int[], %s::bigint[], %s::date[], %s::date[], %s::date[])
     AS given (id, revision, judged_by, acceptance, committed, statutory)
WHERE file.id = given.id AND file.revision = given.revision
RETURNING file.id
"""


class UnableToMoveDueDates(DomainError):
    """Only an administrator decides on the calendar and the limits, for the own region."""

    code = "due_dates.not_your_role"
    sentence = gettext_lazy("只有系统管理岗位可以决定按更正后的日历或者更改后的时限调整办理期限。")
    status = 403


class UnableToMoveByAnotherEdition(DomainError):
    """The calendar, the limits or the catalogue changed once more since the moves were shown."""

    code = "due_dates.edition_changed"
    sentence = gettext_lazy("日历或者时限在您查看之后又有更改，请重新查看哪些办件受影响。")
    status = 409


def move_due_dates(
    *, edition: int, officer: Officer, reason: str, basis: Basis = Basis.CALENDAR, only_favourable: bool = False
) -> int:
    """
    Judge the open cases of the officer's region by what is in force now; return how many due dates moved.

    `edition` is the one whose moves were shown; `only_favourable` leaves those as they are that would have to wait longer.
    Each batch is a transaction with its entry in the ledger; every case whose dates move has it in its course, and its tasks
    and alarms move with it. Run again after a break it does the rest.
    """
    if Role.ADMINISTRATOR not in officer.roles:
        raise UnableToMoveDueDates
    reason = with_reasons(reason)
    if edition != edition_of(basis):
        raise UnableToMoveByAnotherEdition
    cases = recounted(region=officer.region_code, edition=edition, basis=basis)
    chosen = (each for each in cases if not (only_favourable and each.is_later))
    return sum(_move(batch, basis, edition, officer, reason) for batch in _batches(chosen))


def _batches(cases: Iterator[Recount]) -> Iterator[list[Recount]]:
    while batch := list(islice(cases, CASES_AT_ONCE)):
        yield batch


@transaction.atomic
def _move(batch: Sequence[Recount], basis: Basis, edition: int, officer: Officer, reason: str) -> int:
    done = _written(batch, basis)
    moved = [each for each in batch if each.case.pk in done and each.moves]
    CourseEntry.objects.bulk_create(_entry(each, officer, reason) for each in moved)
    workflow.move_many_due_dates({subject_of(each.case): each.becomes.next for each in moved})
    _set_alarms(moved)
    _move_parts(moved)
    ledger.record(
        deed=DEEDS[Step.MOVE_DUE_DATES],
        subject=f"{SUBJECTS[basis]}:{edition}",
        actor=officer.actor,
        reason=reason,
        region_code=officer.region_code,
        facts={
            "edition": edition,
            "judged": len(done),
            "later": sum(each.is_later for each in moved),
            "moved": {each.case.number: [f"{day}" for day in each.told] for each in moved},
        },
    )
    return len(moved)


def _written(batch: Sequence[Recount], basis: Basis) -> set[object]:
    with connection.cursor() as cursor:
        cursor.execute(
            MOVE.format(column=COLUMNS[basis]),
            [
                [each.case.pk for each in batch],
                [each.case.revision for each in batch],
                [each.judged_by for each in batch],
                [each.becomes.acceptance for each in batch],
                [each.becomes.committed for each in batch],
                [each.becomes.statutory for each in batch],
            ],
        )
        return {row[0] for row in cursor.fetchall()}


def _entry(recount: Recount, officer: Officer, reason: str) -> CourseEntry:
    was, becomes = recount.told
    with translation.override("zh-hans"):
        told = _sentence(recount.basis).format(
            was=deadlines.day_text(was), becomes=deadlines.day_text(becomes), reason=reason
        )
    return CourseEntry(
        case=recount.case,
        at=clock.now(),
        step=Step.MOVE_DUE_DATES,
        actor=officer.actor.reference,
        actor_name=officer.actor.name,
        actor_post=officer.actor.post,
        note=told,
    )


def _sentence(basis: Basis) -> str:
    match basis:
        case Basis.CALENDAR:
            return _("工作日历更正，期限由{was}调整为{becomes}。{reason}")
        case Basis.LIMITS:
            return _("法定时限更改，期限由{was}调整为{becomes}。{reason}")
        case Basis.ITEM:
            return _("事项的办理时限更改，期限由{was}调整为{becomes}。{reason}")


def _set_alarms(moved: Sequence[Recount]) -> None:
    """Set the alarms of the lights anew; what has rung once makes no second card."""
    running = [
        each for each in moved if each.case.state in (State.ACCEPTED, State.PROPOSED) and not each.case.is_stopped
    ]
    Alarm.objects.bulk_create(
        [alarm for each in running for alarm in _alarms(each)], update_conflicts=True, unique_fields=["case", "kind", "part"],
        update_fields=["ring_on"],
    )  # fmt: skip


def _alarms(recount: Recount) -> Iterator[Alarm]:
    case, dates = recount.judged_anew, recount.becomes
    assert dates.committed and dates.statutory  # noqa: S101, PT018 - promised by accepted_case_has_due_dates
    told = turns_of(case, decision_clocks(case)[0], committed_due=dates.committed, statutory_due=dates.statutory)
    for kind, day in alarms_of(told).items():
        yield Alarm(case=case, kind=kind, ring_on=day, region_code=case.region_code)


def _move_parts(moved: Sequence[Recount]) -> None:
    """Let the authorities that take part keep their own days, within the new one of the whole."""
    for each in moved:
        if each.case.has_parts:
            case = each.judged_anew
            case.committed_due_on, case.statutory_due_on = each.becomes.committed, each.becomes.statutory
            recount_parts(case)

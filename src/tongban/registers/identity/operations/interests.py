"""An officer declares what ties her to a person or company; an administrator confirms it, and alone ends it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.registers.identity import rules
from tongban.registers.identity.answers import FieldProblem, Interest, Officer
from tongban.registers.identity.models import DeclaredInterest, number_key
from tongban.registers.identity.operations.problems import (
    UnableToRegister,
    credit_code_problem,
    identity_number_problem,
    name_problem,
)
from tongban.registers.identity.rules import Role

Kind, State = DeclaredInterest.Kind, DeclaredInterest.State
LONGEST_NOTE = 200
LONGEST_NAME = 60
MOST_INTERESTS = 100


class UnableToDeclareInterest(UnableToRegister):
    """Nothing was declared: `problems` says of each field (kind, name, number, note, since, until) what is wrong."""

    code = "interest.faulty"


class UnableToSettleInterest(DomainError):
    """There is no such interest that waits for the administrator's word."""

    code = "interest.unknown"
    sentence = gettext_lazy("没有找到这条待确认的申报，它可能已经处理。")
    status = 404


@transaction.atomic
def declare_interest(
    *, officer: Officer, kind: str, name: str, number: str, note: str, since: date | None, until: date | None
) -> int:
    """
    Declare a tie to a person (by identity number) or company (by credit code); it holds at once, for the days given.

    `since` None is today; `until` is the first day on which it no longer matters, None without an end.
    """
    number, name = rules.normalise_number(number), name.strip()
    since = since or clock.today()
    problems = _problems(kind, name, number, note, since, until)
    if problems:
        raise UnableToDeclareInterest(*problems)
    interest = DeclaredInterest.objects.create(
        person_id=officer.party_id,
        kind=kind,
        name=name,
        number=number,
        number_key=number_key(number),
        note=note.strip(),
        since=since,
        until=until,
        region_code=officer.region_code,
        officer_name=officer.name,
        officer_post=f"{officer.authority_name} {officer.post_name}",
        declared_at=clock.now(),
    )
    _record("interest.declared", interest, officer)
    return interest.pk


@transaction.atomic
def ask_to_end_interest(interest_id: int, *, officer: Officer) -> None:
    """Ask the administrator that a confirmed interest of one's own end; until then it holds."""
    rows = DeclaredInterest.objects.select_for_update().filter(person_id=officer.party_id, state=State.CONFIRMED)
    interest = rows.filter(pk=interest_id).first()
    if interest is None:
        raise UnableToSettleInterest
    interest.state = State.ENDING
    interest.save(update_fields=["state"])
    _record("interest.end_asked", interest, officer)


@transaction.atomic
def settle_interest(interest_id: int, *, by: Officer, agree: bool, note: str = "") -> None:
    """Confirm or refuse what was declared, or what was asked to end; never one's own. A refusal says why."""
    interest = DeclaredInterest.objects.select_for_update().filter(pk=interest_id).first()
    if interest is None or not _may_settle(interest, by) or interest.state not in (State.DECLARED, State.ENDING):
        raise UnableToSettleInterest
    if not agree and not note.strip():
        raise UnableToDeclareInterest(FieldProblem(field="note", code="note.missing", sentence=_("请写明理由。")))
    is_new = interest.state == State.DECLARED
    interest.state = (
        (State.CONFIRMED if agree else State.REFUSED) if is_new else (State.ENDED if agree else State.CONFIRMED)
    )
    interest.settled_by, interest.settled_at = f"{by.name} {by.post_name}", clock.now()
    interest.settled_note = note.strip()[:LONGEST_NOTE]
    interest.save(update_fields=["state", "settled_by", "settled_at", "settled_note"])
    _record(f"interest.{interest.state}", interest, by)


def interests_of(officer: Officer) -> tuple[Interest, ...]:
    """Return what an officer declared of herself, latest first."""
    rows = DeclaredInterest.objects.filter(person_id=officer.party_id).order_by("-id")[:MOST_INTERESTS]
    return tuple(map(_view, rows))


def interests_to_settle(by: Officer) -> tuple[Interest, ...]:
    """Return what waits for an administrator's word in her region, oldest first; the look is written down for each officer."""
    if Role.ADMINISTRATOR not in by.roles:
        return ()
    rows = DeclaredInterest.objects.filter(
        region_code__startswith=by.region_code, state__in=[State.DECLARED, State.ENDING]
    ).exclude(person_id=by.party_id)
    found = list(rows.order_by("id")[:MOST_INTERESTS])
    if found:
        ledger.record_reads(
            parties=sorted({row.person_id for row in found}),
            actor=by.actor,
            purpose="确认利益关系申报",
            fields=["interests"],
            region_code=by.region_code,
        )
    return tuple(map(_view, found))


def _may_settle(interest: DeclaredInterest, by: Officer) -> bool:
    is_in_region = interest.region_code.startswith(by.region_code)
    return Role.ADMINISTRATOR in by.roles and is_in_region and interest.person_id != by.party_id


def _problems(kind: str, name: str, number: str, note: str, since: date, until: date | None) -> list[FieldProblem]:
    # One was employed by, or acted for, a company or a person: the number says which.
    is_either = kind in (Kind.EMPLOYMENT, Kind.EARLIER_ROLE)
    of_company = kind in (Kind.COMPANY, Kind.SHARE) or (is_either and not rules.credit_code_fault(number))
    found = [
        None
        if kind in Kind.values
        else FieldProblem(field="kind", code="kind.unknown", sentence=_("请选择利益关系的种类。")),
        _company_name_problem(name) if of_company else name_problem(rules.normalise_name(name)),
        credit_code_problem(number)
        if of_company
        else identity_number_problem(number, today=clock.today(), field="number"),
        FieldProblem(field="note", code="note.long", sentence=_("说明最长 200 字。"))
        if len(note) > LONGEST_NOTE
        else None,
        FieldProblem(field="until", code="until.early", sentence=_("结束日期应在开始日期之后。"))
        if until is not None and until <= since
        else None,
    ]
    return [
        FieldProblem(
            field="number" if problem.field == "credit_code" else problem.field,
            code=problem.code,
            sentence=problem.sentence,
        )
        for problem in found
        if problem is not None
    ]


def _company_name_problem(name: str) -> FieldProblem | None:
    if 2 <= len(name) <= LONGEST_NAME:
        return None
    return FieldProblem(field="name", code="name.length", sentence=_("请填写单位名称，2 至 60 个字。"))


def _record(deed: str, interest: DeclaredInterest, officer: Officer) -> None:
    ledger.record(
        deed=deed,
        subject=f"person:{interest.person_id}",
        actor=officer.actor,
        region_code=interest.region_code,
        facts={"interest": interest.pk, "kind": interest.kind},
    )


def _view(row: DeclaredInterest) -> Interest:
    return Interest(
        id=row.pk,
        kind=row.kind,
        name=row.name,
        number=row.number,
        note=row.note,
        since=row.since,
        until=row.until,
        state=row.state,
        officer_name=row.officer_name,
        officer_post=row.officer_post,
        declared_at=row.declared_at,
        settled_by=row.settled_by,
        settled_note=row.settled_note,
    )

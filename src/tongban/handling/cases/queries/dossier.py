"""Everything about one case, for its archive package and for nobody's screen; and who may have that."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import translation

from tongban.groundwork.foundation import rows
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications import api as applications
from tongban.handling.cases import models
from tongban.handling.cases.models import Case
from tongban.handling.cases.queries.facts import acceptance_clock, calendar_of, decision_clocks, stops_of
from tongban.handling.cases.queries.views import case_seen_by, whole_view
from tongban.handling.cases.refusals import UnableToFindCase, UnableToReadArchive
from tongban.handling.cases.rules import Outcome, State, ungrouped
from tongban.handling.cases.views import CaseView, HasNumber
from tongban.offer.catalogue import api as catalogue
from tongban.offer.deadlines import api as deadlines
from tongban.registers.identity.api import Applicant, Officer, Role
from tongban.registers.organisations import api as organisations

LANGUAGES = ("zh-hans", "zh-hant", "en")
READERS = frozenset({Role.CLERK, Role.DECIDER})
READING = "查阅归档案卷"


@dataclass(frozen=True)
class Reckoning:
    """One clock of a case, explained line by line in one language."""

    name: str
    due: date
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Dossier:
    """All that a case consists of, in clear; `view` is what its reader (the office, or the applicant) may see."""

    id: UUID
    view: CaseView
    authority_id: int
    region_code: str
    item_type: str
    applicant_name: str
    account_id: UUID | None
    closed_at: datetime
    answers: Mapping[str, Any]
    statement: str
    signed_at: datetime
    digest: str
    reckonings: Mapping[str, tuple[Reckoning, ...]]  # by language
    scans: tuple[tuple[int, UUID], ...]  # attempt to deliver → the picture of its return slip


@dataclass(frozen=True)
class ArchivedCase(HasNumber):
    """A case that was archived, as its list shows it."""

    id: UUID
    number: str
    item_name: str
    item_name_en: str
    applicant: str  # masked
    outcome: Outcome
    authority_id: int
    closed_at: datetime
    archived_at: datetime


def dossier(case_id: UUID, *, to_applicant: bool) -> Dossier:
    """Return a closed case whole; who asks, and why, is for the caller to establish."""
    case = Case.objects.get(pk=case_id)
    if case.closed_at is None:
        raise ValueError(f"case {case.number} is not closed")
    application = applications.application_view(case.application_id, clear=True)
    with translation.override("zh-hans"):
        view = whole_view(case, to_applicant=to_applicant)
    slips = models.Delivery.objects.filter(case=case, proof_file_id__isnull=False).order_by("attempt")
    return Dossier(
        id=case.pk,
        view=view,
        authority_id=case.authority_id,
        region_code=case.region_code,
        item_type=view.offer.guide.item_type,
        applicant_name=case.applicant_name,
        account_id=case.account_id,
        closed_at=case.closed_at,
        answers=application.answers,
        statement=application.statement,
        signed_at=application.signed_at,
        digest=application.digest,
        reckonings={language: _reckonings(case, language) for language in LANGUAGES},
        scans=tuple((row.attempt, row.proof_file_id) for row in slips if row.proof_file_id is not None),
    )


def cases_to_archive(*, closed_before: datetime, limit: int, without: Collection[UUID] = ()) -> tuple[UUID, ...]:
    """Return closed cases that wait for the archive, those closed last first: behind a backlog nobody waits who is there now."""
    waiting = Case.objects.filter(state=State.CLOSED, archived_at=None, closed_at__lte=closed_before)
    if without:
        waiting = waiting.exclude(pk__in=without)
    return tuple(waiting.order_by("-closed_at").values_list("id", flat=True)[:limit])


def archived_cases(officer: Officer, *, after: str = "", limit: int = 20) -> tuple[ArchivedCase, ...]:
    """
    Return what the officer's authority archived, for an auditor all authorities of the region, latest first; one statement.

    `after` is the `id` of the last row of the page before.
    """
    if Role.AUDITOR in officer.roles:
        reach = [each.id for each in organisations.authorities(officer.region_code)]
    else:
        reach = [officer.authority_id] if officer.roles & READERS else []
    found = Case.objects.filter(authority_id__in=reach, archived_at__isnull=False)
    if officer.item_codes is not None:
        found = found.filter(item_code__in=officer.item_codes)
    if after:
        last = Case.objects.filter(pk=after).values_list("archived_at", flat=True).first()
        found = found.filter(Q(archived_at__lt=last) | Q(archived_at=last, id__lt=after)) if last else found.none()
    return tuple(map(_archived, found.order_by("-archived_at", "-id")[:limit]))


def case_of_archive(number: str, *, officer: Officer) -> ArchivedCase:
    """
    Return an archived case whose whole file the officer may read, or raise UnableToFindCase.

    Its clerks and deciders may, and the auditors of the region.
    """
    whole = ungrouped(number)
    case = rows.find(Case, number=whole) if whole else None
    if case is None or case.archived_at is None:
        raise UnableToFindCase
    is_auditor = Role.AUDITOR in officer.roles and case.region_code.startswith(officer.region_code)
    if not is_auditor:
        case, _facts, _who = case_seen_by(officer, number)
        if not officer.roles & READERS:
            raise UnableToReadArchive(number=case.number)
    elif officer.has_interest_in(case.party_id) or officer.has_interest_in(case.person_id):
        raise UnableToFindCase
    return _archived(case)


def note_archive_read(case_id: UUID, *, officer: Officer) -> None:
    """Write down that the officer read the whole file of a case."""
    case = Case.objects.get(pk=case_id)
    ledger.record_reads(
        parties=[case.party_id],
        actor=officer.actor,
        purpose=f"{READING} {case.number}",
        fields=["archive"],
        region_code=case.region_code,
    )


def own_case_of_archive(number: str, *, applicant: Applicant) -> ArchivedCase:
    """Return a case of the applicant's party that was archived, or raise UnableToFindCase."""
    whole = ungrouped(number)
    case = rows.find(Case, number=whole) if whole else None
    is_own = case is not None and case.party_id == applicant.party_id and applicant.may_apply_for(case.item_code)
    if case is None or not is_own or case.archived_at is None:
        raise UnableToFindCase
    return _archived(case)


def _archived(case: Case) -> ArchivedCase:
    offer = catalogue.offer_version(case.item_version_id)
    assert case.closed_at is not None  # noqa: S101 - the database sees to it
    assert case.archived_at is not None  # noqa: S101 - whoever asks has seen to it
    return ArchivedCase(
        id=case.pk,
        number=case.number,
        item_name=offer.name,
        item_name_en=offer.name_en,
        applicant=case.applicant_label,
        outcome=Outcome(case.outcome),
        authority_id=case.authority_id,
        closed_at=case.closed_at,
        archived_at=case.archived_at,
    )


def _reckonings(case: Case, language: str) -> tuple[Reckoning, ...]:
    calendar = calendar_of(case)
    clocks = [acceptance_clock(case)]
    if case.accepted_on is not None:
        clocks += decision_clocks(case, stops_of(case))
    with translation.override(language):
        return tuple(
            Reckoning(each.code, each.due(calendar).day, deadlines.explain_text(each.lines(calendar)))
            for each in clocks
        )

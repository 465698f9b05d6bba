"""Reads: a project for its owner and for those who take part in it, lists of both."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.handling.projects import kinds, presenting
from tongban.handling.projects.errors import UnableToFindProject, UnableWithOwnProject
from tongban.handling.projects.models import Project
from tongban.handling.projects.record import contributions_of, values_of
from tongban.handling.projects.rules import read_code
from tongban.handling.projects.stages import now_of
from tongban.handling.projects.views import ProjectPage, ProjectView
from tongban.registers.identity.api import Applicant, Officer, Role

MOST_ROWS = 50
WORKERS = frozenset({Role.CLERK, Role.REVIEWER, Role.DECIDER})
WATCHERS = frozenset({Role.SUPERVISOR, Role.AUDITOR})
READING = "办理工程建设项目"  # as the ledger keeps it, and as the owner reads it


class UnableToTurnPage(DomainError):
    """The page asked for does not exist: start again at the first page."""

    code = "projects.cursor"
    sentence = _("页码无效，请从第一页重新查看。")
    status = 400


def project_for_applicant(code: str, *, applicant: Applicant) -> ProjectView:
    """Return a project of the applicant's party, or raise UnableToFindProject."""
    project = own_project(code, applicant=applicant)
    return presenting.view(now_of([project])[project.pk], contributions_of(project), owner=applicant.name, clear=True)


def project_for_officer(code: str, *, officer: Officer) -> ProjectView:
    """
    Return a project that the officer's authority takes part in, or of her region; personal values are masked.

    Raises UnableToFindProject, UnableWithOwnProject. That it was read is written down.
    """
    project = project_seen_by(code, officer=officer)
    ledger.record_reads(
        parties=[project.party_id],
        actor=officer.actor,
        purpose=f"{READING} {project.code}",
        fields=("project",),
        region_code=project.region_code,
    )
    now = now_of([project])[project.pk]
    return presenting.view(now, contributions_of(project), owner=project.party_label, clear=False)


def projects_of(applicant: Applicant, *, after: str | None = None, limit: int = 20) -> ProjectPage:
    """Return the projects of the applicant's party, latest first; nothing to who was authorised for some items only."""
    rows = Project.objects.filter(party_id=applicant.party_id)
    return _page(rows if applicant.has_full_mandate else rows.none(), after, limit, owner=applicant.name)


def projects_for_desk(
    officer: Officer,
    *,
    state: str = "",
    kind: str = "",
    words: str = "",
    after: str | None = None,
    limit: int = 20,
) -> ProjectPage:
    """
    Return the projects that the officer may see, latest first.

    `state` (running, completed) and `kind` narrow it; `words` is part of a name, or a code.
    """
    rows = _within_reach(officer)
    if state in ("running", "completed"):
        rows = rows.filter(completed_on__isnull=state == "running")
    if kind:
        rows = rows.filter(kind=kind[:40])
    if words:
        code = read_code(words)
        rows = rows.filter(code=str(code)) if code else rows.filter(name__icontains=words[:100])
    return _page(rows, after, limit)


def known_facts(project: Project) -> dict[str, object]:
    """Return the value of each element of the shared record, clear: for filling the form of a stage."""
    return values_of(contributions_of(project))


def own_project(code: str, *, applicant: Applicant, locked: bool = False) -> Project:
    """Return the row of a project of the applicant's party; `locked` holds it until the transaction ends."""
    project = _find(code, locked=locked)
    if project is None or project.party_id != applicant.party_id or not _may_reach(project, applicant):
        raise UnableToFindProject
    return project


def project_seen_by(code: str, *, officer: Officer, locked: bool = False) -> Project:
    """Return the row of a project that the officer may see; one with an interest of her own is refused, and that written down."""
    project = _find(code, locked=locked)
    if project is None or not _may_see(project, officer):
        raise UnableToFindProject
    if officer.has_interest_in(project.party_id):
        ledger.record(
            deed="project.reading_refused",
            subject=f"project:{project.code}",
            actor=officer.actor,
            reason="conflict_of_interest",
            region_code=project.region_code,
        )
        raise UnableWithOwnProject
    return project


def project_of_party(code: str, party_id: UUID) -> Project | None:
    """Return the row of a party's project."""
    project = _find(code)
    return project if project is not None and project.party_id == party_id else None


def _find(code: str, *, locked: bool = False) -> Project | None:
    whole = read_code(code)
    if whole is None:
        return None
    rows = Project.objects.select_for_update() if locked else Project.objects
    return rows.filter(code=str(whole)).first()


def _may_reach(project: Project, applicant: Applicant) -> bool:
    """Say whether the mandate reaches to an item of one of its stages, and at a window the clerk's post."""
    if applicant.via is None and applicant.has_full_mandate:
        return True
    kind = kinds.kind(project.kind, project.edition_id)
    return any(
        applicant.may_reach(authority_id=each.authority_id, region_code=each.region_code, item_code=each.code)
        for stage in kind.stages
        if (each := kinds.find_offer(stage, project.region_code)) is not None
    )


def _may_see(project: Project, officer: Officer) -> bool:
    if not officer.roles & (WORKERS | WATCHERS):
        return False
    is_in_region = project.region_code.startswith(officer.region_code)
    if officer.authority_id in project.authority_ids and officer.roles & WORKERS:
        return True
    return is_in_region and (bool(officer.roles & WATCHERS) or officer.region_wide)


def _within_reach(officer: Officer) -> QuerySet[Project]:
    if not officer.roles & (WORKERS | WATCHERS):
        return Project.objects.none()
    reach = Q()
    if officer.roles & WORKERS:
        reach |= Q(authority_ids__contains=[officer.authority_id])
    if officer.roles & WATCHERS or officer.region_wide:
        reach |= Q(region_code__startswith=officer.region_code)
    mine = {
        officer.party_id,
        *officer.represents,
        *officer.interests,
    }  # what she may not read is not listed either (回避)
    return Project.objects.filter(reach).exclude(party_id__in=mine)


def _page(rows: QuerySet[Project], after: str | None, limit: int, *, owner: str = "") -> ProjectPage:
    if after:
        rows = rows.filter(pk__lt=_cursor(after))
    limit = max(1, min(limit, MOST_ROWS))
    found = list(rows.order_by("-pk")[: limit + 1])
    shown = now_of(found[:limit])
    today: date = clock.today()
    return ProjectPage(
        tuple(presenting.card(now, today, owner=owner or now.project.party_label) for now in shown.values()),
        str(found[limit - 1].pk) if len(found) > limit else None,
    )


def _cursor(after: str) -> UUID:
    try:
        return UUID(after)
    except ValueError:
        raise UnableToTurnPage from None

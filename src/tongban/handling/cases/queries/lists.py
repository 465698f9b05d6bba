"""Lists: the applicant's cases, the officer's worklist."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.foundation.periods import Period
from tongban.handling.cases.models import Case
from tongban.handling.cases.part_rules import is_asked
from tongban.handling.cases.queries.entrusted import entrusted_to, items_reached
from tongban.handling.cases.refusals import UnableToFindCase
from tongban.handling.cases.rules import CASE_ROLES, PROMISES_HOLD, Outcome, State
from tongban.handling.cases.views import CaseCard, CasePage, Worklist, WorkRow
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.api import Counts, EntrustedScope, Plan, Scope, TaskRow, Which
from tongban.handling.workflow.rules import FIXED
from tongban.offer.catalogue import api as catalogue
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import Light, Unit, days_left
from tongban.registers.identity.api import Applicant, Officer, Role
from tongban.registers.organisations import api as organisations

MOST_ROWS = 100


class UnableToReadPage(DomainError):
    """The page asked for does not exist: start again at the first page."""

    code = "cases.cursor"
    sentence = _("页码无效，请从第一页重新查看。")
    status = 400


def cases_of(applicant: Applicant, *, after: str | None = None, limit: int = 20) -> CasePage:
    """Return the cases of the applicant's party, latest first; one statement."""
    rows = Case.objects.filter(party_id=applicant.party_id)
    if applicant.item_codes is not None:
        rows = rows.filter(item_code__in=applicant.item_codes)
    if after:
        rows = rows.filter(pk__lt=_cursor(after))
    limit = min(limit, MOST_ROWS)
    found = list(rows.order_by("-pk")[: limit + 1])
    return CasePage(
        tuple(_card(case) for case in found[:limit]), str(found[limit - 1].pk) if len(found) > limit else None
    )


def number_of_draft(draft_id: UUID, *, applicant: Applicant) -> str:
    """Return the number of the case that the party's draft became, or raise UnableToFindCase; one statement."""
    cases = Case.objects.filter(application__draft=draft_id, party_id=applicant.party_id)
    found = cases.values_list("number", "item_code").first()
    if found is None or not applicant.may_apply_for(found[1]):
        raise UnableToFindCase
    return found[0]


def worklist(
    officer: Officer,
    *,
    after: str | None = None,
    limit: int = 20,
    step: str = "",
    role: str = "",
    light: str = "",
    item_code: str = "",
    mine: bool = False,
    whole_authority: bool = False,
) -> Worklist:
    """
    Return what the officer may do now, nearest legal date first; one statement, whatever the number of cases.

    `step` (accept, propose, decide, deliver), `role`, `light` (green, yellow, red) and `item_code` narrow it; `mine` keeps what
    she has in hand. A region-wide clerk sees what she may take for every authority of the region. `whole_authority` shows what
    lies open at the own authority, whoever is to do it.
    """
    item_codes = officer.item_codes
    if item_code:
        item_codes = frozenset({item_code}) if item_codes is None else item_codes & {item_code}
    which = Which.ALL if whole_authority else Which.IN_HAND if mine else Which.MAY_DO
    page = workflow.worklist(
        scopes=_scopes_of_authority(officer) if whole_authority else _scopes(officer, role),
        account_id=officer.account_id,
        which=which,
        entrusted=_entrusted_scopes(officer, role, item_codes),
        item_codes=item_codes,
        after=after,
        limit=min(limit, MOST_ROWS),
        step=step,
        due=_due_under(light),
    )
    plans = _step_plans(page.rows)
    return Worklist(tuple(_work_row(task, plans.get(task.subject)) for task in page.rows), page.after)


def work_counts(officer: Officer) -> Counts:
    """
    Return how much the officer may do, has in hand, and lies open at her authority; late, due today, due soon; by step.

    Exact, by one statement that reads no list.
    """
    scopes = _scopes(officer, "")
    return workflow.counts(
        account_id=officer.account_id,
        own_authority=officer.authority_id,
        scopes=scopes,
        further=[scope for scope in _scopes_of_authority(officer) if scope not in scopes],
        entrusted=_entrusted_scopes(officer, "", officer.item_codes),
        item_codes=officer.item_codes,
        today=clock.today(),
        soon_until=_first_green_day(),
    )


def _first_green_day() -> date:
    """Return the first day that is more working days away than the yellow light's threshold."""
    return deadlines.calendar().add_working_days(clock.today(), deadlines.thresholds().working_days + 1)


def _due_under(light: str) -> Period | None:
    """Return when tasks of a light fall due; None for any light."""
    if not light:
        return None
    today, first_green = clock.today(), _first_green_day()
    return {
        "red": Period(date.min, today),
        "yellow": Period(today, first_green),
        "green": Period(first_green),
    }.get(light)


def _scopes_of_authority(officer: Officer) -> list[Scope]:
    return [Scope(officer.authority_id, role) for role in sorted(CASE_ROLES)] if officer.roles & CASE_ROLES else []


def _scopes(officer: Officer, role: str) -> list[Scope]:
    roles = {each for each in officer.roles & CASE_ROLES if not role or each == role}
    scopes = {Scope(officer.authority_id, each) for each in roles}
    if officer.region_wide and Role.CLERK in roles:
        scopes |= {Scope(authority.id, Role.CLERK) for authority in organisations.authorities(officer.region_code)}
    return sorted(scopes, key=lambda scope: (scope.authority_id, scope.role))


def _entrusted_scopes(officer: Officer, role: str, item_codes: Collection[str] | None) -> list[EntrustedScope]:
    """Return what other authorities have entrusted to hers today, in her roles, beside what her scopes hold already."""
    own = set(_scopes(officer, role))
    roles = {each for each in officer.roles & CASE_ROLES if not role or each == role}
    return sorted(
        {
            EntrustedScope(held.by, each, item, step)
            for held in entrusted_to(officer.authority_id)
            for each in roles
            if Scope(held.by, each) not in own
            for item in items_reached(held)
            if item_codes is None or item in item_codes
            for step in held.steps
        }
    )


def _step_plans(tasks: Sequence[TaskRow]) -> dict[str, Plan]:
    """Return the plans of those tasks that are an authority's share of a case, by subject; no statement when there are none."""
    subjects = [task.subject for task in tasks if task.step not in FIXED]
    if not subjects:
        return {}
    numbers = [subject.removeprefix("case:") for subject in subjects]
    found = Case.objects.filter(number__in=numbers).values_list("number", "plan_code", "plan_version")
    return {f"case:{number}": workflow.plan(code, version) for number, code, version in found}


def _step_name(task: TaskRow, plan: Plan | None) -> tuple[str, str]:
    if task.step in FIXED:
        return "", ""
    if is_asked(task.step):
        return gettext("答复征求意见"), gettext("答复征求意见")
    step = plan.steps.get(task.step) if plan else None
    return (step.name, step.name_en) if step else (task.step, task.step)


def _work_row(task: TaskRow, plan: Plan | None) -> WorkRow:
    step_name, step_name_en = _step_name(task, plan)
    today, calendar = clock.today(), deadlines.calendar()
    left = days_left(today, task.due_on, calendar, Unit.WORKING_DAY)
    return WorkRow(
        number=task.subject.removeprefix("case:"),
        step=task.step,
        step_name=step_name,
        step_name_en=step_name_en,
        item_code=task.item_code,
        item_name=task.title,
        applicant=task.applicant_label,
        authority_id=task.authority_id,
        region_code=task.region_code,
        due=task.due_on,
        days_left=left,
        light=_light_of(left),
        waiting_since=task.opened_at,
        claimed_by=task.claimed_by,
        claimed_name=task.claimed_name,
        is_assigned=task.is_assigned,
    )


def _light_of(working_days_left: int) -> Light:
    """The light of one task by its own date; that of the case, which needs both limits, is on the case's page."""
    if working_days_left < 0:
        return Light.RED
    return Light.YELLOW if working_days_left <= deadlines.thresholds().working_days else Light.GREEN


def _card(case: Case) -> CaseCard:
    offer = catalogue.offer_version(case.item_version_id)
    state = State(case.state)
    is_running = state not in (State.DECIDED, State.CLOSED)
    return CaseCard(
        number=case.number,
        state=state,
        outcome=Outcome(case.outcome),
        item_name=offer.name,
        item_name_en=offer.name_en,
        authority_name=organisations.authority(case.authority_id).name,
        received_at=case.received_at,
        due=(case.committed_due_on or case.acceptance_due_on) if is_running else None,
        awaits_applicant=state is State.SUPPLEMENT_ASKED or (case.owes_paper and case.outcome in PROMISES_HOLD),
        licence_id=case.licence_id,
    )


def _cursor(after: str) -> UUID:
    try:
        return UUID(after)
    except ValueError:
        raise UnableToReadPage from None

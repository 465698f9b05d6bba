"""The stages of projects as they stand now: what is written down, and what their cases say today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tongban.handling.cases import api as cases
from tongban.handling.cases.api import CaseTimes
from tongban.handling.projects import kinds
from tongban.handling.projects.models import Project, Stage
from tongban.handling.projects.rules import Kind, ProjectTime, StageFacts, project_time, rest_of
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import Light, Spell


@dataclass(frozen=True)
class StageNow:
    """The last opening of a stage with its case, if it became one."""

    row: Stage
    case: CaseTimes | None

    @property
    def ended_on(self) -> date | None:
        """Return when the authorities were done: the day of the decision, or of another end."""
        return (self.case.decided_on or self.case.ended_on) if self.case else None

    @property
    def facts(self) -> StageFacts:
        """Return what the rules need to know."""
        if self.case is None:
            return StageFacts(is_opened=True)
        return StageFacts(
            is_opened=True,
            is_submitted=True,
            is_accepted=self.case.accepted_on is not None,
            outcome=str(self.case.outcome) if self.ended_on else "",
        )

    @property
    def spell(self) -> Spell | None:
        """Return the authorities' time on the stage: from the day it was accepted; None before."""
        if self.case is None or self.case.accepted_on is None:
            return None
        return Spell(self.row.code, self.case.accepted_on, self.ended_on, self.case.stops)


@dataclass(frozen=True)
class Now:
    """A project as it stands today: the last opening of each of its stages, and every opening for the time."""

    project: Project
    kind: Kind
    stages: Mapping[str, StageNow]
    all: Sequence[StageNow]

    @property
    def facts(self) -> dict[str, StageFacts]:
        return {code: stage.facts for code, stage in self.stages.items()}

    def time(self, today: date) -> ProjectTime:
        """Return the authorities' own time used by a day, of every opening of every stage."""
        spells = [spell for stage in self.all if (spell := stage.spell)]
        rule = deadlines.limit_source(kinds.LIMIT)
        return project_time(
            spells,
            [share for stage in self.all for share in shares_of(stage)],
            limit=deadlines.rule_limit(kinds.LIMIT),
            today=today,
            calendar=deadlines.calendar(),
            source=rule.source,
        )


def shares_of(stage: StageNow) -> list[Spell]:
    """Return who had a stage when: each authority its parts, and the leading one the rest."""
    whole, case = stage.spell, stage.case
    if whole is None or case is None:
        return []
    parts = [
        Spell(str(part.authority_id), part.opened_on, min_day(part.done_on, whole.end), part.stops)
        for part in case.parts
        if whole.end is None or part.opened_on <= whole.end
    ]
    return [*parts, rest_of(whole, parts, holder=str(case.authority_id))]


def min_day(day: date | None, other: date | None) -> date | None:
    """Return the earlier of two days, either of which may be still to come."""
    return min((each for each in (day, other) if each is not None), default=None)


def now_of(projects: Iterable[Project]) -> dict[UUID, Now]:
    """Return how projects stand today; a fixed number of statements, however many they are."""
    found = list(projects)
    rows = list(Stage.objects.filter(project__in=[each.pk for each in found]).order_by("code", "attempt"))
    times = cases.case_times(
        [row.case_number for row in rows if row.case_number],
        drafts=[row.draft_id for row in rows if not row.case_number],
    )
    by_draft = {each.draft_id: each for each in times.values()}
    of: dict[UUID, list[StageNow]] = {each.pk: [] for each in found}
    for row in rows:
        case = times.get(row.case_number) if row.case_number else by_draft.get(row.draft_id)
        of[row.project_id].append(StageNow(row, case))
    return {
        each.pk: Now(
            each,
            kinds.kind(each.kind, each.edition_id),
            {stage.row.code: stage for stage in of[each.pk]},  # the last attempt stands last
            of[each.pk],
        )
        for each in found
    }


def late_in(stage: StageNow, today: date) -> list[tuple[int, date]]:
    """Return which authorities are late with a stage that runs, and since when: the days of the parts, else that of the case."""
    case = stage.case
    if case is None or stage.ended_on is not None or case.accepted_on is None:
        return []
    parts = [(part.authority_id, part.due_on) for part in case.parts if part.is_open and part.due_on < today]
    if case.committed_due is not None and case.committed_due < today and not parts:
        waiting = {part.authority_id for part in case.parts if part.is_open}
        return [(authority, case.committed_due) for authority in sorted(waiting or {case.authority_id})]
    return parts


def light_of(now: Now, time: ProjectTime, today: date) -> Light | None:
    """
    Return the light of a project, None once it is completed.

    Breach when the limit of the whole is used up, red when somebody is late, yellow when little is left of the whole or of a
    case that runs.
    """
    if now.project.completed_on is not None:
        return None
    if time.left < 0:
        return Light.BREACH
    if any(late_in(stage, today) for stage in now.all):
        return Light.RED
    thresholds, calendar = deadlines.thresholds(), deadlines.calendar()
    due = [
        stage.case.committed_due for stage in now.all if stage.case and stage.case.committed_due and not stage.ended_on
    ]
    is_near = any(calendar.working_days_between(today, day) <= thresholds.working_days for day in due)
    is_little = time.due is not None and time.left * 100 <= time.limit * thresholds.percent
    return Light.YELLOW if is_near or is_little else Light.GREEN

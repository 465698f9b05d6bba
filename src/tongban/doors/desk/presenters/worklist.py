"""How a worklist is shown: rows with their light in words, filters that keep what was chosen, tabs, what presses."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tongban.doors.desk import words
from tongban.doors.frame import wording
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import Worklist, WorkRow
from tongban.handling.teamwork import api as teamwork
from tongban.handling.teamwork.api import BatchDeed
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.api import Counts
from tongban.registers.identity.api import Officer
from tongban.registers.organisations import api as organisations

MINE, IN_HAND, AUTHORITY = "", "hand", "authority"


@dataclass(frozen=True)
class Filters:
    """What a worklist is narrowed to. Empty texts narrow nothing."""

    tab: str = MINE
    step: str = ""
    light: str = ""
    item: str = ""

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> "Filters":
        """Return the filters that an address or the session says; nonsense narrows nothing."""
        tab, step, light = sent.get("tab", ""), sent.get("step", ""), sent.get("light", "")
        return cls(
            tab=tab if tab in (IN_HAND, AUTHORITY) else MINE,
            step=step if step in workflow.step_names() else "",
            light=light if light in ("red", "yellow", "green") else "",
            item=sent.get("item", "")[:64],
        )

    @property
    def are_set(self) -> bool:
        return bool(self.step or self.light or self.item)

    def query(self, **changes: str) -> str:
        """Return these filters, some of them changed, as an address carries them; all are named, so it says what it shows."""
        return urlencode({**asdict(self), **changes})

    def address(self, **changes: str) -> str:
        """Return the address of the worklist under these filters, some of them changed."""
        return f"{reverse('desk:home')}?{self.query(**changes)}"


@dataclass(frozen=True)
class Row:
    """One case in the worklist."""

    number: str
    grouped: str
    href: str
    item: str
    item_en: str
    applicant: str
    authority: str  # named where the list spans several
    task: str
    light: str
    left: str
    due: str
    waiting_since: str
    claimed: str
    is_mine: bool
    is_assigned: bool
    instead_of: str  # who is away and has it, where the reader stands in (代)
    may_claim: bool
    batch: tuple[str, ...]  # what may be done to it together with others


@dataclass(frozen=True)
class Tab:
    text: str
    href: str
    is_current: bool


@dataclass(frozen=True)
class StepCount:
    """How much of a step is open, of it due today, of it late."""

    name: str
    href: str
    open: int
    today: int
    late: int


@dataclass(frozen=True)
class Light:
    """A count that leads to its rows."""

    code: str
    text: str
    href: str


def rows(page: Worklist, officer: Officer, *, filters: Filters, english: Mapping[str, str]) -> list[Row]:
    """Return the rows of a page; `english` holds the English names of items by their code, as far as they are known."""
    spans = officer.region_wide
    return [_row(row, officer, filters, english.get(row.item_code, ""), spans=spans) for row in page.rows]


def _row(row: WorkRow, officer: Officer, filters: Filters, item_en: str, *, spans: bool) -> Row:
    is_mine = row.claimed_by == officer.account_id
    is_my_work, is_in_hand = filters.tab != AUTHORITY, filters.tab == IN_HAND
    return Row(
        number=row.number,
        grouped=row.grouped_number,
        href=reverse("desk:case", args=[row.number]),
        item=row.item_name,
        item_en=item_en,
        applicant=row.applicant,
        authority=organisations.authority(row.authority_id).short_name if spans else "",
        task=wording.local_text(row.step_name, row.step_name_en) or step_name(row.step),
        light=row.light,
        left=wording.time_left(row.days_left, "working_day"),
        due=wording.short_day(row.due),
        waiting_since=wording.short_day(row.waiting_since),
        claimed=row.claimed_name,
        is_mine=is_mine,
        is_assigned=row.is_assigned,
        instead_of=row.claimed_name if is_my_work and not is_mine and (row.is_assigned or is_in_hand) else "",
        may_claim=is_my_work and row.claimed_by is None,
        batch=_batch(row, officer, is_my_work=is_my_work),
    )


def _batch(row: WorkRow, officer: Officer, *, is_my_work: bool) -> tuple[str, ...]:
    deeds = [row.step] if is_my_work and teamwork.may_be_batched(row.step, officer) else []
    if cases.leads(officer, row.authority_id):
        deeds.append(BatchDeed.HAND_OUT)
    return tuple(deeds)


def batch_deeds(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Return what may be done to several of the rows at once, with the words of its button."""
    names = {
        BatchDeed.ACCEPT: _("受理勾选的办件"),
        BatchDeed.DELIVER: _("电子送达勾选的办件"),
        BatchDeed.HAND_OUT: _("指派勾选的办件"),
    }
    found = {deed for row in rows for deed in row.batch}
    return [(deed, name) for deed, name in names.items() if deed in found]


def tabs(filters: Filters, counts: Counts) -> list[Tab]:
    """Return the three lists an officer may look at, each with how much is in it."""
    names = {
        MINE: (_("待我办理"), counts.all.open),
        IN_HAND: (_("我已领取"), counts.all.in_hand),
        AUTHORITY: (_("本单位在办"), counts.all.authority),
    }
    return [
        Tab(f"{name} {count}", filters.address(tab=tab), tab == filters.tab) for tab, (name, count) in names.items()
    ]


def step_counts(counts: Counts, filters: Filters) -> list[StepCount]:
    """Return how much is open of each step, of it due today and late, each leading to its rows; nothing with one step only."""
    bare = replace(filters, tab=MINE, light="", item="")
    found = [
        StepCount(step_name(step), bare.address(step=step), each.open, each.today, each.late)
        for step, each in counts.by_step.items()
        if each.open
    ]
    return found if len(found) > 1 or any(each.today or each.late for each in found) else []


def lights(counts: Counts, filters: Filters) -> list[Light]:
    """Return what is late and what is about to be, each leading to its rows."""
    bare = replace(filters, tab=MINE, step="", item="")
    found = [("red", counts.all.late, _("已超期 {count} 件")), ("yellow", counts.all.soon, _("将到期 {count} 件"))]
    return [Light(code, text.format(count=count), bare.address(light=code)) for code, count, text in found if count]


def step_choices(counts: Counts, chosen: str) -> list[tuple[str, str]]:
    """Return the steps a worklist may be narrowed to: those of every plan, and what is open of others."""
    others = [step for step in (*counts.by_step, chosen) if step and step not in words.TASKS]
    return [(code, step_name(code)) for code in (*words.TASKS, *dict.fromkeys(others))]


def step_name(step: str) -> str:
    """Return the name of a step of any plan in the reader's language."""
    if step in words.TASKS:
        return str(words.TASKS[step])
    return wording.local_text(*workflow.step_names().get(step, (step, step)))


def light_choices() -> list[tuple[str, str]]:
    return [(code, str(words.LIGHTS[code])) for code in ("red", "yellow", "green")]


def item_choices(items: Mapping[str, str], page: Worklist, chosen: str) -> list[tuple[str, str]]:
    """Return the items a worklist may be narrowed to: those of the authority, those on the page, and the chosen one."""
    found = {row.item_code: wording.local_text(row.item_name) for row in page.rows} | dict(items)
    if chosen and chosen not in found:
        found[chosen] = chosen
    return sorted(found.items(), key=lambda pair: pair[1])

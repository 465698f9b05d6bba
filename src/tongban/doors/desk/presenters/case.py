"""How the page of a case is shown: where it stands, its materials and how far they are trusted, its course, its clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.doors.desk import words
from tongban.doors.frame import situations, wording
from tongban.doors.frame.drafts import SummaryRow
from tongban.groundwork.documents.api import DocumentSummary
from tongban.groundwork.documents.rules import readable_size
from tongban.handling.applications.api import Channel, GivenView, MaterialStatus, MaterialView, Way
from tongban.handling.cases.api import AuthorityTime, CaseView, ClockView, CourseEntry, State, Step
from tongban.handling.workflow.api import TaskView

SHOWN_IN_PAGE = ("jpg", "png", "pdf")
MAIN_DEEDS = (Step.ACCEPT, Step.PROPOSE, Step.DECIDE, Step.CLOSE, Step.END_SPECIAL_PROCEDURE)
WARNING_DEEDS = (Step.REFUSE_ACCEPTANCE, Step.TERMINATE, Step.PROPOSE_REVOCATION)
ENDED = {Step.REFUSE_ACCEPTANCE, Step.WITHDRAW, Step.TERMINATE}
AHEAD = {
    State.SUBMITTED: ("accept", "propose", "decide", "deliver"),
    State.SUPPLEMENT_ASKED: ("accept", "propose", "decide", "deliver"),
    State.ACCEPTED: ("propose", "decide", "deliver"),
    State.PROPOSED: ("decide", "deliver"),
    State.DECIDED: ("deliver",),
    State.CLOSED: (),
}


@dataclass(frozen=True)
class Link:
    text: str
    href: str


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class MaterialRow:
    """One material of a case: what was given, in which way, how far it is trusted, and where to look at it."""

    code: str
    name: str
    name_en: str
    status: str
    tone: str
    given: tuple["GivenRow", ...]


@dataclass(frozen=True)
class GivenRow:
    """One thing given for a material."""

    text: str
    note: str
    trust: str
    trust_note: str
    tone: str
    href: str


@dataclass(frozen=True)
class CourseLine:
    """A node of the time line, as the frame draws it."""

    title: str
    state: str
    line: str = ""
    note: str = ""
    tag: str = ""
    tone: str = "blue"
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Paper:
    title: str
    note: str
    href: str
    status: str = ""


@dataclass(frozen=True)
class Clock:
    """The clock of a case in words."""

    light: str
    title: str
    text: str
    lines: tuple[str, ...]
    statutory: str
    statutory_lines: tuple[str, ...]
    days: tuple[str, ...]
    statutory_days: tuple[str, ...]
    basis: tuple[str, ...]
    is_provisional: bool


@dataclass(frozen=True)
class DeedButton:
    text: str
    href: str
    kind: str


def facts(view: CaseView) -> list[Fact]:
    """Return what an officer needs to know at a glance."""
    guide = view.offer.guide
    return [
        Fact(_("申请人"), view.applicant, _channel(view.channel)),
        Fact(_("收到"), wording.short_day(view.received_at), wording.hour(view.received_at)),
        Fact(
            _("承诺期限"),
            wording.limit(view.committed_limit.amount, view.committed_limit.unit),
            _("法定 {limit}").format(limit=wording.limit(guide.statutory_limit.amount, guide.statutory_limit.unit)),
        ),
        Fact(_("材料"), _given_count(view), _spared(view)),
    ]


def clock(view: CaseView) -> Clock | None:
    """Return the clock explained; None once nothing is due any more."""
    running = view.clock
    if running is None:
        return None
    return Clock(
        light="yellow" if running.is_stopped else running.light,
        title=_clock_title(view, running),
        text=_clock_text(view, running),
        lines=running.lines,
        statutory=wording.day(running.statutory_due),
        statutory_lines=running.statutory_lines,
        days=running.days,
        statutory_days=running.statutory_days,
        basis=running.basis,
        is_provisional=running.is_provisional,
    )


@dataclass(frozen=True)
class TimeRow:
    """How long one authority had the case, in words."""

    authority: str
    days: str
    span: str
    how: str
    stopped: str
    is_now: bool


def times(given: Sequence[AuthorityTime]) -> list[TimeRow]:
    """Return the time of each authority that had the case; nothing where one had it all along."""
    return [
        TimeRow(
            authority=wording.local_text(each.authority_name, each.authority_name_en),
            days=ngettext("{count} 个工作日", "{count} 个工作日", each.working_days).format(count=each.working_days),
            span=f"{wording.short_day(each.since)} — {wording.short_day(each.until) if each.until else ''}".strip(),
            how=str(words.CUSTODY[each.how]),
            stopped=ngettext("另有 {count} 个工作日不计", "另有 {count} 个工作日不计", each.stopped_days).format(
                count=each.stopped_days
            )
            if each.stopped_days
            else "",
            is_now=each.until is None,
        )
        for each in given
    ]


def materials(view: CaseView) -> list[MaterialRow]:
    """Return the materials of a case, with what was given for each."""
    return [_material(view.number, material) for material in view.materials]


def lookable(view: CaseView) -> list[tuple[MaterialView, GivenView]]:
    """Return what can be looked at, in the order of the materials: files and licences."""
    return [
        (material, thing)
        for material in view.materials
        for thing in material.given
        if thing.file_id is not None or thing.licence_id is not None
    ]


def given_words(thing: GivenView) -> str:
    """Return one given thing in words."""
    if thing.way is Way.COMMITMENT:
        if thing.fulfilled_at:
            return _("承诺的材料已于{day}补交").format(day=wording.day(thing.fulfilled_at))
        return _("告知承诺，{day}前补交").format(day=wording.day(thing.promised_on))
    if thing.way is Way.UPLOAD:
        return thing.file_name
    return str(words.WAYS[thing.way])


def course(view: CaseView) -> list[CourseLine]:
    """Return the time line: what was done and by whom, what is under way, what is ahead."""
    return [*(_done(view.number, entry) for entry in view.course), *_ahead(view)]


def past_course(entries: Sequence[CourseEntry]) -> list[CourseLine]:
    """Return what was done, for readers who may not open the papers."""
    return [_done("", entry) for entry in entries]


def papers(number: str, issued: Sequence[DocumentSummary]) -> list[Paper]:
    """Return the official documents of a case, the newest first."""
    return [
        Paper(
            title=wording.hant(document.title),
            note=f"{wording.hant(document.number)} · {wording.day(document.issued_at)}",
            href=reverse("desk:document", args=[number, document.id]) if document.is_ready else "",
        )
        for document in reversed(issued)
    ]


def deeds(view: CaseView) -> list[DeedButton]:
    """Return the deeds that are lawful now for this officer, from the table of steps; the way on stands first."""
    steps = sorted(view.open_steps, key=lambda step: (step in WARNING_DEEDS, step not in MAIN_DEEDS))
    return [
        DeedButton(
            text=str(words.DEEDS[step]),
            href=reverse("desk:deed", args=[view.number, slug_of(step)]),
            kind="primary" if step in MAIN_DEEDS else "warning" if step in WARNING_DEEDS else "secondary",
        )
        for step in steps
        if step in words.DEEDS
    ]


def situation(view: CaseView) -> list[SummaryRow]:
    """Return what the applicant answered about her situation, nothing where she was not asked."""
    if view.situation is None:
        return []
    return situations.answer_rows(view.situation.scenario, view.situation.answers, "")


def slug_of(step: Step) -> str:
    """Return a step as it is written in addresses."""
    return step.replace("_", "-")


def open_task(tasks: Sequence[TaskView], view: CaseView) -> TaskView | None:
    """Return the task that waits to be done, of several the officer's own; None when there is none."""
    mine = {deed.part for deed in view.part_deeds if deed.part}
    waiting = [task for task in tasks if task.done_at is None and (task.step in mine or (not mine and view.is_lead))]
    return waiting[0] if waiting else None


def claimed_by_me(task: TaskView | None, account_id: UUID) -> bool:
    return task is not None and task.claimed_by == account_id


def waiting_for(view: CaseView) -> str:
    """Return what the case waits for when the officer has nothing to do."""
    match view.state:
        case State.SUPPLEMENT_ASKED:
            return _("等申请人补正，补正期间不计时。")
        case State.CLOSED:
            return _("办件已经办结，没有要做的事。")
        case State.PROPOSED:
            return _("等另一名工作人员决定：提出意见的人不能自己决定。")
        case _:
            return _("现在没有您这个岗位要做的事。")


def _material(number: str, material: MaterialView) -> MaterialRow:
    statuses = {
        MaterialStatus.MISSING: (_("没有提供"), "red"),
        MaterialStatus.OPTIONAL: (_("没有提供，可以不交"), "grey"),
        MaterialStatus.DEFERRED: (_("容缺，可以后补"), "amber"),
        MaterialStatus.PROMISED: (_("已承诺后补"), "amber"),
        MaterialStatus.TO_SHOW: (_("原件待出示"), "amber"),
        MaterialStatus.GIVEN: (_("已提供"), "green"),
    }
    status, tone = statuses[material.status]
    given = tuple(_given(number, thing) for thing in material.given)
    return MaterialRow(material.code, material.name, material.name_en, status, tone, given)


def _given(number: str, thing: GivenView) -> GivenRow:
    trust, note, tone = words.TRUST[thing.trust_level]
    notes = [str(words.WAYS[thing.way])] if thing.way is Way.UPLOAD else []
    if thing.file_kind:
        notes.append(f"{thing.file_kind.upper()} {readable_size(thing.file_size)}")
    notes.append(wording.moment(thing.given_at))
    if thing.in_supplement:
        notes.append(_("补正时提供"))
    is_lookable = thing.file_id is not None or thing.licence_id is not None
    return GivenRow(
        text=given_words(thing),
        note=" · ".join(notes),
        trust=str(trust),
        trust_note=str(note),
        tone=tone,
        href=reverse("desk:viewer", args=[number, thing.id]) if is_lookable else "",
    )


def _done(number: str, entry: CourseEntry) -> CourseLine:
    who = " ".join(part for part in (wording.hant(entry.post), wording.hant(entry.actor_name)) if part)
    links: tuple[Link, ...] = ()
    if number and (document := entry.document) is not None and document.is_ready:
        links = (Link(wording.hant(document.title), reverse("desk:document", args=[number, document.id])),)
    return CourseLine(
        title=str(words.COURSE[entry.deed]),
        state="ended" if entry.deed in ENDED else "done",
        line=" · ".join(part for part in (wording.moment(entry.at), who) if part),
        note=wording.hant(entry.note),
        links=links,
    )


def _ahead(view: CaseView) -> Iterator[CourseLine]:
    if view.state is State.SUPPLEMENT_ASKED:
        yield CourseLine(title=_("等申请人补正"), state="stopped", tag=_("不计时"), tone="amber")
    if view.awaits_parts:
        yield CourseLine(title=_("各部门办理"), state="now", tag=_("现在"))
    for position, task in enumerate(AHEAD[view.state]):
        is_now = position == 0 and view.state is not State.SUPPLEMENT_ASKED and not view.awaits_parts
        is_stopped = is_now and view.accepted_on is not None and view.clock is not None and view.clock.is_stopped
        yield CourseLine(
            title=str(words.TASKS[task]),
            state="stopped" if is_stopped else "now" if is_now else "todo",
            tag=_("特别程序中，不计时") if is_stopped else _("现在") if is_now else "",
            tone="amber" if is_stopped else "blue",
        )


def _clock_title(view: CaseView, running: ClockView) -> str:
    if running.is_stopped:
        return _("计时已暂停")
    left = wording.time_left(running.days_left, running.unit)
    if view.accepted_on is None:
        return _("受理答复：{left}").format(left=left)
    return left


def _clock_text(view: CaseView, running: ClockView) -> str:
    day = wording.day(running.due)
    if view.state is State.SUPPLEMENT_ASKED:
        return _("申请人补正后继续计算受理期限。")
    if view.accepted_on is None:
        return _("{day}前答复是否受理；逾期不告知的，自收到之日起即为受理。").format(day=day)
    if running.is_stopped:
        return _("特别程序结束后继续计算，预计最早 {day}到期。").format(day=day)
    return _("承诺 {day}前决定。").format(day=day)


def _channel(channel: str) -> str:
    return str(words.CHANNELS[Channel(channel)]) if channel in list(Channel) else channel


def _given_count(view: CaseView) -> str:
    given = sum(bool(material.given) for material in view.materials)
    return ngettext("{count} 份", "{count} 份", given).format(count=given)


def _spared(view: CaseView) -> str:
    spared = sum(any(thing.way is Way.LICENCE for thing in material.given) for material in view.materials)
    return ngettext("{count} 份共享免交", "{count} 份共享免交", spared).format(count=spared) if spared else ""

"""Construction projects as the pages of every door show them: stages and who is at work, the drawing, the shared record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from markupsafe import Markup

from tongban.doors.frame import wording
from tongban.doors.frame.charts import Chart, Edge, Kind, Lane, Node, drawn, laid_out
from tongban.groundwork.foundation import clock
from tongban.handling.cases.api import grouped
from tongban.handling.projects.api import FactView, ProjectCard, ProjectView, ShareView, StageView, Standing
from tongban.offer.deadlines.rules import Light

STANDINGS: Mapping[Standing, tuple[str | Promise, str]] = {
    Standing.WAITING: (gettext_lazy("还不能申请"), "grey"),
    Standing.READY: (gettext_lazy("可以申请"), "blue"),
    Standing.DRAFT: (gettext_lazy("填写中"), "blue"),
    Standing.RUNNING: (gettext_lazy("办理中"), "amber"),
    Standing.GRANTED: (gettext_lazy("已获批"), "green"),
    Standing.ENDED: (gettext_lazy("可以重新申请"), "red"),
}
ENDINGS: Mapping[str, str | Promise] = {
    "refused": gettext_lazy("上次申请没有获批"),
    "not_accepted": gettext_lazy("上次申请没有受理"),
    "withdrawn": gettext_lazy("上次申请已撤回"),
    "terminated": gettext_lazy("上次申请已终止"),
}
LIGHTS: Mapping[Light, str | Promise] = {
    Light.GREEN: gettext_lazy("正常"),
    Light.YELLOW: gettext_lazy("快到期"),
    Light.RED: gettext_lazy("有部门超期"),
    Light.BREACH: gettext_lazy("超过120个工作日"),
}
ORIGINS: Mapping[str, str | Promise] = {
    "registration": gettext_lazy("登记项目时填写"),
    "application": gettext_lazy("申请表"),
    "licence": gettext_lazy("签发的证照"),
    "correction": gettext_lazy("更正"),
}


@dataclass(frozen=True)
class StageBlock:
    """One stage, ready to be drawn."""

    stage: StageView
    number: int
    name: str
    tag: str
    tone: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    shares: tuple[dict[str, object], ...]
    waits: str
    ending: str
    case_number: str


@dataclass(frozen=True)
class FactLine:
    """One value of the shared record."""

    element: str
    name: str
    value: str
    origin: str
    note: str
    may_correct: bool
    case_number: str


def blocks(project: ProjectView) -> list[StageBlock]:
    """Return the stages in their order."""
    return [_block(project, stage, number) for number, stage in enumerate(project.stages, start=1)]


def late_sentences(project: ProjectView) -> list[str]:
    """Say who makes the others wait, with what, since when."""
    return [
        _("{authority}应在{day}前办结“{what}”，已经超期。").format(
            authority=wording.local_text(share.authority_name, share.authority_name_en),
            day=wording.plain_day(share.due_on) if share.due_on else "",
            what=what_of(share),
        )
        for share in project.late
    ]


def what_of(share: ShareView) -> str:
    """Return what an authority has to do, in words."""
    return _("汇总审查和决定") if share.is_lead else wording.local_text(share.what, share.what_en)


def light_of(light: Light | None) -> tuple[str, str]:
    """Return the light as code and words; "" for a project that is completed."""
    return ("", "") if light is None else (str(light), str(LIGHTS[light]))


def time_bars(project: ProjectView) -> list[dict[str, object]]:
    """Return the time each authority used."""
    return [
        {"label": wording.local_text(each.name, each.name_en), "value": each.days, "tone": "blue"}
        for each in project.time.holders
    ]


def days(count: int) -> str:
    return ngettext("{count} 个工作日", "{count} 个工作日", count).format(count=count)


def fact_lines(facts: Iterable[FactView], names: Mapping[str, str], *, may_correct: bool) -> list[FactLine]:
    """Return the shared record with where each value came from; `names` are those of the stages by their codes."""
    return [
        FactLine(
            element=each.element,
            name=wording.local_text(each.name, each.name_en),
            value=each.value,
            origin=_origin(each, names),
            note=_("更正原因：{reason}").format(reason=each.reason) if each.reason else "",
            may_correct=may_correct and each.element != "project.code",
            case_number=each.case_number,
        )
        for each in facts
    ]


def stage_names(project: ProjectView) -> dict[str, str]:
    """Return the names of the stages by their codes, in the language of the page."""
    return {stage.plan.code: wording.local_text(stage.plan.name, stage.plan.name_en) for stage in project.stages}


def drawing(project: ProjectView) -> Markup:
    """Return the course of the project as a picture: a box for each stage in the lane of who leads it."""
    lanes = dict.fromkeys((stage.lead_name, stage.lead_name_en) for stage in project.stages)
    nodes = tuple(
        Node(
            key=stage.plan.code,
            lane=stage.lead_name,
            name=wording.local_text(stage.plan.name, stage.plan.name_en),
            lines=(
                str(STANDINGS[stage.standing][0]),
                _("用时 {used}／计划 {planned}").format(used=stage.used, planned=days(stage.plan.days)),
            ),
            kind=_kind(stage),
        )
        for stage in project.stages
    )
    edges = tuple(
        Edge(each.stage, stage.plan.code, _("获批后") if each.once == "granted" else _("受理后"))
        for stage in project.stages
        for each in stage.plan.after
    )
    chart = Chart(tuple(Lane(name, wording.local_text(name, english)) for name, english in lanes), nodes, edges)
    title = _("{name}的审批阶段").format(name=project.name)
    told = _("；").join(f"{node.name}：{node.lines[0]}，{node.lines[1]}" for node in nodes)
    language = {"en": "en", "zh-hant": "zh-Hant"}.get(wording.language(), "zh-Hans")
    return Markup(drawn(laid_out(chart), title=title, description=told, language=language))  # noqa: S704 - texts are escaped by `drawn`


def card_rows(cards: Sequence[ProjectCard], address: Callable[[str], str]) -> list[dict[str, object]]:
    """Return the rows of a list of projects."""
    return [
        {
            "code": card.code,
            "href": address(card.code),
            "name": wording.hant(card.name),
            "kind": wording.local_text(card.kind.name, card.kind.name_en),
            "region": wording.local_text(card.region_name, card.region_name_en),
            "owner": card.owner,
            "progress": _progress(card),
            "used": f"{card.used}／{card.limit}",
            "light": light_of(card.light),
            "late": _("、").join(wording.local_text(*name) for name in card.late_names),
            "day": wording.plain_day(clock.day_of(card.registered_at)),
            "is_completed": card.completed_on is not None,
        }
        for card in cards
    ]


def _block(project: ProjectView, stage: StageView, number: int) -> StageBlock:
    tag, tone = STANDINGS[stage.standing]
    facts = []
    if stage.accepted_on:
        facts.append((_("受理"), wording.plain_day(stage.accepted_on)))
    if stage.closed_on:
        facts.append((_("决定"), wording.plain_day(stage.closed_on)))
    elif stage.due_on:
        facts.append((_("应当办结"), wording.plain_day(stage.due_on)))
    if stage.accepted_on:
        facts.append(
            (_("部门用时"), _("{used}，计划 {planned}").format(used=days(stage.used), planned=days(stage.plan.days)))
        )
    names = {each.plan.code: each.plan for each in project.stages}
    waits = [wording.local_text(names[each.code].name, names[each.code].name_en) for each in stage.waits_for]
    return StageBlock(
        stage=stage,
        number=number,
        name=wording.local_text(stage.plan.name, stage.plan.name_en),
        tag=str(tag),
        tone=tone,
        lead=wording.local_text(stage.lead_name, stage.lead_name_en),
        facts=tuple(facts),
        shares=tuple(_share(share) for share in stage.shares),
        waits=_("要等：{stages}").format(stages=_("、").join(waits)) if waits else "",
        ending=str(ENDINGS.get(stage.outcome, "")) if stage.standing is Standing.ENDED else "",
        case_number=grouped(stage.case_number) if stage.case_number else "",
    )


def _share(share: ShareView) -> dict[str, object]:
    if share.is_late:
        state, tone = _("超期"), "red"
    elif share.ended_on:
        state, tone = _("已完成"), "green"
    else:
        state, tone = _("办理中"), "amber"
    return {
        "authority": wording.local_text(share.authority_name, share.authority_name_en),
        "what": what_of(share),
        "is_consultation": share.is_consultation,
        "state": state,
        "tone": tone,
        "result": share.result,
        "began": wording.plain_day(share.began_on),
        "ended": wording.plain_day(share.ended_on) if share.ended_on else "",
        "due": wording.plain_day(share.due_on) if share.due_on else "",
        "days": share.days,
    }


def _origin(fact: FactView, names: Mapping[str, str]) -> str:
    origin = str(ORIGINS.get(fact.origin, fact.origin))
    where = f"{names.get(fact.stage, fact.stage)} {origin}" if fact.stage else origin
    who = _("{name}，{day}").format(name=fact.by_name, day=wording.plain_day(clock.day_of(fact.brought_at)))
    return f"{where} · {who}"


def _kind(stage: StageView) -> Kind:
    if stage.standing is Standing.GRANTED:
        return Kind.END
    return {Standing.WAITING: Kind.SIDE, Standing.RUNNING: Kind.CHOICE, Standing.ENDED: Kind.STOP}.get(
        stage.standing, Kind.STEP
    )


def _progress(card: ProjectCard) -> str:
    done = sum(standing is Standing.GRANTED for standing in card.standings)
    if card.completed_on is not None:
        return _("全部办完")
    for stage, standing in zip(card.kind.stages, card.standings, strict=True):
        if standing is not Standing.GRANTED:
            name = wording.local_text(stage.name, stage.name_en)
            return _("{done}／{all}，{stage}{standing}").format(
                done=done, all=len(card.standings), stage=name, standing=STANDINGS[standing][0]
            )
    return ""

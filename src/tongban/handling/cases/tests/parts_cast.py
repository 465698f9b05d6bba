"""The cast of a case that several authorities handle: a plan of its own, an item that names it, and their people."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import yaml

from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.models import Part
from tongban.handling.cases.tests.cast import Staff, officer_at, staff_of, submitted
from tongban.handling.workflow import api as workflow
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import Offer
from tongban.registers.identity.api import Applicant, Officer
from tongban.registers.organisations.models import Authority

# The lead (market regulation) examines beside the health authority, whose opinion its own head confirms; the police is asked;
# the platform looks for the business licence. Large premises go on to the building authority of the city.
PLAN = yaml.safe_load("""
code: together
name: 开办餐饮店联合审批
name_en: Opening a restaurant
first: accept
steps:
  accept:
    name: 受理
    name_en: Acceptance
    role: clerk
    leads_to:
      accepted:
        fork: [{to: lead_review}, {to: health}, {to: police}, {to: licence_check}]
        join: first
      not_accepted: ""
      supplement_asked: accept
  lead_review:
    {name: 主办审查, name_en: Lead examination, kind: opinion, role: reviewer, leads_to: {agreed: first, objected: first}}
  health:
    name: 卫生审查
    name_en: Public health
    kind: opinion
    role: reviewer
    who: department:hea
    limit: {amount: 5, unit: working_day, source: 联合审批办法第六条}
    materials: [layout]
    leads_to: {agreed: health_head, with_conditions: health_head, objected: health_head}
  health_head:
    name: 卫生审定
    name_en: Public health, confirmed
    kind: opinion
    role: decider
    who: department:hea
    limit: {amount: 2, unit: working_day, source: 联合审批办法第六条}
    not_by: [health]
    materials: [layout]
    leads_to: {agreed: first, objected: first, again: health}
  police:
    name: 征求公安机关意见
    name_en: The police is asked
    kind: consult
    role: reviewer
    who: department:psb
    limit: {amount: 3, unit: working_day, source: 联合审批办法第八条}
    materials: []
    leads_to: {answered: first}
  licence_check:
    name: 营业执照核查
    name_en: Check of the business licence
    kind: auto
    role: clerk
    check: licence:business-licence
    leads_to: {met: first, not_met: first}
  first:
    name: 第一阶段意见汇总
    name_en: First opinions in
    kind: join
    of: all
    agreeing: [agreed, with_conditions, met, answered]
    leads_to:
      agreed:
        fork: [{to: building, when: [{fact: health.area, at_least: 300}]}, {to: small, otherwise: true}]
        join: second
      objected: meeting
  building:
    name: 消防验收
    name_en: Fire safety of the building
    kind: opinion
    role: reviewer
    who: department:hou
    limit: {amount: 4, unit: working_day, source: 联合审批办法第九条}
    issues: {kind: opinion_letter, title: 部门审查意见书, licence_type: food-business-permit}
    leads_to: {agreed: second, objected: second}
  small:
    {name: 小型场所核对, name_en: Small premises, kind: opinion, role: reviewer, leads_to: {agreed: second, objected: second}}
  second:
    {name: 第二阶段意见汇总, name_en: All opinions in, kind: join, of: all, agreeing: [agreed],
     leads_to: {agreed: propose, objected: meeting}}
  meeting:
    name: 联合会审
    name_en: Joint meeting
    kind: meeting
    role: reviewer
    limit: {amount: 3, unit: working_day, source: 联合审批办法第十条}
    leads_to: {concluded: propose}
  propose:
    name: 提出决定意见
    name_en: Proposal
    role: reviewer
    leads_to:
      proposed: decide
      returned:
        fork: [{to: lead_review}, {to: health}, {to: police}, {to: licence_check}]
        join: first
        is_chosen: true
  decide:
    {name: 决定, name_en: Decision, role: decider, not_by: [propose, health], leads_to: {agreed: deliver, returned: propose}}
  deliver:
    {name: 送达办结, name_en: Delivery and closing, role: clerk, leads_to: {delivered: ""}}
""")


@dataclass(frozen=True)
class Offices:
    """The people of the authorities that take part."""

    lead: Staff
    health: Officer
    health_head: Officer
    police: Officer
    building: Officer


def together() -> Offer:
    """Install the plan and an item that names it, with the limits of joint handling; return the item."""
    folder = _folder()
    workflow.install_plans(folder / "plans" / "plans.yaml")
    catalogue.install_items(folder)
    return cast.offer_of(cast.FOOD)


@cache
def _folder() -> Path:
    folder = Path(mkdtemp(prefix="together-"))
    (folder / "plans").mkdir()
    (folder / "plans" / "plans.yaml").write_text(yaml.safe_dump([PLAN], allow_unicode=True), encoding="utf-8")
    guide = yaml.safe_load((cast.SEEDS / "items" / f"{cast.FOOD}.yaml").read_text(encoding="utf-8"))
    guide["plan"] = PLAN["code"]
    guide["statutory_limit"] = {"amount": 45, "unit": "working_day", "note": "行政许可法第四十二条第二款"}
    guide["committed_limit"] = {"amount": 20, "unit": "working_day", "note": "不含特别程序所需时间"}
    (folder / f"{cast.FOOD}.yaml").write_text(
        yaml.safe_dump(guide, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    return folder


def offices_of(offer: Offer) -> Offices:
    def at(key: str, region: str, role: str) -> Officer:
        return officer_at(Authority.objects.get(key=key, region_id=region), role, name=f"{key}-{role}")

    return Offices(
        lead=staff_of(offer),
        health=at("hea", "990101", "reviewer"),
        health_head=at("hea", "990101", "decider"),
        police=at("psb", "990101", "reviewer"),
        building=at("hou", "9901", "reviewer"),
    )


def accepted_by_all(applicant: Applicant, offices: Offices, offer: Offer) -> str:
    """Return a case that is accepted: the lead, health, the police and the platform are at it at once."""
    number = submitted(applicant, offer)
    cases.accept_application(number=number, officer=offices.lead.clerk)
    return number


def opine(number: str, officer: Officer, step: str, result: str = "agreed", **details: object) -> cases.Done:
    details.setdefault("opinion", "经审查，符合要求。")
    return cases.give_opinion(number=number, officer=officer, step=step, result=result, **details)


def all_first(
    number: str, offices: Offices, *, area: str = "320", lead: str = "agreed", health: str = "agreed"
) -> None:
    """Let everybody of the first stage give a result."""
    opine(number, offices.lead.reviewer, "lead_review", lead)
    opine(number, offices.health, "health", health, fields={"area": area})
    opine(number, offices.health_head, "health_head", health)
    cases.answer_consultation(number=number, officer=offices.police, step="police", answer="无意见。")
    if open_steps(number) & {"licence_check"}:
        opine(number, offices.lead.clerk, "licence_check", "met")


def open_steps(number: str) -> set[str]:
    return set(Part.objects.filter(case__number=number, ended_at=None).values_list("step", flat=True))


def open_tasks(number: str) -> set[str]:
    return {task.step for task in workflow.tasks_of(f"case:{number}") if task.done_at is None}


def part(number: str, step: str) -> Part:
    return Part.objects.filter(case__number=number, step=step).latest("id")

"""The cast of the project tests: the city with the four stages, a company, and who examines at each authority."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tongban.handling.applications import api as applications
from tongban.handling.applications.api import DraftView
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests.cast import install_city as install_small_city
from tongban.handling.cases.tests.cast import officer_at
from tongban.handling.projects import api as projects
from tongban.handling.projects.api import ProjectView
from tongban.handling.projects.models import KindEdition
from tongban.offer.catalogue import api as catalogue
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import shown_fields
from tongban.registers.identity.api import Applicant, Officer
from tongban.registers.organisations.models import Authority

SEEDS = cast.SEEDS
FACTS: Mapping[str, str] = {
    "project.name": "城东区示例小学新建工程",
    "project.address": "城东区示例路以东、样板街以北",
    "project.approval_kind": "approval",
    "project.investment": "36000000",
    "project.land_area": "4200",
    "project.floor_area": "9800",
    "project.environment_class": "registration",
}
# What every authority of a stage says, in the order in which it may.
AGREED, REASONS = "agreed", "经审查，符合规定。"


def install_city() -> None:
    """Install the city with the four stage items and the kinds of project, unless they are there."""
    install_small_city()
    projects.forget_kept()
    if not KindEdition.objects.exists():
        catalogue.install_items(_stage_guides())
        projects.install_kinds(SEEDS / "project_kinds.yaml")
        catalogue.forget_kept()


@cache
def _stage_guides() -> Path:
    folder = Path(mkdtemp(prefix="guides-"))
    for path in (SEEDS / "items").glob("project-stage-*.yaml"):
        shutil.copy(path, folder)
    return folder


def registered(applicant: Applicant, kind: str = "government-building", **details: Any) -> ProjectView:
    """Register a project of a company."""
    facts = {**FACTS, **details.pop("facts", {})}
    return projects.register_project(
        applicant=applicant, kind=kind, region_code=details.pop("region_code", "990101"), facts=facts, **details
    )


@dataclass
class Offices:
    """The officers of the city's authorities, made when they are needed."""

    known: dict[tuple[str, str], Officer] = field(default_factory=dict)

    def officer(self, authority: Authority | str, role: str) -> Officer:
        found = Authority.objects.get(key=authority, region_id="9901") if isinstance(authority, str) else authority
        if (found.key, role) not in self.known:
            self.known[found.key, role] = officer_at(found, role)
        return self.known[found.key, role]

    def of(self, authority_id: int, role: str) -> Officer:
        return self.officer(Authority.objects.get(pk=authority_id), role)


def filled(draft: DraftView, applicant: Applicant) -> None:
    """Answer what is left of a draft, and give its materials."""
    definition = forms.form(draft.offer.form_version_id or 0)
    answers = dict(draft.answers)
    for page in definition.pages:
        for _ in range(2):
            shown = {each.element for each in shown_fields(definition, answers)}
            for each in page.fields:
                if each.element in shown and not answers.get(each.element):
                    answers[each.element] = cast.plausible(forms.elements()[each.element], draft)
        problems = applications.save_page(draft_id=draft.id, applicant=applicant, page=page.code, answers=answers)
        assert not problems, problems
    for material in draft.offer.guide.materials:
        if material.necessity == "required":
            if "licence" in material.ways:
                cast.give_licence(applicant, material.licence_type, draft.offer)
            way = "licence" if "licence" in material.ways else "upload"
            cast.give(draft, applicant, material.code, way)


def submitted(code: str, stage: str, applicant: Applicant) -> str:
    """Open a stage, fill its form and submit it; return the number of the case."""
    draft = projects.open_stage(code=code, stage=stage, applicant=applicant, channel="portal")
    filled(draft, applicant)
    receipt = cases.submit_application(draft_id=draft.id, applicant=applicant, statement=cast.STATEMENT)
    projects.follow_case(receipt.case_number)
    return receipt.case_number


def accepted(number: str, offices: Offices) -> None:
    lead = cases.case_times([number])[number].authority_id
    cases.accept_application(number=number, officer=offices.of(lead, "clerk"))
    projects.follow_case(number)


def examined(number: str, offices: Offices) -> None:
    """Let every authority that still has a share give its opinion."""
    for part in cases.case_times([number])[number].parts:
        if not part.is_open:
            continue
        officer = offices.of(part.authority_id, "reviewer")
        if part.is_consultation:
            cases.answer_consultation(number=number, officer=officer, step=part.step, answer=REASONS)
        else:
            cases.give_opinion(number=number, officer=officer, step=part.step, result=AGREED, opinion=REASONS)


def decided(number: str, offices: Offices, outcome: str = "granted") -> None:
    lead = cases.case_times([number])[number].authority_id
    cases.propose_decision(number=number, officer=offices.of(lead, "reviewer"), outcome=outcome, reasons=REASONS)
    cases.decide_case(number=number, officer=offices.of(lead, "decider"), agree=True)
    projects.follow_case(number)


def lived(code: str, stage: str, applicant: Applicant, offices: Offices) -> str:
    """Take a stage from its application to the decision."""
    number = submitted(code, stage, applicant)
    accepted(number, offices)
    examined(number, offices)
    decided(number, offices)
    return number

"""
The construction projects of the demonstration city, from registration to the last acceptance.

As with its other cases, every project is lived through by the product's own deeds on the day each happened.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model

from tongban.config.commands.demonstration import STATEMENT, City, Life
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.data_files import read_yaml
from tongban.handling.applications.api import Channel
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import PartTime
from tongban.handling.projects import api as projects
from tongban.offer.catalogue import api as catalogue
from tongban.offer.deadlines import api as deadlines
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Applicant, Role
from tongban.registers.organisations import api as organisations

Deed = Callable[[], None]


def build_projects(scenarios: Path, people: Path) -> None:
    """Live through the projects of a YAML file; `people` is that of the city's other cases, with what they answer."""
    told, city_plan = read_yaml(scenarios), read_yaml(people)
    city = City(random.Random(told["seed"]), city_plan)  # noqa: S311 - a demonstration, no secret
    for project in told["projects"]:
        answers = {**city_plan["answers"], **told["answers"], **project["facts"], **project.get("answers", {})}
        city.plan = {**city_plan, "answers": answers, "share_promising": 0}
        Building(city, told, project).live()


@dataclass
class Building:
    """One project on its way."""

    city: City
    told: Mapping[str, Any]
    plan: Mapping[str, Any]
    code: str = ""

    def __post_init__(self) -> None:
        days_ago = self.plan["days_ago"]
        self.day = _working_day(clock.today() - timedelta(days=days_ago)) if days_ago else clock.today()
        self.party = identity.install_parties([self.plan["owner"]])[self.plan["owner"]]

    def live(self) -> None:
        """Register the project and take it through its stages, as far as their days have come."""
        self._do(self._register)
        for stage in self.plan.get("stages", ()):
            if not self._stage(stage):
                return

    def _register(self) -> None:
        self.code = projects.register_project(
            applicant=self.applicant(organisations.authority_for("nat", self.plan["region"]).id),
            kind=self.plan["kind"],
            region_code=self.plan["region"],
            facts=self.plan["facts"],
            code=self.plan.get("code", ""),
            position=tuple(self.plan["position"]),
        ).code

    def _stage(self, stage: Mapping[str, Any]) -> bool:
        """Live through one stage, and say whether it came to its end."""
        work = StageWork(self, stage)
        for days, deed in work.course():
            self.day = deadlines.calendar().add_working_days(self.day, days)
            if self.day > clock.today():
                return False
            self._do(deed)
        return "close" in stage

    def _do(self, deed: Deed) -> None:
        moment = datetime.combine(self.day, time(9 + next(self.city.serial) % 8, 20), clock.CHINA)
        with clock.frozen_at(min(moment, clock.now())):
            deed()

    def applicant(self, authority_id: int) -> Applicant:
        """Return who applies: with an account herself, else at the window of the leading authority."""
        if "account" in self.plan:
            account = get_user_model().objects.get(username=self.plan["account"])
            return identity.applicant_of(account, party_id=self.party)
        clerk = self.city.officer(authority_id, Role.CLERK)
        return identity.applicant_at_window(officer=clerk, party_id=self.party)


@dataclass
class StageWork:
    """The deeds of one stage."""

    building: Building
    plan: Mapping[str, Any]
    lead: int = 0  # the leading authority, known once the stage is begun
    number: str = ""

    def course(self) -> Iterator[tuple[int, Deed]]:
        """Yield each deed with the working days that pass before it; who answers when is known once the case is accepted."""
        yield self.plan["apply"], self.submit
        yield self.plan["accept"], self.accept
        passed = 0
        for days, part in sorted(self._answers(), key=lambda answer: answer[0]):
            yield days - passed, lambda part=part: self.answer(part)  # type: ignore[misc]
            passed = days
        for name, deed in (("propose", self.propose), ("decide", self.decide), ("close", self.close)):
            if name not in self.plan:
                return
            yield self.plan[name], deed

    def submit(self) -> None:
        anyone = self.building.applicant(organisations.authority_for("nat", self.building.plan["region"]).id)
        view = projects.project_for_applicant(self.building.code, applicant=anyone)
        stage = next(each for each in view.stages if each.plan.code == self.plan["stage"])
        offer = catalogue.offer(stage.item_code)
        self.lead = offer.authority_id
        applicant = self.building.applicant(self.lead)
        draft = projects.open_stage(
            code=self.building.code, stage=self.plan["stage"], applicant=applicant, channel=Channel.WINDOW
        )
        life = Life(self.building.city, offer, applicant, self.building.day, self.plan)
        life.fill(draft)
        for material in draft.materials:
            life.give(draft, material)
        receipt = cases.submit_application(draft_id=draft.id, applicant=applicant, statement=STATEMENT)
        self.number = receipt.case_number
        projects.follow_case(self.number)

    def accept(self) -> None:
        cases.accept_application(number=self.number, officer=self.building.city.officer(self.lead, Role.CLERK))

    def answer(self, part: PartTime) -> None:
        officer = self.building.city.officer(part.authority_id, Role.REVIEWER)
        if part.is_consultation:
            told = self.building.told["answer"]
            cases.answer_consultation(number=self.number, officer=officer, step=part.step, answer=told)
        else:
            told = self.building.told["opinion"]
            cases.give_opinion(number=self.number, officer=officer, step=part.step, result="agreed", opinion=told)

    def propose(self) -> None:
        cases.propose_decision(
            number=self.number,
            officer=self.building.city.officer(self.lead, Role.REVIEWER),
            outcome="granted",
            reasons="各部门均同意，申请材料齐全，符合法定条件。",
        )

    def decide(self) -> None:
        cases.decide_case(number=self.number, officer=self.building.city.officer(self.lead, Role.DECIDER), agree=True)
        projects.follow_case(self.number)

    def close(self) -> None:
        cases.close_case(
            number=self.number, officer=self.building.city.officer(self.lead, Role.CLERK), delivery="window"
        )

    def _answers(self) -> Iterator[tuple[int, PartTime]]:
        days = {organisations.authority_for(key, "9901").id: after for key, after in self.plan["parts"].items()}
        for part in cases.case_times([self.number])[self.number].parts:
            if part.authority_id in days:
                yield days[part.authority_id], part


def _working_day(day: date) -> date:
    while not deadlines.calendar().is_working_day(day):
        day -= timedelta(days=1)
    return day

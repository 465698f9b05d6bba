"""
A year in the life of the demonstration city.

Every case is lived through by the product's own deeds, with the clock held at the day it happened: nothing is written into
the tables by hand, so the ledger of the demonstration verifies like any other.
"""

import io
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection

from tongban.engagement.ratings import api as ratings
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.data_files import read_yaml
from tongban.handling.applications import api as applications
from tongban.handling.cases import api as cases
from tongban.handling.workflow import api as workflow
from tongban.offer.catalogue import api as catalogue
from tongban.offer.deadlines import api as deadlines
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import TRUE, DataElement, ElementType, shown_fields
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Applicant, Officer, PartyKind, Role

STATEMENT = "本人承诺所填信息和提交的材料真实、准确、完整，并对其真实性负责。"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fea7d6059b"
    "0000000049454e44ae426082"
)


def live_through(scenarios: Path) -> None:
    """Live through the cases of a YAML file; the same file on the same day gives the same cases."""
    plan = read_yaml(scenarios)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    try:
        city = City(random.Random(plan["seed"]), plan)  # noqa: S311 - a demonstration, no secret
        for start, scenario in sorted(_dated(plan["cases"], city.random), key=lambda dated: dated[0]):
            city.live(scenario, start)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit TO on")


def _dated(scenarios: Sequence[Mapping[str, Any]], chance: random.Random) -> Iterator[tuple[date, Mapping[str, Any]]]:
    """Spread the cases of each scenario over its span of days ago, on working days."""
    calendar = deadlines.calendar()
    for scenario in scenarios:
        first, last = scenario["days_ago"]
        for _ in range(scenario["count"]):
            day = clock.today() - timedelta(days=chance.randint(first, last))
            while not calendar.is_working_day(day):
                day -= timedelta(days=1)
            yield day, scenario


@dataclass
class City:
    """The people who act, and the chance that decides between them."""

    random: random.Random
    plan: Mapping[str, Any]
    serial: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.officers = officers()
        self.natural = identity.install_parties(self.plan["people"])
        self.legal = identity.install_parties(self.plan["companies"])
        self.named = identity.install_parties([each["party"] for each in self.plan["cases"] if "party" in each])

    def live(self, scenario: Mapping[str, Any], day: date) -> None:
        """Live through one case from its first day."""
        offer = self._offer(scenario["item"])
        applicant = self._applicant(offer, scenario.get("party"))
        life = Life(self, offer, applicant, day, scenario)
        for deed in self.plan["courses"][scenario["course"]]:
            if not life.go_on(deed):
                return

    def officer(self, authority_id: int, role: Role) -> Officer:
        return self.officers[authority_id, role]

    def _offer(self, basic_code: str) -> catalogue.Offer:
        return self.random.choice(catalogue.offers_of_basic(basic_code))

    def _applicant(self, offer: catalogue.Offer, number: str | None) -> Applicant:
        """Return who applies: the named party, else anyone of the kind the item is for."""
        parties = self.natural if PartyKind.NATURAL in offer.guide.audience else self.legal
        party = self.named[number] if number else self.random.choice(list(parties.values()))
        return identity.applicant_at_window(officer=self.officer(offer.authority_id, Role.CLERK), party_id=party)


@dataclass
class Life:
    """One case on its way."""

    city: City
    offer: catalogue.Offer
    applicant: Applicant
    day: date
    scenario: Mapping[str, Any]
    number: str = ""

    def go_on(self, deed: str) -> bool:
        """Do the next deed of the course on the next day that suits it; stop where that day is still to come."""
        name, _, waits = deed.partition(" after ")
        if waits:
            self.day = deadlines.calendar().add_working_days(
                self.day, self.city.random.randint(*map(int, waits.split("-")))
            )
        if self.day > clock.today():
            return False
        moment = datetime.combine(
            self.day, time(9 + next(self.city.serial) % 8, self.city.random.randint(0, 59)), clock.CHINA
        )
        with clock.frozen_at(min(moment, clock.now())):
            getattr(self, name)()
        return True

    def submit(self) -> None:
        draft = applications.open_draft(offer=self.offer, applicant=self.applicant, channel=applications.Channel.WINDOW)
        self.fill(draft)
        for material in draft.materials:
            if material.necessity != "optional":
                self.give(draft, material)
        receipt = cases.submit_application(draft_id=draft.id, applicant=self.applicant, statement=STATEMENT)
        self.number = receipt.case_number

    def accept(self) -> None:
        cases.accept_application(number=self.number, officer=self._officer("accept"))

    def ask_to_supplement(self) -> None:
        material = self.offer.guide.materials[0]
        reason = self.city.plan["reasons"]["supplement"]
        items = [{"code": material.code, "name": material.name, "reason": reason}]
        cases.ask_to_supplement(number=self.number, officer=self._officer("accept"), items=items)

    def supply_supplement(self) -> None:
        view = cases.case_for_applicant(self.number, applicant=self.applicant)
        draft = applications.draft(view.draft_id, applicant=self.applicant)
        self.give(draft, next(each for each in draft.materials if each.code in draft.supplement_codes))
        cases.supply_supplement(number=self.number, applicant=self.applicant)

    def refuse_acceptance(self) -> None:
        reason = self.city.plan["reasons"]["not_accepted"]
        cases.refuse_acceptance(number=self.number, officer=self._officer("accept"), reason=reason)

    def start_inspection(self) -> None:
        cases.start_special_procedure(
            number=self.number, officer=self._officer("propose"), ground="inspection", working_days=5
        )

    def end_inspection(self) -> None:
        result = self.city.plan["reasons"]["inspection"]
        cases.end_special_procedure(number=self.number, officer=self._officer("propose"), result=result)

    def propose_to_grant(self) -> None:
        self._propose("granted")

    def propose_to_refuse(self) -> None:
        self._propose("refused")

    def decide(self) -> None:
        cases.decide_case(number=self.number, officer=self._officer("decide"), agree=True)

    def close(self) -> None:
        cases.close_case(number=self.number, officer=self._officer("deliver"), delivery="window")

    def withdraw(self) -> None:
        reason = self.city.plan["reasons"]["withdrawn"]
        cases.withdraw_case(number=self.number, applicant=self.applicant, reason=reason)

    def rate(self) -> None:
        grade = self.city.random.choice(self.scenario["grades"])
        ratings.rate_case(
            number=self.number,
            applicant=replace(self.applicant, via=None),  # nobody rates for another
            grade=grade,
            reasons=(),
            text=self.city.random.choice(self.city.plan["words"][grade]),
            anonymous=self.city.random.random() < self.city.plan["share_anonymous"],
            channel="window",
        )

    def answer_rating(self) -> None:
        """Answer what was rated badly, if it was."""
        decider = self._officer("decide")
        for bad in ratings.bad_ratings(decider).rows:
            if not bad.is_anonymous:
                ratings.record_call_back(rating_id=bad.id, officer=decider, note=self.city.plan["reasons"]["call_back"])
            ratings.answer_bad_rating(
                rating_id=bad.id,
                officer=decider,
                finding=ratings.Finding.JUSTIFIED,
                rectification=self.city.plan["reasons"]["rectification"],
                answer=self.city.plan["reasons"]["answer"],
            )

    def _propose(self, outcome: str) -> None:
        cases.propose_decision(
            number=self.number,
            officer=self._officer("propose"),
            outcome=outcome,
            reasons=self.city.plan["reasons"][outcome],
        )

    def _officer(self, step: str) -> Officer:
        """Return who does a step of the item's review plan."""
        role = workflow.latest_plan(self.offer.guide.plan).step(step).role
        return self.city.officer(self.offer.authority_id, Role(role))

    def fill(self, draft: applications.DraftView) -> None:
        definition = forms.form(self.offer.form_version_id or 0)
        elements = forms.elements()
        answers: dict[str, Any] = dict(draft.answers)
        for page in definition.pages:
            codes = {asked.element for asked in page.fields}
            # An answer may bring up another question, so look again until nothing new is asked.
            while missing := [
                asked.element
                for asked in shown_fields(definition, answers)
                if asked.element in codes and asked.element not in answers
            ]:
                answers |= {code: self._answer(elements[code]) for code in missing}
            own = {code: answer for code, answer in answers.items() if code in codes}
            if problems := applications.save_page(
                draft_id=draft.id, applicant=self.applicant, page=page.code, answers=own
            ):
                raise ValueError(
                    f"{self.offer.name}, page {page.code}: {[(each.element, each.code) for each in problems]}"
                )

    def _answer(self, element: DataElement) -> Any:
        """Return what this applicant might answer: from the file of samples, else what suits the type."""
        if element.code in self.city.plan["answers"]:
            return self.city.plan["answers"][element.code]
        chance = self.city.random
        match element.type:
            case ElementType.CHOICE:
                return element.choices[0].value
            case ElementType.CHOICES:
                return [chance.choice(element.choices).value]
            case ElementType.BOOLEAN:
                return TRUE
            case ElementType.DATE:
                later = element.minimum == "today"
                return (clock.today() + timedelta(days=40 if later else -40)).isoformat()
            case ElementType.NUMBER | ElementType.MONEY:
                return str(min(max(int(element.minimum or 2), 2), int(element.maximum or 2**31)))
            case kind:
                return self.city.plan["answers_by_type"][kind.value]

    def give(self, draft: applications.DraftView, material: applications.MaterialView) -> None:
        way = applications.Way.WINDOW
        if material.held_licence and applications.Way.LICENCE in material.ways:
            way = applications.Way.LICENCE
        elif applications.Way.COMMITMENT in material.ways and not draft.supplement_codes and self._promises():
            way = applications.Way.COMMITMENT
        elif applications.Way.UPLOAD in material.ways and "png" in material.accept:
            way = applications.Way.UPLOAD
        applications.give_material(
            draft_id=draft.id,
            applicant=self.applicant,
            code=material.code,
            way=way,
            content=io.BytesIO(PNG) if way is applications.Way.UPLOAD else None,
            name=f"{material.name}.png" if way is applications.Way.UPLOAD else "",
        )

    def _promises(self) -> bool:
        """Say whether this applicant promises a paper; in the demonstration nobody brings it, so few do."""
        return self.city.random.random() < float(self.city.plan["share_promising"])


def officers() -> dict[tuple[int, Role], Officer]:
    """Return who does what at each authority."""
    found: dict[tuple[int, Role], Officer] = {}
    for account in get_user_model().objects.order_by("username"):
        officer = identity.officer_of(account)
        if officer is not None and not officer.region_wide:
            found |= {(officer.authority_id, role): officer for role in officer.roles}
    return found

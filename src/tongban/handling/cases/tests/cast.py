"""The cast of the case tests: the officers of the county's police and of its market authority, and cases at every station."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.models import Case
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.models import Plan
from tongban.offer.catalogue.api import Offer
from tongban.registers.identity.api import Applicant, Officer
from tongban.registers.identity.tests.factories import officer
from tongban.registers.organisations.models import Authority
from tongban.registers.organisations.tests.factories import PostFactory

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10 in the morning where the office is


def install_city() -> None:
    """Install the city with its review plans, unless they are there."""
    cast.install_city()
    workflow.forget_kept()
    if not Plan.objects.exists():
        workflow.install_plans(cast.SEEDS / "plans.yaml")


@dataclass(frozen=True)
class Staff:
    """Three people of one authority, each with one role."""

    clerk: Officer
    reviewer: Officer
    decider: Officer


def staff_of(offer: Offer) -> Staff:
    return Staff(*(officer_of(offer, role) for role in ("clerk", "reviewer", "decider")))


def officer_of(offer: Offer, *roles: str, **details: Any) -> Officer:
    """Return a new officer of the authority that decides on an item."""
    return officer_at(Authority.objects.get(pk=offer.authority_id), *roles, **details)


def officer_at(authority: Authority, *roles: str, **details: Any) -> Officer:
    name = details.pop("name", "+".join(roles))
    wide = "，全区" if details.get("region_wide") or details.get("item_codes") is not None else ""
    PostFactory(authority=authority, name=name + wide, roles=list(roles), **details)
    return officer(authority=authority, name=name + wide)


def submitted(applicant: Applicant, offer: Offer | None = None, **details: Any) -> str:
    """Submit a whole application and return the number of its case."""
    draft = cast.filled_in(applicant, offer)
    return cases.submit_application(
        draft_id=draft.id, applicant=applicant, statement=cast.STATEMENT, **details
    ).case_number


def accepted(applicant: Applicant, staff: Staff, offer: Offer | None = None) -> str:
    number = submitted(applicant, offer)
    cases.accept_application(number=number, officer=staff.clerk)
    return number


def proposed(applicant: Applicant, staff: Staff, offer: Offer | None = None, outcome: str = "granted") -> str:
    number = accepted(applicant, staff, offer)
    cases.propose_decision(number=number, officer=staff.reviewer, outcome=outcome, reasons="材料齐全，符合条件。")
    return number


def decided(applicant: Applicant, staff: Staff, offer: Offer | None = None, outcome: str = "granted") -> str:
    number = proposed(applicant, staff, offer, outcome)
    cases.decide_case(number=number, officer=staff.decider, agree=True)
    return number


def closed(applicant: Applicant, staff: Staff, offer: Offer | None = None) -> str:
    number = decided(applicant, staff, offer)
    cases.close_case(number=number, officer=staff.clerk, delivery="electronic")
    return number


def row(number: str) -> Case:
    return Case.objects.get(number=number)

"""What the front door hands out: plain, frozen facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tongban.handling.applications.rules import Channel, DraftState, MaterialStatus, PageStatus, Way
from tongban.offer.catalogue.api import Offer
from tongban.offer.scenarios.api import Scenario
from tongban.offer.scenarios.rules import Outcome
from tongban.proofs.licences.api import LicenceSummary


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one answer: `element` is the data element, `code` for programs, `sentence` for people."""

    element: str
    code: str
    sentence: str


@dataclass(frozen=True)
class PageView:
    """One page of the form and where it stands."""

    code: str
    title: str
    title_en: str
    status: PageStatus


@dataclass(frozen=True)
class GivenView:
    """One thing given for a material."""

    id: int
    code: str  # of the material
    way: Way
    file_id: UUID | None
    file_name: str
    file_kind: str
    file_size: int  # bytes
    licence_id: UUID | None
    promised_on: date | None
    fulfilled_at: datetime | None
    trust_level: str  # A–D, empty when the original is still to be shown
    in_supplement: bool
    given_at: datetime

    @property
    def is_open_obligation(self) -> bool:
        """Say whether a promised paper is still owed."""
        return self.way is Way.COMMITMENT and self.fulfilled_at is None


@dataclass(frozen=True)
class MaterialView:
    """One material the item asks for, and what was given for it."""

    code: str
    name: str
    name_en: str
    necessity: str
    ways: tuple[Way, ...]
    accept: tuple[str, ...]
    max_mb: int
    commitment_days: int
    filling_notes: str
    status: MaterialStatus
    given: tuple[GivenView, ...]
    held_licence: LicenceSummary | None = None  # a valid licence of the applicant that would meet it

    @property
    def is_open_obligation(self) -> bool:
        return any(thing.is_open_obligation for thing in self.given)


@dataclass(frozen=True)
class SituationView:
    """
    The applicant's situation: her answers to the decision table of the item, and what follows from them.

    `outcome` is None while she has not answered; `contradicted` names the questions whose answers the form now contradicts.
    """

    scenario: Scenario
    answers: Mapping[str, str]
    outcome: Outcome | None
    contradicted: tuple[str, ...] = ()

    @property
    def version_id(self) -> int:
        return self.scenario.version_id

    @property
    def is_settled(self) -> bool:
        """Say whether it is known what applies, and that this is the right item."""
        return self.outcome is not None and self.outcome.may_apply and not self.contradicted


@dataclass(frozen=True)
class DraftView:
    """A draft as its applicant sees it: the task list, the answers and where each prefilled answer came from."""

    id: UUID
    offer: Offer
    party_id: UUID
    channel: Channel
    state: DraftState
    pages: tuple[PageView, ...]
    materials: tuple[MaterialView, ...]
    answers: Mapping[str, Any]
    prefilled: Mapping[str, str]  # element code → registry field, such as "population.name"
    supplement_codes: tuple[str, ...]  # material or page codes that may be changed while supplementing
    updated_at: datetime
    situation: SituationView | None = None  # None for an item without a decision table

    @property
    def is_ready(self) -> bool:
        """Say whether nothing is missing, so that the applicant may sign."""
        if self.situation is not None and not self.situation.is_settled:
            return False
        return all(page.status is PageStatus.DONE for page in self.pages) and not any(
            material.status is MaterialStatus.MISSING for material in self.materials
        )


@dataclass(frozen=True)
class DraftCard:
    """A draft in a list."""

    id: UUID
    item_code: str
    item_name: str
    item_name_en: str
    channel: Channel
    updated_at: datetime


@dataclass(frozen=True)
class ApplicationSummary:
    """What was frozen."""

    id: UUID
    draft_id: UUID
    item_version_id: int
    item_code: str
    region_code: str
    party_id: UUID
    person_id: UUID
    channel: Channel
    digest: str
    statement: str
    signed_at: datetime
    given: tuple[tuple[str, Way], ...]  # material code and way, once each
    promised: tuple[tuple[str, date], ...]  # material code, day by which its paper is owed
    committed_amount: int | None = (
        None  # the situation's limit where it is shorter than the guide's, in the guide's unit
    )
    was_frozen_before: bool = False  # the draft had been submitted already: nothing was changed
    delivery_method: str = ""  # how she wants the result: electronic, post, window; empty where the form does not ask
    delivery_address: str = ""


@dataclass(frozen=True)
class AnswerLine:
    """One answer for people to read: the value is words, and masked when `is_masked`."""

    element: str
    name: str
    name_en: str
    value: str
    is_masked: bool


@dataclass(frozen=True)
class AnswerPage:
    """The answers of one page."""

    code: str
    title: str
    title_en: str
    lines: tuple[AnswerLine, ...]


@dataclass(frozen=True)
class ApplicationView:
    """A frozen application with its supplement folded in."""

    id: UUID
    draft_id: UUID
    party_id: UUID
    person_id: UUID
    applicant_name: str  # clear: a door shows it only where the reader may see it
    answers: Mapping[str, Any]  # clear
    pages: tuple[AnswerPage, ...]  # masked unless asked for clear
    materials: tuple[MaterialView, ...]
    digest: str
    statement: str
    signed_at: datetime
    supplied_at: datetime | None
    situation: SituationView | None = None


@dataclass(frozen=True)
class Fulfilled:
    """A promised paper that was supplied."""

    code: str
    name: str
    owes_more: bool  # other promised papers are still owed


@dataclass(frozen=True)
class Obligation:
    """A paper that was promised and is still owed."""

    draft_id: UUID
    party_id: UUID
    code: str
    name: str
    promised_on: date

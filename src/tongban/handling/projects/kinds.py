"""The kinds of project in force, and those of older editions; kept per process, as an edition never changes."""

import time
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.projects.models import KindEdition
from tongban.handling.projects.rules import Kind, StagePlan, parse_kinds
from tongban.handling.workflow import api as workflow
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import Offer
from tongban.offer.deadlines import api as deadlines
from tongban.registers.organisations import api as organisations

LIMIT = "construction_project"  # of the limits of the law
EDITION_SECONDS = 30


class UnableToFindKind(DomainError):
    """There is no such kind of project, or no authority of the region offers one of its stages."""

    code = "project.kind_unknown"
    sentence = _("没有这类工程项目，或者项目所在地没有单位办理它的某个阶段。")
    status = 404


def latest_edition() -> int:
    """Return the number of the edition in force; raise UnableToFindKind when none was installed."""
    number = KindEdition.objects.order_by("-number").values_list("number", flat=True).first()
    if number is None:
        raise UnableToFindKind
    return number


@lru_cache(maxsize=20)
def kinds_of(edition: int) -> dict[str, Kind]:
    """Return the kinds of an edition by their codes, in their order."""
    body = KindEdition.objects.get(number=edition).body
    return {kind.code: kind for kind in parse_kinds(body, longest=deadlines.rule_limit(LIMIT).amount)}


def kinds() -> tuple[Kind, ...]:
    """Return the kinds in force; none before an edition is installed."""
    try:
        return tuple(kinds_of(latest_edition()).values())
    except UnableToFindKind:
        return ()


def kind(code: str, edition: int) -> Kind:
    """Return a kind by its code; raise UnableToFindKind."""
    try:
        return kinds_of(edition)[code]
    except KeyError:
        raise UnableToFindKind from None


def offer_of(stage: StagePlan, region_code: str) -> Offer:
    """Return the item of a stage as the authority nearest to the region offers it; raise UnableToFindKind."""
    found = find_offer(stage, region_code)
    if found is None:
        raise UnableToFindKind
    return found


def find_offer(stage: StagePlan, region_code: str) -> Offer | None:
    """Return the item of a stage, None while nobody in the region offers it: it was suspended, or never published."""
    offers = [each for each in catalogue.offers_of_basic(stage.basic_code) if region_code.startswith(each.region_code)]
    return max(offers, key=lambda each: len(each.region_code), default=None)


def authorities_of(kind: Kind, region_code: str) -> frozenset[int]:
    """Return the authorities that take part in a project of a kind: who leads a stage, and whom its plan names."""
    found: set[int] = set()
    for stage in kind.stages:
        offer = offer_of(stage, region_code)
        found.add(offer.authority_id)
        for step in workflow.latest_plan(offer.guide.plan).steps.values():
            if step.who.kind == "department":
                found.add(organisations.authority_for(step.who.key, offer.region_code).id)
    return frozenset(found)


@lru_cache(maxsize=1)
def _basics_now(_span: int) -> frozenset[str]:
    return frozenset(stage.basic_code for kind in kinds() for stage in kind.stages)


def may_be_stage(item_code: str) -> bool:
    """
    Say whether an item could be that of a stage: a code of the national form holds that of the basic item.

    Asked at every step of every case, so a process may learn of a new edition some seconds late.
    """
    return any(basic in item_code for basic in _basics_now(int(time.monotonic() // EDITION_SECONDS)))


def forget_kept() -> None:
    """Forget what was kept: another edition was installed, or a test swept it away."""
    kinds_of.cache_clear()
    _basics_now.cache_clear()

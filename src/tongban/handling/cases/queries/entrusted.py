"""What an authority does in the name of others today, and which items that reaches."""

from functools import lru_cache

from tongban.groundwork.foundation import clock
from tongban.handling.cases.rules import BASIC_CODE_AT, CaseFacts, Entrusted, OfficerFacts
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.rules import implementation_code
from tongban.registers.organisations import api as organisations


def entrusted_to(authority_id: int) -> tuple[Entrusted, ...]:
    """Return what is entrusted to an authority today; no statement, for it is kept with the organisations."""
    return tuple(
        Entrusted(by=held.by_id, item_codes=frozenset(held.item_codes), steps=frozenset(held.steps))
        for held in organisations.entrustments(authority_id, clock.today())
        if held.to_id == authority_id and held.item_codes
    )


@lru_cache(maxsize=1000)
def items_reached(held: Entrusted) -> frozenset[str]:
    """Return the implementation codes that an entrustment reaches, for who looks tasks up by them."""
    by = organisations.authority(held.by)
    level = catalogue.level_of(by.region_code)
    return frozenset(
        code if len(code) > BASIC_CODE_AT else implementation_code(by.code, level, code) for code in held.item_codes
    )


def acting_for(case: CaseFacts, officer: OfficerFacts, task: str) -> int | None:
    """Return the authority in whose name an officer takes a step that was entrusted to hers; None where it is her own's."""
    whose = case.authority_of(task)
    if whose == officer.authority_id or not any(
        held.reaches(whose, case.item_code, task) for held in officer.entrusted
    ):
        return None
    return whose

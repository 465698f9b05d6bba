"""A county with a few offices and guides, and the rules of the data file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tongban.offer.catalogue import api as catalogue
from tongban.offer.deadlines import api as deadlines
from tongban.offer.forms import api as forms
from tongban.offer.inspection import api
from tongban.offer.inspection.tests.sound import RULES_FILE
from tongban.registers.organisations import api as organisations

SEEDS = Path(__file__).resolve().parents[5] / "seeds"


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Begin and end with empty memories: a rolled-back test leaves nothing behind."""
    for room in (catalogue, forms, organisations, deadlines):
        room.forget_kept()
    yield
    for room in (catalogue, forms, organisations, deadlines):
        room.forget_kept()


@pytest.fixture
def rules(db: None) -> None:
    """The rules of the data file, the limits of the law and a calendar."""
    for year in ("2025", "2026", "2027"):
        deadlines.install_calendar(SEEDS / "calendar" / f"{year}.yaml")
    deadlines.install_limit_rules(SEEDS / "limit_rules.yaml")
    api.install_rules(RULES_FILE)

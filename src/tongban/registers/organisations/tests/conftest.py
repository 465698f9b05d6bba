from pathlib import Path

import pytest

from tongban.registers.organisations import api

SEEDS = Path(__file__).resolve().parents[5] / "seeds"


@pytest.fixture
def seeded_organisations(db: None) -> None:
    api.install_organisations(SEEDS / "organisations.yaml")

from pathlib import Path

import pytest

from tongban.groundwork.documents.rendering.keys import issuer_keys
from tongban.handling.applications.tests.conftest import resident
from tongban.handling.archives.operations import archive_cases
from tongban.handling.cases.tests.conftest import _monday, city, city_of_the_package, staff

__all__ = ["_monday", "city", "city_of_the_package", "resident", "staff"]


@pytest.fixture(scope="session")
def home_of_the_keys(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path: Path, home_of_the_keys: Path) -> None:
    settings.TONGBAN_FILES = tmp_path / "files"
    settings.TONGBAN_HOME = home_of_the_keys
    archive_cases._resting.clear()
    issuer_keys.cache_clear()  # the keys of another home are none of this one
    (home_of_the_keys / "ledger" / "checkpoints.jsonl").unlink(missing_ok=True)

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def home_of_the_keys(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def own_file_store(settings, tmp_path: Path, home_of_the_keys: Path) -> Path:
    settings.TONGBAN_FILES = tmp_path / "files"
    settings.TONGBAN_HOME = home_of_the_keys
    return settings.TONGBAN_FILES

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tongban.groundwork.notifications import connections

Lines = Callable[[str], list[dict[str, str]]]


@pytest.fixture(autouse=True)
def own_outbox(settings, tmp_path: Path) -> Lines:
    """Give the test an outbox of its own and a function that reads it."""
    settings.TONGBAN_HOME = tmp_path
    settings.TONGBAN_CHANNELS = ["sms-file", "email-file"]
    connections.channels.cache_clear()

    def lines(channel: str) -> list[dict[str, str]]:
        file = tmp_path / "outbox" / f"{channel}.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    yield lines
    connections.channels.cache_clear()

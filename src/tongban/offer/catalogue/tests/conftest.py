from collections.abc import Iterator

import pytest

from tongban.offer.catalogue import api
from tongban.offer.forms import api as forms
from tongban.registers.organisations import api as organisations


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Begin and end with empty memories: a rolled-back test leaves nothing behind."""
    for room in (api, forms, organisations):
        room.forget_kept()
    yield
    for room in (api, forms, organisations):
        room.forget_kept()

"""How a check says no."""

from typing import Any

from tongban.groundwork.documents.errors import Refusal


class Refused(Exception):
    """A check refused the content; `data` fills the sentence."""

    def __init__(self, reason: Refusal, **data: Any) -> None:
        super().__init__(reason)
        self.reason, self.data = reason, data

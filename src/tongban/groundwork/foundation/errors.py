"""Refusals of the domain: each says what could not be done and how to go on."""

from typing import Any, ClassVar

from django.utils.functional import Promise


class DomainError(Exception):
    """
    Something asked for could not be done.

    A subclass is named `UnableTo…`, has a `code` for programs and a `sentence` for people: Simplified Chinese,
    marked with `gettext_lazy`, with `{placeholders}` for its data. `str(error)` is the sentence in the reader's language.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str | Promise] = ""
    status: ClassVar[int] = 409  # the HTTP answer that says the same

    def __init__(self, **data: Any) -> None:
        self.data = data
        super().__init__(data)

    def __str__(self) -> str:
        return str(self.sentence).format(**self.data)

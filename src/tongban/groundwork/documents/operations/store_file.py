"""Keep a file somebody hands in, after looking at what it really is."""

from collections.abc import Collection
from typing import BinaryIO

from tongban.groundwork.documents.types import FileSummary
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.errors import DomainError


class UnableToKeepFile(DomainError):
    """The file was refused; `code` says why, the sentence says how to go on."""


def store_file(
    *, content: BinaryIO, name: str, accept: Collection[str], max_bytes: int, owner: str, actor: Actor
) -> FileSummary:
    raise NotImplementedError

"""Pages by key: `next` is opaque to clients and good for the same list only."""

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel, Field

from tongban.groundwork.foundation.errors import DomainError

T = TypeVar("T")

MOST_ROWS = 100
After = Annotated[str | None, Query(description="The `next` of the page before", max_length=400)]
Limit = Annotated[int, Query(description="Rows in a page", ge=1, le=MOST_ROWS)]


class UnableToReadCursor(DomainError):
    """The cursor is not one that was given out for this list."""

    code = "cursor.unknown"
    sentence = _("参数 after 不是本接口给出的翻页标记。请从第一页重新读取。")
    status = 400


class Page(BaseModel, Generic[T]):
    """A page of a list; `next` goes into `after` for the page that follows, and is null on the last."""

    items: list[T]
    next: str | None = Field(description="Opaque; null on the last page")


def page(items: Sequence[T], after: object | None) -> Page[T]:
    """Return a page whose rows end at a key."""
    return Page(items=list(items), next=None if after is None else closed(str(after)))


def closed(key: str) -> str:
    return urlsafe_b64encode(key.encode()).decode().rstrip("=")


def opened(cursor: str | None) -> str | None:
    """Return the key in a cursor, None for the first page."""
    if not cursor:
        return None
    try:
        key = b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
    except ValueError:
        raise UnableToReadCursor from None
    if not key.isprintable():
        raise UnableToReadCursor
    return key


def opened_uuid(cursor: str | None) -> UUID | None:
    """Return the key in a cursor that is a UUID."""
    key = opened(cursor)
    try:
        return None if key is None else UUID(key)
    except ValueError:
        raise UnableToReadCursor from None

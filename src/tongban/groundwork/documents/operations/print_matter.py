"""Set something public in type, such as the leaflet of a guide or a blank form, and keep it by its content."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from threading import BoundedSemaphore
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.groundwork.documents import storage
from tongban.groundwork.documents.press import FOLDER, press
from tongban.groundwork.foundation.errors import DomainError

MOST_WAITING = 6  # orders of one process that wait for its press, or for that of another
SECONDS = 30  # how long an order waits for the presses of other processes
LAYOUTS = frozenset({"guide", "paper_form", "licence"})

_waiting = BoundedSemaphore(MOST_WAITING)


class UnableToPrintNow(DomainError):
    """Too many ask for something to be printed at once: ask again in a moment."""

    code = "print.busy"
    sentence = _("现在排队打印的人较多，请过一分钟再试。")
    status = 503


def print_matter(*, layout: str, content: Mapping[str, Any], dated: datetime) -> bytes:
    """
    Return the content in a layout of `templates/` as PDF/A-2b; raise UnableToPrintNow when too many wait.

    What was printed once is kept (unencrypted: never give it personal data) and found again by its content, so the same
    guide in the same language is set once. It is set in the press, one order at a time on the whole machine.
    """
    if layout not in LAYOUTS:
        raise ValueError(f"{layout} is no layout for printed matter")
    path = storage.printed_path(_digest(layout, content, dated))
    if (kept := storage.read_plain(path)) is not None:
        return kept
    with turn_at_the_press():
        if (kept := storage.read_plain(path)) is not None:  # another process set it while this one waited
            return kept
        pdf = press.printed(layout, content, dated.replace(microsecond=0))
    storage.keep_plain(pdf, path)
    return pdf


@contextmanager
def turn_at_the_press() -> Iterator[None]:
    """Wait for one's turn, one order at a time on the whole machine; raise UnableToPrintNow when too many wait."""
    if not _waiting.acquire(blocking=False):
        raise UnableToPrintNow
    try:
        with storage.one_at_a_time("press", seconds=SECONDS) as is_mine:
            if not is_mine:
                raise UnableToPrintNow
            yield
    finally:
        _waiting.release()


def _digest(layout: str, content: Mapping[str, Any], dated: datetime) -> str:
    body = json.dumps([layout, _layout_digest(layout), dated.isoformat(), content], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()


@cache
def _layout_digest(layout: str) -> str:
    """Change with the layout, so that a new release prints anew."""
    files = (FOLDER / name for name in (f"{layout}.typ", "house.typ"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()

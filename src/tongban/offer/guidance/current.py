"""The index that answers now. A new one is made beside it when the catalogue or the language changed, then takes its place."""

import logging
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from tongban.groundwork.foundation import clock
from tongban.offer.catalogue import api as catalogue
from tongban.offer.guidance.models import EmptySearch, Vocabulary
from tongban.offer.guidance.rules import Language, Synonyms

if TYPE_CHECKING:
    from tongban.offer.guidance.index import SearchIndex

log = logging.getLogger(__name__)

DAYS_KEPT = 90


@dataclass(frozen=True)
class _Made:
    index: "SearchIndex"
    revision: tuple[int, int]


_made: _Made | None = None
_looked_at = 0.0
_making = threading.Lock()


def current_index() -> "SearchIndex":
    """
    Return the index. The first call makes it; later ones look for changes every few seconds and never wait for them.

    How often is `TONGBAN_SEARCH_REFRESH_SECONDS`.
    """
    global _looked_at
    if _made is None:
        return refresh()
    if time.monotonic() - _looked_at > settings.TONGBAN_SEARCH_REFRESH_SECONDS:
        _looked_at = time.monotonic()
        if _revision() != _made.revision and not _making.locked():
            threading.Thread(target=_refresh_beside, name="search-index", daemon=True).start()
    return _made.index


def refresh() -> "SearchIndex":
    """Make the index anew if anything changed, and wait for it."""
    # The dictionaries of words and sounds take 100 MB: only processes that search have them.
    from tongban.offer.guidance.index import SearchIndex

    global _made, _looked_at
    with _making:
        revision = _revision()
        if _made is None or _made.revision != revision:
            _made = _Made(SearchIndex(catalogue.all_cards(), _language()), revision)
            _forget_old_searches()
        _looked_at = time.monotonic()
        return _made.index


def forget() -> None:
    """Make the index anew at the next question, in this process."""
    global _made
    _made = None


def _refresh_beside() -> None:
    try:
        refresh()
    except Exception:
        log.exception("the search index could not be made anew; the one before goes on answering")
    finally:
        connection.close()


def _revision() -> tuple[int, int]:
    return catalogue.revision(), Vocabulary.objects.values_list("revision", flat=True).first() or 0


def _language() -> Language:
    row = Vocabulary.objects.first()
    if row is None:
        return Language()
    synonyms = tuple(Synonyms(tuple(each["say"]), tuple(each["mean"])) for each in row.synonyms)
    return Language(fillers=frozenset(row.fillers), synonyms=synonyms)


def _forget_old_searches() -> None:
    EmptySearch.objects.filter(last_at__lt=clock.now() - timedelta(days=DAYS_KEPT)).delete()

"""
The index that answers now. A new one is made beside it when the catalogue or the language changed, then takes its place.

Mostly little changed: then only the items that did are read and merged into the arrays, and texts are taken apart anew only
where they differ.
"""

import ctypes
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from tongban.groundwork.foundation import clock
from tongban.offer.catalogue import api as catalogue
from tongban.offer.guidance.models import EmptySearch, Synonym, Vocabulary
from tongban.offer.guidance.rules import Language, Synonyms
from tongban.registers.organisations import api as organisations

if TYPE_CHECKING:
    from tongban.offer.catalogue.api import EntryText
    from tongban.offer.guidance.index import Departments, SearchIndex
    from tongban.offer.guidance.offers import Row
    from tongban.offer.guidance.sense import Sense
    from tongban.offer.guidance.texts import Texts

log = logging.getLogger(__name__)

DAYS_KEPT = 90
M_ARENA_MAX = -8  # of glibc's malloc.h
MOST_EMPTY_SHARE = 0.1  # entries that nobody offers any more; with more of them the index is made anew


@dataclass(frozen=True)
class _Made:
    index: "SearchIndex"
    catalogue: int
    language: int


_made: _Made | None = None
_looked_at = 0.0
_making = threading.Lock()
_learning = threading.Lock()
_last_sense: "Sense | None" = None  # its vectors serve the next index, of which most titles are the same


def current_index() -> "SearchIndex":
    """
    Return the index. The first call makes it; later ones look for changes every few seconds and never wait for them.

    How often is `TONGBAN_SEARCH_REFRESH_SECONDS`.
    """
    global _looked_at
    made = _made
    if made is None:
        return refresh()
    if time.monotonic() - _looked_at > settings.TONGBAN_SEARCH_REFRESH_SECONDS:
        _looked_at = time.monotonic()
        if (catalogue.revision(), _language_revision()) != (made.catalogue, made.language):
            _begin(refresh)
    return made.index


def prepare() -> None:
    """Begin to make the index, so that the first question need not wait for all of it. For processes that answer questions."""
    _keep_memory_together()
    _begin(refresh)


def refresh(*, wait_for_sense: bool = False, whole: bool = False) -> "SearchIndex":
    """
    Bring the index to what the catalogue and the language are now, and wait for it.

    Nearness in meaning follows by itself, unless it is waited for. With `whole` everything is read anew, changed or not.
    """
    global _made, _looked_at
    with _making:
        made = _made
        of_catalogue, of_language = catalogue.revision(), _language_revision()
        if whole or made is None or (made.catalogue, made.language) != (of_catalogue, of_language):
            started = time.monotonic()
            index = _whole(None) if whole else _remade(made, of_catalogue, of_language)
            made = _made = _Made(index, of_catalogue, of_language)
            milliseconds = round((time.monotonic() - started) * 1000)
            entries, offers = len(made.index), len(made.index.offers)
            log.info("search index made", extra={"milliseconds": milliseconds, "entries": entries, "offers": offers})
            _forget_old_searches()
        _looked_at = time.monotonic()
    if made.index.sense is None and settings.TONGBAN_SEARCH_SENSE:
        if wait_for_sense:
            learn_sense()
            return _made.index if _made is not None else made.index
        _begin(learn_sense)
    return made.index


def learn_sense() -> None:
    """Give the index the vectors of its titles, kept or computed, and wait for it."""
    from tongban.offer.guidance.sense import Sense

    global _made, _last_sense
    with _learning:
        made = _made
        if made is None or made.index.sense is not None:
            return
        sense = Sense.of([label.text for label in made.index.texts.labels], before=_last_sense)
        _last_sense = sense
        with _making:
            if _made is not None and _made.index.texts is made.index.texts:
                _made = replace(_made, index=replace(_made.index, sense=sense))


def forget() -> None:
    """Make the index anew at the next question, in this process."""
    global _made, _last_sense
    _made, _last_sense = None, None


def _remade(before: _Made | None, of_catalogue: int, of_language: int) -> "SearchIndex":
    if before is None or before.catalogue > of_catalogue or _has_many_empty(before.index):
        return _whole(before if before is not None and before.language == of_language else None)
    return _changed(before, is_same_language=before.language == of_language, of_catalogue=of_catalogue)


def _whole(before: _Made | None) -> "SearchIndex":
    # The dictionaries of words and sounds take 100 MB: only processes that search have them.
    from tongban.offer.guidance.index import SearchIndex
    from tongban.offer.guidance.offers import Offers
    from tongban.offer.guidance.speech import Listener
    from tongban.offer.guidance.texts import Texts

    entries = list(catalogue.distinct_entries())
    numbers = {entry.group_code: number for number, entry in enumerate(entries)}
    offers = Offers.of(_rows(numbers, after_revision=0), entries=len(entries))
    listener = before.index.texts.listener if before is not None else Listener(language(), texts=_called(entries))
    texts = Texts(entries, listener, before=before.index.texts if before is not None else None)
    return SearchIndex(texts, offers, _same_sense(before, texts), _departments())


def _changed(before: _Made, *, is_same_language: bool, of_catalogue: int) -> "SearchIndex":
    """Return the index with what changed since; entries keep their numbers, new ones are added behind."""
    from tongban.offer.guidance.index import SearchIndex
    from tongban.offer.guidance.speech import Listener
    from tongban.offer.guidance.texts import Texts

    old = before.index.texts
    found = (
        {entry.group_code: entry for entry in catalogue.distinct_entries()} if before.catalogue != of_catalogue else {}
    )
    entries = [found.pop(entry.group_code, entry) for entry in old.entries] + list(found.values())
    texts = old
    if not is_same_language:
        texts = Texts(entries, Listener(language(), texts=_called(entries)), before=old)
    elif tuple(entries) != old.entries:
        texts = Texts(entries, old.listener, before=old)
    offers = before.index.offers
    if before.catalogue != of_catalogue:
        numbers = {entry.group_code: number for number, entry in enumerate(entries)}
        offers = offers.with_changes(_rows(numbers, after_revision=before.catalogue), entries=len(entries))
    return SearchIndex(texts, offers, _same_sense(before, texts), _departments())


def _rows(numbers: Mapping[str, int], *, after_revision: int) -> Iterator["Row"]:
    for group, item, region, authority, marks, _ in catalogue.offered(after_revision):
        number = numbers.get(group)
        if number is not None:
            yield number, item, region, authority, marks


def _departments() -> "Departments":
    from tongban.offer.guidance.index import Departments

    organisations.forget_kept()  # authorities may have come with the items
    return Departments.of({each.id: each.key for each in organisations.authorities()})


def _same_sense(before: _Made | None, texts: "Texts") -> "Sense | None":
    return before.index.sense if before is not None and before.index.texts is texts else None


def _called(entries: "list[EntryText]") -> Iterator[str]:
    return (text for entry in entries for text in (entry.name, *entry.aliases))


def _has_many_empty(index: "SearchIndex") -> bool:
    empty = int((index.offers.starts[1:] == index.offers.starts[:-1]).sum())
    return empty > MOST_EMPTY_SHARE * max(len(index), 10)


def _begin(work: Callable[[], object]) -> None:
    def do() -> None:
        try:
            work()
        except Exception:
            log.exception("the search index could not be made anew; the one before goes on answering")
        finally:
            connection.close()
            _give_back_memory()

    threading.Thread(target=do, name="search-index", daemon=True).start()


def _keep_memory_together() -> None:
    """Let threads share two pools of memory: with one for each, what many questions free lies about in all of them."""
    choose = getattr(ctypes.CDLL(None), "mallopt", None)  # only glibc has it
    if choose is not None:
        choose(M_ARENA_MAX, 2)


def _give_back_memory() -> None:
    """Return to the system what making the index needed for a while: the C library would keep it, some 80 MB."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _language_revision() -> int:
    return Vocabulary.objects.values_list("revision", flat=True).first() or 0


def language() -> Language:
    """Return how people speak, as it is kept now."""
    row = Vocabulary.objects.first()
    synonyms = tuple(
        Synonyms(tuple(say), tuple(mean), same)
        for say, mean, same in Synonym.objects.order_by("id").values_list("say", "mean", "same")
    )
    return Language(fillers=frozenset(row.fillers if row is not None else ()), synonyms=synonyms)


def _forget_old_searches() -> None:
    EmptySearch.objects.filter(last_at__lt=clock.now() - timedelta(days=DAYS_KEPT)).delete()

"""The front door of guidance: find the item that a person means."""

from tongban.offer.guidance.answers import (
    EmptySearch,
    Facets,
    Hit,
    Reason,
    SearchResult,
    Suggestion,
    SynonymRow,
    Why,
)
from tongban.offer.guidance.current import prepare, refresh
from tongban.offer.guidance.operations.edit_synonyms import (
    UnableToKeepSynonym,
    add_synonym,
    change_synonym,
    dismiss_empty_search,
    remove_synonym,
)
from tongban.offer.guidance.operations.install_synonyms import UnableToInstallSynonyms, install_synonyms
from tongban.offer.guidance.operations.search_items import search
from tongban.offer.guidance.queries import (
    UnableToFindSynonym,
    empty_searches,
    nearest_titles,
    suggest,
    synonym,
    synonyms,
)

__all__ = [
    "EmptySearch",
    "Facets",
    "Hit",
    "Reason",
    "SearchResult",
    "Suggestion",
    "SynonymRow",
    "UnableToFindSynonym",
    "UnableToInstallSynonyms",
    "UnableToKeepSynonym",
    "Why",
    "add_synonym",
    "change_synonym",
    "dismiss_empty_search",
    "empty_searches",
    "install_synonyms",
    "nearest_titles",
    "prepare",
    "refresh",
    "remove_synonym",
    "search",
    "suggest",
    "synonym",
    "synonyms",
]

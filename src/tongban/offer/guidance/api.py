"""The front door of guidance: find the item that a person means."""

from tongban.offer.guidance.answers import EmptySearch, Hit, Reason, SearchResult, Suggestion, Why
from tongban.offer.guidance.current import refresh
from tongban.offer.guidance.operations.install_synonyms import UnableToInstallSynonyms, install_synonyms
from tongban.offer.guidance.operations.search_items import search
from tongban.offer.guidance.queries import empty_searches, suggest

__all__ = [
    "EmptySearch",
    "Hit",
    "Reason",
    "SearchResult",
    "Suggestion",
    "UnableToInstallSynonyms",
    "Why",
    "empty_searches",
    "install_synonyms",
    "refresh",
    "search",
    "suggest",
]

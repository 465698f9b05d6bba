"""The front door of guidance: find the item that a person means."""

from tongban.offer.guidance.answers import (
    Department,
    EmptySearch,
    Facets,
    Hit,
    Reason,
    SearchResult,
    Suggestion,
    SynonymRow,
    Why,
)
from tongban.offer.guidance.current import DAYS_KEPT, prepare, refresh
from tongban.offer.guidance.operations.edit_synonyms import (
    Trial,
    UnableToKeepSynonym,
    add_synonym,
    change_synonym,
    dismiss_empty_search,
    remove_synonym,
    try_synonym,
)
from tongban.offer.guidance.operations.install_synonyms import UnableToInstallSynonyms, install_synonyms
from tongban.offer.guidance.operations.search_items import search
from tongban.offer.guidance.quality import Judged, Report, Score, judge, read_judged
from tongban.offer.guidance.queries import (
    UnableToFindSynonym,
    empty_searches,
    nearest_titles,
    suggest,
    synonym,
    synonyms,
)

__all__ = [
    "DAYS_KEPT",
    "Department",
    "EmptySearch",
    "Facets",
    "Hit",
    "Judged",
    "Reason",
    "Report",
    "Score",
    "SearchResult",
    "Suggestion",
    "SynonymRow",
    "Trial",
    "UnableToFindSynonym",
    "UnableToInstallSynonyms",
    "UnableToKeepSynonym",
    "Why",
    "add_synonym",
    "change_synonym",
    "dismiss_empty_search",
    "empty_searches",
    "install_synonyms",
    "judge",
    "nearest_titles",
    "prepare",
    "read_judged",
    "refresh",
    "remove_synonym",
    "search",
    "suggest",
    "synonym",
    "synonyms",
    "try_synonym",
]

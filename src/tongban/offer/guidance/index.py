"""The search index: what the entries are called, who offers them where, and how near they are in meaning; never changed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongban.groundwork.foundation.text import to_simplified
from tongban.offer.guidance.answers import Why
from tongban.offer.guidance.offers import APPLIED_FOR_ONLINE, LEGAL, NATURAL, Offers, Wanted
from tongban.offer.guidance.postings import Numbers
from tongban.offer.guidance.ranking import FEWEST_INITIALS, Ranked, best_first, ranked, why
from tongban.offer.guidance.rules import Language, plain_letters, sounding_like, tidy
from tongban.offer.guidance.sense import Sense
from tongban.offer.guidance.speech import Question
from tongban.offer.guidance.texts import Texts

MOST_FOUND = 200  # entries of one answer; nobody reads further, and filters are tried on these
MOST_TRIED = 500  # entries that a suggestion is looked for among
NEAREST_TOLD = 3
WORTH_TELLING = 0.45  # what is less near would only surprise
BEGINS, HAS, SPELLS, ABBREVIATES = range(4)  # how well a label fits what is typed so far, best first


@dataclass(frozen=True)
class Found:
    """One entry that was found: the item to show, and why."""

    item_id: int
    why: Why
    score: float  # for sorting within one answer only


@dataclass(frozen=True)
class Departments:
    """The departments of all authorities: police, taxes …, whatever their region."""

    keys: tuple[str, ...]
    of_authorities: NDArray[np.int32]  # the place in `keys`, by the authority's number; -1 where it is none's

    @classmethod
    def of(cls, keys_by_authority: Mapping[int, str]) -> "Departments":
        keys = tuple(sorted(set(keys_by_authority.values())))
        places = {key: place for place, key in enumerate(keys)}
        of_authorities = np.full(max(keys_by_authority, default=0) + 1, -1, np.int32)
        for authority, key in keys_by_authority.items():
            of_authorities[authority] = places[key]
        return cls(keys, of_authorities)


@dataclass(frozen=True)
class Crowd:
    """Who offers what was found: for each offer the place of its entry in the answer, its authority and its marks."""

    entries: NDArray[np.int64]
    authorities: NDArray[np.int32]
    marks: NDArray[np.uint8]
    departments: Departments

    def entries_with(self, mark: int) -> int:
        """Return how many entries somebody offers in such a way."""
        return len(np.unique(self.entries[(self.marks & mark) > 0]))

    def entries_for(self, audience: int) -> int:
        """Return how many entries are for an audience; what does not say for whom it is, is for everybody."""
        is_for = ((self.marks & audience) > 0) | ((self.marks & (NATURAL | LEGAL)) == 0)
        return len(np.unique(self.entries[is_for]))

    def entries_by_department(self) -> list[tuple[str, int]]:
        """Return how many entries each department offers, the most first."""
        known = self.authorities < len(self.departments.of_authorities)
        places = self.departments.of_authorities[self.authorities[known]]
        count = len(self.departments.keys) + 1
        pairs = np.unique(self.entries[known] * count + places + 1)  # 0 is nobody's
        counts = np.bincount(pairs % count, minlength=count)[1:]
        order = np.argsort(-counts, kind="stable")
        return [(self.departments.keys[place], int(counts[place])) for place in order.tolist() if counts[place]]

    def entries_online(self) -> int:
        """Return how many entries can be applied for online."""
        return self.entries_with(APPLIED_FOR_ONLINE)


NO_DEPARTMENTS = Departments.of({})


@dataclass(frozen=True)
class Answer:
    """The answer to a question; `total` entries were found, of which `found` is a part."""

    asked: str
    understood: str | None
    found: tuple[Found, ...]
    total: int
    crowd: Crowd | None = None
    nearest: tuple[str, ...] = ()  # names that are not near enough, told only when nothing was found


@dataclass(frozen=True)
class Completion:
    """What may be meant while typing: a way of calling an entry, and the item to show for it."""

    text: str
    item_id: int


@dataclass(frozen=True)
class SearchIndex:
    """Answers questions about the entries it was made of."""

    texts: Texts
    offers: Offers
    sense: Sense | None = None
    departments: Departments = NO_DEPARTMENTS

    def __len__(self) -> int:
        return len(self.texts)

    def search(self, asked: str, *, wanted: Wanted, limit: int, start: int = 0, with_crowd: bool = False) -> Answer:
        """Return what answers to a question and is wanted, best first, from the `start`th on."""
        question = self.texts.listener.hear(asked)
        if not question.text or not len(self):
            return Answer(question.text, None, (), 0)
        figures = ranked(question, self.texts, nearness=self._nearness(question))
        entries = best_first(figures, self.texts, complete=self.offers.has_complete_guide(), most=MOST_FOUND)
        nearest = () if len(entries) else self._nearest(figures, NEAREST_TOLD, least=WORTH_TELLING)
        rows = self.offers.best(entries, wanted)
        entries, rows = entries[rows >= 0], rows[rows >= 0]
        found = tuple(
            Found(
                int(self.offers.items[row]), why(int(entry), question, self.texts, figures), float(figures.total[entry])
            )
            for entry, row in zip(entries[start : start + limit], rows[start : start + limit], strict=True)
        )
        return Answer(
            asked=question.text,
            understood=self._understood(question, int(entries[0]) if len(entries) and not start else None),
            found=found,
            total=len(entries),
            crowd=self._crowd(entries, wanted) if with_crowd else None,
            nearest=nearest,
        )

    def suggest(self, typed: str, *, wanted: Wanted, limit: int) -> tuple[Completion, ...]:
        """Return names and ways of saying that begin with, or contain, what is typed so far, by character or by pinyin."""
        text = to_simplified(tidy(typed)).replace(" ", "")
        if not text or not len(self):
            return ()
        labels, fits = self._fitting(text)
        complete = self.offers.has_complete_guide()[self.texts.owners[labels]]
        order = np.lexsort((self.texts.alphabetical[labels], self.texts.lengths[labels], ~complete, fits))
        labels = labels[order]
        owners = self.texts.owners[labels]
        _, first = np.unique(owners, return_index=True)
        places = np.sort(first)[:MOST_TRIED]
        rows = self.offers.best(owners[places], wanted)
        chosen = [(int(labels[place]), int(row)) for place, row in zip(places, rows, strict=True) if row >= 0][:limit]
        return tuple(Completion(self.texts.labels[label].text, int(self.offers.items[row])) for label, row in chosen)

    def titles(self, asked: str, *, limit: int, language: Language | None = None) -> tuple[str, ...]:
        """Return the names of what answers to a question, best first; with another language, what would answer then."""
        listener = self.texts.listener if language is None else self.texts.listener.speaking(language)
        question = listener.hear(asked)
        if not question.text or not len(self):
            return ()
        figures = ranked(question, self.texts, nearness=self._nearness(question))
        entries = best_first(figures, self.texts, complete=self.offers.has_complete_guide(), most=MOST_FOUND)
        offered = entries[self.offers.best(entries, Wanted()) >= 0]
        return tuple(self.texts.entries[entry].name for entry in offered[:limit].tolist())

    def nearest(self, asked: str, *, limit: int) -> tuple[str, ...]:
        """Return the names that come nearest to a question, near enough or not."""
        question = self.texts.listener.hear(asked)
        if not question.text or not len(self):
            return ()
        return self._nearest(ranked(question, self.texts, nearness=self._nearness(question)), limit)

    def _nearness(self, question: Question) -> NDArray[np.float32] | None:
        text = question.core or question.text
        return self.sense.nearness(text) if self.sense is not None else None

    def _nearest(self, figures: Ranked, limit: int, *, least: float = 0.0) -> tuple[str, ...]:
        offered = np.diff(self.offers.starts) > 0
        totals = np.where(offered, figures.total, np.float32(-1))
        best = np.argsort(-totals)[:limit]
        return tuple(self.texts.entries[entry].name for entry in best.tolist() if totals[entry] > least)

    def _crowd(self, entries: NDArray[np.int64], wanted: Wanted) -> Crowd:
        rows, owners = self.offers.facts(entries, wanted)
        return Crowd(owners, self.offers.authorities[rows], self.offers.marks[rows], self.departments)

    def _fitting(self, text: str) -> tuple[Numbers, NDArray[np.int8]]:
        """Return the labels that fit what is typed so far, and how well each does."""
        texts = self.texts
        ways = [
            (BEGINS, texts.shown.beginning_with(text)),
            (HAS, texts.shown.with_piece(text)),
            (HAS, texts.cores.with_piece(text)),
        ]
        if text.isascii():
            ways += [
                (SPELLS, texts.initials.beginning_with(text)),
                (SPELLS, texts.spelled.beginning_with(plain_letters(text))),
            ]
            if len(text) >= FEWEST_INITIALS:
                ways.append((ABBREVIATES, texts.initials.with_piece(text)))
        fit = np.full(len(texts.labels), len(ways), np.int8)
        for way, labels in reversed(ways):
            fit[labels] = way
        labels = np.flatnonzero(fit < len(ways)).astype(np.int32)
        return labels, fit[labels]

    def _understood(self, question: Question, entry: int | None) -> str | None:
        """Return the Chinese that was meant by letters or by characters of the same sound, where that differs from what was typed."""
        if entry is None:
            return None
        core = question.core.replace(" ", "")
        if question.is_spelled_out:
            return core
        labels = [self.texts.labels[label] for label in self.texts.labels_of(entry)]
        if question.letters and not core:
            return next(
                (label.text for label in labels if any(word in label.initials for word in question.letters)), None
            )
        heard = [piece for label in labels if (piece := sounding_like(question.syllables, label.core, label.syllables))]
        return heard[0] if heard and core not in heard else None

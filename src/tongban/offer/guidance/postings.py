"""Structures in which a piece of text is found among thousands without looking at each: numbers in arrays, text in one string."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Weights = NDArray[np.float32]

COMMON = 0.1  # how much a term says that every document has
K1, B = 1.2, 0.75  # of BM25: how soon a word repeated says no more, how much a long text is marked down


class Postings:
    """For each term the documents that have it, each with the weight of the term there."""

    def __init__(self, documents: Sequence[Mapping[str, float]]) -> None:
        found: dict[str, list[int]] = defaultdict(list)
        for number, terms in enumerate(documents):
            for term in terms:
                found[term].append(number)
        self.size = len(documents)
        self._documents = {term: np.array(numbers, np.int32) for term, numbers in found.items()}
        self._weights = {
            term: np.array([documents[number][term] for number in numbers], np.float32)
            for term, numbers in found.items()
        }

    def __contains__(self, term: str) -> bool:
        return term in self._documents

    def documents(self, term: str) -> Numbers:
        """Return the documents that have a term."""
        return self._documents.get(term, _NONE)

    def rarity(self, term: str) -> float:
        """Return how much a term says: 1 when no document has it, little when all have it."""
        share = np.log((self.size + 1) / (len(self.documents(term)) + 1)) / np.log(self.size + 2)
        return COMMON + (1 - COMMON) * float(share)

    def sums(self, terms: Mapping[str, float]) -> Weights:
        """Return for each document the sum over the terms that it has of their weight there times that which is given."""
        sums = np.zeros(self.size, np.float32)
        for term, factor in terms.items():
            documents = self._documents.get(term)
            if documents is not None:  # a document has a term once, so no sum is lost
                sums[documents] += self._weights[term] * np.float32(factor)
        return sums


class Pairs(Postings):
    """Documents as sets of terms, compared by what they share; rare terms count for more."""

    def __init__(self, documents: Sequence[Iterable[str]]) -> None:
        super().__init__([dict.fromkeys(terms, 1.0) for terms in documents])
        self._rarity = {term: super(Pairs, self).rarity(term) for term in self._documents}
        self._whole = np.array([sum(map(self.rarity, set(terms))) for terms in documents], np.float32)

    def rarity(self, term: str) -> float:
        return self._rarity.get(term, 1.0)

    def likeness(self, terms: Iterable[str]) -> Weights:
        """Return for each document how much it has in common with a set of terms, from 0 to 1 (weighted Dice)."""
        asked = {term: self.rarity(term) for term in terms}
        whole = self._whole + np.float32(sum(asked.values()))
        likeness = np.zeros(self.size, np.float32)
        np.divide(2 * self.sums(asked), whole, out=likeness, where=whole > 0)
        return likeness


def by_bm25(texts: Sequence[Mapping[str, float]]) -> Postings:
    """Return texts, each as its words with their counts, as postings whose sums are the scores of BM25."""
    lengths = np.array([sum(words.values()) for words in texts] or [0.0])
    usual = float(lengths.mean()) or 1.0
    uses: dict[str, int] = defaultdict(int)
    for words in texts:
        for word in words:
            uses[word] += 1
    worth = {word: float(np.log(1 + (len(texts) - use + 0.5) / (use + 0.5))) for word, use in uses.items()}
    return Postings(
        [
            {
                word: worth[word] * count * (K1 + 1) / (count + K1 * (1 - B + B * length / usual))
                for word, count in words.items()
            }
            for words, length in zip(texts, lengths.tolist(), strict=False)
        ]
    )


class Lines:
    """Many short texts as one string, in which a piece is found at the speed of memory."""

    def __init__(self, texts: Sequence[str]) -> None:
        lines = [text.replace("\n", " ") for text in texts]
        self._text = "\n" + "".join(f"{line}\n" for line in lines)
        self._starts = np.cumsum([1, *(len(line) + 1 for line in lines)])[:-1]

    def with_piece(self, piece: str) -> Numbers:
        """Return the texts that have a piece of text, each once."""
        return self._lines([found.start() for found in re.finditer(re.escape(piece), self._text)])

    def beginning_with(self, piece: str) -> Numbers:
        """Return the texts that begin with a piece of text."""
        return self._lines([found.start() + 1 for found in re.finditer(re.escape("\n" + piece), self._text)])

    def _lines(self, places: list[int]) -> Numbers:
        lines = np.searchsorted(self._starts, np.array(places, np.int64), side="right") - 1
        return np.unique(lines).astype(np.int32)


_NONE: Numbers = np.zeros(0, np.int32)

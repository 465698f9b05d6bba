"""What the entries of the index are called and what they say: everything that a question is compared with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongban.groundwork.foundation.text import to_simplified
from tongban.offer.catalogue.api import EntryText
from tongban.offer.guidance.postings import Lines, Numbers, Pairs, Postings, Weights, by_bm25
from tongban.offer.guidance.rules import later_deeds, pairs, sound_pairs, stem, tidy, without_jurisdiction
from tongban.offer.guidance.speech import Listener, initials_of, sounds_of, weighted

ENGLISH_STEM = 5  # letters by which English words are compared: marriage and married are one
FIELDS = {"name": 3.0, "alias": 2.5, "about": 0.5}


@dataclass(frozen=True)
class Label:
    """One way of calling an entry: its name or an alias."""

    text: str
    core: str  # without what carries no meaning, and without spaces
    syllables: tuple[str, ...]
    initials: str


class Texts:
    """The texts of all entries, in the structures that answer questions about them. Never changed after they are made."""

    def __init__(self, entries: Sequence[EntryText], listener: Listener, *, before: "Texts | None" = None) -> None:
        self.entries = tuple(entries)
        self.listener = listener
        has_same_fillers = before is not None and before.listener.language.fillers == listener.language.fillers
        known = before.known if before is not None and has_same_fillers else {}
        names = listener.language.other_names
        called = [tuple(dict.fromkeys((entry.name, *entry.aliases, *names(entry.name)))) for entry in self.entries]
        self.labels = tuple(known.get(text) or self._label(text) for texts in called for text in texts)
        self.known: dict[str, Label] = {label.text: label for label in self.labels}
        counts = np.array([len(texts) for texts in called], np.int64)
        self.first_labels = np.cumsum(counts) - counts  # the name of each entry; its aliases follow
        self.owners = np.repeat(np.arange(len(self.entries)), counts)
        self.is_name = np.zeros(len(self.labels), bool)
        self.is_name[self.first_labels] = True
        self._pairs = Pairs([pairs(label.core) for label in self.labels])
        self._signs = Pairs([set(label.core) for label in self.labels])
        self._sounds = Pairs([sound_pairs(label.syllables) for label in self.labels])
        self._cores = _numbered([label.core for label in self.labels])
        self.lengths = np.array([len(label.text) for label in self.labels], np.int32)
        self.initial_lengths = np.array([len(label.initials) for label in self.labels], np.int32)
        self.alphabetical = _ranks([label.text for label in self.labels])
        self.shown = Lines([to_simplified(label.text).lower().replace(" ", "") for label in self.labels])
        self.cores = Lines([label.core for label in self.labels])
        self.initials = Lines([label.initials for label in self.labels])
        self.spelled = Lines(["".join(label.syllables) for label in self.labels])
        self.later_deeds = np.array([later_deeds(entry.name) for entry in self.entries], np.int32)
        self.stems = _groups([stem(entry.name) for entry in self.entries])
        self.abouts = tuple(
            to_simplified(tidy(" ".join((entry.summary, entry.main_item, *entry.life_events, *entry.themes))))
            for entry in self.entries
        )
        self._words = {name: by_bm25(list(map(weighted, texts))) for name, texts in self._fields().items()}
        in_english = [_stems(entry.name_en) for entry in self.entries]
        self._english_names = Postings([dict.fromkeys(stems, 1.0) for stems in in_english])
        self._english = Postings(
            [
                dict.fromkeys(stems | _stems(entry.summary_en), 1.0)
                for stems, entry in zip(in_english, self.entries, strict=True)
            ]
        )
        self._meanings: dict[str, Weights] = {}

    def __len__(self) -> int:
        return len(self.entries)

    def alike(self, core: str) -> Weights:
        """Return how alike each label is to a text."""
        return self._pairs.likeness(pairs(core))

    def alike_in_characters(self, core: str) -> Weights:
        """Return how alike each label is to a text, in whatever order the characters stand."""
        return self._signs.likeness(set(core))

    def alike_in_sound(self, syllables: Sequence[str]) -> Weights:
        """Return how alike each label sounds."""
        return self._sounds.likeness(sound_pairs(syllables))

    def called(self, core: str) -> Sequence[int]:
        """Return the labels that are called exactly so."""
        return self._cores.get(core, ())

    def by_words(self, words: Mapping[str, float]) -> Weights:
        """Return for each entry how well its texts answer to words, by BM25."""
        sums = np.zeros(len(self.entries), np.float32)
        for name, weight in FIELDS.items():
            sums += np.float32(weight) * self._words[name].sums(words)
        return sums

    def by_meaning(self, meaning: str) -> tuple[Numbers, float]:
        """Return the entries that have a meaning in their name, and how much that says (from 0 to 1)."""
        labels = self.cores.with_piece(meaning)
        found = np.unique(self.owners[labels[self.is_name[labels]]]).astype(np.int32)
        return found, float(np.log((len(self) + 1) / (len(found) + 1)) / np.log(len(self) + 2))

    def by_english(self, letters: Sequence[str]) -> tuple[Weights, frozenset[str]]:
        """Return for each entry how much of the English words it has, those of its name twice, and which words are English here."""
        stems = {word[:ENGLISH_STEM] for word in letters if len(word) > 2}
        known = {stem: len(self._english.documents(stem)) ** -0.5 for stem in stems if stem in self._english}
        whole = sum(known.values()) or 1.0
        shares = {stem: worth / whole for stem, worth in known.items()}
        return self._english.sums(shares) + self._english_names.sums(shares), frozenset(known)

    def most_of_each(self, of_labels: Weights) -> Weights:
        """Return for each entry the highest value that one of its labels has."""
        if not len(self.entries):
            return np.zeros(0, np.float32)
        most: Weights = np.maximum.reduceat(of_labels, self.first_labels)
        return most

    def labels_of(self, entry: int) -> range:
        last = self.first_labels[entry + 1] if entry + 1 < len(self.entries) else len(self.labels)
        return range(int(self.first_labels[entry]), int(last))

    def _label(self, text: str) -> Label:
        core = self.listener.core(without_jurisdiction(to_simplified(tidy(text)))).replace(" ", "")
        return Label(text=text, core=core, syllables=tuple(sounds_of(core)), initials=initials_of(core))

    def _fields(self) -> dict[str, list[str]]:
        aliases = [
            " ".join(self.labels[label].core for label in self.labels_of(entry)[1:])
            for entry in range(len(self.entries))
        ]
        names = [self.labels[int(label)].core for label in self.first_labels]
        return {"name": names, "alias": aliases, "about": list(self.abouts)}


def _numbered(texts: Sequence[str]) -> dict[str, list[int]]:
    numbered: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        numbered.setdefault(text, []).append(number)
    return numbered


def _groups(texts: Sequence[str]) -> NDArray[np.int32]:
    """Return for each text the number of its group; equal texts are one."""
    groups: dict[str, int] = {}
    return np.array([groups.setdefault(text, len(groups)) for text in texts], np.int32)


def _ranks(texts: Sequence[str]) -> NDArray[np.int32]:
    ranks = np.zeros(len(texts), np.int32)
    ranks[sorted(range(len(texts)), key=texts.__getitem__)] = np.arange(len(texts), dtype=np.int32)
    return ranks


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:ENGLISH_STEM] for word in tidy(text).split() if len(word) > 2)

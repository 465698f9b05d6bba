"""
How well the entries of the index answer to a question: each way of being found gives a figure, and their weighted sum ranks.

The weights were fitted to half of the judged questions and checked on the other half (docs/decisions/0015-search.md).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongban.offer.guidance.answers import Reason, Why
from tongban.offer.guidance.postings import Weights
from tongban.offer.guidance.rules import later_deeds
from tongban.offer.guidance.speech import Question
from tongban.offer.guidance.texts import Texts

FEWEST_INITIALS = 2
FEWEST_CHARACTERS = 2
LITTLE_SAID = 5.0  # BM25 of one word that many names have; what says less than that does not count as much


@dataclass(frozen=True)
class Weighing:
    """What each way of being found counts."""

    words: float = 2.0  # BM25 over name, aliases and description, the best entry being 1
    name: float = 1.5  # alike to a name or alias
    exact: float = 0.45  # called exactly so
    holds: float = 0.4  # called so, and more
    meant: float = 0.15  # alike to a name when said in the words of the guides
    characters: float = 0.4  # the same characters in any order
    meaning: float = 1.5  # what is meant is in the name
    sound: float = 0.4  # sounds alike, typed in characters
    spelled: float = 0.9  # more for what was typed in Latin letters
    initials: float = 1.5
    english: float = 1.0
    sense: float = 2.8  # nearness in meaning
    brief: float = 0.4  # of two that fit the shorter
    unasked: float = 0.2  # taken away from a change, a renewal, an end … that the question does not name
    sibling: float = 0.15  # taken away for each better one of the same title but for its brackets
    complete: float = 0.2  # somebody offers it with a complete guide
    enough: float = 0.65  # below it nothing was found
    tail: float = 0.4  # what has less than this share of the best is not shown either


WEIGHING = Weighing()
NEAR_IN_SENSE = 0.35  # unrelated sentences are about so near


@dataclass(frozen=True)
class Ranked:
    """The figures of one question, weights included: for each entry in all, and by reason for each label or entry."""

    total: Weights
    labels: dict[Reason, Weights]
    entries: dict[Reason, Weights]


def ranked(question: Question, texts: Texts, *, nearness: Weights | None, weighing: Weighing = WEIGHING) -> Ranked:
    """Weigh every entry; `nearness` in meaning is by label, None where vectors are not at hand."""
    core = question.core.replace(" ", "")
    figures = features(question, texts, nearness=nearness)
    of_names = np.float32(weighing.name) * figures["name"] + np.float32(weighing.characters) * figures["characters"]
    of_names[list(texts.called(core))] += np.float32(weighing.exact)
    if len(core) >= FEWEST_CHARACTERS:
        of_names[texts.cores.with_piece(core)] += np.float32(weighing.holds)
    of_sounds = figures["sound"] * np.float32(weighing.sound + weighing.spelled * question.spelled_share)
    of_meant = figures["meant"] * np.float32(weighing.meant)
    of_sense = figures["sense"] * np.float32(weighing.sense)
    of_initials = figures["initials"] * np.float32(weighing.initials)
    of_brevity = figures["brief"] * np.float32(weighing.brief)
    by_words = figures["words"] * np.float32(weighing.words)
    by_meaning = figures["meaning"] * np.float32(weighing.meaning)
    by_english = figures["english"] * np.float32(weighing.english)
    best = texts.most_of_each(of_names + of_sounds + of_meant + of_sense + of_initials + of_brevity)
    return Ranked(
        total=best + by_words + by_meaning + by_english - figures["unasked"] * np.float32(weighing.unasked),
        labels={
            Reason.NAME: of_names,
            Reason.SOUND: of_sounds * np.float32(0.8) + of_initials,
            Reason.SENSE: of_sense * np.float32(0.5),
        },
        entries={
            Reason.SYNONYM: by_meaning * np.float32(0.6),
            Reason.ABOUT: by_words * np.float32(0.05),
            Reason.ENGLISH: by_english,
        },
    )


def best_first(
    figures: Ranked, texts: Texts, *, complete: NDArray[np.bool_], most: int, weighing: Weighing = WEIGHING
) -> NDArray[np.int64]:
    """
    Return the best entries, at most so many; none where nothing is good enough.

    `complete` says who has a complete guide, which speaks for an entry among equals. Of titles that differ only in what
    stands in brackets at their end, each further one steps back behind its rivals.
    """
    totals = figures.total + complete.astype(np.float32) * np.float32(weighing.complete)
    size = min(most, len(totals))
    top = np.argpartition(-totals, size - 1)[:size] if size else np.zeros(0, np.int64)
    top = top[np.lexsort((texts.alphabetical[texts.first_labels[top]], -totals[top]))]
    seen: dict[int, int] = {}
    lowered = totals[top].copy()
    for place, group in enumerate(texts.stems[top].tolist()):
        earlier = seen.get(group, 0)
        seen[group] = earlier + 1
        lowered[place] -= np.float32(weighing.sibling * earlier)
    order = np.argsort(-lowered, kind="stable")
    entries, worth = top[order], lowered[order]
    least = weighing.tail * float(worth[0]) if size else 0.0
    return entries[(worth >= least) & (figures.total[entries] >= weighing.enough)]


def features(question: Question, texts: Texts, *, nearness: Weights | None) -> dict[str, Weights]:
    """Return the plain figures, from about 0 to 1, before they are weighed."""
    core = question.core.replace(" ", "")
    nothing = np.zeros(len(texts.labels), np.float32)
    of_words = texts.by_words({**question.meant_words, **question.words})
    most = max(float(of_words.max(initial=0.0)), LITTLE_SAID)
    in_english, english = texts.by_english(question.letters)
    letters = [word for word in question.letters if len(word) >= FEWEST_INITIALS and word[:5] not in english]
    meant = core + "".join(first for first, *_ in _sayings(question))
    return {
        "words": of_words / np.float32(most),
        "name": texts.alike(core) if core else nothing,
        "meant": texts.alike(meant) if question.meanings else (texts.alike(core) if core else nothing),
        "characters": texts.alike_in_characters(core) if core else nothing,
        "meaning": _by_meanings(question, texts),
        "sound": texts.alike_in_sound(question.syllables) if question.syllables else nothing,
        "initials": _by_initials(letters, texts),
        "english": in_english,
        "unasked": _unasked(question, texts),
        "brief": np.float32(4) / (texts.lengths + np.float32(4)),
        "sense": nothing if nearness is None else np.maximum(nearness - NEAR_IN_SENSE, 0) / (1 - NEAR_IN_SENSE),
    }


def why(entry: int, question: Question, texts: Texts, figures: Ranked) -> Why:
    """Return the weightiest reason for which an entry was found."""
    core = question.core.replace(" ", "")
    labels = texts.labels_of(entry)
    weights = {
        reason: max((float(of_labels[label]), texts.is_name[label], -label) for label in labels)
        for reason, of_labels in figures.labels.items()
    }
    best_label = max(weights, key=lambda reason: weights[reason])
    best_entry = max(figures.entries, key=lambda reason: float(figures.entries[reason][entry]))
    if float(figures.entries[best_entry][entry]) > weights[best_label][0]:
        told = _why_of_entry(best_entry, entry, question, texts)
        if told is not None:
            return told
    label = texts.labels[-int(weights[best_label][2])]
    if best_label is not Reason.NAME:
        return Why(best_label, label.text)
    if not weights[best_label][1]:
        return Why(Reason.ALIAS, label.text)
    return Why(Reason.NAME, _shared(core, label.core))


def _why_of_entry(reason: Reason, entry: int, question: Question, texts: Texts) -> Why | None:
    if reason is Reason.ENGLISH:
        return Why(Reason.NAME, texts.entries[entry].name_en)
    if reason is Reason.SYNONYM:
        name = texts.labels[int(texts.first_labels[entry])].core
        fitting = [meaning for meaning in question.meanings if meaning in name]
        meaning = max(fitting, key=len)
        return Why(Reason.SYNONYM, meaning, question.meanings[meaning])
    told = [word for word in question.words if len(word) > 1 and word in texts.abouts[entry]]
    return Why(Reason.ABOUT, max(told, key=len)) if told else None


def _by_meanings(question: Question, texts: Texts) -> Weights:
    """
    Return how much of what is meant each entry has in its name; a meaning that fits many says little.

    What one saying may mean are alternatives: the best of them counts.
    """
    sums = np.zeros(len(texts), np.float32)
    sayings = _sayings(question)
    for meanings in sayings:
        best = np.zeros(len(texts), np.float32)
        for meaning in meanings:
            entries, worth = texts.by_meaning(meaning)
            best[entries] = np.maximum(best[entries], np.float32(worth))
        sums += best
    spread = np.float32(max(len(sayings), 1) ** 0.5)
    shares: Weights = sums / spread
    return shares


def _unasked(question: Question, texts: Texts) -> Weights:
    """Return 1 for each entry that is about a change, a renewal, an end … when the question names none of those."""
    asked = later_deeds(question.core + " ".join(question.meanings))
    names_one, is_asked_for = texts.later_deeds != 0, (texts.later_deeds & asked) != 0
    unasked: Weights = (names_one & ~is_asked_for).astype(np.float32)
    return unasked


def _sayings(question: Question) -> list[list[str]]:
    """Return what each saying of a question may mean."""
    sayings: dict[str, list[str]] = {}
    for meaning, saying in question.meanings.items():
        sayings.setdefault(saying, []).append(meaning)
    return list(sayings.values())


def _by_initials(letters: list[str], texts: Texts) -> Weights:
    """Return how much of a label its initials are that were typed; a label that begins with them fits better."""
    fits = np.zeros(len(texts.labels), np.float32)
    for word in letters:
        found = texts.initials.with_piece(word)
        fits[found] = np.maximum(fits[found], len(word) / texts.initial_lengths[found])
        fits[texts.initials.beginning_with(word)] += np.float32(0.2)
    return fits


def _shared(asked: str, name: str) -> str:
    """Return the longest piece of a name that was asked for."""
    longest = ""
    for start in range(len(name)):
        while name[start : start + len(longest) + 1] in asked and start + len(longest) < len(name):
            longest = name[start : start + len(longest) + 1]
    return longest or name

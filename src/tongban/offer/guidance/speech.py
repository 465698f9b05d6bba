"""From a question to what is looked for: words, sounds and spellings, with the weight each carries."""

import re
from collections import Counter
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass

import rjieba
from pypinyin import lazy_pinyin

from tongban.groundwork.foundation.text import to_simplified
from tongban.offer.guidance.rules import (
    LONGEST_SPELLING,
    Language,
    is_chinese,
    is_spelling,
    meanings,
    pieces,
    plain_sound,
    spellings,
    spoken_words,
    syllables_of,
    tidy,
)

SHORTEST_WORD = 2
LONGEST_ADDED_WORD = 5
LONGEST_WORD = 8  # syllables of a word that is spelled
SAID_OFTEN = 10_000  # how common the sayings are made for the segmenter
SAYING_COUNTS = 3  # a saying is taken for what was spelled before a word used as often in titles
WEIGHT_OF_ONE_CHARACTER = 0.3
WEIGHT_OF_A_MEANING = 0.7
MOST_WORDS = 40


@dataclass(frozen=True)
class Question:
    """What a question looks for."""

    text: str  # tidied, Simplified
    core: str  # without what carries no meaning; what was spelled is written out in known words
    words: dict[str, float]
    meanings: dict[str, str]  # what may be meant → what was said
    meant_words: dict[str, float]
    syllables: tuple[str, ...]  # of all that was typed, in order
    letters: tuple[str, ...]  # what was typed in Latin letters
    spelled_share: float  # how much of the syllables was typed in Latin letters
    is_spelled_out: bool  # the core has words that were typed in Latin letters


class Listener:
    """
    Understands questions in one language of fillers and synonyms.

    `texts` are those of the index: their words are what somebody who types pinyin may have in mind.
    """

    def __init__(self, language: Language, *, texts: Iterable[str]) -> None:
        self.language = language
        self._single = frozenset(word for word in language.fillers if len(word) == 1)
        several = sorted((word for word in language.fillers if len(word) > 1), key=len, reverse=True)
        self._several = re.compile("|".join(map(re.escape, several))) if several else None
        for row in language.synonyms:
            for saying in row.say:
                if SHORTEST_WORD <= len(saying) <= LONGEST_ADDED_WORD:
                    rjieba.add_word(saying, SAID_OFTEN, "n")
        self._syllables, self._words = _spoken(language, texts)

    def speaking(self, language: Language) -> "Listener":
        """Return one that hears the same sounds but knows other synonyms, to try a row before it is kept."""
        other = copy(self)
        other.language = language
        return other

    def hear(self, asked: str) -> Question:
        """Take a question apart. Any text may come; at most the beginning is read."""
        text = to_simplified(tidy(asked))
        syllables: list[str] = []
        written: list[str] = []
        spelled, guessed = 0, 0
        for part in pieces(text):
            if is_spelling(part):
                own = [plain_sound(each) for each in syllables_of(part[:LONGEST_SPELLING], self._syllables)]
                said = spoken_words(own, self._words, longest=LONGEST_WORD)
                spelled, guessed = spelled + len(own), guessed + len(said.replace(" ", ""))
            else:
                own, said = sounds_of(part), part
            syllables += own
            written.append(said)
        core = self.core(" ".join(written))
        letters = tuple(spellings(text))
        meant = dict(meanings(" ".join([text, *written]), self.language.synonyms))
        return Question(
            text=text,
            core=core,
            words=weighted(core),
            meanings=meant,
            meant_words=self._meant_words(meant),
            syllables=tuple(syllables if letters else sounds_of(core)),
            letters=letters,
            spelled_share=spelled / len(syllables) if syllables else 0.0,
            is_spelled_out=spelled > 0 and guessed == spelled,
        )

    def core(self, text: str) -> str:
        """Return a tidied text without the words that carry no meaning; the text itself when nothing would be left."""
        kept = self._several.sub(" ", text) if self._several else text
        words = [word for part in kept.split() for word in rjieba.cut(part) if word not in self._single]
        return " ".join("".join(words).split()) if words else text

    @staticmethod
    def _meant_words(meant: Iterable[str]) -> dict[str, float]:
        found: dict[str, float] = {}
        for meaning in meant:
            for word, weight in weighted(meaning).items():
                found[word] = max(found.get(word, 0.0), weight * WEIGHT_OF_A_MEANING)
        return found


def _spoken(language: Language, texts: Iterable[str]) -> tuple[frozenset[str], dict[str, str]]:
    """Return the syllables that occur in texts and sayings, and for each sound the word that is used most."""
    uses: Counter[str] = Counter(
        word
        for text in texts
        for word in rjieba.cut_for_search(to_simplified(tidy(text)))
        if len(word) >= SHORTEST_WORD
    )
    for row in language.synonyms:
        uses.update({saying: SAYING_COUNTS for saying in row.say if len(saying) >= SHORTEST_WORD})
    for filler in language.fillers:
        if len(filler) >= SHORTEST_WORD:
            uses[filler] += SAYING_COUNTS
    syllables: set[str] = set()
    words: dict[str, str] = {}
    for word, _ in uses.most_common():
        sounds = full_sounds_of(word)
        syllables.update(sounds)
        if SHORTEST_WORD <= len(sounds) == len(word) <= LONGEST_WORD:
            words.setdefault(" ".join(map(plain_sound, sounds)), word)
    return frozenset(syllables), words


def weighted(text: str) -> dict[str, float]:
    """Return the words of a text with their weights: a single character says little."""
    words = [word for part in text.split() for word in rjieba.cut_for_search(part)]
    return {word: 1.0 if len(word) > 1 else WEIGHT_OF_ONE_CHARACTER for word in words[:MOST_WORDS]}


def sounds_of(text: str) -> list[str]:
    """Return the syllables of the Chinese characters of a text, as people of any province type them."""
    return [plain_sound(syllable) for syllable in lazy_pinyin(text) if syllable.isascii() and syllable.isalpha()]


def full_sounds_of(text: str) -> list[str]:
    """Return the syllables of the Chinese characters of a text in correct pinyin."""
    return [syllable for syllable in lazy_pinyin(text) if syllable.isascii() and syllable.isalpha()]


def initials_of(text: str) -> str:
    """Return the first letters of the syllables of a text: 身份证 → sfz."""
    return "".join(syllable[0] for syllable in lazy_pinyin(text) if is_chinese(text) and syllable[:1].isalpha())

"""From a question to what is looked for: words, sounds and spellings, with the weight each carries."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import rjieba
from pypinyin import lazy_pinyin

from tongban.groundwork.foundation.text import to_simplified
from tongban.offer.guidance.rules import (
    Language,
    is_chinese,
    meanings,
    plain_sound,
    spellings,
    syllables_of,
    tidy,
    without_spellings,
)

WEIGHT_OF_ONE_CHARACTER = 0.3
WEIGHT_OF_A_MEANING = 0.7
MOST_WORDS = 40


@dataclass(frozen=True)
class Question:
    """What a question looks for."""

    text: str  # tidied, Simplified
    core: str  # without what carries no meaning
    words: dict[str, float]  # as written
    meanings: dict[str, str]  # what may be meant → what was said
    sounds: tuple[str, ...]  # syllables of what was typed in Chinese
    spelled: tuple[tuple[str, ...], ...]  # syllables of what was typed in Latin letters, word by word
    letters: tuple[str, ...]  # what was typed in Latin letters
    meant_words: dict[str, float] = field(default_factory=dict)


class Listener:
    """Understands questions in one language of fillers and synonyms; `syllables` are those that occur in the index."""

    def __init__(self, language: Language, *, syllables: Collection[str], says: Iterable[tuple[str, str]]) -> None:
        self._synonyms = language.synonyms
        self._single = frozenset(word for word in language.fillers if len(word) == 1)
        several = sorted((word for word in language.fillers if len(word) > 1), key=len, reverse=True)
        self._several = re.compile("|".join(map(re.escape, several))) if several else None
        self._syllables = syllables
        self._says: dict[str, list[str]] = defaultdict(list)  # sound → the sayings that sound so
        for sound, saying in says:
            self._says[sound].append(saying)

    def hear(self, asked: str) -> Question:
        """Take a question apart. Any text may come; at most the beginning is read."""
        text = to_simplified(tidy(asked))
        chinese = without_spellings(text)
        letters = tuple(spellings(text))
        spelled = tuple(tuple(map(plain_sound, syllables_of(word, self._syllables))) for word in letters)
        core = self.core(chinese)
        meant = dict(meanings(text, self._synonyms))
        meant.update(meanings(self._said_by_sound(spelled), self._synonyms))
        return Question(
            text=text,
            core=core,
            words=weighted(core),
            meanings=meant,
            meant_words=self._meant_words(meant),
            sounds=tuple(sounds_of(core)),
            spelled=spelled,
            letters=letters,
        )

    def core(self, text: str) -> str:
        """Return a tidied text without the words that carry no meaning; the text itself when nothing would be left."""
        kept = self._several.sub(" ", text) if self._several else text
        words = [word for part in kept.split() for word in rjieba.cut(part) if word not in self._single]
        return " ".join("".join(words).split()) if words else text

    def _said_by_sound(self, spelled: Iterable[tuple[str, ...]]) -> str:
        """Return the sayings that are spelled out in a question: a person who types pinyin uses the same words."""
        said: list[str] = []
        for syllables in spelled:
            for start in range(len(syllables)):
                for end in range(start + 2, min(start + 8, len(syllables)) + 1):
                    said += self._says.get(" ".join(syllables[start:end]), [])
        return " ".join(said)

    @staticmethod
    def _meant_words(meant: Iterable[str]) -> dict[str, float]:
        found: dict[str, float] = {}
        for meaning in meant:
            for word, weight in weighted(meaning).items():
                found[word] = max(found.get(word, 0.0), weight * WEIGHT_OF_A_MEANING)
        return found


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

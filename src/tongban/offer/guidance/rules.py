"""
The rules of searching: how a question is tidied, what of it carries meaning, how alike two texts are.

Plain functions over text; the words that carry no meaning and the ways of saying come in as data.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST_QUESTION = 120  # characters that are read; nobody asks longer in one breath
LONGEST_READ = 2000  # characters that are looked at for them
LONGEST_SPELLING = 40
DIGITS_OF_A_PERSON = 7  # so many digits in a row may be somebody's number

_MARKUP = re.compile(r"<[^<>]{0,200}>")
_LETTERS = re.compile(r"[a-z]+")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_PERSONAL = re.compile(rf"\d{{{DIGITS_OF_A_PERSON},}}")


@dataclass(frozen=True)
class Synonyms:
    """Whoever says one of `say` may mean the words in `mean`."""

    say: tuple[str, ...]
    mean: tuple[str, ...]


@dataclass(frozen=True)
class Language:
    """How people speak: words without meaning, and other words for the same thing."""

    fillers: frozenset[str] = frozenset()
    synonyms: tuple[Synonyms, ...] = ()


def tidy(text: str) -> str:
    """Return a question in lower case and half width, without markup, control characters and signs, and not too long."""
    plain = _MARKUP.sub(" ", unicodedata.normalize("NFKC", text[:LONGEST_READ])).lower()
    kept = "".join(character if _is_kept(character) else " " for character in plain)
    return " ".join(kept.split())[:LONGEST_QUESTION].strip()


def is_chinese(text: str) -> bool:
    """Say whether a text has any Chinese character."""
    return _HAN.search(text) is not None


def may_name_a_person(text: str) -> bool:
    """Say whether a text has so many digits that it may be the number of a person or a telephone."""
    return _PERSONAL.search(text.replace(" ", "").replace("-", "")) is not None


def spellings(text: str) -> list[str]:
    """Return the words in Latin letters of a tidied question."""
    return [word[:LONGEST_SPELLING] for word in _LETTERS.findall(text)]


def without_spellings(text: str) -> str:
    """Return a tidied question without its Latin letters."""
    return " ".join(_LETTERS.sub(" ", text).split())


def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a text without spaces; the character itself when there is one."""
    solid = text.replace(" ", "")
    return frozenset(solid[place : place + 2] for place in range(len(solid) - 1)) or frozenset(solid)


def sound_pairs(syllables: Sequence[str]) -> frozenset[str]:
    """Return the pairs of neighbouring syllables."""
    return frozenset(f"{first}_{second}" for first, second in zip(syllables, syllables[1:], strict=False))


def likeness(first: Collection[str], second: Collection[str]) -> float:
    """Return how much two sets of pairs have in common, from 0 to 1 (Dice)."""
    if not first or not second:
        return 0.0
    return 2 * len(set(first) & set(second)) / (len(first) + len(second))


@lru_cache(maxsize=2000)
def plain_sound(syllable: str) -> str:
    """Return a syllable as people of any province type it: zh/z, ch/c, sh/s and final n/ng are one."""
    for hard, soft in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if syllable.startswith(hard):
            syllable = soft + syllable[2:]
    return (syllable[:-1] if syllable.endswith("ng") else syllable).replace("v", "u")


def syllables_of(letters: str, known: Collection[str]) -> list[str]:
    """Split letters into known syllables, as few as possible; empty when they are no pinyin."""
    best: list[list[str] | None] = [[]] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            here = best[end]
            if before is not None and letters[start:end] in known and (here is None or len(before) + 1 < len(here)):
                best[end] = [*before, letters[start:end]]
    return best[-1] or []


def meanings(text: str, synonyms: Iterable[Synonyms]) -> Mapping[str, str]:
    """
    Return what may be meant by what is said in a text: meaning → the saying.

    Of sayings that lie within one another the longer speaks: 失业金 is not 失业. A meaning already in the text adds nothing.
    """
    said = [(saying, row) for row in synonyms for saying in row.say if saying in text]
    spoken = {
        saying
        for saying, _ in said
        if not any(saying != other and saying in other and text.count(saying) == text.count(other) for other, _ in said)
    }
    meant: dict[str, str] = {}
    for saying, row in said:
        if saying in spoken:
            for meaning in row.mean:
                if meaning not in text:
                    meant.setdefault(meaning, saying)
    return meant


def _is_kept(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN"

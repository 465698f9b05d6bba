"""
The rules of searching: how a question is tidied, what of it carries meaning, how alike two texts are.

Plain functions over text; the words that carry no meaning and the ways of saying come in as data.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST_QUESTION = 120  # characters that are read; nobody asks longer in one breath
LONGEST_READ = 2000  # characters that are looked at for them
LONGEST_SPELLING = 40
LONGEST_WORDING = 20  # characters of a saying or a meaning
MOST_WORDINGS = 30  # on one side of a row of synonyms
DIGITS_OF_A_PERSON = 7  # so many digits in a row may be somebody's number

# What is done about something one already has, or only asked about it: meant by nobody who does not say so.
LATER_DEEDS = (
    "变更", "注销", "延续", "补办", "补领", "补发", "补证", "换发", "换领", "换证", "遗失", "挂失", "停业", "歇业", "终止", "作废",
    "撤销", "恢复", "更正", "转出", "转入", "过户", "校验", "缴销", "续期", "延期", "解除", "查询", "咨询", "投诉", "补贴",
)  # fmt: skip

_MARKUP = re.compile(r"<[^<>]{0,200}>")
_LETTERS = re.compile(r"[a-z]+")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
# What authorities add to a title to say at which level they act: （县级）, (县级权限), （县级行使）, （据省政府令第349号…）.
_JURISDICTION = re.compile(r"(?:[省市县]级(?:行使|权限)?(?:[省市县]级)?|据省政府令\S*|根据省政府\S*)")
_PERSONAL = re.compile(rf"\d{{{DIGITS_OF_A_PERSON},}}")


@dataclass(frozen=True)
class Synonyms:
    """Whoever says one of `say` may mean the words in `mean`; where they are the same thing, each stands for the other."""

    say: tuple[str, ...]
    mean: tuple[str, ...]
    same: bool = False


@dataclass(frozen=True)
class Language:
    """How people speak: words without meaning, and other words for the same thing."""

    fillers: frozenset[str] = frozenset()
    synonyms: tuple[Synonyms, ...] = ()

    def other_names(self, name: str) -> Iterator[str]:
        """Yield what a thing is also called: 社会保障卡挂失 is 社保卡挂失."""
        for row in self.synonyms:
            meant = next((meaning for meaning in row.mean if meaning in name), None) if row.same else None
            if meant is not None:
                yield from (name.replace(meant, saying) for saying in row.say if saying not in name)


def tidy(text: str) -> str:
    """Return a question in lower case and half width, without markup, control characters and signs, and not too long."""
    plain = _MARKUP.sub(" ", unicodedata.normalize("NFKC", text[:LONGEST_READ])).lower()
    kept = "".join(character if _is_kept(character) else " " for character in plain)
    return " ".join(kept.split())[:LONGEST_QUESTION].strip()


def without_jurisdiction(text: str) -> str:
    """Return a tidied title without the words that only say at which level it is done; the title itself if nothing is left."""
    return " ".join(part for part in text.split() if not _JURISDICTION.fullmatch(part)) or text


def later_deeds(text: str) -> int:
    """Return which of the later deeds a text names, as bits."""
    return sum(1 << place for place, deed in enumerate(LATER_DEEDS) if deed in text)


def stem(title: str) -> str:
    """Return a title without what stands in brackets at its end: the kinds of one deed are siblings."""
    return re.sub(r"[（(][^（）()]*[）)]$", "", title) or title


def is_chinese(text: str) -> bool:
    """Say whether a text has any Chinese character."""
    return _HAN.search(text) is not None


def may_name_a_person(text: str) -> bool:
    """Say whether a text has so many digits that it may be the number of a person or a telephone."""
    return _PERSONAL.search(text.replace(" ", "").replace("-", "")) is not None


def spellings(text: str) -> list[str]:
    """Return the words in Latin letters of a tidied question."""
    return [word[:LONGEST_SPELLING] for word in _LETTERS.findall(text)]


def pieces(text: str) -> list[str]:
    """Return a tidied question cut into its Latin letters and what is between them, in order: 公证预yue → 公证预, yue."""
    return [piece for piece in re.split(r"([a-z]+)|\s+", text) if piece]


def is_spelling(piece: str) -> bool:
    """Say whether a piece of a question is in Latin letters."""
    return _LETTERS.fullmatch(piece) is not None


def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a text without spaces; the character itself when there is one."""
    solid = text.replace(" ", "")
    return frozenset(solid[place : place + 2] for place in range(len(solid) - 1)) or frozenset(solid)


def sound_pairs(syllables: Sequence[str]) -> frozenset[str]:
    """Return the pairs of neighbouring syllables."""
    return frozenset(f"{first}_{second}" for first, second in zip(syllables, syllables[1:], strict=False))


def sounding_like(syllables: Sequence[str], text: str, spoken: Sequence[str]) -> str:
    """Return the piece of a text that is spoken with given syllables; empty where none is, or not every character has one."""
    length = len(syllables)
    if length < 2 or len(spoken) != len(text):
        return ""
    places = (
        place for place in range(len(text) - length + 1) if tuple(spoken[place : place + length]) == tuple(syllables)
    )
    return next((text[place : place + length] for place in places), "")


@lru_cache(maxsize=2000)
def plain_sound(syllable: str) -> str:
    """Return a syllable as people of any province type it: zh/z, ch/c, sh/s and final n/ng are one."""
    for hard, soft in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if syllable.startswith(hard):
            syllable = soft + syllable[2:]
    return (syllable[:-1] if syllable.endswith("ng") else syllable).replace("v", "u")


def plain_letters(text: str) -> str:
    """Return letters as `plain_sound` would make them, also while a syllable is still being typed."""
    for hard, soft in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("v", "u")):
        text = text.replace(hard, soft)
    return text


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


def spoken_words(syllables: Sequence[str], words: Mapping[str, str], *, longest: int) -> str:
    """Return what syllables say in known words (sound → word), with as few gaps and as few words as possible; gaps are spaces."""
    best: list[tuple[int, int, str]] = [(0, 0, "")]
    for end in range(1, len(syllables) + 1):
        gaps, count, text = best[end - 1]
        ways = [(gaps + 1, count, f"{text} ")]
        for start in range(max(0, end - longest), end - 1):
            word = words.get(" ".join(syllables[start:end]))
            if word is not None:
                gaps, count, text = best[start]
                ways.append((gaps, count + 1, text + word))
        best.append(min(ways))
    return " ".join(best[-1][2].split())


def meanings(text: str, synonyms: Iterable[Synonyms]) -> Mapping[str, str]:
    """
    Return what may be meant by what is said in a text: meaning → the saying.

    Of sayings that lie within one another the longer speaks: 失业金 is not 失业. A saying adds nothing where one of its
    meanings is already in the text.
    """
    said = [(saying, row) for row in synonyms for saying in row.say if saying in text]
    spoken = {
        saying
        for saying, _ in said
        if not any(saying != other and saying in other and text.count(saying) == text.count(other) for other, _ in said)
    }
    meant: dict[str, str] = {}
    for saying, row in said:
        if saying in spoken and not any(meaning in text for meaning in row.mean):
            for meaning in row.mean:
                meant.setdefault(meaning, saying)
    return meant


def _is_kept(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN"

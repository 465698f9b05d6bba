"""Chinese text: Traditional script and pinyin order."""

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import opencc
import yaml


@lru_cache(maxsize=20_000)
def to_traditional(text: str) -> str:
    """Return a Simplified Chinese text in Traditional script; only the words of traditional_words.yaml change."""
    words, pattern = _traditional_words()
    return pattern.sub(lambda found: words[found[0]], _converter("s2t").convert(text))


@lru_cache(maxsize=20_000)
def to_simplified(text: str) -> str:
    """Return a Traditional Chinese text in Simplified script."""
    return str(_converter("t2s").convert(text))


def pinyin_key(text: str) -> str:
    """Return a key that sorts Chinese text by pinyin with an ordinary byte-order collation."""
    # Its dictionaries take 60 MB, which the worker can do without.
    from pypinyin import Style, lazy_pinyin

    return " ".join(lazy_pinyin(text, style=Style.TONE3)).lower()


@cache
def _traditional_words() -> tuple[dict[str, str], re.Pattern[str]]:
    words: dict[str, str] = yaml.safe_load((files(__package__) / "traditional_words.yaml").read_text("utf-8"))
    return words, re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


@cache
def _converter(direction: str) -> Any:
    return opencc.OpenCC(direction)

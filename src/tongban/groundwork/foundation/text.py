"""Chinese text: Traditional script and pinyin order."""

from functools import cache, lru_cache
from typing import Any

import opencc
from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=20_000)
def to_traditional(text: str) -> str:
    """Return a Simplified Chinese text in Traditional script, with the words of Hong Kong and Taiwan left alone."""
    return str(_converter("s2t").convert(text))


@lru_cache(maxsize=20_000)
def to_simplified(text: str) -> str:
    """Return a Traditional Chinese text in Simplified script."""
    return str(_converter("t2s").convert(text))


def pinyin_key(text: str) -> str:
    """Return a key that sorts Chinese text by pinyin with an ordinary byte-order collation."""
    return " ".join(lazy_pinyin(text, style=Style.TONE3)).lower()


@cache
def _converter(direction: str) -> Any:
    return opencc.OpenCC(direction)

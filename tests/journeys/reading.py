"""What a page says and in which language, read from its HTML."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from tongban.groundwork.foundation.text import to_simplified, to_traditional

CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
SPOKEN = ("alt", "aria-label", "aria-description", "placeholder", "title", "data-label")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SILENT = {"script", "style", "template"}
WHOLE = {"title", "option"}  # cannot be marked in part, as when a title names what was searched for


@dataclass(frozen=True)
class Said:
    """A piece of text and the language it is marked as."""

    text: str
    language: str
    is_whole: bool = False


class Reader(HTMLParser):
    """Gathers the texts of a page: those between tags, and those in attributes that are shown or spoken."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[Said] = []
        self._open: list[tuple[str, str]] = [("", "")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = given.get("lang") or self._open[-1][1]
        self.said += [Said(value, language) for name in SPOKEN if (value := given.get(name))]
        if tag not in VOID:
            self._open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and len(self._open) > 1:
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        tag, language = self._open[-1]
        if data.strip() and tag not in SILENT:
            self.said.append(Said(" ".join(data.split()), language, tag in WHOLE))


def read(html: str) -> list[Said]:
    reader = Reader()
    reader.feed(html)
    return reader.said


def unmarked_chinese(html: str) -> list[str]:
    """Return the Chinese texts of a page that a screen reader would try to pronounce in another language."""
    return [
        said.text
        for said in read(html)
        if CHINESE.search(said.text) and not said.language.startswith("zh") and not said.is_whole
    ]


def simplified_leftovers(html: str) -> list[str]:
    """Return the texts of a Traditional page in which characters stand that are written only in Simplified script."""
    return [
        f"{said.text} ({found})"
        for said in read(html)
        if said.language != "zh-Hans" and (found := leftovers(said.text))
    ]


def leftovers(text: str) -> str:
    """
    Return the characters of a text that the conversion to Traditional script would still change.

    What it would change again (核 → 覈) though it is Traditional already is told apart by the way back.
    """
    converted = to_traditional(text)
    if len(converted) != len(text):
        return converted
    return "".join(
        char
        for char, other in zip(text, converted, strict=True)
        if char != other and to_simplified(char) == char and to_simplified(other) == char and char not in BOTH
    )


# In both scripts: 后 is a queen, 里 a mile, 干 to interfere …, which the conversion knows only by the words around them.
BOTH = set("后里干台只面谷余系制回表斗才出了志准胡范松致丰姜几朱板注核卷向托借冲")

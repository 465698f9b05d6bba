"""How the text of a message is made from a template and its context; no Django."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from string import Formatter

SIMPLIFIED, TRADITIONAL, ENGLISH = "zh-hans", "zh-hant", "en"


@dataclass(frozen=True)
class Wording:
    """A template in one language; its sentences hold `{placeholders}`."""

    title: str
    body: tuple[str, ...]
    short: tuple[str, ...]  # for a text message: no names, no numbers that identify a person


@dataclass(frozen=True)
class Template:
    """A message in Simplified Chinese and English; Traditional Chinese is converted from the Simplified."""

    code: str
    chinese: Wording
    english: Wording

    def placeholders(self) -> frozenset[str]:
        """Return the names its texts speak of."""
        wordings = (self.chinese, self.english)
        return frozenset().union(*(_names(text) for w in wordings for text in (w.title, *w.body, *w.short)))


@dataclass(frozen=True)
class Text:
    """A message in the words of its reader."""

    title: str
    body: str
    short: str


def text_in(
    template: Template, context: Mapping[str, str], language: str, *, to_traditional: Callable[[str], str]
) -> Text:
    """
    Return the text of a message in one language; an unknown language reads as Simplified Chinese.

    For English readers a context value `x_en` stands in for `x`. A sentence that lacks one of its values is left out.
    """
    if language == ENGLISH:
        overrides = {
            name.removesuffix("_en"): value for name, value in context.items() if name.endswith("_en") and value
        }
        return _fill(template.english, {**context, **overrides}, between=" ")
    text = _fill(template.chinese, context)
    if language == TRADITIONAL:
        return Text(to_traditional(text.title), to_traditional(text.body), to_traditional(text.short))
    return text


def _fill(wording: Wording, context: Mapping[str, str], *, between: str = "") -> Text:
    def filled(sentences: Iterable[str]) -> str:
        return between.join(
            text.format(**context) for text in sentences if all(context.get(name) for name in _names(text))
        )

    return Text(title=filled([wording.title]), body=filled(wording.body), short=filled(wording.short))


def _names(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)

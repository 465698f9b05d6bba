"""What a version of a text holds, how it is checked against the law, and with which facts it is tried. Pure functions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.groundwork.documents.composition import PLACEHOLDER, compose
from tongban.groundwork.documents.letters.notation import Fault, Reading, read_text
from tongban.groundwork.documents.template_data import (
    ADMINISTRATIVE_LICENCE,
    Demand,
    Kind,
    all_facts,
    shipped_letters,
)

Body = Mapping[str, Any]  # {"addressee": bool, "parts": [...], "foot": [...], "defaults": {fact: text}}

OTHER_MATTER = "其他行政权力"
LONG = 12  # how many times over a long sample says what a sample says
_MARK = "〔此处有此事实〕"


@dataclass(frozen=True)
class Checked:
    """A text with everything that is wrong in it, and what it stands for (beside the general text where it inherits)."""

    reading: Reading
    body: Body
    faults: tuple[Fault, ...]


def checked(kind: Kind, text: str, *, general: Body | None = None) -> Checked:
    """Return what a text of a kind stands for; with `general`, it is a text of one's own and may take that over."""
    reading = read_text(text, kind.facts, may_inherit=general is not None)
    body = with_general(kind, reading, general)
    faults = reading.faults or tuple(_unlawful(kind, body))
    return Checked(reading, body, faults)


def with_general(kind: Kind, reading: Reading, general: Body | None) -> Body:
    """Return the body of a text: where it says so, with the general text in its place; without a foot, with the general one."""
    parts, foot = list(reading.parts), list(reading.foot)
    if general is not None:
        if reading.general_at is not None:
            parts[reading.general_at : reading.general_at] = general["parts"]
        foot = foot or list(general["foot"])
    return body_of(kind, parts, foot)


def body_of(kind: Kind, parts: Sequence[Mapping[str, Any]], foot: Sequence[Mapping[str, Any]]) -> Body:
    """Return what a version keeps: with it, a document is composed alike whatever becomes of the data files."""
    named = set(PLACEHOLDER.findall(str((parts, foot))))
    return {
        "addressee": shipped_letters()[kind.code].has_addressee,
        "parts": list(parts),
        "foot": list(foot),
        "defaults": {code: fact.otherwise for code, fact in all_facts().items() if fact.otherwise and code in named},
    }


def composed(body: Body, facts: Mapping[str, Any], *, is_licensing: bool) -> list[dict[str, Any]]:
    """Return the blocks of a letter."""
    given = {name: value for name, value in facts.items() if value not in (None, "")}
    return compose(body["parts"], {**body["defaults"], **given}, is_licensing=is_licensing)


def foot_of(body: Body, facts: Mapping[str, Any], *, is_licensing: bool) -> str:
    """Return what stands at the foot of each page."""
    blocks = compose(body["foot"], {**body["defaults"], **facts}, is_licensing=is_licensing)
    return "　".join(block["text"] for block in blocks)


def sample_facts(kind: Kind, *, is_licensing: bool = True, fewest: bool = False, long: bool = False) -> dict[str, Any]:
    """Return facts to try a text with: all that the kind knows, the fewest that a deed gives, or long ones."""
    codes = kind.always if fewest else (*kind.always, *kind.sometimes)
    facts = {code: all_facts()[code].sample for code in codes}
    facts["item_type"] = ADMINISTRATIVE_LICENCE if is_licensing else OTHER_MATTER
    if long:
        for code in codes:
            if (form := all_facts()[code].form) == "prose":
                facts[code] = "\n".join([facts[code]] * LONG)
            elif form in ("list", "table"):
                facts[code] = list(facts[code]) * LONG
        facts["item_name"] = "在中华人民共和国境内从事经营活动的外商投资企业" + facts["item_name"]
    return facts


def texts_of(blocks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what the blocks of a letter say, cell by cell where they are tables."""
    for block in blocks:
        yield block.get("text", "")
        yield from block.get("items", ())
        for row in block.get("rows", ()):
            yield from row


def _unlawful(kind: Kind, body: Body) -> Iterator[Fault]:
    """Yield what the law asks of a text and is not in it, each once. The text is tried with as few facts as a deed may give."""
    for demand in kind.must:
        matters = (True,) if demand.matter == "licensing" else (True, False)
        for word in demand.words or ("",):
            lacking = [matter for matter in matters if not _says(kind, body, demand, word, is_licensing=matter)]
            if lacking:
                yield _asked(demand, word, lacking, matters)


def _says(kind: Kind, body: Body, demand: Demand, word: str, *, is_licensing: bool) -> bool:
    facts = sample_facts(kind, is_licensing=is_licensing, fewest=True)
    if demand.fact:
        form = all_facts()[demand.fact].form
        columns = all_facts()[demand.fact].columns
        facts[demand.fact] = (
            [dict.fromkeys(columns, _MARK)] if form == "table" else [_MARK] if form == "list" else _MARK
        )
    text = "".join(texts_of(composed(body, facts, is_licensing=is_licensing)))
    return (word or _MARK) in text


def _asked(demand: Demand, word: str, lacking: Sequence[bool], matters: Sequence[bool]) -> Fault:
    only = "" if len(lacking) == len(matters) else ("licensing" if lacking[0] else "other")
    said = {"law": demand.law, "because": demand.because, "only": only}
    if demand.fact:
        return Fault(0, "law_fact", said | {"name": all_facts()[demand.fact].name})
    return Fault(0, "law_words", said | {"word": word})

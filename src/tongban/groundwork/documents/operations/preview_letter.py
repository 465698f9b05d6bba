"""Show how a text would look as a letter, with sample facts: nothing is issued, numbered or kept."""

import json
from dataclasses import dataclass
from typing import Any

from tongban.groundwork.documents.letters.bodies import sample_facts, texts_of
from tongban.groundwork.documents.letters.notation import LONGEST_TEXT
from tongban.groundwork.documents.letters.views import SaidFault, said_faults
from tongban.groundwork.documents.models import OfficialDocument
from tongban.groundwork.documents.operations.change_letter import UnableToFindLetter, UnableToSaveLetter, checked_text
from tongban.groundwork.documents.operations.print_matter import turn_at_the_press
from tongban.groundwork.documents.press import press
from tongban.groundwork.documents.rendering.typesetting import SPECIMEN, letter_content
from tongban.groundwork.documents.template_data import all_facts, kinds, shipped_letters
from tongban.groundwork.documents.types import Issuer
from tongban.groundwork.foundation import clock

LAYOUT = "letter"


@dataclass(frozen=True)
class Sample:
    """With which facts a text is tried: on another matter than an administrative licence, with the fewest, with long ones."""

    is_licensing: bool = True
    fewest: bool = False
    long: bool = False


@dataclass(frozen=True)
class Preview:
    """A text as a letter: pictures of its pages (SVG), the same in words, and what is wrong in it."""

    pages: tuple[str, ...]
    words: tuple[str, ...]
    faults: tuple[SaidFault, ...]


def preview_letter(*, kind: str, variant: str, text: str, issuer: Issuer, sample: Sample) -> Preview:
    """
    Return the pages of a text with sample facts, marked 样张, without number and seal; what is wrong in it is left out.

    Raise UnableToPrintNow when too many ask at once.
    """
    content, faults = _content(kind, variant, text, issuer, sample)
    with turn_at_the_press():
        pages = press.pages(LAYOUT, content, clock.now().replace(microsecond=0))
    words = filter(None, (content["title"], content["addressee"], *texts_of(content["blocks"]), content["contact"]))
    return Preview(tuple(pages), tuple(words), faults)


def preview_pdf(*, kind: str, variant: str, text: str, issuer: Issuer, sample: Sample) -> bytes:
    """Return the same as PDF."""
    content, _faults = _content(kind, variant, text, issuer, sample)
    with turn_at_the_press():
        return press.printed(LAYOUT, content, clock.now().replace(microsecond=0))


def _content(
    kind: str, variant: str, text: str, issuer: Issuer, sample: Sample
) -> tuple[dict[str, Any], tuple[SaidFault, ...]]:
    if kind not in shipped_letters():
        raise UnableToFindLetter
    if len(text) > LONGEST_TEXT:
        raise UnableToSaveLetter(most=LONGEST_TEXT)
    about = kinds()[kind]
    found = checked_text(kind, variant, text)
    facts = sample_facts(about, is_licensing=sample.is_licensing, fewest=sample.fewest, long=sample.long)
    document = OfficialDocument(
        kind=kind,
        title=about.title_for(facts),
        number="",
        issuer_code=issuer.code,
        issuer_name=issuer.name,
        region_code=issuer.region_code,
        recipient=about.addressed_to or all_facts()["recipient"].sample,
        facts=json.dumps(facts, ensure_ascii=False),
        issued_at=clock.now(),
    )
    return letter_content(document, facts, found.body) | {"marked": SPECIMEN}, said_faults(found.faults)

"""Official documents as PDF/A-2b, set by typst from the layouts in `templates/`."""

import io
import json
from collections.abc import Mapping
from typing import Any

import segno
from django.conf import settings

from tongban.groundwork.documents.composition import chinese_day
from tongban.groundwork.documents.letters.bodies import Body, composed, foot_of
from tongban.groundwork.documents.letters.versions import body_of_version
from tongban.groundwork.documents.models import OfficialDocument
from tongban.groundwork.documents.press import fonts, press
from tongban.groundwork.documents.rendering.licence import licence_face
from tongban.groundwork.documents.template_data import is_licensing
from tongban.groundwork.foundation import clock

LICENCE = "licence"
DRAFT, SPECIMEN = "草稿", "样张"  # across a page that is no document


def typeset(document: OfficialDocument, *, is_draft: bool = False) -> bytes:
    """Return the document as an unsigned PDF/A-2b; a draft has neither number nor seal, and says so on every page."""
    facts = json.loads(document.facts)
    layout, content = (
        ("licence", _licence(document, facts)) if document.kind == LICENCE else ("letter", _letter(document, facts))
    )
    content["marked"] = DRAFT if is_draft else ""
    return press.printed(layout, content, document.issued_at.replace(microsecond=0))


def verification_url(document: OfficialDocument, facts: Mapping[str, Any]) -> str:
    """Return the address in the QR code: the one among the facts, else that of the document."""
    return str(facts.get("verify_url") or f"{settings.TONGBAN_BASE_URL}/verify/document/{document.id}")


def _letter(document: OfficialDocument, facts: Mapping[str, Any]) -> dict[str, Any]:
    if document.letter_id is None:
        raise LookupError("the document has no text: `tongban migrate` publishes those of all kinds")
    return letter_content(document, facts, body_of_version(document.letter_id))


def letter_content(document: OfficialDocument, facts: Mapping[str, Any], body: Body) -> dict[str, Any]:
    """Return what `letter.typ` prints, for a document and a text."""
    names = {"recipient": document.recipient, "issuer": document.issuer_name, "number": document.number}
    matter = is_licensing(facts)
    return {
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer_name,
        "date": chinese_day(clock.day_of(document.issued_at)),
        "addressee": document.recipient if body["addressee"] else "",
        "blocks": composed(body, {**facts, **names}, is_licensing=matter),
        "contact": foot_of(body, facts, is_licensing=matter),
        "qr": qr_svg(verification_url(document, facts)),
    }


def _licence(document: OfficialDocument, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **licence_face(facts, recipient=document.recipient, issuer=document.issuer_name),
        "number": document.number,
        "issuer": document.issuer_name,
        "date": chinese_day(clock.day_of(document.issued_at)),
        "qr": qr_svg(verification_url(document, facts)),
    }


def qr_svg(url: str) -> str:
    """Return the QR code of an address as SVG, for pages and for paper."""
    output = io.BytesIO()
    segno.make(url, error="m", micro=False).save(output, kind="svg", border=2, xmldecl=False, scale=4)
    return output.getvalue().decode()


def font_families() -> set[str]:
    """Return the names of the faces documents can be set in."""
    return set(fonts().families())

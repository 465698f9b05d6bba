"""Official documents as PDF/A-2b, set by typst from the layouts in `templates/`."""

import io
import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import segno
import typst
from django.conf import settings

from tongban.groundwork.documents.composition import chinese_day, compose
from tongban.groundwork.documents.models import OfficialDocument
from tongban.groundwork.documents.rendering.licence import licence_face
from tongban.groundwork.documents.template_data import (
    ADMINISTRATIVE_LICENCE,
    FOLDER,
    contact_texts,
    letter_defaults,
    letter_texts,
)
from tongban.groundwork.foundation import clock

LICENCE = "licence"
ONE_AT_A_TIME = Lock()  # a typst compiler is not made for several threads


def typeset(document: OfficialDocument, *, is_draft: bool = False) -> bytes:
    """Return the document as an unsigned PDF/A-2b; a draft has no number and no seal, and says so on every page."""
    facts = json.loads(document.facts)
    layout, content = (
        ("licence", _licence(document, facts)) if document.kind == LICENCE else ("letter", _letter(document, facts))
    )
    content["draft"] = is_draft
    with ONE_AT_A_TIME:
        pdf = _compiler(layout).compile(
            format="pdf",
            pdf_standards="a-2b",
            sys_inputs={"document": json.dumps(content, ensure_ascii=False), "bold": _has_bold()},
            timestamp=document.issued_at.replace(microsecond=0),
        )
    return bytes(pdf)


def verification_url(document: OfficialDocument, facts: Mapping[str, Any]) -> str:
    """Return the address in the QR code: the one among the facts, else that of the document."""
    return str(facts.get("verify_url") or f"{settings.TONGBAN_BASE_URL}/verify/document/{document.id}")


def _letter(document: OfficialDocument, facts: Mapping[str, Any]) -> dict[str, Any]:
    texts = letter_texts(document.kind)
    names = {"recipient": document.recipient, "issuer": document.issuer_name, "number": document.number}
    is_licensing = facts.get("item_type", ADMINISTRATIVE_LICENCE) == ADMINISTRATIVE_LICENCE
    return {
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer_name,
        "date": chinese_day(clock.day_of(document.issued_at)),
        "addressee": document.recipient if texts.has_addressee else "",
        "blocks": compose(texts, {**letter_defaults(), **facts, **names}, is_licensing=is_licensing),
        "contact": "".join(block["text"] for block in compose(contact_texts(), facts, is_licensing=is_licensing)),
        "qr": _qr(verification_url(document, facts)),
    }


def _licence(document: OfficialDocument, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **licence_face(facts, recipient=document.recipient, issuer=document.issuer_name),
        "number": document.number,
        "issuer": document.issuer_name,
        "date": chinese_day(clock.day_of(document.issued_at)),
        "qr": _qr(verification_url(document, facts)),
    }


def _qr(url: str) -> str:
    output = io.BytesIO()
    segno.make(url, error="m", micro=False).save(output, kind="svg", border=2, xmldecl=False, scale=4)
    return output.getvalue().decode()


@cache
def _compiler(layout: str) -> Any:
    return typst.Compiler(input=FOLDER / f"{layout}.typ", root=FOLDER, font_paths=_fonts())


def font_families() -> set[str]:
    """Return the names of the faces documents can be set in."""
    return set(_fonts().families())


@cache
def _has_bold() -> str:
    """Say "yes" where titles have a bold face; the wheel's one weight is thickened instead."""
    return "yes" if any(font.weight >= 600 and "CJK SC" in font.family for font in _fonts().fonts()) else "no"


@cache
def _fonts() -> Any:
    """The wheel's Noto Sans CJK, and what the system has: with fonts-noto-cjk or the official faces it looks its best."""
    spec = find_spec("noto_cjk_sans_otc")
    folders = [Path(folder) for folder in (spec.submodule_search_locations or ())] if spec else []
    return typst.Fonts(font_paths=folders)

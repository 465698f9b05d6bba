"""Texts of official documents: the kinds, one text with its history, editing with a preview, looking at and publishing it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.doors.desk.presenters import letters as presenters
from tongban.doors.frame.access import OfficerRequest, WrongVisitor, open_to
from tongban.doors.frame.typed import keeps_what_was_typed, typed_before
from tongban.groundwork.documents import api as documents
from tongban.groundwork.documents.api import GENERAL, LetterView
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.registers.identity.api import Role

KEEPERS = (Role.ITEM_MANAGER, Role.ADMINISTRATOR)
FORM_FAULT = 422
DRAFT = 0  # the number of what is being worked on beside those of versions
LONGEST_SENT = 40_000
LARGEST_NUMBER = 10**6
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@open_to(*KEEPERS)
def kinds(request: OfficerRequest) -> HttpResponse:
    """List every kind of official document."""
    rows = [(line, presenters.state(line.state)) for line in documents.letters()]
    return render(request, "desk/letters/kinds.html", {"rows": rows, "general": GENERAL})


@require_safe
@open_to(*KEEPERS)
def letter(request: OfficerRequest, kind: str, variant: str) -> HttpResponse:
    """Show one text: what it says, what the law asks of it, what it may name, its own texts, its numbers, its history."""
    found = _found(kind, variant)
    context = _context(request, found) | {
        "variants": presenters.variant_rows(found),
        "choices": presenters.new_variants(found, presenters.keeper_of(request.officer)),
        "numbers": presenters.number_rows(kind, request.officer) if variant == GENERAL else [],
    }
    return render(request, "desk/letters/letter.html", context)


@require_safe
@open_to(*KEEPERS)
def choose(request: OfficerRequest, kind: str) -> HttpResponse:
    """Lead to the own text of an authority or a type of item, which begins as the general one."""
    variant = request.GET.get("variant", "")
    _found(kind, GENERAL)
    if not variant or not presenters.is_variant(variant):
        messages.warning(request, _("请选择为谁写自己的文本。"))
        return redirect("desk:letter", kind, GENERAL)
    return redirect("desk:letter-edit", kind, variant)


@form_page
@keeps_what_was_typed
@open_to(*KEEPERS)
def edit(request: OfficerRequest, kind: str, variant: str) -> HttpResponse:
    """Write a text, with the letter beside it. It is saved right or wrong; "preview" saves nothing."""
    found = _own(request, kind, variant)
    sent = request.POST if request.method == "POST" else typed_before(request)
    if sent is None:
        return _ask(request, found, {}, found.text)
    text = _text(sent)
    if request.method == "POST" and sent.get("do") in ("save", "submit"):
        return _save(request, found, text)
    return _ask(request, found, sent, text)


@require_POST
@open_to(*KEEPERS)
def preview(request: OfficerRequest, kind: str, variant: str) -> HttpResponse:
    """Show the typed text as a letter: a piece of the editor's page."""
    _own(request, kind, variant)
    context = _preview(request, kind, variant, request.POST, _text(request.POST))
    return render(request, "desk/letters/_preview.html", context)


@require_POST
@open_to(*KEEPERS)
def preview_pdf(request: OfficerRequest, kind: str, variant: str) -> HttpResponse:
    """Show the typed text as PDF, marked as a specimen."""
    _own(request, kind, variant)
    return _pdf(request, kind, variant, _text(request.POST))


@require_safe
@open_to(*KEEPERS)
def version_pdf(request: OfficerRequest, kind: str, variant: str, number: int) -> HttpResponse:
    """Show a version, or what is being worked on (0), as PDF with sample facts."""
    return _pdf(request, kind, variant, _version(kind, variant, number))


@require_safe
@open_to(*KEEPERS)
def version(request: OfficerRequest, kind: str, variant: str, number: int) -> HttpResponse:
    """Show the text of a version."""
    found = _found(kind, variant)
    line = next((each for each in found.history if each.number == number), None)
    if line is None:
        raise Http404
    context = _context(request, found) | {"line": line, "shown": _version(kind, variant, number)}
    return render(request, "desk/letters/version.html", context)


@require_safe
@open_to(*KEEPERS)
def difference(request: OfficerRequest, kind: str, variant: str, before: int, after: int) -> HttpResponse:
    """Show what differs between two versions, or a version and what is being worked on (0)."""
    found = _found(kind, variant)
    context = _context(request, found) | {
        "before": before,
        "after": after,
        "lines": _differences(kind, variant, before, after),
    }
    return render(request, "desk/letters/difference.html", context)


@form_page
@keeps_what_was_typed
@open_to(*KEEPERS)
def review(request: OfficerRequest, kind: str, variant: str) -> HttpResponse:
    """Submit a draft with its reason, or look at a submitted one and publish or return it."""
    found = _own(request, kind, variant)
    if not found.state:
        return redirect("desk:letter", kind, variant)
    newest = found.history[0].number if found.history else None
    before: Mapping[str, Any] = typed_before(request) or {}
    context = _context(request, found) | {
        "lines": _differences(kind, variant, newest, DRAFT) if newest else [],
        "newest": newest,
        "why": request.POST.get("why", before.get("why", found.why))[:500],
        "day": request.POST.get("effective_from", before.get("effective_from", clock.today().isoformat()))[:10],
        "note": request.POST.get("note", before.get("note", ""))[:500],
        "error": "",
    }
    if request.method != "POST":
        return render(request, "desk/letters/review.html", context)
    try:
        said = _do(request, found)
    except documents.UnableToKeepUpWithLetter as refusal:
        messages.warning(request, str(refusal))
        return redirect("desk:letter", kind, variant)
    except DomainError as refusal:
        context["error"] = str(refusal)
        return render(request, "desk/letters/review.html", context, status=refusal.status)
    messages.success(request, said)
    return redirect("desk:letter", kind, variant)


@require_POST
@open_to(*KEEPERS)
def discard(request: OfficerRequest, kind: str, variant: str) -> HttpResponse:
    """Throw away what is being worked on."""
    _own(request, kind, variant)
    keeper = presenters.keeper_of(request.officer)
    try:
        documents.discard_letter(kind=kind, variant=variant, revision=_revision(request), keeper=keeper)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("草稿已删除，已发布的版本不变。"))
    return redirect("desk:letter", kind, variant)


def _do(request: OfficerRequest, found: LetterView) -> str:
    """Submit, publish or return, as the button says; return what to say of it."""
    keeper = presenters.keeper_of(request.officer)
    place: dict[str, Any] = {
        "kind": found.kind,
        "variant": found.variant,
        "revision": _revision(request),
        "keeper": keeper,
    }
    match request.POST.get("do", ""):
        case "submit":
            documents.submit_letter(
                why=request.POST.get("why", ""), effective_from=_day(request.POST.get("effective_from", "")), **place
            )
            return _("已提交。接下来由另一位事项管理员审核发布。")
        case "publish":
            number = documents.publish_letter(**place)
            return _("已发布第 {number} 版。以后出具的文书按它编写，已经出具的不变。").format(number=number)
        case "return":
            documents.return_letter(note=request.POST.get("note", ""), **place)
            return _("已退回给 {who} 修改。").format(who=found.edited_by)
    raise Http404


def _save(request: OfficerRequest, found: LetterView, text: str) -> HttpResponse:
    try:
        documents.save_letter(
            kind=found.kind,
            variant=found.variant,
            text=text,
            revision=_revision(request),
            keeper=presenters.keeper_of(request.officer),
        )
    except DomainError as refusal:
        return _ask(request, found, request.POST, text, refused=refusal)
    saved = _found(found.kind, found.variant)
    if request.POST["do"] == "submit" and not saved.faults:
        return redirect("desk:letter-review", found.kind, found.variant)
    if not saved.faults:
        messages.success(request, _("草稿已保存，还没有提交。"))
        return redirect("desk:letter-edit", found.kind, found.variant)
    messages.success(request, _("草稿已保存，但是还有要改的地方。"))
    return _ask(request, saved, request.POST, text, is_faulty=True)


def _ask(
    request: OfficerRequest,
    found: LetterView,
    sent: Mapping[str, Any],
    text: str,
    *,
    refused: DomainError | None = None,
    is_faulty: bool = False,
) -> HttpResponse:
    context = _context(request, replace(found, text=text)) | _preview(request, found.kind, found.variant, sent, text)
    shows_faults = bool(sent) or found.state
    context["errors"] = context["faults"] if shows_faults else []
    if refused is not None:
        context["errors"] = [str(refused), *context["errors"]]
    status = refused.status if refused is not None else FORM_FAULT if is_faulty else 200
    return render(request, "desk/letters/edit.html", context, status=status)


def _preview(request: OfficerRequest, kind: str, variant: str, sent: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Return what the piece with the preview shows; where the press is busy, it says so."""
    context: dict[str, Any] = {
        "sample": sent.get("sample", "all"),
        "matter": sent.get("matter", "licensing"),
        "samples": presenters.SAMPLES.items(),
        "matters": presenters.MATTERS.items(),
        "busy": "",
    }
    try:
        preview = documents.preview_letter(
            kind=kind,
            variant=variant,
            text=text,
            issuer=presenters.issuer_of(variant, request.officer),
            sample=presenters.sample_of(sent),
        )
    except DomainError as refusal:
        return context | {"busy": str(refusal), "pages": [], "words": [], "faults": []}
    return context | {
        "pages": presenters.pictures(preview),
        "words": preview.words,
        "faults": presenters.fault_lines(preview.faults, text),
    }


def _pdf(request: OfficerRequest, kind: str, variant: str, text: str) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    try:
        pdf = documents.preview_pdf(
            kind=kind,
            variant=variant,
            text=text,
            issuer=presenters.issuer_of(variant, request.officer),
            sample=presenters.sample_of(sent),
        )
    except DomainError as refusal:
        return HttpResponse(str(refusal), content_type="text/plain; charset=utf-8", status=refusal.status)
    name = content_disposition_header(as_attachment=False, filename=f"{kind}.pdf") or "inline"
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})


def _context(request: OfficerRequest, found: LetterView) -> dict[str, Any]:
    return {
        "letter": found,
        "name": presenters.variant_name(found.variant),
        "general": GENERAL,
        "state": presenters.state(found.state),
        "may_change": presenters.keeper_of(request.officer).reaches(found.variant),
        "is_author": request.officer.actor.reference in found.authors,
        "forms": presenters.FORMS,
        "fault_lines": presenters.fault_lines(found.faults, found.text),
    }


def _found(kind: str, variant: str) -> LetterView:
    if not presenters.is_variant(variant):
        raise Http404
    try:
        return documents.letter(kind, variant)
    except documents.UnableToFindLetter as refusal:
        raise Http404 from refusal


def _own(request: OfficerRequest, kind: str, variant: str) -> LetterView:
    """Return a text that the officer may change, or turn her away in words."""
    found = _found(kind, variant)
    if not presenters.keeper_of(request.officer).reaches(variant):
        raise WrongVisitor(str(documents.UnableToReachLetter()))
    return found


def _version(kind: str, variant: str, number: int) -> str:
    _found(kind, variant)
    try:
        return documents.letter_text(kind, variant, min(number, LARGEST_NUMBER))
    except documents.UnableToFindLetter as refusal:
        raise Http404 from refusal


def _differences(kind: str, variant: str, before: int, after: int) -> tuple[documents.DifferenceLine, ...]:
    try:
        return documents.letter_differences(kind, variant, min(before, LARGEST_NUMBER), min(after, LARGEST_NUMBER))
    except documents.UnableToFindLetter as refusal:
        raise Http404 from refusal


def _text(sent: Mapping[str, Any]) -> str:
    return str(sent.get("text", "")).replace("\0", "").replace("\r\n", "\n")[:LONGEST_SENT]


def _revision(request: OfficerRequest) -> int:
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else -1


def _day(typed: str) -> date:
    """Return the day that was typed; what is no day is long past, and refused as such."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return date.min

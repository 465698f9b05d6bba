"""
How people speak, for those who keep the catalogue: the table of synonyms, and what was searched for and not found.

A row can be tried on a question before it is kept; kept, it holds for everybody within seconds. Every change is in the ledger.
"""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.doors.frame.typed import keeps_what_was_typed, typed_before
from tongban.groundwork.foundation.text import to_simplified
from tongban.offer.guidance import api as guidance
from tongban.offer.guidance.api import SynonymRow
from tongban.registers.identity.api import Role

PAGE = 50
MOST_MISSED = 30
PROPOSALS = 3
LONGEST_SIDE = 2000
LONGEST_QUESTION = 60


@require_safe
@open_to(Role.ITEM_MANAGER)
def rows(request: OfficerRequest) -> HttpResponse:
    """List the rows of synonyms, the newest first, or those that have a word."""
    word = request.GET.get("word", "").strip()[:LONGEST_QUESTION]
    found = [row for row in guidance.synonyms() if _has(row, to_simplified(word))]
    start = _number(request.GET.get("from", ""))
    kept = {"word": word} if word else {}
    more = start + PAGE
    context = {
        "rows": found[start:more],
        "count": len(found),
        "word": word,
        "next_href": f"?{urlencode(kept | {'from': more})}" if more < len(found) else "",
        "first_href": f"?{urlencode(kept)}" if start else "",
    }
    return render(request, "desk/synonyms/list.html", context)


@require_safe
@open_to(Role.ITEM_MANAGER)
def missed(request: OfficerRequest) -> HttpResponse:
    """List what was looked for in vain, each with the titles that come nearest: one press opens the filled form."""
    searches = guidance.empty_searches(limit=MOST_MISSED)
    context = {
        "rows": [(search, _proposals(search.text)) for search in searches],
        "days": guidance.DAYS_KEPT,
    }
    return render(request, "desk/synonyms/missed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(Role.ITEM_MANAGER)
def add(request: OfficerRequest) -> HttpResponse:
    """Add a row; the address may bring a saying and a meaning with it."""
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(Role.ITEM_MANAGER)
def change(request: OfficerRequest, id: int) -> HttpResponse:
    """Change a row."""
    return _form(request, _row(id))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(Role.ITEM_MANAGER)
def remove(request: OfficerRequest, id: int) -> HttpResponse:
    """Ask once, then remove a row."""
    row = _row(id)
    if request.method == "POST":
        guidance.remove_synonym(id, actor=request.officer.actor)
        messages.success(request, _("已删除，并写入账本。几秒钟后搜索就不再用它。"))
        return redirect("desk:synonyms")
    return render(request, "desk/synonyms/remove.html", {"row": row})


@require_POST
@open_to(Role.ITEM_MANAGER)
def dismiss(request: OfficerRequest) -> HttpResponse:
    """Show an empty search no more."""
    guidance.dismiss_empty_search(request.POST.get("text", "")[:LONGEST_QUESTION], actor=request.officer.actor)
    messages.success(request, _("已忽略，不再提示。"))
    return redirect("desk:synonyms-missed")


def _proposals(text: str) -> list[tuple[str, str]]:
    """Return the nearest titles, each with the query of the form that adopts it."""
    titles = guidance.nearest_titles(text, PROPOSALS)
    return [(title, urlencode({"say": text.replace(" ", ""), "mean": title})) for title in titles]


def _form(request: OfficerRequest, row: SynonymRow | None) -> HttpResponse:
    typed = _typed(request, row)
    say, mean = (_lines(typed.get(side, "")) for side in ("say", "mean"))
    same, question = typed.get("same") == "1", typed.get("question", "").strip()[:LONGEST_QUESTION]
    problems: dict[str, str] = {}
    trial = None
    if request.method == "POST" and typed.get("deed") == "try":
        trial = guidance.try_synonym(question or (say[0] if say else ""), say=say, mean=mean, same=same)
    elif request.method == "POST":
        try:
            _keep(request, row, say=say, mean=mean, same=same)
        except guidance.UnableToFindSynonym as refusal:
            raise Http404 from refusal
        except guidance.UnableToKeepSynonym as refusal:
            problems = _by_side(refusal)
        else:
            messages.success(request, _("已保存，并写入账本。几秒钟后搜索就按它理解。"))
            return redirect("desk:synonyms")
    context = {
        "row": row,
        "say": "\n".join(say),
        "mean": "\n".join(mean),
        "same": same,
        "question": question,
        "problems": problems,
        "error_list": [{"text": text, "href": f"#{side}"} for side, text in problems.items()],
        "trial": trial,
    }
    return render(request, "desk/synonyms/form.html", context, status=422 if problems else 200)


def _keep(
    request: OfficerRequest, row: SynonymRow | None, *, say: Sequence[str], mean: Sequence[str], same: bool
) -> None:
    actor = request.officer.actor
    if row is None:
        guidance.add_synonym(say=say, mean=mean, same=same, actor=actor)
    else:
        guidance.change_synonym(row.id, say=say, mean=mean, same=same, actor=actor)


def _typed(request: HttpRequest, row: SynonymRow | None) -> QueryDict:
    if request.method == "POST":
        return request.POST
    if (before := typed_before(request)) is not None:
        return before
    typed = QueryDict(mutable=True)
    if row is None:
        typed.update({"say": request.GET.get("say", "")[:LONGEST_QUESTION], "mean": request.GET.get("mean", "")[:200]})
    else:
        typed.update({"say": "\n".join(row.say), "mean": "\n".join(row.mean), "same": "1" if row.same else ""})
    return typed


def _by_side(refusal: guidance.UnableToKeepSynonym) -> dict[str, str]:
    """Return the faults by field, all of one field in one text."""
    sides: dict[str, list[str]] = {}
    for fault in refusal.faults:
        sides.setdefault(fault.side, []).append(fault.sentence)
    return {side: " ".join(sentences) for side, sentences in sides.items()}


def _row(id: int) -> SynonymRow:
    try:
        return guidance.synonym(id)
    except guidance.UnableToFindSynonym as refusal:
        raise Http404 from refusal


def _has(row: SynonymRow, word: str) -> bool:
    return not word or any(word in text for text in (*row.say, *row.mean))


def _lines(text: str) -> list[str]:
    """Return what was typed, one wording a line; commas of either script separate too."""
    for separator in ("，", "、", ",", ";", "；"):
        text = text.replace(separator, "\n")
    return [line.strip() for line in text[:LONGEST_SIDE].splitlines() if line.strip()]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 7 else 0

"""The catalogue as those see it who keep it: what waits for them, items, versions and how they differ."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.doors.desk.presenters import catalogue as presenters
from tongban.doors.frame import wording
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.catalogue import api as catalogue
from tongban.registers.identity.api import Officer, Role
from tongban.registers.organisations import api as organisations

MOST_AUTHORITIES = 300


@require_safe
@open_to(Role.ITEM_MANAGER)
def home(request: OfficerRequest) -> HttpResponse:
    """Show what waits for the officer, and the items her post reaches to."""
    asked, state = request.GET.get("q", ""), request.GET.get("state", "")
    differing, authority_id = request.GET.get("own") == "yes", _authority_id(request)
    page = _or_404(
        lambda: catalogue.items_of(
            request.officer, asked=asked, state=state, authority_id=authority_id, differing=differing,
            after=request.GET.get("after") or None,
        )
    )  # fmt: skip
    chosen = {"q": asked, "state": state, "authority": str(authority_id or ""), "own": "yes" if differing else ""}
    context = {
        "waiting": _waiting(request.officer) if not request.GET.get("after") and not any(chosen.values()) else [],
        "rows": [presenters.item_row(line) for line in page.items],
        "chosen": chosen,
        "is_chosen": any(chosen.values()),
        "states": [(code, words) for code, (words, _tone) in presenters.ITEM_STATES.items()],
        "authorities": _authorities(request.officer),
        "next": _next(request, page.after, chosen),
        "first": f"{request.path}?{urlencode(chosen)}" if request.GET.get("after") else "",
    }
    return render(request, "desk/catalogue/home.html", context)


@require_safe
@open_to(Role.ITEM_MANAGER)
def item(request: OfficerRequest, code: str) -> HttpResponse:
    """Show an item: its code taken apart, inherited and own values side by side, what happened to it and may happen."""
    view = _or_404(lambda: catalogue.item_view(code, request.officer))
    guide = view.offer.guide if view.offer is not None else None
    context = {
        "item": view,
        "code": code,
        "authority": presenters.authority_name(view.card.authority_id),
        "state": presenters.ITEM_STATES[view.card.state],
        "parts": presenters.code_parts(code),
        "sections": presenters.sections(guide, view.inherited) if guide is not None else [],
        "own_count": catalogue.own_count(view.own),
        "local": presenters.local_rows(view.offer.local, view.own) if view.offer is not None else [],
        "versions": [presenters.version_row(each) for each in catalogue.versions_of(code, limit=5).items],
        "change": presenters.change_row(view.change) if view.change is not None else None,
        "conflict": presenters.conflict_row(view.conflict) if view.conflict is not None else None,
        "successors": [presenters.card_row(each) for each in view.successors],
        "predecessors": [presenters.card_row(each) for each in view.predecessors],
        "kinds": presenters.kinds_open(view),
        "powers": catalogue.powers_of_basics(view.card.basic_code),
    }
    return render(request, "desk/catalogue/item.html", context)


@require_safe
@open_to(Role.ITEM_MANAGER)
def basics(request: OfficerRequest) -> HttpResponse:
    """List the basic items."""
    asked = request.GET.get("q", "")
    page = _or_404(lambda: catalogue.basics(asked=asked, after=request.GET.get("after") or None))
    context = {
        "rows": page.items,
        "types": {line.code: catalogue.value_words("item_type", line.item_type) for line in page.items},
        "asked": asked,
        "may_write": _may_write_basics(request.officer),
        "next": _next(request, page.after, {"q": asked}),
        "first": f"{request.path}?{urlencode({'q': asked})}" if request.GET.get("after") else "",
    }
    return render(request, "desk/catalogue/basics.html", context)


@require_safe
@open_to(Role.ITEM_MANAGER)
def basic(request: OfficerRequest, code: str) -> HttpResponse:
    """Show a basic item: the guide that all inherit, who inherits it, what happened to it and may happen."""
    view = _or_404(lambda: catalogue.basic_view(code, request.officer))
    if view.guide is None:
        raise Http404
    may_write = _may_write_basics(request.officer)
    context = {
        "basic": view,
        "code": code,
        "sections": presenters.sections(view.guide),
        "versions": [presenters.version_row(each) for each in catalogue.versions_of(code, limit=5).items],
        "change": presenters.change_row(view.change) if view.change is not None else None,
        "may_write": may_write,
        "offerers": _who_could_offer(request.officer, view.guide.authority, code),
        "powers": catalogue.powers_of_basics(code),
    }
    return render(request, "desk/catalogue/basic.html", context)


@require_safe
@open_to(Role.ITEM_MANAGER)
def versions(request: OfficerRequest, code: str) -> HttpResponse:
    """List the versions of an item or a basic item, newest first; two of them can be compared."""
    page = _or_404(lambda: catalogue.versions_of(code, after=request.GET.get("after") or None))
    context = {
        "code": code,
        "name": _name(code),
        "back": _page_of(code),
        "rows": [presenters.version_row(each) for each in page.items],
        "next": _next(request, page.after, {}),
        "first": request.path if request.GET.get("after") else "",
    }
    return render(request, "desk/catalogue/versions.html", context)


@require_safe
@open_to(Role.ITEM_MANAGER)
def version(request: OfficerRequest, code: str, version: int) -> HttpResponse:
    """Show one version whole."""
    view = _or_404(lambda: catalogue.version(code, version))
    context = {
        "view": view,
        "line": presenters.version_row(view.line),
        "back": _page_of(code),
        "sections": presenters.sections(view.guide, None if view.is_basic else view.inherited),
        "local": presenters.local_rows(view.local, view.own),
    }
    return render(request, "desk/catalogue/version.html", context)


@require_safe
@open_to(Role.ITEM_MANAGER)
def compare(request: OfficerRequest, code: str) -> HttpResponse:
    """Show how two versions differ: word by word in texts, row by row in lists."""
    numbers = [request.GET.get("a", ""), request.GET.get("b", "")]
    if not all(each.isascii() and each.isdecimal() and len(each) < 7 for each in numbers):
        raise Http404
    first, second = (
        _or_404(lambda number=number: catalogue.version(code, int(number))) for number in sorted(numbers, key=int)
    )
    context = {
        "code": code,
        "name": second.name,
        "back": _page_of(code),
        "lines": [presenters.version_row(first.line), presenters.version_row(second.line)],
        "differences": presenters.compared(catalogue.compare_versions(first, second)),
    }
    return render(request, "desk/catalogue/compare.html", context)


def _waiting(officer: Officer) -> list[dict[str, Any]]:
    found = catalogue.waiting(officer)
    lists = (
        (_("我的草稿"), found.drafts, "state=draft&mine=yes"),
        (_("等我审核"), found.to_review, "state=submitted"),
        (_("等待发布"), found.to_publish, "state=reviewed"),
        (_("即将生效"), found.to_take_effect, "state=published"),
    )
    shown = [
        {
            "title": title,
            "rows": [
                {
                    "href": row["href"],
                    "title": f"{row['kind']}{_('：')}{wording.hant(row['name'])}",
                    "note": f"{row['whose']} · {row['author']} · {row['day']}",
                }
                for row in map(presenters.change_row, lines)
            ],
            "more": f"{reverse('desk:catalogue-changes')}?{query}",
        }
        for title, lines, query in lists
        if lines
    ]
    if found.conflicts:
        rows = [
            {"href": row["href"], "title": wording.hant(row["name"]), "note": f"{row['authority']} · {row['at']}"}
            for row in map(presenters.conflict_row, found.conflicts)
        ]
        shown.append({"title": _("要解决的冲突"), "rows": rows, "more": reverse("desk:catalogue-conflicts")})
    return shown


def _authority_id(request: OfficerRequest) -> int | None:
    typed = request.GET.get("authority", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None


def _authorities(officer: Officer) -> list[tuple[str, str]]:
    """Return the authorities a region-wide post can choose from; any other post has one."""
    if not officer.region_wide:
        return []
    found = organisations.authorities(officer.region_code)[:MOST_AUTHORITIES]
    return [(str(each.id), wording.local_text(each.name, each.name_en)) for each in found]


def _who_could_offer(officer: Officer, department: str, basic_code: str) -> list[tuple[str, str]]:
    """Return the authorities of the officer that are competent for a basic item and do not offer it yet."""
    region = officer.region_code if officer.region_wide else organisations.authority(officer.authority_id).region_code
    offering = {offer.authority_id for offer in catalogue.offers_of_basic(basic_code)}
    return [
        (str(each.id), wording.local_text(each.name, each.name_en))
        for each in organisations.authorities(region)
        if each.key == department
        and each.id not in offering
        and catalogue.may_manage(officer, authority_id=each.id, region_code=each.region_code)
    ][:MOST_AUTHORITIES]


def _may_write_basics(officer: Officer) -> bool:
    return catalogue.may_manage(officer, authority_id=None, region_code=officer.region_code)


def _page_of(code: str) -> str:
    """Return the page of an item or a basic item: only the latter's codes are as short."""
    return reverse("desk:catalogue-basic" if is_basic(code) else "desk:catalogue-item", args=[code])


def is_basic(code: str) -> bool:
    """Say whether a code is one of a basic item: 12 or 14 digits."""
    return code.isascii() and code.isdecimal() and len(code) in (12, 14)


def _name(code: str) -> str:
    if is_basic(code):
        return next((line.name for line in catalogue.basics(asked=code, limit=1).items), code)
    return str(_or_404(lambda: catalogue.card(code)).name)


def _next(request: OfficerRequest, after: str | None, chosen: dict[str, str]) -> str:
    return f"{request.path}?{urlencode(chosen | {'after': after})}" if after else ""


def _or_404(read: Any) -> Any:
    try:
        return read()
    except DomainError as refusal:
        raise Http404 from refusal

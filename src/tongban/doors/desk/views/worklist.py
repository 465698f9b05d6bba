"""The landing page: what the officer has to do, nearest legal date first; taking in hand; accepting several at once."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.doors.desk.presenters import worklist as presenters
from tongban.doors.desk.presenters.worklist import AUTHORITY, IN_HAND, Filters
from tongban.doors.frame import wording
from tongban.doors.frame.access import STAFF, OfficerRequest, open_to
from tongban.doors.frame.views import way_back
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import WorkRow
from tongban.offer.catalogue import api as catalogue
from tongban.registers.identity.api import Officer, Role

REMEMBERED = "desk_filters"  # session key
MOST_AT_ONCE = 20  # cases accepted in one batch: a page of the list
MOST_ITEMS_OFFERED = 100
HANDLERS = (Role.CLERK, Role.REVIEWER, Role.DECIDER)
# Where those land who handle no cases.
OTHER_LANDINGS = {
    Role.SUPERVISOR: "desk:supervision",
    Role.AUDITOR: "desk:audit",
    Role.ADMINISTRATOR: "desk:posts",
    Role.ITEM_MANAGER: "desk:catalogue",
}


@dataclass(frozen=True)
class Outcome:
    """What came of one case of a batch."""

    grouped: str
    href: str
    is_done: bool
    text: str


@require_safe
@open_to(STAFF)
def home(request: OfficerRequest) -> HttpResponse:
    """Show the worklist; those who handle no cases are led to their own page."""
    officer = request.officer
    if not officer.roles.intersection(HANDLERS):
        return redirect(next((page for role, page in OTHER_LANDINGS.items() if role in officer.roles), "desk:find"))
    filters = _filters(request)
    page = _page(request, officer, filters)
    items = _items(officer)
    rows = presenters.rows(page, officer, filters=filters, english={code: card.name_en for code, card in items.items()})
    names = {code: wording.local_text(card.name, card.name_en) for code, card in items.items()}
    counts = cases.work_counts(officer)
    context = {
        "rows": rows,
        "filters": filters,
        "tabs": presenters.tabs(filters, counts),
        "lights": presenters.lights(counts, filters),
        "steps": presenters.step_choices(),
        "light_choices": presenters.light_choices(),
        "items": presenters.item_choices(names, page, filters.item),
        "next": filters.address(after=page.after) if page.after else "",
        "first": filters.address() if request.GET.get("after") else "",
        "clear": filters.address(step="", light="", item=""),
        "may_accept": any(row.may_accept for row in rows),
        "may_register": Role.CLERK in officer.roles,
    }
    return render(request, "desk/worklist.html", context)


@require_POST
@open_to(*HANDLERS)
def claim(request: OfficerRequest, number: str) -> HttpResponse:
    """Put the officer's name to a case, so that colleagues see who is at it."""
    try:
        cases.claim_case(number=number, officer=request.officer)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    return HttpResponseRedirect(_back(request))


@require_POST
@open_to(*HANDLERS)
def release(request: OfficerRequest, number: str) -> HttpResponse:
    """Give a case back."""
    try:
        cases.release_case(number=number, officer=request.officer)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    return HttpResponseRedirect(_back(request))


@require_POST
@open_to(Role.CLERK)
def accept_several(request: OfficerRequest) -> HttpResponse:
    """Accept chosen cases, each by its own deed with its own notice; asks once, then tells what came of each."""
    numbers = list(dict.fromkeys(request.POST.getlist("number")))[:MOST_AT_ONCE]
    if not numbers:
        messages.warning(request, _("请先勾选要受理的办件。"))
        return HttpResponseRedirect(_back(request))
    if request.POST.get("confirmed") != "yes" or request.POST.get("checked") != "yes":
        waiting = cases.worklist(request.officer, step="accept", limit=100).rows
        chosen = [row for row in waiting if row.number in numbers]
        was_asked = request.POST.get("confirmed") == "yes"
        context = {
            "rows": [_line(row) for row in chosen],
            "left_out": len(numbers) - len(chosen),
            "error": _("请确认已经逐件核对过材料。") if was_asked else "",
        }
        return render(request, "desk/accept_several.html", context, status=422 if was_asked else 200)
    context = {"outcomes": [_accepted(number, request.officer) for number in numbers]}
    return render(request, "desk/accepted_several.html", context)


def _filters(request: OfficerRequest) -> Filters:
    """Return the filters that the address says, else those chosen last; a choice is remembered for the next visit."""
    if not request.GET.keys() & asdict(Filters()).keys():
        return Filters.read(request.session.get(REMEMBERED, {}))
    filters = Filters.read(request.GET)
    if request.session.get(REMEMBERED) != asdict(filters):
        request.session[REMEMBERED] = asdict(filters)
    return filters


def _page(request: OfficerRequest, officer: Officer, filters: Filters) -> cases.Worklist:
    try:
        return cases.worklist(
            officer,
            after=request.GET.get("after") or None,
            step=filters.step,
            light=filters.light,
            item_code=filters.item,
            mine=filters.tab == IN_HAND,
            whole_authority=filters.tab == AUTHORITY,
        )
    except DomainError as refusal:
        raise Http404 from refusal


def _items(officer: Officer) -> dict[str, catalogue.OfferCard]:
    """Return the items of the officer's authority that her post reaches to; a region-wide post has too many to choose from."""
    if officer.region_wide:
        return {}
    cards: Sequence[catalogue.OfferCard] = catalogue.browse(
        authority_id=officer.authority_id, limit=MOST_ITEMS_OFFERED
    ).items
    return {card.code: card for card in cards if officer.item_codes is None or card.code in officer.item_codes}


def _accepted(number: str, officer: Officer) -> Outcome:
    grouped, href = cases.grouped(number), reverse("desk:case", args=[number])
    try:
        done = cases.accept_application(number=number, officer=officer)
    except DomainError as refusal:
        return Outcome(grouped, href, is_done=False, text=str(refusal))
    notice = done.document.number if done.document else ""
    return Outcome(grouped, href, is_done=True, text=_("已受理，受理通知书 {number}").format(number=notice))


def _line(row: WorkRow) -> dict[str, str]:
    return {
        "number": row.number,
        "grouped": row.grouped_number,
        "item": wording.local_text(row.item_name),
        "applicant": row.applicant,
        "due": wording.short_day(row.due),
    }


def _back(request: OfficerRequest) -> str:
    target = way_back(request, request.POST.get("next"))
    return reverse("desk:home") if target == "/" else target

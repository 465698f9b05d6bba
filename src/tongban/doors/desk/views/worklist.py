"""The landing page: what the officer has to do, nearest legal date first; taking in hand."""

from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from tongban.doors.desk.presenters import worklist as presenters
from tongban.doors.desk.presenters.worklist import AUTHORITY, IN_HAND, Filters
from tongban.doors.frame import wording
from tongban.doors.frame.access import STAFF, OfficerRequest, open_to
from tongban.doors.frame.views import way_back
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases import api as cases
from tongban.handling.teamwork import api as teamwork
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.api import Counts
from tongban.offer.catalogue import api as catalogue
from tongban.registers.identity.api import Officer, Role

REMEMBERED = "desk_filters"  # session key
MOST_ITEMS_OFFERED = 100
HANDLERS = (Role.CLERK, Role.REVIEWER, Role.DECIDER)
# Where those land who handle no cases.
OTHER_LANDINGS = {
    Role.SUPERVISOR: "desk:supervision",
    Role.AUDITOR: "desk:audit",
    Role.ADMINISTRATOR: "desk:posts",
    Role.ITEM_MANAGER: "desk:catalogue",
}


@require_safe
@open_to(STAFF)
def home(request: OfficerRequest) -> HttpResponse:
    """Show the worklist; those who handle no cases are led to their own page."""
    officer = request.officer
    if not officer.roles.intersection(HANDLERS):
        return redirect(next((page for role, page in OTHER_LANDINGS.items() if role in officer.roles), "desk:find"))
    filters = _filters(request)
    return render(request, "desk/worklist.html", shown(request, filters, cases.work_counts(officer)))


def shown(request: OfficerRequest, filters: Filters, counts: Counts) -> dict[str, object]:
    """Return what a page of the list shows under some filters: one statement beside the counts and the lists kept."""
    officer = request.officer
    page = _page(request, officer, filters)
    items = _items(officer)
    rows = presenters.rows(page, officer, filters=filters, english={code: card.name_en for code, card in items.items()})
    names = {code: wording.local_text(card.name, card.name_en) for code, card in items.items()}
    unread = teamwork.unread_mentions(officer)
    return {
        "rows": rows,
        "filters": filters,
        "tabs": presenters.tabs(filters, counts),
        "lights": presenters.lights(counts, filters),
        "step_counts": presenters.step_counts(counts, filters),
        "steps": presenters.step_choices(counts, filters.step),
        "light_choices": presenters.light_choices(),
        "items": presenters.item_choices(names, page, filters.item),
        "saved": [(each.id, each.name, Filters.read(each.query).address()) for each in teamwork.saved_lists(officer)],
        "unread": unread,
        "etag": etag_of(request, filters, counts, unread),
        "stands_in": workflow.stands_in_for(officer.account_id) if counts.stands_in else (),
        "live": f"{reverse('desk:live')}?{filters.query(after=request.GET.get('after', ''))}",
        "next": filters.address(after=page.after) if page.after else "",
        "first": filters.address() if request.GET.get("after") else "",
        "clear": filters.address(step="", light="", item=""),
        "batch_deeds": presenters.batch_deeds(rows),
        "may_register": Role.CLERK in officer.roles,
        "leads": Role.DECIDER in officer.roles,
        "is_fragment": False,
    }


def etag_of(request: OfficerRequest, filters: Filters, counts: Counts, unread: int) -> str:
    """Return a mark that is another whenever what the list shows may be another."""
    marks = repr((counts.revision, unread, asdict(filters), request.GET.get("after", ""), get_language()))
    return f'"{sha256(marks.encode()).hexdigest()[:20]}"'


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


def _back(request: OfficerRequest) -> str:
    target = way_back(request, request.POST.get("next"))
    return reverse("desk:home") if target == "/" else target

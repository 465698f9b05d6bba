"""What people say of each authority, and how bad ratings were answered: public, without persons."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.doors.frame.access import ANYONE, open_to
from tongban.doors.portal import presenters_public
from tongban.engagement.ratings import api as ratings
from tongban.registers.organisations import api as organisations

ANSWERS = 10


@require_safe
@open_to(ANYONE)
def opinions(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/public/opinions.html", _context(None))


@require_safe
@open_to(ANYONE)
def opinions_of(request: HttpRequest, authority_id: int) -> HttpResponse:
    """Show one authority, item by item."""
    try:
        authority = organisations.authority(authority_id)
    except organisations.UnableToFindAuthority as refusal:
        raise Http404 from refusal
    return render(request, "portal/public/opinions.html", _context(authority))


def _context(authority: organisations.Authority | None) -> dict[str, object]:
    authority_id = authority.id if authority else None
    table = ratings.figures(authority_id=authority_id)
    return {
        "authority": authority,
        "table": table,
        "facts": presenters_public.rating_facts(table.total),
        "rows": [presenters_public.rating_row(row, by_authority=authority is None) for row in table.rows],
        "answers": ratings.published_answers(authority_id=authority_id, limit=ANSWERS),
        "item_name": presenters_public.item_name,
        "grade_word": presenters_public.grade_word,
    }

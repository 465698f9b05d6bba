"""What authorities have entrusted to others, told to everybody (委托公示, 行政许可法第二十四条第二款)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.doors.frame import entrustments as words
from tongban.doors.frame.access import ANYONE, open_to
from tongban.groundwork.foundation import clock
from tongban.registers.organisations import api as organisations

ROWS = 30
LONGEST_NUMBER = 12  # digits


@require_safe
@open_to(ANYONE)
def entrustments(request: HttpRequest) -> HttpResponse:
    """List who does which steps of which items in whose name, until when, by which rule."""
    asked = request.GET.get("after", "")
    after = int(asked) if asked.isdecimal() and len(asked) <= LONGEST_NUMBER else 0
    found = organisations.entrustments_within("", on=clock.today(), after=after, limit=ROWS + 1)
    own = reverse("portal:entrustments")
    context = {
        "rows": words.rows(found[:ROWS]),
        "next_href": f"{own}?after={found[ROWS - 1].id}" if len(found) > ROWS else "",
        "first_href": own if after else "",
    }
    return render(request, "portal/public/entrustments.html", context)

"""One deed for several cases: shown once, confirmed, and told case by case. Sent twice, it is done once."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases import api as cases
from tongban.handling.teamwork import api as teamwork
from tongban.handling.teamwork.api import BatchDeed
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Role

LONGEST_NOTE = 500


@require_POST
@open_to(Role.CLERK, Role.DECIDER)
def batch(request: OfficerRequest) -> HttpResponse:
    """Show what is about to be done to which cases; confirmed, do it and tell what came of each."""
    deed, numbers = request.POST.get("deed", ""), _numbers(request)
    if deed not in list(BatchDeed) or not numbers:
        messages.warning(request, _("请先勾选办件，再选择要办的事。"))
        return HttpResponseRedirect(reverse("desk:home"))
    to, key = _uuid(request.POST.get("to", "")), _uuid(request.POST.get("key", "")) or uuid4()
    was_asked = request.POST.get("confirmed") == "yes"
    problems = _problems(request, deed, to) if was_asked else {}
    if not was_asked or problems:
        context = {
            "deed": deed,
            "key": key,
            "rows": _rows(request, numbers),
            "colleagues": _colleagues(request) if deed == BatchDeed.HAND_OUT else [],
            "to": str(to or ""),
            "note": request.POST.get("note", ""),
            "problems": problems,
            "error_list": [{"text": text, "href": f"#{field}"} for field, text in problems.items()],
        }
        return render(request, "desk/teamwork/batch.html", context, status=422 if problems else 200)
    try:
        outcomes = teamwork.run_batch(
            key=key,
            deed=deed,
            numbers=numbers,
            officer=request.officer,
            to=to if deed == BatchDeed.HAND_OUT else None,
            note=request.POST.get("note", "")[:LONGEST_NOTE],
        )
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return HttpResponseRedirect(reverse("desk:home"))
    return render(request, "desk/teamwork/batched.html", {"deed": deed, "outcomes": outcomes})


def _numbers(request: OfficerRequest) -> list[str]:
    return list(dict.fromkeys(request.POST.getlist("number")))[: teamwork.MOST_CASES]


def _problems(request: OfficerRequest, deed: str, to: UUID | None) -> dict[str, str]:
    if deed == BatchDeed.HAND_OUT:
        return {} if to else {"to": _("请选择同事。")}
    return {} if request.POST.get("checked") == "yes" else {"checked": _("请确认已经逐件核对过。")}


def _rows(request: OfficerRequest, numbers: list[str]) -> list[cases.CaseBrief | str]:
    """Return each case in a few words, or its number alone when it cannot be shown; the deed itself says why."""
    rows: list[cases.CaseBrief | str] = []
    for number in numbers:
        try:
            rows.append(cases.brief_for_officer(number, officer=request.officer))
        except DomainError:
            rows.append(number)
    return rows


def _colleagues(request: OfficerRequest) -> list[tuple[str, str]]:
    many = identity.colleagues(request.officer.authority_id)
    return [(str(each.account_id), f"{each.name}（{each.post_name}）") for each in many]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

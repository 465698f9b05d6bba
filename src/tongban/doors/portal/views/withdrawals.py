"""An applicant asks that an officer keep away from her case (回避), and reads what was answered."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tongban.doors.frame.access import APPLICANT, ApplicantRequest, open_to
from tongban.doors.frame.typed import keeps_what_was_typed, typed_before
from tongban.doors.portal.own_things import form_page
from tongban.doors.portal.views.my_cases import case_of
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases import api as cases
from tongban.handling.teamwork import api as teamwork

LONGEST_REASON = 500


@form_page
@keeps_what_was_typed
@open_to(APPLICANT)
def withdrawals(request: ApplicantRequest, number: str) -> HttpResponse:
    """Show what was asked and answered, and ask."""
    view = case_of(request, number)
    typed = request.POST if request.method == "POST" else typed_before(request)
    who = typed.get("who", "") if typed else ""
    reason = typed.get("reason", "")[:LONGEST_REASON] if typed else ""
    problems: dict[str, str] = {}
    if request.method == "POST":
        problems = _ask(request, view.number, who, reason)
        if not problems:
            messages.success(request, _("已收到您的回避申请。负责人会作出决定，结果和理由在这一页。办理不会因此停下。"))
            return redirect("portal:withdrawals", view.number)
    officers = cases.officers_of(view.number, applicant=request.applicant)
    context = {
        "case": view,
        "rows": teamwork.withdrawals_for_applicant(view.number, applicant=request.applicant),
        "officers": [(str(account), name) for account, name in officers.items()],
        "who": who,
        "reason": reason,
        "problems": problems,
        "error_list": [{"text": text, "href": f"#{field}"} for field, text in problems.items()],
        "may_ask": bool(officers) and view.closed_at is None,
    }
    return render(request, "portal/my/withdrawals.html", context, status=422 if problems else 200)


def _ask(request: ApplicantRequest, number: str, who: str, reason: str) -> dict[str, str]:
    try:
        account = UUID(who)
    except ValueError:
        return {"who": _("请选择要求回避的工作人员。")}
    try:
        teamwork.ask_for_withdrawal(number=number, applicant=request.applicant, account_id=account, reason=reason)
    except teamwork.UnableToWithdraw as refusal:
        return {"reason": str(refusal)}
    except DomainError as refusal:
        return {"who": str(refusal)}
    return {}

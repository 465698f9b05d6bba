"""Rating a service after it has ended: 国办发〔2019〕51号, one case one rating."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tongban.doors.frame.access import APPLICANT, ApplicantRequest, open_to
from tongban.doors.frame.typed import keeps_what_was_typed, typed_before
from tongban.doors.portal import presenters_ratings as presenters
from tongban.doors.portal.own_things import form_page
from tongban.doors.portal.views.my_cases import case_of
from tongban.engagement.ratings import api as ratings
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases.api import CaseView, State


@form_page
@keeps_what_was_typed
@open_to(APPLICANT)
def rate(request: ApplicantRequest, number: str) -> HttpResponse:
    """Ask for one of five grades, reasons, words, and whether the name may be known to those who are rated."""
    case = case_of(request, number)
    if case.state is not State.CLOSED:
        return redirect("portal:case", case.number)
    if ratings.is_rated(case.number):
        return _show_rating(request, case)
    typed = request.POST if request.method == "POST" else typed_before(request)
    form = presenters.form(typed)
    error, status = "", 200
    if request.method == "POST" and form.grade is None:
        error, status = _("请选择一个满意程度。"), 422
    elif request.method == "POST":
        try:
            receipt = ratings.rate_case(
                number=case.number,
                applicant=request.applicant,
                grade=form.grade or 0,
                reasons=form.reasons,
                text=form.text,
                anonymous=form.anonymous,
                channel=ratings.Channel.PORTAL,
            )
        except DomainError as refusal:
            error, status = str(refusal), refusal.status
        else:
            messages.success(request, presenters.thanks(receipt))
            return redirect("portal:case", case.number)
    return render(request, "portal/my/rate.html", {"case": case, "form": form, "error": error}, status=status)


def _show_rating(request: ApplicantRequest, case: CaseView) -> HttpResponse:
    """Show the rating that was given; of an anonymous one nothing leads back here."""
    given = ratings.rating_of(case.number, applicant=request.applicant)
    context = {"case": case, "rating": given, "grade": presenters.grade_name(given) if given else ""}
    return render(request, "portal/my/rated.html", context)

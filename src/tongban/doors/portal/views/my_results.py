"""What becomes of a result: how it is to be delivered, that it came, an answer when it may be taken back, the own copy of the file."""

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.doors.frame.access import APPLICANT, ApplicantRequest, open_to
from tongban.doors.frame.typed import keeps_what_was_typed, typed_before
from tongban.doors.portal.own_things import form_page, own
from tongban.doors.portal.views.my_cases import case_of
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.archives import api as archives
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import Step

LONGEST_ANSWER = 2000
LONGEST_ADDRESS = 200


@form_page
@keeps_what_was_typed
@open_to(APPLICANT)
def delivery(request: ApplicantRequest, number: str) -> HttpResponse:
    """Agree to electronic delivery or take the consent back, and say where post is to go."""
    view = case_of(request, number)
    if Step.AGREE_ON_DELIVERY not in view.open_steps:
        return redirect("portal:case", view.number)
    typed = request.POST if request.method == "POST" else typed_before(request)
    wish = typed.get("electronic", "") if typed else ("yes" if view.agrees_to_electronic else "no")
    address = (typed.get("address", "") if typed else view.delivery_address)[:LONGEST_ADDRESS]
    error, status = "", 200
    if request.method == "POST":
        try:
            if wish not in ("yes", "no"):
                error, status = _("请选择是否同意电子送达。"), 422
            else:
                cases.agree_on_delivery(
                    number=view.number, applicant=request.applicant, electronic=wish == "yes", address=address
                )
                messages.success(request, _("送达方式已经记下。结果送达之前，您可以随时改。"))
                return redirect("portal:case", view.number)
        except DomainError as refusal:
            error, status = str(refusal), refusal.status
    context = {"case": view, "wish": wish, "address": address, "error": error}
    return render(request, "portal/my/delivery.html", context, status=status)


@require_POST
@open_to(APPLICANT)
def received(request: ApplicantRequest, number: str) -> HttpResponse:
    """Confirm that what was sent has arrived."""
    view = case_of(request, number)
    try:
        cases.confirm_receipt(number=view.number, applicant=request.applicant)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("已记下您收到了办理结果，这件事办结了。"))
    return redirect("portal:case", view.number)


@form_page
@keeps_what_was_typed
@open_to(APPLICANT)
def answer(request: ApplicantRequest, number: str) -> HttpResponse:
    """Answer when the authority means to take its decision back."""
    view = case_of(request, number)
    if Step.ANSWER_REVOCATION not in view.open_steps:
        return redirect("portal:case", view.number)
    typed = request.POST if request.method == "POST" else typed_before(request)
    words = typed.get("answer", "")[:LONGEST_ANSWER] if typed else view.revocations[-1].answer
    error, status = "", 200
    if request.method == "POST":
        try:
            cases.answer_revocation(number=view.number, applicant=request.applicant, answer=words)
        except DomainError as refusal:
            error, status = str(refusal), refusal.status
        else:
            messages.success(request, _("您的意见已经送达办理机关。"))
            return redirect("portal:case", view.number)
    context = {"case": view, "revocation": view.revocations[-1], "answer": words, "error": error}
    return render(request, "portal/my/answer_revocation.html", context, status=status)


@require_safe
@open_to(APPLICANT)
def archive_copy(request: ApplicantRequest, number: str) -> StreamingHttpResponse:
    """Give the applicant her own copy of the archived file, without what is internal to the office."""
    try:
        found, pieces = own(request, lambda applicant: archives.package_for_applicant(number, applicant=applicant))
    except DomainError as refusal:
        raise Http404 from refusal
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=f"{number}.zip") or "attachment",
        "Content-Length": str(found.size),
        "Cache-Control": "private, no-store",
    }
    return StreamingHttpResponse(pieces, content_type="application/zip", headers=headers)

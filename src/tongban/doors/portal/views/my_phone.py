"""Another telephone: after the password once more, and only when the code sent to it comes back."""

import base64
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from cryptography.exceptions import InvalidTag
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tongban.doors.frame.access import APPLICANT, ApplicantRequest, open_to
from tongban.doors.portal.own_things import form_page
from tongban.groundwork.foundation import crypto
from tongban.groundwork.foundation.masks import mask_phone
from tongban.registers.identity import api as identity

ASKED = "phone_change"  # session: the request for a code and the new number, sealed
USE = "portal.phone_change"


@form_page
@open_to(APPLICANT)
def change_phone(request: ApplicantRequest) -> HttpResponse:
    """Ask for the new number. Codes for a new password go there too, so the password is asked once more before."""
    if is_reauthentication_required(request, app=""):
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")
    typed, error = "", ""
    if request.method == "POST":
        typed = request.POST.get("phone", "")[:40]
        try:
            asked = identity.request_phone_change(account=request.user, phone=typed)
        except (identity.UnableToChangeContact, identity.UnableToResetPassword) as refusal:
            error = str(refusal)
        else:
            sealed = base64.b64encode(crypto.seal(typed, use=USE)).decode()
            request.session[ASKED] = {"id": str(asked), "phone": sealed}
            return redirect("portal:confirm-phone")
    context = {"typed": typed, "error": error}
    return render(request, "portal/my/phone.html", context, status=422 if error else 200)


@form_page
@open_to(APPLICANT)
def confirm_phone(request: ApplicantRequest) -> HttpResponse:
    """Take the code that was sent to the new number."""
    asked, phone = _asked(request)
    if asked is None:
        return redirect("portal:change-phone")
    error = ""
    if request.method == "POST":
        try:
            identity.change_phone(
                account=request.user, asked=asked, phone=phone, code=request.POST.get("code", "")[:20]
            )
        except identity.UnableToConfirmPhone as refusal:
            error = str(refusal)
        else:
            del request.session[ASKED]
            messages.success(request, _("手机号码已更换，以后的通知发到新号码。"))
            return redirect("portal:profile")
    context = {"phone": mask_phone(phone), "error": error}
    return render(request, "portal/my/phone_code.html", context, status=422 if error else 200)


def _asked(request: ApplicantRequest) -> tuple[UUID | None, str]:
    kept = request.session.get(ASKED)
    if not kept:
        return None, ""
    try:
        return UUID(kept["id"]), crypto.unseal(base64.b64decode(kept["phone"]), use=USE)
    except InvalidTag:  # the key of the installation was changed meanwhile
        return None, ""

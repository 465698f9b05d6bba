"""Set a new password with a code sent to the telephone on record."""

from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tongban.doors.frame.access import ANYONE, open_to
from tongban.registers.identity import api as identity

ASKED = "password_reset"  # session: the request for a code that this browser made


class WhoForm(forms.Form):
    """Who forgot her password."""

    name = forms.CharField(max_length=50, error_messages={"required": gettext_lazy("请填写姓名。")})
    identity_number = forms.CharField(max_length=40, error_messages={"required": gettext_lazy("请填写公民身份号码。")})


class NewPasswordForm(forms.Form):
    """The code from the telephone, and the new password."""

    code = forms.CharField(max_length=20, error_messages={"required": gettext_lazy("请填写短信验证码。")})
    password = forms.CharField(max_length=200, strip=False, error_messages={"required": gettext_lazy("请填写新密码。")})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to(ANYONE)
def ask_for_code(request: HttpRequest) -> HttpResponseBase:
    if not ratelimit.consume(request, action="reset_password"):
        too_many: HttpResponse = ratelimit.respond_429(request)
        return too_many
    form = WhoForm(request.POST or None)
    if form.is_valid():
        try:
            asked = identity.request_password_reset(**form.cleaned_data)
        except identity.UnableToResetPassword as refusal:
            form.add_error(None, str(refusal))
        else:
            request.session[ASKED] = str(asked)
            return redirect("account_reset_password_code")
    return _show(request, "account/password_reset.html", form)


@sensitive_post_parameters("password", "code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to(ANYONE)
def set_new_password(request: HttpRequest) -> HttpResponseBase:
    if ASKED not in request.session:
        return redirect("account_reset_password")
    form = NewPasswordForm(request.POST or None)
    if form.is_valid():
        try:
            account_id = identity.reset_password(asked=UUID(request.session[ASKED]), **form.cleaned_data)
        except identity.UnableToRegister as refusal:
            for problem in refusal.problems:
                form.add_error(problem.field, problem.sentence)
        except identity.UnableToResetPassword as refusal:
            form.add_error("code", str(refusal))
        else:
            del request.session[ASKED]
            # Who has shown the code need not wait for the lock of forgotten passwords to open.
            ratelimit.clear(request, action="login_failed", key=str(account_id))
            messages.success(request, _("新密码已设置，请用它登录。"))
            return redirect("account_login")
    return _show(request, "account/password_reset_code.html", form)


def _show(request: HttpRequest, template: str, form: Any) -> HttpResponse:
    return render(request, template, {"form": form}, status=422 if form.errors else 200)

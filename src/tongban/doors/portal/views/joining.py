"""Opening an account, signing in and out."""

from urllib.parse import urlencode

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.doors.frame.access import ANYONE, open_to
from tongban.doors.frame.views import way_back
from tongban.registers.identity import api as identity

FIELDS = ("name", "identity_number", "phone")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@open_to(ANYONE)
def sign_up(request: HttpRequest) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    following = request.POST.get("next") or request.GET.get("next") or ""
    problems: dict[str, str] = {}
    if not ratelimit.consume(request, action="signup"):
        too_many: HttpResponse = ratelimit.respond_429(request)
        return too_many
    if request.method == "POST":
        try:
            account = identity.sign_up(
                **typed, password=request.POST.get("password", ""), language=get_language() or "zh-hans"
            )
        except identity.UnableToRegister as refusal:
            problems = {problem.field: problem.sentence for problem in refusal.problems}
        except identity.UnableToReachRegistry as refusal:
            problems = {"identity_number": str(refusal)}
        else:
            login(request, account)
            messages.success(request, _("账号已开通。您的姓名和公民身份号码已经核对，以后办事不用再填。"))
            return HttpResponseRedirect(way_back(request, following))
    context = {
        "typed": typed,
        "problems": problems,
        "next": following,
        "error_list": [{"text": sentence, "href": f"#{field}"} for field, sentence in problems.items()],
    }
    return render(request, "portal/public/sign_up.html", context, status=422 if problems else 200)


@require_safe
@open_to(ANYONE)
def sign_in(request: HttpRequest) -> HttpResponse:
    following = request.GET.get("next", "")
    return redirect(f"{reverse('account_login')}?{urlencode({'next': following})}" if following else "account_login")


@require_POST
@open_to(ANYONE)
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, _("您已退出登录。"))
    return redirect("portal:home")


@require_safe
@open_to(ANYONE)
def account(_request: HttpRequest) -> HttpResponse:
    """Lead each visitor to her own things."""
    return redirect("portal:mine")

"""The pages for what went wrong: plain words, a way on, and no need of the database."""

import sys
from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.doors.frame import logs, wording
from tongban.doors.frame.access import WrongVisitor
from tongban.doors.frame.context import HTML_LANGUAGES, address
from tongban.doors.frame.preferences import preferences_of

RETRY_SECONDS = 30
TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


@dataclass(frozen=True)
class Failure:
    """What a visitor is told."""

    status: int
    code: str
    title: str | Promise
    text: str | Promise


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (Django names the argument)
    text = _("这一页打开太久了，或者浏览器没有保存 Cookie。请回到上一页，刷新后再提交一次；自动保存的内容还在。")
    return _answer(request, Failure(403, "form_expired", _("这次提交没有成功"), text))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, TOO_BIG):
        return _answer(
            request, Failure(413, "too_large", _("提交的内容太大"), _("请压缩文件，或者分几次上传，然后再试一次。"))
        )
    text = _("网址或提交的内容不完整。请回到上一页再试一次。")
    return _answer(request, Failure(400, "bad_request", _("无法读懂这个请求"), text))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = _("您没有查看这一页的权限。如果您认为这是错误，请打便民热线告诉我们。")
    said = exception.sentence if isinstance(exception, WrongVisitor) else text
    return _answer(request, Failure(403, "forbidden", _("您不能打开这一页"), said))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django passes it)
    text = _("网址可能输错了，或者这一页已经移走。您可以搜索要办的事，或者回到首页。")
    return _answer(request, Failure(404, "not_found", _("没有找到这一页"), text))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for an error nobody caught; that the database cannot be reached is said as such, with 503."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        text = _("系统正在恢复，您已经提交并收到凭证的内容不会丢失。请过一分钟再试。")
        response = _answer(request, Failure(503, "unavailable", _("暂时无法提供服务"), text))
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
    text = _("这是我们的问题，不是您的问题。请过一会儿再试；如果一直不行，请打便民热线告诉我们下面的编号。")
    return _answer(request, Failure(500, "server_error", _("系统出了差错"), text))


def _answer(request: HttpRequest, failure: Failure) -> HttpResponse:
    """Answer in the language of the visitor, as JSON to programs."""
    with translation.override(translation.get_language_from_request(request)):
        if request.path.startswith("/api/"):
            body = {"code": failure.code, "message": str(failure.text), "request_id": logs.request_id.get()}
            return JsonResponse(body, status=failure.status)
        return HttpResponse(_page(request, failure), status=failure.status)


def _page(request: HttpRequest, failure: Failure) -> str:
    # Rendered without a request, so that no context processor asks the session or the database for the visitor.
    is_desk = request.path.startswith("/desk/")
    context = {
        "failure": failure,
        "request_id": logs.request_id.get(),
        "html_language": HTML_LANGUAGES.get(wording.language(), "zh-Hans"),
        "classes": preferences_of(request).classes,
        "home": "/desk/" if is_desk else "/",
        "search": "" if is_desk or failure.status != HTTPStatus.NOT_FOUND else address("portal:search"),
        "help_line": settings.TONGBAN_HELP_LINE,
    }
    return render_to_string("frame/failure.html", context)

"""Refusals as RFC 9457 problem documents, in the language the client asked for."""

import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel, ConfigDict, Field

from tongban.groundwork.foundation.errors import DomainError

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
SECONDS_TO_RETRY = 5
MOST_MEGABYTES = 50  # of one request; each material has its own, smaller limit

TITLES = {
    400: gettext_lazy("请求无法读懂"),
    401: gettext_lazy("请先登录"),
    403: gettext_lazy("没有权限"),
    404: gettext_lazy("找不到"),
    405: gettext_lazy("此处不支持这种方法"),
    409: gettext_lazy("与现状冲突"),
    413: gettext_lazy("内容太大"),
    422: gettext_lazy("内容有误"),
    429: gettext_lazy("请求太频繁"),
    500: gettext_lazy("系统出错"),
    503: gettext_lazy("暂时不能服务"),
}


class Fault(BaseModel):
    """What is wrong with one part of the request."""

    field: str = Field(description="The name of the field, with dots for parts of it")
    code: str
    detail: str


class Problem(BaseModel):
    """A refusal (RFC 9457): `code` is for programs, `title` and `detail` are for people, in the language of Accept-Language."""

    model_config = ConfigDict(title="Problem")

    type: str = Field(description="Always about:blank; the kind of problem is told by `code`")
    title: str
    status: int
    code: str
    detail: str
    errors: list[Fault] = Field(default_factory=list)


class UnableToServe(DomainError):
    """The database cannot be reached at the moment; nothing was done."""

    code = "service.unavailable"
    sentence = gettext_lazy("系统暂时无法处理，没有做任何更改。请稍候再试。")
    status = 503


class UnableToReadRequest(DomainError):
    """The request is not what the interface takes: its body is no JSON, or holds characters that no text may hold."""

    code = "request.unreadable"
    sentence = gettext_lazy("请求的内容读不懂。正文应当是 UTF-8 编码的 JSON，不含控制字符。")
    status = 400


class UnableToTakeSoMuch(DomainError):
    """The request is larger than anything that is taken here."""

    code = "request.too_large"
    sentence = gettext_lazy("请求的内容太大。单个文件请压缩到 {megabytes} MB 以内，其他内容不超过 1 MB。")
    status = 413


class UnableToFindPath(DomainError):
    """There is nothing at this address."""

    code = "path.unknown"
    sentence = gettext_lazy("接口中没有这个地址。全部地址见 /api/docs。")
    status = 404


class UnableToUseMethod(DomainError):
    """The address is there, but not for this method."""

    code = "method.not_allowed"
    sentence = gettext_lazy("这个地址只支持：{allowed}。")
    status = 405


class UnableToGoOn(DomainError):
    """A fault of ours; it is in the log under the request's id."""

    code = "internal"
    sentence = gettext_lazy("系统出错了，这一步没有完成。请稍候再试；仍然不行的，请把响应头 X-Request-ID 告诉我们。")
    status = 500


def problem(
    *, status: int, code: str, detail: str, errors: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Return a refusal as the interface gives all of them."""
    body = {
        "type": "about:blank",
        "title": str(TITLES.get(status, TITLES[400])),
        "status": status,
        "code": code,
        "detail": detail,
        "errors": [fault.model_dump() for fault in errors],
    }
    return HttpResponse(orjson.dumps(body), status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def refusal(error: DomainError) -> HttpResponse:
    """Return a refusal of the domain, with the faults of single fields where it names them."""
    headers = {}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if error.status in (429, 503):
        headers["Retry-After"] = str(error.data.get("seconds", SECONDS_TO_RETRY))
    if error.status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = error.data["allowed"]
    faults = [
        Fault(field=getattr(each, "field", None) or each.element, code=each.code, detail=each.sentence)
        for each in getattr(error, "problems", ())
        if hasattr(each, "sentence")
    ]
    return problem(status=error.status, code=error.code, detail=str(error), errors=faults, headers=headers)


def install(api: NinjaAPI) -> None:
    """Answer every exception of the interface by a problem document."""

    answers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        DomainError: lambda _, error: refusal(error),
        ValidationError: lambda _, error: _invalid(error),
        HttpError: _answering(UnableToReadRequest()),
        SuspiciousOperation: _answering(UnableToReadRequest()),
        MultiPartParserError: _answering(UnableToReadRequest()),
        UnreadablePostError: _answering(UnableToReadRequest()),
        RequestDataTooBig: _answering(UnableToTakeSoMuch(megabytes=MOST_MEGABYTES)),
        Http404: _answering(UnableToFindPath()),
        PermissionDenied: lambda *_: _forbidden(),
        OperationalError: _unavailable,
        InterfaceError: _unavailable,
        Exception: _internal,
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, answer)


def _answering(error: DomainError) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda *_: refusal(error)


def _unavailable(_request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("the database did not answer", exc_info=error)
    return refusal(UnableToServe())


def _internal(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("a request failed", exc_info=error)
    got_request_exception.send(sender=None, request=request)
    return refusal(UnableToGoOn())


def _forbidden() -> HttpResponse:
    return problem(status=403, code="forbidden", detail=_("您没有权限这样做。"))


def _invalid(error: ValidationError) -> HttpResponse:
    faults = [_fault(each) for each in error.errors]
    detail = _("有 {count} 处需要更正。").format(count=len(faults))
    return problem(status=422, code="request.invalid", detail=detail, errors=faults)


def _fault(error: Mapping[str, Any]) -> Fault:
    place, *parts = error["loc"]
    # Ninja puts the name of the view's argument before the fields of a body.
    shown = parts[1:] if place in {"body", "form", "file"} and len(parts) > 1 else parts
    return Fault(field=".".join(map(str, shown)) or str(place), code=error["type"], detail=_sentence(error))


def _sentence(error: Mapping[str, Any]) -> str:
    context = error.get("ctx", {})
    kind = str(error["type"])
    match kind:
        case "missing":
            return _("请填写这一项。")
        case "extra_forbidden":
            return _("没有名为这个的项，请删去。")
        case "string_too_long" | "too_long":
            return _("最长 {most}，请缩短。").format(most=context.get("max_length"))
        case "string_too_short" | "too_short":
            return _("至少 {least}，请补充。").format(least=context.get("min_length"))
        case "less_than_equal" | "less_than":
            return _("不能大于 {most}。").format(most=context.get("le", context.get("lt")))
        case "greater_than_equal" | "greater_than":
            return _("不能小于 {least}。").format(least=context.get("ge", context.get("gt")))
        case "enum" | "literal_error":
            return _("只能是：{expected}。").format(expected=context.get("expected"))
        case "string_pattern_mismatch":
            return _("写法应符合 {pattern}。").format(pattern=context.get("pattern"))
    expected = kind.partition("_")[0]
    return _("这一项应当是 {kind}。").format(kind=KINDS.get(expected, expected))


KINDS = {
    "int": gettext_lazy("整数"),
    "bool": gettext_lazy("true 或 false"),
    "string": gettext_lazy("文字"),
    "date": gettext_lazy("日期，如 2026-11-21"),
    "uuid": "UUID",
    "list": gettext_lazy("列表"),
    "dict": gettext_lazy("对象"),
    "model": gettext_lazy("对象"),
}

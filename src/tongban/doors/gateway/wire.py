"""How JSON goes over the wire, and what no request may carry."""

from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from tongban.doors.gateway.problems import MOST_MEGABYTES, UnableToReadRequest

NUL = "\0"  # PostgreSQL stores no text with it


class OrjsonRenderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002 (their signature)
        return orjson.dumps(data)


class OrjsonParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        content = orjson.loads(request.body)
        if b"\\u0000" in request.body and _holds_nul(content):
            raise ValueError("a text holds NUL")
        return content

    def parse_querydict(self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest) -> Any:
        if any(isinstance(value, str) and NUL in value for _, values in data.lists() for value in values):
            raise UnableToReadRequest
        return super().parse_querydict(data, list_fields, request)


def refuse_what_nobody_can_take(request: HttpRequest) -> None:
    """Refuse a request before a byte of its body is read: one that is too large, or whose address holds NUL."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    size = int(length) if length.isdecimal() else 0
    is_upload = (request.content_type or "").startswith("multipart/")
    most = MOST_MEGABYTES * 1_000_000 if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if size > (most or 0):
        raise RequestDataTooBig
    if NUL in request.path:
        raise UnableToReadRequest


def _holds_nul(content: Any) -> bool:
    if isinstance(content, str):
        return NUL in content
    if isinstance(content, dict):
        return any(_holds_nul(each) for pair in content.items() for each in pair)
    return isinstance(content, list) and any(map(_holds_nul, content))

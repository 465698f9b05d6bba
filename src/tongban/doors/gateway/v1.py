"""Version 1 of the interface: all its operations, under /api/v1/."""

from collections.abc import Callable, Collection, Iterator
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.operation import Operation

from tongban.doors.gateway import problems
from tongban.doors.gateway.entrance import Who
from tongban.doors.gateway.views import (
    cases,
    catalogue,
    clocks,
    deadlines,
    drafts,
    history,
    inspection,
    levels,
    parts,
    people,
    places,
    plans,
    powers,
    projects,
    proofs,
    ratings,
    results,
    scenarios,
    search,
    supervision,
    teamwork,
    work,
)
from tongban.doors.gateway.wire import OrjsonParser, OrjsonRenderer

DESCRIPTION = """
Find service items, apply for them, handle the cases and check what was issued.

Sign in with `POST /tokens` and send the token as `Authorization: Bearer …`; cookies do not count. Refusals are problem
documents (RFC 9457) with a `code` for programs and a sentence in the language of `Accept-Language` (zh-Hans, zh-Hant, en).
Every POST with effects honours an `Idempotency-Key` where it says so. Lists are read on by putting `next` into `after`.
"""

api = NinjaAPI(
    title="Tongban 通办",
    version="1.0.0",
    description=DESCRIPTION,
    urls_namespace="gateway-v1",
    openapi_url=None,
    docs_url=None,
    renderer=OrjsonRenderer(),
    parser=OrjsonParser(),
)
for part in (
    catalogue,
    deadlines,
    clocks,
    levels,
    history,
    scenarios,
    powers,
    places,
    search,
    people,
    drafts,
    cases,
    work,
    teamwork,
    parts,
    plans,
    projects,
    results,
    proofs,
    ratings,
    supervision,
    inspection,
):
    api.add_router("", part.group.router)
problems.install(api)


def operations() -> Iterator[tuple[str, str, tuple[Who, ...]]]:
    """Yield every operation of the interface: its method, its path as in the URL patterns, and who may enter."""
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield method, path, _who(operation)


def url_patterns() -> list[URLPattern]:
    """Return the URL patterns, each view marked with `open_to` as in all doors: who may enter by one method or another."""
    patterns: list[URLPattern] = []
    for router in api._get_bound_routers():
        operations_of = [view.operations for view in router.path_operations.values() for _ in view.operations]
        for pattern, found in zip(router.urls_paths(router.prefix), operations_of, strict=True):
            pattern.callback = _marked(pattern.callback, {each for operation in found for each in _who(operation)})
            patterns.append(pattern)
    return patterns


def _marked(view: Callable[..., HttpResponseBase], who: Collection[Who]) -> Callable[..., HttpResponseBase]:
    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, /, *arguments: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *arguments, **named)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        return problems.refusal(problems.UnableToUseMethod(allowed=response.headers["Allow"]))

    answer.open_to = tuple(who)  # type: ignore[attr-defined]
    return answer


def _who(operation: Operation) -> tuple[Who, ...]:
    who: tuple[Who, ...] = vars(operation.view_func)["open_to"]
    return who

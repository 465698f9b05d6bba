"""How an operation of the interface is declared: its address, who may enter, what it answers and how it may refuse."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, TypeVar

import orjson
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Router
from pydantic import BaseModel

from tongban.doors.frame.access import ANYONE
from tongban.doors.gateway import problems
from tongban.doors.gateway.entrance import Who, guard
from tongban.doors.gateway.idempotency import once
from tongban.groundwork.foundation.errors import DomainError

View = TypeVar("View", bound=Callable[..., Any])

ALWAYS = frozenset({400, 413, 422, 503})  # what any operation may answer
WITH_TOKEN = frozenset({401, 403})


class Group:
    """Operations about one noun."""

    def __init__(self, tag: str) -> None:
        self.router = Router(tags=[tag])

    def get(
        self, path: str, *, to: Collection[Who], answers: Any, refuses: Collection[int] = (), media: str = ""
    ) -> Callable[[View], View]:
        """Declare a read. With `media` the answer is a file of that type."""
        return self._operation("GET", path, to=to, answers=answers, refuses=refuses, media=media)

    def post(
        self,
        path: str,
        *,
        to: Collection[Who],
        answers: Any,
        refuses: Collection[int] = (),
        status: int = 200,
        keyed: bool = True,
        whole: bool = False,
    ) -> Callable[[View], View]:
        """
        Declare a deed. It honours an Idempotency-Key unless its answer may not be kept (`keyed`).

        A `whole` deed catches no fault of the database in its midst to go on (see `idempotency.once`).
        """
        return self._operation(
            "POST", path, to=to, answers=answers, refuses=refuses, status=status, keyed=keyed, whole=whole
        )

    def put(
        self, path: str, *, to: Collection[Who], answers: Any, refuses: Collection[int] = ()
    ) -> Callable[[View], View]:
        """Declare a deed that may be repeated: it leaves the same behind each time."""
        return self._operation("PUT", path, to=to, answers=answers, refuses=refuses)

    def delete(self, path: str, *, to: Collection[Who], refuses: Collection[int] = ()) -> Callable[[View], View]:
        """Declare a removal; it answers 204 without content."""
        return self._operation("DELETE", path, to=to, answers=None, refuses=refuses, status=204)

    def _operation(
        self,
        method: str,
        path: str,
        *,
        to: Collection[Who],
        answers: Any,
        refuses: Collection[int],
        status: int = 200,
        media: str = "",
        keyed: bool = False,
        whole: bool = False,
    ) -> Callable[[View], View]:
        declared = {*ALWAYS, *refuses, *(() if ANYONE in to else WITH_TOKEN), *((409,) if keyed else ())}

        is_public = method == "GET" and ANYONE in to

        def declare(view: View) -> View:
            @wraps(view)
            def answer(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
                def act() -> Any:  # what is streamed is never kept for an idempotency key
                    try:
                        return _response(view(request, **arguments), status)
                    except DomainError as error:
                        return problems.refusal(error)

                response = once(request, act, whole=whole) if keyed else act()
                if not is_public:
                    response.headers["Cache-Control"] = "private, no-store"
                return response

            answer.open_to = tuple(to)  # type: ignore[attr-defined]
            self.router.add_api_operation(
                path,
                [method],
                answer,
                auth=guard(*to),
                response={status: answers},
                operation_id=view.__name__,
                summary=view.__name__.replace("_", " ").capitalize(),
                description=view.__doc__,
                openapi_extra={
                    "x-open-to": [each.value for each in to],
                    "x-refuses": sorted(declared),
                    "x-keyed": keyed,
                    "x-media": media,
                },
            )
            return view

        return declare


def _response(result: Any, status: int) -> HttpResponse | StreamingHttpResponse:
    if isinstance(result, HttpResponse | StreamingHttpResponse):
        return result
    if result is None:
        return HttpResponse(status=status)
    content = result.model_dump() if isinstance(result, BaseModel) else [each.model_dump() for each in result]
    return HttpResponse(
        orjson.dumps(content, option=orjson.OPT_NON_STR_KEYS), status=status, content_type="application/json"
    )

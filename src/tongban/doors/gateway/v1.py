"""Version 1 of the interface: all its operations, under /api/v1/."""

from collections.abc import Iterator
from typing import Any

from ninja import NinjaAPI

from tongban.doors.gateway import problems
from tongban.doors.gateway.entrance import Who
from tongban.doors.gateway.views import cases, catalogue, drafts, people, proofs, ratings, search, supervision, work
from tongban.doors.gateway.wire import OrjsonParser, OrjsonRenderer

DESCRIPTION = """
Find service items, apply for them, handle the cases and check what was issued.

Sign in with `POST /tokens` and send the token as `Authorization: Bearer …`; cookies do not count. Refusals are problem
documents (RFC 9457) with a `code` for programs and a sentence in the language of `Accept-Language` (zh-Hans, zh-Hant, en).
Every POST with effects honours an `Idempotency-Key`. Lists are read on by putting `next` into `after`.
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
for part in (catalogue, search, people, drafts, cases, work, proofs, ratings, supervision):
    api.add_router("", part.group.router)
problems.install(api)


def operations() -> Iterator[tuple[str, str, tuple[Who, ...]]]:
    """Yield every operation of the interface: its method, its path as in the URL patterns, and who may enter."""
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield method, path, operation.view_func.open_to  # type: ignore[attr-defined]


def url_patterns() -> list[Any]:
    """Return the URL patterns, each view marked with `open_to` as in all doors: who may enter by one method or another."""
    patterns: list[Any] = []
    for router in api._get_bound_routers():
        views = router.path_operations.values()
        marks = [
            frozenset().union(*(each.view_func.open_to for each in view.operations))  # type: ignore[attr-defined]
            for view in views
            for _ in view.operations
        ]
        for pattern, mark in zip(router.urls_paths(router.prefix), marks, strict=True):
            pattern.callback.open_to = tuple(mark)
            patterns.append(pattern)
    return patterns

"""The news board: calls go down the building, news goes up."""

import logging
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.db import transaction

log = logging.getLogger(__name__)

News = TypeVar("News")

_listeners: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def listens_to(kind: type[News]) -> Callable[[Callable[[News], None]], Callable[[News], None]]:
    """Register a function of a room's `receivers` as listener to one kind of news."""

    def register(listener: Callable[[News], None]) -> Callable[[News], None]:
        _listeners[kind].append(listener)
        return listener

    return register


def tell(news: object) -> None:
    """
    Tell the listeners once the transaction is committed; without listeners it costs nothing.

    A failing listener spoils its own work, never the decision announced, and a process that dies in between tells nobody:
    what must not be lost is written by the deed itself or found again by a sweep.
    """
    for listener in _listeners[type(news)]:
        transaction.on_commit(partial(_hear, listener, news))


def _hear(listener: Callable[[Any], None], news: object) -> None:
    try:
        listener(news)
    except Exception:
        log.exception("a listener failed", extra={"listener": listener.__qualname__, "news": type(news).__name__})

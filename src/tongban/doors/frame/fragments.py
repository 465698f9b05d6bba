"""
Parts of pages that are the same for everybody, rendered once and put into the pages of all who ask.

Only what holds nothing about the visitor may be kept. What a part shows is named by its key, so that a change shows at once.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.middleware.csrf import get_token
from django.template import engines
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from tongban.doors.frame.chinese_in_english import is_marked, mark_chinese
from tongban.doors.frame.context import has_messages
from tongban.doors.frame.preferences import preferences_of
from tongban.doors.frame.wording import ENGLISH, language

Made = TypeVar("Made")
PLACE = "\ue000{name}\ue001"  # private characters: no text holds them, and escaping leaves them alone
TOKEN_NAME, PATH_NAME = "csrf-token", "own-path"
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[A-Za-z0-9]+')


class Fragments(Generic[Made]):
    """The rendered parts of one kind, at most so many: those that nobody asked for longest make room."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[object, Made]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Made], *, of: object = None) -> Made:
        """Return what was made for a key, made now if need be. With `of`, only what was made of this very object."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None and found[0] is of:
                self._kept.move_to_end(key)
                return found[1]
        made = make()
        with self._lock:
            self._kept[key] = (of, made)
            self._kept.move_to_end(key)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)


def rendered(template: str, context: Mapping[str, Any]) -> str:
    """Return a part in the language of the page, without anything about the visitor: no request reaches its template."""
    text = str(engines["jinja2"].get_template(template).render(dict(context)))
    return mark_chinese(text) if language() == ENGLISH else text


def assembled(request: HttpRequest, template: str, parts: Mapping[str, str]) -> HttpResponse:
    """
    Return a page whose template says `{{ part.name }}` where a part goes, and nothing else about what it shows.

    What is around the parts is the same for all strangers of one language and manner, so it too is rendered once for them.
    """
    html = _filled(request, _shell(request, template, parts))
    for name, part in parts.items():
        html = html.replace(PLACE.format(name=name), part)
    return is_marked(HttpResponse(html))


def forget_shells() -> None:
    """Render what is around the parts anew from now on, in this process."""
    _shells.forget()


def _shell(request: HttpRequest, template: str, names: Iterable[str]) -> str:
    """Return the page without its parts, with places for them, for the token of its forms and for its own address."""

    def made() -> str:
        places = {name: PLACE.format(name=name) for name in names}
        html = render_to_string(template, {"part": places}, request)
        return mark_chinese(html) if language() == ENGLISH else str(html)

    if not is_stranger(request) or request.META.get("QUERY_STRING"):
        return made()

    def made_for_all() -> str:
        html = TOKEN.sub(rf"\g<1>{PLACE.format(name=TOKEN_NAME)}", made())
        return html.replace(quote(request.path), PLACE.format(name=PATH_NAME))

    return _shells.get((template, language(), preferences_of(request)), made_for_all)


def _filled(request: HttpRequest, shell: str) -> str:
    if PLACE.format(name=TOKEN_NAME) in shell:
        shell = shell.replace(PLACE.format(name=TOKEN_NAME), get_token(request))
    return shell.replace(PLACE.format(name=PATH_NAME), quote(request.path))


def is_stranger(request: HttpRequest) -> bool:
    """Say whether nothing is known of the visitor but how she likes to read."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES and not has_messages(request)


def entity_tag(request: HttpRequest, *shown: object) -> str:
    """
    Return the entity tag of a page for a visitor of whom nothing is known; empty for all others.

    It stands for what is shown, in which language and manner, and for the token that her forms send.
    """
    if not is_stranger(request):
        return ""
    token = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    known = (release(), request.get_full_path(), language(), preferences_of(request), token, *shown)
    return f'"{sha256(repr(known).encode()).hexdigest()[:32]}"'


def unchanged(request: HttpRequest, tag: str) -> HttpResponse | None:
    """Return the answer 304 for a visitor who has this very page already."""
    if tag and request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        return with_entity_tag(HttpResponseNotModified(), tag)
    return None


def with_entity_tag(response: HttpResponse, tag: str) -> HttpResponse:
    """Let the visitor's own browser keep the page and ask each time whether it changed; no cache between may keep it."""
    if tag:
        response.headers["ETag"] = tag
        response.headers["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response


_shells: Fragments[str] = Fragments(most=200)


@cache
def release() -> str:
    """Return a mark that changes with the templates, texts and style sheets of the product."""
    doors = Path(__file__).resolve().parent.parent
    newest = max(
        (path.stat().st_mtime_ns for suffix in ("html", "css", "js", "mo") for path in doors.rglob(f"*.{suffix}")),
        default=0,
    )
    return str(newest)

"""
Chinese on English pages is marked as Chinese, so that a screen reader speaks it as such (WCAG 3.1.2).

Names, addresses, document numbers and what people wrote stand in Chinese on every English page. They come from everywhere,
so they are marked in one place, in the finished page, rather than wherever a template writes one.
"""

import re
from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponseBase

from tongban.doors.frame.wording import ENGLISH, language

Response = TypeVar("Response", bound=HttpResponseBase)

_CHARACTER = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
CHARACTER = re.compile(f"[{_CHARACTER}]")
# From the first character to the last one: with what stands between them, as in 宁公安受字〔2026〕第00012号, 许*禾.
RUN = re.compile(rf"[{_CHARACTER}](?:[^<>&A-Za-z]{{0,40}}?[{_CHARACTER}])*")
PIECE = re.compile(r"<!--.*?-->|<(script|style|title|textarea|option)\b.*?</\1>|<[^>]*>|[^<]+", re.DOTALL)
TAG = re.compile(r"</?([a-zA-Z][\w-]*)")
CHINESE_TAG = re.compile(r"<[^>]*\blang=\"zh")
MARKED = r'<span lang="zh-Hans">\g<0></span>'


def mark_chinese(html: str) -> str:
    """Return an English page with each run of Chinese in an element of its language; what is marked already stays as it is."""
    done: list[str] = []
    within, depth = "", 0  # the Chinese element we are in, and how many elements of its name are open
    for piece in PIECE.finditer(html):
        text = piece[0]
        name = tag[1] if (tag := TAG.match(text)) else ""
        if within:
            if name == within:
                depth += -1 if text.startswith("</") else 1
            within = within if depth else ""
        elif name and CHINESE_TAG.match(text) and not piece[1]:
            within, depth = name, 1
        elif not text.startswith("<"):
            text = RUN.sub(MARKED, text)
        done.append(text)
    return "".join(done)


def is_marked(response: Response) -> Response:
    """Note that the Chinese of a page is marked already."""
    response.chinese_is_marked = True  # type: ignore[attr-defined]
    return response


def mark_chinese_in_english(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Mark the Chinese of every English page; other answers pass untouched."""

    def marking(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        if is_page and not getattr(response, "chinese_is_marked", False) and language() == ENGLISH:
            html = response.content.decode()  # type: ignore[attr-defined]
            if CHARACTER.search(html):
                response.content = mark_chinese(html).encode()  # type: ignore[attr-defined]
        return response

    return marking

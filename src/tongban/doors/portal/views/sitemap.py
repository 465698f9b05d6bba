"""For search engines: what to read, and every address of a guide."""

from collections.abc import Iterator
from typing import TypeVar
from urllib.parse import quote
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.doors.frame.access import ANYONE, open_to
from tongban.offer.catalogue import api as catalogue

# A part holds the guides of so many consecutive ids, so at most as many addresses: the protocol allows 50,000 and 50 MB.
IDS_IN_A_PART = 50_000
SECONDS = 3600
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
XML = "application/xml; charset=utf-8"
PAGES = ("portal:home", "portal:services", "portal:places", "portal:verify", "portal:opinions")
ADDRESSES_AT_ONCE = 500

Response = TypeVar("Response", bound=HttpResponseBase)


@require_safe
@open_to(ANYONE)
def robots(_request: HttpRequest) -> HttpResponse:
    """Let everything public be read, but not what costs much and says nothing new."""
    kept_out = ("search", "suggest", "sign-in", "sign-up", "mine", "account")
    lines = ["User-agent: *", *(f"Disallow: {reverse(f'portal:{name}')}" for name in kept_out), "Disallow: /apply/"]
    lines += [
        "Disallow: /desk/",
        "Disallow: /api/",
        f"Sitemap: {settings.TONGBAN_BASE_URL}{reverse('portal:sitemap')}",
        "",
    ]
    return _public(HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8"))


@require_safe
@open_to(ANYONE)
def index(_request: HttpRequest) -> HttpResponse:
    """Name the parts: that of the pages, then one for each fifty thousand ids."""
    addresses = (reverse("portal:sitemap-part", args=[part]) for part in range(_parts() + 1))
    places = "".join(f"<sitemap><loc>{_full(address)}</loc></sitemap>\n" for address in addresses)
    return _public(
        HttpResponse(f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n{places}</sitemapindex>\n', content_type=XML)
    )


@require_safe
@open_to(ANYONE)
def part(_request: HttpRequest, number: int) -> HttpResponseBase:
    """Write one part as it is read, so that no part is ever whole in memory."""
    if number > _parts():
        raise Http404
    return _public(StreamingHttpResponse(_written(number), content_type=XML))


def _parts() -> int:
    return -(-catalogue.last_item_id() // IDS_IN_A_PART)


def _written(number: int) -> Iterator[str]:
    yield f'{HEAD}<urlset xmlns="{NAMESPACE}">\n'
    lines = []
    for line in _pages() if number == 0 else _guides(number):
        lines.append(line)
        if len(lines) == ADDRESSES_AT_ONCE:
            yield "".join(lines)
            lines = []
    yield "".join(lines) + "</urlset>\n"


def _pages() -> Iterator[str]:
    for name in PAGES:
        yield f"<url><loc>{_full(reverse(name))}</loc></url>\n"


def _guides(number: int) -> Iterator[str]:
    last = number * IDS_IN_A_PART
    # Composed by hand: a million addresses a crawl are too many to reverse one by one.
    before, after = _full(reverse("portal:item", args=["0"])).split("/0/")
    for code, published_on in catalogue.published_between(last - IDS_IN_A_PART + 1, last):
        yield f"<url><loc>{before}/{quote(code, safe='')}/{after}</loc><lastmod>{published_on.isoformat()}</lastmod></url>\n"


def _full(address: str) -> str:
    return escape(settings.TONGBAN_BASE_URL + address)


def _public(response: Response) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    return response

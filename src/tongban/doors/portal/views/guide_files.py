"""What a guide can be taken away as: flow chart, QR code, leaflet, blank forms, samples. Public, the same for everybody."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.doors.frame import charts, wording
from tongban.doors.frame.access import ANYONE, open_to
from tongban.doors.frame.context import HTML_LANGUAGES
from tongban.doors.portal.guides import course, leaflet, papers
from tongban.doors.portal.guides.page import Guiding, guiding
from tongban.doors.portal.guides.structured import address_of
from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock
from tongban.offer.catalogue import api as catalogue

SECONDS = 300  # how long a cache may show what was changed
SVG, PDF = "image/svg+xml", "application/pdf"
View = Callable[..., HttpResponse]


def in_language(view: View) -> View:
    """Speak the language that the address names, so that an answer is the same for all who ask for it."""

    @wraps(view)
    def speaking(request: HttpRequest, /, *, code: str, language: str, **named: str) -> HttpResponse:
        if language not in dict(settings.LANGUAGES):
            raise Http404
        with translation.override(language):
            return view(request, _guiding(code), **named)

    return speaking


@require_safe
@open_to(ANYONE)
@in_language
def flow_chart(_request: HttpRequest, given: Guiding) -> HttpResponse:
    return _public(_flow_svg(given, narrow=False), SVG)


@require_safe
@open_to(ANYONE)
@in_language
def narrow_flow_chart(_request: HttpRequest, given: Guiding) -> HttpResponse:
    """Return the chart for a telephone: the applicant's lane and one for all offices."""
    return _public(_flow_svg(given, narrow=True), SVG)


@require_safe
@open_to(ANYONE)
@in_language
def pdf(_request: HttpRequest, given: Guiding) -> HttpResponse:
    """Return the guide as a leaflet to print, set once for each version and language."""
    return _printed("guide", leaflet.content(given), given)


@require_safe
@open_to(ANYONE)
@in_language
def blank_form(_request: HttpRequest, given: Guiding, form: str) -> HttpResponse:
    return _form(given, form, filled=False)


@require_safe
@open_to(ANYONE)
@in_language
def sample_form(_request: HttpRequest, given: Guiding, form: str) -> HttpResponse:
    """Return a form as it looks when it is filled in, with what is nobody's."""
    return _form(given, form, filled=True)


@require_safe
@open_to(ANYONE)
@in_language
def result_sample(_request: HttpRequest, given: Guiding) -> HttpResponse:
    """Return how the licence looks that an item results in."""
    content = papers.specimen_content(given.offer, given.authority)
    if content is None:
        raise Http404
    return _printed("licence", content, given)


@require_safe
@open_to(ANYONE)
def qr_code(_request: HttpRequest, code: str) -> HttpResponse:
    """Return the QR code of the guide's address; it says nothing else."""
    return _public(documents.qr_svg(address_of(_guiding(code).offer.code)), SVG)


def _guiding(code: str) -> Guiding:
    try:
        return guiding(catalogue.offer(code), clock.today())
    except catalogue.UnableToFindOffer as refusal:
        raise Http404 from refusal


def _flow_svg(given: Guiding, *, narrow: bool) -> str:
    drawing = charts.laid_out(
        course.chart(given.course, narrow=narrow), charts.Measures.narrow() if narrow else charts.Measures()
    )
    name = wording.local_text(given.offer.name, given.offer.name_en)
    return charts.drawn(
        drawing,
        title=_("{name}办理流程图").format(name=name),
        description=course.told(given.course),
        language=HTML_LANGUAGES.get(wording.language(), "zh-Hans"),
    )


def _form(given: Guiding, form: str, *, filled: bool) -> HttpResponse:
    content = papers.form_content(given.offer, given.authority, form, filled=filled)
    if content is None:
        raise Http404
    return _printed("paper_form", content, given)


def _printed(layout: str, content: Mapping[str, Any], given: Guiding) -> HttpResponse:
    try:
        pdf = documents.print_matter(layout=layout, content=content, dated=leaflet.dated(given))
    except documents.UnableToPrintNow as refusal:
        busy = HttpResponse(str(refusal), status=refusal.status, content_type="text/plain; charset=utf-8")
        busy.headers["Retry-After"] = "60"
        return busy
    return _public(pdf, PDF, name=f"{layout}.pdf")


def _public(content: str | bytes, media_type: str, *, name: str = "") -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    if name:
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response

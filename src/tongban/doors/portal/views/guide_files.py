"""What a guide can be taken away as: flow chart, QR code, leaflet, blank forms, samples. Public, the same for everybody."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.doors.frame import charts, wording
from tongban.doors.frame.access import ANYONE, open_to
from tongban.doors.frame.context import HTML_LANGUAGES
from tongban.doors.portal.guides import course
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


def _public(content: str | bytes, media_type: str, *, name: str = "") -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    if name:
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response

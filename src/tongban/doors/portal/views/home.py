"""The first page: one search box, one's own things, themes and life events."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tongban.doors.frame import fragments, wording
from tongban.doors.frame.access import ANYONE, applicant_at, open_to
from tongban.doors.frame.fragments import Fragments
from tongban.doors.portal import presenters_mine, presenters_public, words
from tongban.handling.applications import api as applications
from tongban.handling.cases import api as cases
from tongban.offer.catalogue import api as catalogue
from tongban.proofs.licences import api as licences
from tongban.proofs.licences.api import LicenceSummary
from tongban.registers.identity.api import Applicant

ROWS = 3
THEMES = 12
LIFE_EVENTS = 16
DAYS_BEFORE_EXPIRY = 60
OFTEN_SEARCHED = (_("补办身份证"), _("老年人优待证"), _("道路运输"), _("开餐饮店"))


# What everybody sees; what is the visitor's own is never kept.
_public: Fragments[dict[str, str]] = Fragments(most=20)


@require_safe
@open_to(ANYONE)
def home(request: HttpRequest) -> HttpResponse:
    key = (wording.language(), catalogue.revision())
    tag = fragments.entity_tag(request, *key)
    if same := fragments.unchanged(request, tag):
        return same
    parts = _public.get(key, _public_parts)
    if applicant := applicant_at(request):
        parts = parts | {"mine": fragments.rendered("portal/public/_home_mine.html", {"mine": _mine(applicant)})}
    return fragments.with_entity_tag(fragments.assembled(request, "portal/public/home.html", parts), tag)


def forget_kept() -> None:
    """Make what everybody sees anew from now on, in this process."""
    _public.forget()


def _public_parts() -> dict[str, str]:
    themes = catalogue.themes()
    tiles = {
        "natural": presenters_public.theme_tiles([each for each in themes if each.audience == "natural"][:THEMES]),
        "legal": presenters_public.theme_tiles([each for each in themes if each.audience == "legal"][:THEMES]),
        "life_events": catalogue.life_events()[:LIFE_EVENTS],
        "event_word": partial(words.word, words.LIFE_EVENTS),
    }
    often = {"often": [str(text) for text in OFTEN_SEARCHED]}
    return {
        "often": fragments.rendered("portal/public/_home_often.html", often),
        "mine": fragments.rendered("portal/public/_home_mine.html", {"mine": None}),
        "tiles": fragments.rendered("portal/public/_home_tiles.html", tiles),
    }


def _mine(applicant: Applicant) -> dict[str, object]:
    page = cases.cases_of(applicant, limit=ROWS)
    return {
        "cases": [presenters_mine.case_row(card) for card in page.rows],
        "drafts": applications.drafts_of(applicant)[:ROWS],
        "expiring": _expiring(applicant)[:ROWS],
        "waiting": sum(card.awaits_applicant for card in page.rows),
    }


def _expiring(applicant: Applicant) -> tuple[LicenceSummary, ...]:
    return licences.expiring(applicant.party_id, DAYS_BEFORE_EXPIRY) if applicant.has_full_mandate else ()

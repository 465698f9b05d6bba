"""Who read one's data, when, what and why; and what is known about oneself here."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.doors.frame.access import APPLICANT, ApplicantRequest, open_to
from tongban.doors.frame.preferences import remember
from tongban.doors.portal import presenters_mine
from tongban.doors.portal.own_things import act_for, applicant_for
from tongban.groundwork.foundation.masks import mask_phone
from tongban.groundwork.ledger import api as ledger
from tongban.registers.identity import api as identity

READS_ON_PAGE = 20


@require_safe
@open_to(APPLICANT)
def reads(request: ApplicantRequest) -> HttpResponse:
    """List who read the party's data, the latest first."""
    after = _cursor(request.GET.get("after", ""))
    applicant = request.applicant
    is_whole = applicant.has_full_mandate  # who acts for the party in some items only is not told of the others
    found = ledger.reads_of(applicant.party_id, after=after, limit=READS_ON_PAGE + 1) if is_whole else ()
    shown = found[:READS_ON_PAGE]
    context = {
        "reads": [presenters_mine.read_line(entry, applicant) for entry in shown],
        "next": f"{request.path}?after={shown[-1].id}" if len(found) > READS_ON_PAGE else "",
        "first": request.path if after else "",
    }
    return render(request, "portal/my/data.html", context)


@require_safe
@open_to(APPLICANT)
def profile(request: ApplicantRequest) -> HttpResponse:
    """Show the visitor's own entry: masked, with the parties she may act for and the language she is told news in."""
    applicant = request.applicant
    context = {
        "applicant": applicant,
        "phone": mask_phone(applicant.phone) if applicant.phone else "",
        "parties": identity.parties_represented_by(applicant.person_id),
    }
    return render(request, "portal/my/profile.html", context)


@require_POST
@open_to(APPLICANT)
def choose_party(request: ApplicantRequest) -> HttpResponse:
    """Act for herself or for a company from now on."""
    applicant = applicant_for(request, request.POST.get("party", ""))
    act_for(request, applicant)
    messages.success(request, _("您现在是为“{name}”办事。").format(name=applicant.name))
    return redirect("portal:projects" if request.POST.get("to") == "projects" else "portal:mine")


@require_POST
@open_to(APPLICANT)
def choose_language(request: ApplicantRequest) -> HttpResponse:
    """Speak and write to the visitor in another language from now on."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Http404
    identity.choose_language(account=request.user, language=language)
    response = redirect("portal:profile")
    remember(request, response)
    with translation.override(language):
        messages.success(request, _("以后的页面和消息都使用这种语言。"))
    return response


def _cursor(after: str) -> UUID | None:
    try:
        return UUID(after) if after else None
    except ValueError as fault:
        raise Http404 from fault

"""Who may enter a view. Every view of every door says it with `@open_to(…)`; a test walks all addresses to prove it."""

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Applicant, Officer, Role

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)

ACTING_FOR = "acting_for"  # session: the party id of the company the signed-in person acts for
SECOND_FACTOR = "second_factor"  # session: this sign-in was confirmed by a second factor


class Visitor(Enum):
    """Kinds of visitor that are no role of staff."""

    ANYONE = "anyone"
    APPLICANT = "applicant"
    STAFF = "staff"


ANYONE, APPLICANT, STAFF = Visitor


class ApplicantRequest(HttpRequest):
    """A request of someone who applies, for herself or for another."""

    applicant: Applicant


class OfficerRequest(HttpRequest):
    """A request of a member of staff with a present post and a confirmed second factor."""

    officer: Officer


class WrongVisitor(PermissionDenied):
    """The page is for other people; the 403 page says for whom, in the words given."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


def open_to(
    *who: Visitor | Role,
) -> Callable[[Callable[Concatenate[R, P], HttpResponseBase]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """
    Let only the named visitors into a view, and mark the view with `.open_to`.

    A view for applicants finds `request.applicant`, one for staff or a role `request.officer`. One who is not signed in is
    sent to sign in and comes back; staff without a second factor confirm it first; others get a 403 page.
    """
    if not who:
        raise TypeError("open_to() needs to be told who may enter")

    def mark(
        view: Callable[Concatenate[R, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            turned_away = None if ANYONE in who else _admit(request, who)
            return turned_away or view(request, *args, **kwargs)  # type: ignore[arg-type]

        guarded.open_to = who  # type: ignore[attr-defined]
        return guarded

    return mark


def applicant_at(request: HttpRequest) -> Applicant | None:
    """Return the applicant behind a request, for the company she acts for if she chose one; None for anyone else."""
    if not hasattr(request, "_applicant"):
        request._applicant = _find_applicant(request) if request.user.is_authenticated else None  # type: ignore[attr-defined]
    found: Applicant | None = request._applicant  # type: ignore[attr-defined]
    return found


def officer_at(request: HttpRequest) -> Officer | None:
    """Return the member of staff behind a request, None for anyone else. Says nothing about the second factor."""
    return identity.officer_of(request.user) if request.user.is_authenticated else None


def confirm_second_factor(request: HttpRequest) -> None:
    """Note that this sign-in was confirmed by a second factor."""
    request.session[SECOND_FACTOR] = True


def has_second_factor(request: HttpRequest) -> bool:
    """Say whether this sign-in was confirmed by a second factor: by the desk's own page or, for this very account, by allauth's."""
    is_own = request.session.get("account_authentication_methods_user") == str(request.user.pk)
    methods = request.session.get("account_authentication_methods", []) if is_own else []
    return bool(request.session.get(SECOND_FACTOR)) or any(each.get("method") == "mfa" for each in methods)


def _admit(request: HttpRequest, who: tuple[Visitor | Role, ...]) -> HttpResponseBase | None:
    """Set the visitor on the request, or return the answer that turns her away."""
    for_staff = [each for each in who if each is not APPLICANT]
    if not request.user.is_authenticated:
        return _send_to(request, "desk:sign-in" if for_staff and APPLICANT not in who else "portal:sign-in")
    if for_staff and (officer := officer_at(request)) is not None:
        if STAFF in for_staff or officer.roles.intersection(for_staff):
            request.officer = officer  # type: ignore[attr-defined]
            return None if has_second_factor(request) else _send_to(request, "desk:second-factor")
        if APPLICANT not in who:
            raise WrongVisitor(_("您的岗位没有办理这一页事务的权限。如果工作需要，请联系本单位管理员调整岗位职责。"))
    if APPLICANT in who and (applicant := applicant_at(request)) is not None:
        request.applicant = applicant  # type: ignore[attr-defined]
        return None
    if for_staff:
        raise WrongVisitor(_("这一页供政务工作人员使用。办自己的事，请回首页。"))
    raise WrongVisitor(_("这一页供办事群众和企业使用。您登录的是工作人员账号，办自己的事请换用个人账号。"))


def _send_to(request: HttpRequest, name: str) -> HttpResponse:
    """Send the visitor to another page and bring her back afterwards; what she was sending is named, for it is lost."""
    target = request.get_full_path()
    if request.method != "GET":
        target = _page_before(request)
        messages.warning(
            request, _("登录已过期，刚才这一步没有提交。登录后会回到原来的页面，自动保存的内容还在，请再提交一次。")
        )
    address = f"{reverse(name)}?{urlencode({'next': target})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _page_before(request: HttpRequest) -> str:
    """Return the page a form was sent from: the address of the form itself may only take forms."""
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(before)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return "/"


def _find_applicant(request: HttpRequest) -> Applicant | None:
    if party := request.session.get(ACTING_FOR):
        try:
            return identity.applicant_of(request.user, party_id=UUID(party))
        except DomainError:  # the delegation has ended meanwhile
            del request.session[ACTING_FOR]
    try:
        return identity.applicant_of(request.user)
    except DomainError:
        return None

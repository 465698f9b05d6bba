"""Who may enter an operation: by a bearer token and nothing else. Cookies and sessions do not count here."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from tongban.doors.frame.access import ANYONE, APPLICANT, STAFF, Visitor
from tongban.doors.gateway.wire import refuse_what_nobody_can_take
from tongban.groundwork.foundation.errors import DomainError
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Applicant, Officer, Role, TokenHolder

PARTY_HEADER = "On-Behalf-Of"


class Scope(StrEnum):
    """What a token is good for; it never reaches further than the account's own rights."""

    APPLY = "apply"  # act as applicant, for oneself or a party one represents
    HANDLE = "handle"  # receive, accept, examine, propose, deliver
    DECIDE = "decide"
    SUPERVISE = "supervise"
    MANAGE = "manage"  # the items of one's authority and their guides


SCOPES: Mapping[Role, Scope] = {
    Role.CLERK: Scope.HANDLE,
    Role.REVIEWER: Scope.HANDLE,
    Role.DECIDER: Scope.DECIDE,
    Role.SUPERVISOR: Scope.SUPERVISE,
    Role.ITEM_MANAGER: Scope.MANAGE,
}

Who = Visitor | Role


class UnableToEnterUnknown(DomainError):
    """The request carries no token, or one that is unknown, expired or revoked."""

    code = "token.missing"
    sentence = _(
        "这个接口需要令牌。请用 POST /api/v1/tokens 登录，并在 Authorization 头中写“Bearer 令牌”；令牌过期的，请重新登录。"
    )
    status = 401


class UnableToEnterHere(DomainError):
    """The token's scopes, or the roles of its holder, do not reach to this operation."""

    code = "token.not_entitled"
    sentence = _("这个令牌的权限或者您的岗位不包括这一操作。")
    status = 403


class UnableToReadParty(DomainError):
    """The header On-Behalf-Of is not the id of a party, or is missing where a clerk acts at the window."""

    code = "party.header"
    sentence = _("请在 On-Behalf-Of 头中写明所代申请人的 id（UUID）。")
    status = 400


def scopes_of(account: object) -> frozenset[Scope]:
    """Return the scopes that a token of an account may have."""
    if getattr(account, "is_official", False):
        officer = identity.officer_of(account)
        return frozenset(SCOPES[role] for role in (officer.roles if officer else ()) if role in SCOPES)
    return frozenset({Scope.APPLY})


class Bearer(HttpBearer):
    """
    Admits the named visitors. On the request it leaves `holder`, and `applicant` or `officer`, as the visitor is.

    An applicant acts for the party in the header On-Behalf-Of, else for herself; a clerk where applicants may enter always
    for the party in that header.
    """

    def __init__(self, *who: Who) -> None:
        super().__init__()
        self.who = who

    def __call__(self, request: HttpRequest) -> TokenHolder:
        refuse_what_nobody_can_take(request)
        scheme, _space, token = request.headers.get(self.header, "").partition(" ")
        if scheme.lower() != self.openapi_scheme:
            raise UnableToEnterUnknown
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> TokenHolder:
        holder = identity.bearer(token) if token.isascii() and token.isprintable() else None
        if holder is None:
            raise UnableToEnterUnknown
        request.holder = holder  # type: ignore[attr-defined]
        if not self._admits(request, holder):
            raise UnableToEnterHere
        return holder

    def _admits(self, request: HttpRequest, holder: TokenHolder) -> bool:
        officer = None if identity.needs_second_factor(holder.account) else identity.officer_of(holder.account)
        roles = [role for role in self.who if isinstance(role, Role)]
        if officer and any(role in officer.roles and SCOPES[role] in holder.scopes for role in roles):
            request.officer = officer  # type: ignore[attr-defined]
            if APPLICANT in self.who:
                request.applicant = _walk_in(request, officer)  # type: ignore[attr-defined]
            return True
        if officer and STAFF in self.who:
            request.officer = officer  # type: ignore[attr-defined]
            return True
        if APPLICANT in self.who and Scope.APPLY in holder.scopes:
            request.applicant = identity.applicant_of(holder.account, party_id=_party(request))  # type: ignore[attr-defined]
            return True
        return False


class Nobody:
    """Admits everyone, but refuses requests that nobody could be served."""

    who = (ANYONE,)

    def __call__(self, request: HttpRequest) -> bool:
        refuse_what_nobody_can_take(request)
        return True


def guard(*who: Who) -> Bearer | Nobody:
    """Return what stands at the entrance of an operation that is open to `who`."""
    if not who:
        raise TypeError("an operation says who may enter")
    return Nobody() if ANYONE in who else Bearer(*who)


def _walk_in(request: HttpRequest, officer: Officer) -> Applicant:
    party = _party(request)
    if party is None:
        raise UnableToReadParty
    return identity.applicant_at_window(officer=officer, party_id=party)


def _party(request: HttpRequest) -> UUID | None:
    text = request.headers.get(PARTY_HEADER)
    if text is None:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise UnableToReadParty from None

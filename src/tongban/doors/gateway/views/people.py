"""Sign in and out, open an account, and see what is known of oneself."""

from datetime import timedelta
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.mfa import app_settings as mfa
from allauth.mfa.base.forms import AuthenticateForm
from allauth.utils import get_form_class
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tongban.doors.frame.access import ANYONE, APPLICANT, STAFF, ApplicantRequest, OfficerRequest
from tongban.doors.gateway import rates
from tongban.doors.gateway.cursors import After, Limit, Page, opened_uuid, page
from tongban.doors.gateway.entrance import Scope, scopes_of
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import people as given
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.groundwork.notifications import api as notifications
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Role

group = Group("people")

SIGN_INS = {"most": 60, "seconds": 60}  # from one address
SIGN_UPS = {"most": 100, "seconds": 600}


class UnableToSignIn(DomainError):
    """Login and password do not belong together; it is not told which of them is wrong."""

    code = "sign_in.refused"
    sentence = _("账号或密码不对，请核对后再试。")
    status = 401


class UnableToSignInLocked(DomainError):
    """Too many wrong passwords: the account is locked for some minutes."""

    code = "sign_in.locked"
    sentence = _("密码连续输错多次，账号已锁定。请在 5 分钟后再试。")
    status = 429


class UnableToSignInHalf(DomainError):
    """Staff, and whoever has set up a second factor, sign in with it too; it is missing or wrong."""

    code = "sign_in.second_factor"
    sentence = _("登录这个账号还需要正确的动态验证码：请在 second_factor 中填写验证器当前显示的 6 位数字。")
    status = 401


class UnableToGiveScopes(DomainError):
    """The account has no right to these scopes."""

    code = "scope.not_entitled"
    sentence = _("这个账号不能得到权限：{scopes}。")
    status = 403


@group.post("/tokens", to=[ANYONE], answers=given.Token, refuses=[401, 403, 429], status=201, keyed=False)
def sign_in(request: HttpRequest, body: given.SignIn) -> given.Token:
    """Sign in and get a token, good for some hours. No Idempotency-Key here: a token is shown once and never kept."""
    rates.count("sign-in", who=rates.address_of(request), **SIGN_INS)
    account = _account(request, body)
    entitled = scopes_of(account)
    wanted = entitled if body.scopes is None else frozenset(body.scopes)
    if not wanted <= entitled:
        raise UnableToGiveScopes(scopes="、".join(sorted(wanted - entitled)))
    token = identity.issue_token(account=account, name="api", scopes=wanted, days=body.hours / 24)
    return given.Token(token=token, scopes=sorted(wanted), expires_at=clock.now() + timedelta(hours=body.hours))


@group.delete("/tokens/current", to=[APPLICANT, STAFF])
def sign_out(request: HttpRequest) -> None:
    """Make the token of this request worthless from now on."""
    identity.revoke_bearer(token=request.headers["Authorization"].partition(" ")[2].strip())


@group.post("/accounts", to=[ANYONE], answers=given.Account, refuses=[429], status=201)
def sign_up(request: HttpRequest, body: given.SignUp) -> given.Account:
    """Open an account for oneself; the population registry must know the person by this name and number."""
    rates.count("sign-up", who=rates.address_of(request), **SIGN_UPS)
    account = identity.sign_up(**body.model_dump())
    return given.Account(account_id=account.pk, party_id=account.party_id, user_name=account.username)


@group.get("/me", to=[APPLICANT, STAFF], answers=given.Me)
def show_me(request: HttpRequest) -> given.Me:
    """Show the holder of the token, her post if she has one, and the parties she may act for."""
    holder = request.holder  # type: ignore[attr-defined]
    officer = identity.officer_of(holder.account)
    return given.Me(
        account_id=holder.account.pk,
        party_id=holder.account.party_id,
        scopes=sorted(Scope(scope) for scope in holder.scopes),
        language=holder.account.language,
        post=given.Post.of(officer) if officer else None,
        represents=[given.Party.of(party) for party in identity.parties_represented_by(holder.account.party_id)],
    )


@group.get("/me/reads", to=[APPLICANT], answers=Page[given.Read])
def list_reads(request: ApplicantRequest, after: After = None, limit: Limit = 50) -> Page[given.Read]:
    """List who read the applicant's data, when, which fields and why; newest first."""
    party = identity.party_seen_whole(request.applicant)
    entries = ledger.reads_of(party, after=opened_uuid(after), limit=limit)
    rows = [
        given.Read(
            at=entry.occurred_at,
            reader=entry.actor_name,
            post=entry.actor_post,
            purpose=entry.reason,
            fields=entry.facts.get("fields", []),
            digest=entry.digest,
        )
        for entry in entries
    ]
    return page(rows, entries[-1].id if len(entries) == limit else None)


@group.get("/messages", to=[APPLICANT], answers=Page[given.Message])
def list_messages(request: HttpRequest, after: After = None, limit: Limit = 20) -> Page[given.Message]:
    """List the messages to the holder of the token, newest first."""
    account_id = request.holder.account.pk  # type: ignore[attr-defined]
    messages = notifications.inbox(account_id, after=opened_uuid(after), limit=limit)
    return page([given.Message.of(each) for each in messages], messages[-1].id if len(messages) == limit else None)


@group.put("/messages/{uuid:message_id}/read", to=[APPLICANT], answers=None)
def mark_message_read(request: HttpRequest, message_id: UUID) -> None:
    """Mark a message as read; the first moment stands."""
    notifications.mark_read(request.holder.account.pk, message_id)  # type: ignore[attr-defined]


@group.post("/walk-ins", to=[Role.CLERK], answers=given.PartyReference)
def register_walk_in(request: OfficerRequest, body: given.WalkIn) -> given.PartyReference:
    """Register a person at the window. Put the id into On-Behalf-Of to act for her in drafts and submissions."""
    return given.PartyReference(party_id=identity.register_walk_in(**body.model_dump(), officer=request.officer))


@group.post("/walk-in-companies", to=[Role.CLERK], answers=given.PartyReference)
def register_walk_in_company(request: OfficerRequest, body: given.WalkInCompany) -> given.PartyReference:
    """Register a company whose representative is at the window."""
    return given.PartyReference(
        party_id=identity.register_walk_in_company(**body.model_dump(), officer=request.officer)
    )


def _account(request: HttpRequest, body: given.SignIn) -> object:
    try:
        account = get_adapter(request).authenticate(request, username=body.login, password=body.password)
    except ValidationError as locked:
        raise UnableToSignInLocked(seconds=300) from locked
    if account is None:
        raise UnableToSignIn
    if identity.needs_second_factor(account):
        raise UnableToSignInHalf
    if identity.has_second_factor(account) and not _is_confirmed(account, body.second_factor):
        raise UnableToSignInHalf
    return account


def _is_confirmed(account: object, code: str) -> bool:
    form = get_form_class(mfa.FORMS, "authenticate", AuthenticateForm)(data={"code": code}, user=account)
    return bool(form.is_valid())

"""Reads of the identity room."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.registers.identity.answers import (
    Applicant,
    Contact,
    Mandate,
    Officer,
    PartySummary,
    Principal,
    TokenHolder,
    masked_party_name,
    summary,
)
from tongban.registers.identity.models import (
    Account,
    ApiToken,
    Delegation,
    Party,
    PostHolding,
    number_key,
    phone_key,
)
from tongban.registers.identity.rules import LoginKind, PartyKind, Role, login_kind, normalise_number
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.rules import upwards

MOST_MANDATES = 200
MOST_OFFICERS = 50
MOST_COLLEAGUES = 500
LATELY_DAYS = (
    3 * 365
)  # a role that ended longer ago no longer counts as an interest: our own rule, no statute names a term


class UnableToActFor(DomainError):
    """The person may not act for this party: the principal must first be registered or authorise her."""

    code = "applicant.not_entitled"
    sentence = _("您不是该申请人的法定代表人，也没有得到它的授权，不能代为办理。")
    status = 403


class UnableToApplyOfficially(UnableToActFor):
    """An account issued for a post is no applicant: one's own affairs need one's own account."""

    code = "applicant.official_account"
    sentence = _("您登录的是工作人员账号，只用于办公。办自己的事，请换用个人账号。")


class UnableToServeOwn(UnableToActFor):
    """An officer serves neither herself nor whom she represents: she would compare her own originals."""

    code = "applicant.own_interest"
    sentence = _("不能在窗口为自己或者自己代理的人办理，请由同事办理。")


class UnableToFindParty(DomainError):
    """There is no such person or company here."""

    code = "party.unknown"
    sentence = _("找不到该申请人。")
    status = 404


@dataclass(frozen=True)
class Standing:
    """What is known of an account from one statement: its person, and its post if it holds one."""

    person_name: str
    phone: str
    post_id: int | None
    has_second_factor: bool
    represents: frozenset[UUID]  # whom a member of staff may act for outside her office; empty for all others
    interests: frozenset[UUID]  # whom she is tied to otherwise


# Whom an officer (a.party_id) is tied to: what she declared, whom her relatives represent by law, and whom she
# herself represented or acted for until lately. Interests are looked up by keyed number, as most of those named
# are no parties here.
INTERESTS = """
WITH declared AS (
    SELECT p.id, i.kind FROM identity_declaredinterest i JOIN identity_party p ON p.number_key = i.number_key
     WHERE i.person_id = a.party_id AND i.state IN ('declared', 'confirmed', 'ending')
       AND i.since <= %(today)s AND (i.until IS NULL OR i.until > %(today)s)
)
SELECT id FROM declared
UNION SELECT d.principal_id FROM declared JOIN identity_delegation d ON d.agent_id = declared.id
 WHERE declared.kind = 'relative' AND d.ground = 'legal_representative'
   AND d.since <= %(today)s AND (d.until IS NULL OR d.until > %(today)s)
UNION SELECT d.principal_id FROM identity_delegation d
 WHERE d.agent_id = a.party_id AND d.until <= %(today)s AND d.until > %(lately)s AND d.until > d.since
"""

# Asked with each request, so it is written out: one statement whose plan is prepared once. The tables are this room's
# own and that of the second factors; the post itself comes from the organisations room's memory.
_WITH_STANDING = """
SELECT {account_columns}, p.name AS party_name, p.phone AS party_phone, h.post_id AS held_post_id,
       EXISTS (SELECT FROM mfa_authenticator m WHERE m.user_id = a.id AND m.type IN ('totp', 'webauthn'))
           AS has_second_factor,
       CASE WHEN h.post_id IS NOT NULL THEN ARRAY(
           SELECT d.principal_id FROM identity_delegation d
            WHERE d.agent_id = a.party_id AND d.since <= %(today)s AND (d.until IS NULL OR d.until > %(today)s))
       END AS represents,
       CASE WHEN h.post_id IS NOT NULL THEN ARRAY({interests}) END AS interests, {column}
  FROM identity_account a
  JOIN identity_party p ON p.id = a.party_id
  LEFT JOIN identity_postholding h
    ON h.account_id = a.id AND h.since <= %(today)s AND (h.until IS NULL OR h.until > %(today)s)
  {join}
 WHERE a.is_active AND {condition}
 LIMIT 1
"""


def account_with_standing(account_id: UUID) -> Account | None:
    """Return an active account that already knows its post, with one statement."""
    found = _with_standing("a.id = %(account_id)s", {"account_id": account_id})
    return found[0] if found else None


def bearer(token: str) -> TokenHolder | None:
    """Return who stands behind an API token that is neither expired nor revoked, with one statement."""
    found = _with_standing(
        "t.digest = %(digest)s AND t.revoked_at IS NULL AND t.expires_at > %(now)s",
        {"digest": ApiToken.digest_of(token), "now": clock.now()},
        column="t.scopes",
        join="JOIN identity_apitoken t ON t.account_id = a.id",
    )
    if found is None:
        return None
    account, scopes = found
    return TokenHolder(account=account, scopes=frozenset(scopes))


def officer_of(account: Any) -> Officer | None:
    """
    Return the officer that an account is today, or None. That this sign-in used a second factor is the door's to ask.

    One statement at most; none when the account came from a session or a token.
    """
    standing = _standing(account) if getattr(account, "is_authenticated", False) else None
    if standing is None or standing.post_id is None:
        return None
    return _officer(
        account.pk, account.party_id, standing.person_name, standing.post_id, standing.represents, standing.interests
    )


def needs_second_factor(account: Any) -> bool:
    """Say whether the account holds a post and has yet to set up the second factor that staff must have."""
    standing = _standing(account) if getattr(account, "is_authenticated", False) else None
    return standing is not None and standing.post_id is not None and not standing.has_second_factor


def has_second_factor(account: Any) -> bool:
    """Say whether the account has set up a second factor: then a password alone signs nobody in."""
    standing = _standing(account) if getattr(account, "is_authenticated", False) else None
    return standing is not None and standing.has_second_factor


def applicant_of(account: Any, *, party_id: UUID | None = None) -> Applicant:
    """
    Return the applicant that an account is, for itself or for a party it may act for; else raise UnableToActFor.

    One statement at most for itself, one more for another party.
    """
    standing = _standing(account) if getattr(account, "is_authenticated", False) else None
    if standing is None:
        raise UnableToActFor()
    if account.is_official:
        raise UnableToApplyOfficially()
    person_mask = masked_party_name(standing.person_name, PartyKind.NATURAL)
    applicant = Applicant(
        account_id=account.pk,
        person_id=account.party_id,
        party_id=account.party_id,
        party_kind=PartyKind.NATURAL,
        name=standing.person_name,
        masked_name=person_mask,
        person_masked_name=person_mask,
        phone=standing.phone,
        language=account.language,
    )
    if party_id is None or party_id == account.party_id:
        return applicant
    mandate = _running_mandates().filter(agent_id=account.party_id, principal_id=party_id).first()
    if mandate is None:
        raise UnableToActFor()
    principal = mandate.principal
    kind = PartyKind(principal.kind)
    return Applicant(
        account_id=account.pk,
        person_id=account.party_id,
        party_id=principal.pk,
        party_kind=kind,
        name=principal.name,
        masked_name=masked_party_name(principal.name, kind),
        person_masked_name=person_mask,
        phone=standing.phone,
        language=account.language,
        item_codes=None if mandate.item_codes is None else frozenset(mandate.item_codes),
    )


def party_seen_whole(applicant: Applicant) -> UUID:
    """Return the party whose every thing the applicant may see; raise UnableToActFor where she acts for it in some items only."""
    if not applicant.has_full_mandate:
        raise UnableToActFor()
    return applicant.party_id


def applicant_at_window(*, officer: Officer, party_id: UUID) -> Applicant:
    """
    Return a walk-in for whom the officer at the window acts; one statement. Raise UnableToFindParty without one.

    Raise UnableToServeOwn when the officer has an interest of her own.
    """
    if officer.has_interest_in(party_id):
        raise UnableToServeOwn()
    party = _with_account().filter(pk=party_id).first()
    if party is None:
        raise UnableToFindParty()
    kind = PartyKind(party.kind)
    mask = masked_party_name(party.name, kind)
    return Applicant(
        account_id=party.account_id,
        person_id=party.pk,
        party_id=party.pk,
        party_kind=kind,
        name=party.name,
        masked_name=mask,
        person_masked_name=mask,
        phone=party.phone,
        language=party.language or "zh-hans",
        via=officer,
    )


def account_to_sign_in(login: str) -> Account | None:
    """Return the account of a user name, or the personal one of an identity number or of a telephone that is hers only."""
    text = normalise_number(login)
    kind = login_kind(login.strip()) if login_kind(login.strip()) is LoginKind.USER_NAME else login_kind(text)
    conditions = {
        LoginKind.USER_NAME: Q(username=login.strip().lower()),
        LoginKind.PHONE: Q(phone_key=phone_key(text), is_official=False),
        LoginKind.IDENTITY_NUMBER: Q(party__number_key=number_key(text), is_official=False),
    }
    if kind not in conditions:
        return None
    found = list(Account.objects.filter(conditions[kind])[:2])
    return found[0] if len(found) == 1 else None


def party_summaries(ids: Iterable[UUID]) -> dict[UUID, PartySummary]:
    """Return parties, masked, with one statement."""
    return {party.pk: _summary(party) for party in Party.objects.filter(pk__in=set(ids))}


def contacts(party_ids: Collection[UUID]) -> dict[UUID, Contact]:
    """Return where parties are told news, with one statement."""
    rows = _with_account().filter(pk__in=set(party_ids))
    return {party.pk: _contact(party) for party in rows}


def officers_with(role: Role, *, authority_id: int, region_code: str) -> tuple[Contact, ...]:
    """Return where those are told news who have a role today for an authority: in it, or region-wide in its region or above."""
    above = set(upwards(region_code))
    around = [authority.id for authority in organisations.authorities() if authority.region_code in above]
    reaches = Q(post__authority_id=authority_id) | Q(post__region_wide=True, post__authority_id__in=around)
    today = clock.today()
    running = PostHolding.objects.filter(Q(until=None) | Q(until__gt=today), since__lte=today)
    holdings = running.filter(reaches, post__roles__contains=[role.value]).select_related("account")
    return tuple(
        Contact(party_id=each.account.party_id, account_id=each.account_id, phone="", language=each.account.language)
        for each in holdings.order_by("pk")[:MOST_OFFICERS]
    )


COLLEAGUES = f"""
SELECT a.id, a.party_id, p.name, h.post_id,
       ARRAY(SELECT d.principal_id FROM identity_delegation d
              WHERE d.agent_id = a.party_id AND d.since <= %(today)s AND (d.until IS NULL OR d.until > %(today)s)),
       ARRAY({INTERESTS})
  FROM identity_postholding h
  JOIN identity_account a ON a.id = h.account_id
  JOIN identity_party p ON p.id = a.party_id
 WHERE h.post_id = ANY (%(posts)s) AND a.is_active
   AND h.since <= %(today)s AND (h.until IS NULL OR h.until > %(today)s)
 ORDER BY h.post_id, a.id LIMIT {MOST_COLLEAGUES}
"""  # noqa: S608 - constants are put in


def colleagues(authority_id: int, *, role: Role | None = None) -> tuple[Officer, ...]:
    """Return who holds a post of an authority today, of a role if one is named; with their interests. Two statements at most."""
    posts = [post.id for post in organisations.posts_at(authority_id) if role is None or role in post.roles]
    with connection.cursor() as cursor:
        cursor.execute(COLLEAGUES, {"posts": posts, **_days()})
        rows = cursor.fetchall()
    return tuple(
        _officer(
            account_id,
            party_id,
            _unsealed("name", name),
            post_id,
            frozenset(represents),
            frozenset(interests),
        )
        for account_id, party_id, name, post_id, represents, interests in rows
    )


def colleague(account_id: UUID) -> Officer | None:
    """Return the officer that an account is today, None when it holds no post."""
    account = account_with_standing(account_id)
    return officer_of(account) if account else None


def parties_represented_by(person_id: UUID) -> tuple[Principal, ...]:
    """Return the parties that a person may act for today, companies first, by the time they were known."""
    mandates = _running_mandates().filter(agent_id=person_id).order_by("-principal__kind", "since", "principal_id")
    legal_first = sorted(
        (_principal(each.principal) for each in mandates[:MOST_MANDATES]), key=lambda party: party.kind
    )
    return tuple({party.id: party for party in legal_first}.values())


def mandates_of(person_id: UUID) -> tuple[Mandate, ...]:
    """Return the delegations that run today in which a person is principal or agent."""
    rows = _running_mandates().select_related("agent").filter(Q(agent_id=person_id) | Q(principal_id=person_id))
    return tuple(
        Mandate(
            id=row.pk,
            principal=_summary(row.principal),
            agent=_summary(row.agent),
            ground=row.ground,
            item_codes=None if row.item_codes is None else frozenset(row.item_codes),
            since=row.since,
            until=row.until,
        )
        for row in rows.order_by("since", "id")[:MOST_MANDATES]
    )


def _running_mandates() -> Any:
    today = clock.today()
    return Delegation.objects.select_related("principal").filter(Q(until=None) | Q(until__gt=today), since__lte=today)


def _officer(
    account_id: UUID, party_id: UUID, name: str, post_id: int, represents: frozenset[UUID], interests: frozenset[UUID]
) -> Officer:
    post = organisations.post(post_id)
    authority = organisations.authority(post.authority_id)
    return Officer(
        account_id=account_id,
        party_id=party_id,
        name=name,
        post_name=post.name,
        authority_id=authority.id,
        authority_name=authority.name,
        region_code=authority.region_code,
        roles=frozenset(Role(role) for role in post.roles),
        item_codes=post.item_codes,
        region_wide=post.region_wide,
        represents=represents,
        interests=interests,
    )


def _standing(account: Account) -> Standing | None:
    """Return what the account knows of itself; read once an account object."""
    # Not through __dict__: a request's user is a lazy wrapper, whose own dictionary knows nothing of the account.
    standing: Standing | None = getattr(account, "standing", None)
    if standing is None:
        fresh = account_with_standing(account.pk)
        standing = getattr(fresh, "standing", None)
        setattr(account, "standing", standing)  # noqa: B010 - no field of the table
    return standing


def _with_standing(
    condition: str, parameters: dict[str, Any], *, column: str = "NULL", join: str = ""
) -> tuple[Account, Any] | None:
    """Return the account that meets a condition, and the one further column asked for."""
    statement = _statement(condition, column, join)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters | _days())
        row = cursor.fetchone()
    if row is None:
        return None
    names = [field.attname for field in Account._meta.concrete_fields]
    account = Account.from_db(connection.alias, names, row[: len(names)])
    name, phone, post_id, has_second_factor, represents, interests, further = row[len(names) :]
    account.__dict__["standing"] = Standing(
        person_name=_unsealed("name", name),
        phone=_unsealed("phone", phone),
        post_id=post_id,
        has_second_factor=has_second_factor,
        represents=frozenset(represents or ()),
        interests=frozenset(interests or ()),
    )
    return account, further


def _days() -> dict[str, date]:
    today = clock.today()
    return {"today": today, "lately": today - timedelta(days=LATELY_DAYS)}


@cache
def _statement(condition: str, column: str, join: str) -> str:
    account_columns = ", ".join(f"a.{field.column}" for field in Account._meta.concrete_fields)
    return _WITH_STANDING.format(
        account_columns=account_columns, column=column, join=join, condition=condition, interests=INTERESTS
    )


def _unsealed(field: str, sealed: bytes) -> str:
    text: str = Party._meta.get_field(field).from_db_value(sealed, None, None)  # type: ignore[union-attr]
    return text


def _summary(party: Party) -> PartySummary:
    return summary(id=party.pk, kind=PartyKind(party.kind), name=party.name, number=party.number, phone=party.phone)


def _principal(party: Party) -> Principal:
    return Principal(**vars(_summary(party)), name=party.name)


def _contact(party: Any) -> Contact:
    return Contact(
        party_id=party.pk,
        account_id=party.account_id,
        phone=party.phone,
        language=party.language or "zh-hans",
    )


def _with_account() -> Any:
    """Select parties with the id and the language of their personal account, None without one."""
    personal = FilteredRelation("accounts", condition=Q(accounts__is_official=False))
    return Party.objects.annotate(personal=personal).annotate(
        account_id=F("personal__id"), language=F("personal__language")
    )

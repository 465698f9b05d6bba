"""Who may enter: a token and nothing else, its scopes, the holder's roles, and for whom she acts."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import encrypt
from django.core.cache import cache
from django.core.management import call_command

from tongban.doors.frame.access import ANYONE, APPLICANT, STAFF
from tongban.doors.gateway.entrance import SCOPES, Scope, guard, scopes_of
from tongban.doors.gateway.models import KeptAnswer
from tongban.doors.gateway.tests.conftest import STATEMENT, Caller
from tongban.doors.gateway.v1 import operations, url_patterns
from tongban.groundwork.foundation import clock
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Role
from tongban.registers.identity.tests.factories import (
    PASSWORD,
    TOTP_SECRET,
    AccountFactory,
    DelegationFactory,
    PartyFactory,
)
from tongban.registers.organisations.models import Authority
from tongban.registers.organisations.tests.factories import PostFactory


def code_of(response):
    answer = response.json() if response.content else {}
    return response.status_code, answer.get("code") if isinstance(answer, dict) else None


def address_of(path):
    return re.sub(r"\{slug:\w+\}", "a-word", re.sub(r"\{uuidstr:\w+\}", str(uuid4()), path))


def test_every_operation_says_who_may_enter():
    assert all(who for _, _, who in operations())
    assert all(pattern.callback.open_to for pattern in url_patterns())


def test_an_operation_without_visitors_cannot_be_made():
    with pytest.raises(TypeError):
        guard()


def test_every_operation_that_is_not_open_to_all_refuses_who_brings_no_token(anyone):
    closed = [(method, path) for method, path, who in operations() if ANYONE not in who]
    assert len(closed) > 40
    for method, path in closed:
        response = anyone.ask(method, address_of(path))
        assert code_of(response) == (401, "token.missing"), (method, path)
        assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer tb_wrong", "Basic eDp5", "Bearer 口令", "bearer  "])
def test_a_token_that_is_none_is_refused(anyone, header):
    assert code_of(anyone.get("/me", Authorization=header.encode().decode("latin-1")))[0] == 401


def test_what_is_not_public_is_stored_nowhere_on_the_way(city):
    assert city.resident.get("/me").headers["Cache-Control"] == "private, no-store"
    assert (
        city.stranger.post("/tokens", {"login": "x", "password": "y"}).headers["Cache-Control"] == "private, no-store"
    )
    assert "Cache-Control" not in city.stranger.get("/themes").headers


def test_a_session_does_not_count(db, anyone):
    anyone.client.force_login(AccountFactory())
    assert code_of(anyone.get("/me")) == (401, "token.missing")


def test_an_expired_and_a_given_back_token_are_worthless(city):
    with clock.frozen_at(clock.now() + timedelta(days=2)):
        assert code_of(city.resident.get("/me")) == (401, "token.missing")
    assert city.resident.delete("/tokens/current").status_code == 204
    assert code_of(city.resident.get("/me")) == (401, "token.missing")


def test_a_resident_enters_what_is_open_to_applicants_and_nothing_else(city):
    walk(city.resident, lambda who: APPLICANT in who)


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_an_officer_enters_what_is_open_to_her_role_and_nothing_else(city, role):
    post = PostFactory(authority=Authority.objects.get(pk=city.authority.id), name=f"{role}", roles=[role])
    walk(Caller(city._officer_in(post)), lambda who: role in who or STAFF in who)


def walk(caller, may_enter):
    """Try every operation that is not open to all, with an empty request."""
    for method, path, who in operations():
        if ANYONE in who or path == "/tokens/current":
            continue
        status, code = code_of(caller.ask(method, address_of(path)))
        is_let_in = (status, code) != (403, "token.not_entitled")
        assert is_let_in == may_enter(who), (method, path, status, code)


def test_a_clerk_does_not_decide_and_a_decider_does_not_accept(city):
    assert code_of(city.clerk.post("/work/cases/1/decision", {"agree": True})) == (403, "token.not_entitled")
    assert code_of(city.decider.post("/work/cases/1/acceptance")) == (403, "token.not_entitled")


def test_a_token_reaches_no_further_than_its_scopes(city):
    token = identity.issue_token(account=city.clerk.account, name="narrow", scopes=["apply"], days=1)
    assert code_of(city.stranger.get("/work/cases", Authorization=f"Bearer {token}")) == (403, "token.not_entitled")


def test_nobody_gets_a_scope_she_has_no_right_to(db):
    account = AccountFactory(password=PASSWORD)
    assert scopes_of(account) == {Scope.APPLY}
    assert set(SCOPES.values()) == {Scope.HANDLE, Scope.DECIDE, Scope.SUPERVISE, Scope.MANAGE}


def test_a_representative_acts_for_her_company_and_nobody_else_does(city):
    company = PartyFactory(company=True)
    DelegationFactory(principal=company, agent=city.resident.account.party)
    assert city.resident.get("/drafts", On_Behalf_Of=company.pk).json() == []
    assert code_of(city.neighbour.get("/drafts", On_Behalf_Of=company.pk)) == (403, "applicant.not_entitled")
    assert code_of(city.resident.get("/drafts", On_Behalf_Of="x")) == (400, "party.header")


def test_a_clerk_applies_for_a_walk_in(city):
    person = city.neighbour.account.party
    walk_in = {"name": person.name, "identity_number": person.number, "phone": "15410004998"}
    party = city.clerk.post("/walk-ins", walk_in).json()["party_id"]
    draft = city.clerk.post("/drafts", {"item_code": city.offer.code}, On_Behalf_Of=party).json()
    assert (draft["channel"], draft["party_id"]) == ("window", party)
    assert city.clerk.get(f"/drafts/{draft['id']}", On_Behalf_Of=party).status_code == 200
    assert city.neighbour.get(f"/drafts/{draft['id']}").status_code == 200


def test_another_resident_finds_neither_draft_nor_case_nor_file(city):
    number = city.case()
    case = city.resident.get(f"/cases/{number}").json()
    draft, document = case["draft_id"], case["documents"][0]["id"]
    file = next(thing["file_id"] for material in case["materials"] for thing in material["given"] if thing["file_id"])
    assert city.resident.get(f"/cases/{number}/files/{file}").status_code == 200
    for path in (
        f"/drafts/{draft}",
        f"/drafts/{draft}/files/{file}",
        f"/cases/{number}",
        f"/cases/{number}/documents/{document}",
        f"/cases/{number}/files/{file}",
        f"/cases/{number}/ledger",
    ):
        assert city.neighbour.get(path).status_code == 404, path
    assert city.neighbour.post(f"/drafts/{draft}/submission", {"statement": STATEMENT}).status_code == 404
    assert city.neighbour.post(f"/cases/{number}/withdrawal", {}).status_code == 404


def test_staff_of_another_authority_find_no_case(city):
    number = city.case()
    other = PostFactory(authority__key="civ", authority__name="民政局", roles=["clerk", "reviewer", "decider"])
    foreign = Caller(city._officer_in(other))
    for path in (f"/work/cases/{number}", f"/work/cases/{number}/files/{uuid4()}"):
        assert code_of(foreign.get(path)) == (404, "case.not_found")
    assert code_of(foreign.post(f"/work/cases/{number}/details", {"purpose": "核对身份"})) == (404, "case.not_found")
    assert code_of(foreign.post(f"/work/cases/{number}/acceptance")) == (404, "case.not_found")
    assert foreign.get("/work/cases").json() == {"items": [], "next": None}


def test_a_role_that_has_no_work_here_has_no_scope_here():
    assert Role.AUDITOR not in SCOPES


def test_whoever_set_up_a_second_factor_signs_in_with_it(db, anyone, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("createcachetable", verbosity=0)
    cache.clear()
    account = AccountFactory(password=PASSWORD)
    login = {"login": account.username, "password": PASSWORD}
    assert anyone.post("/tokens", login).status_code == 201
    Authenticator.objects.create(user=account, type="totp", data={"secret": encrypt(TOTP_SECRET)})
    for code in ("", "000000", "246810"):
        assert code_of(anyone.post("/tokens", login | {"second_factor": code})) == (401, "sign_in.second_factor")
    code = format_hotp_value(hotp_value(TOTP_SECRET, next(iter(yield_hotp_counters_from_time()))))
    assert anyone.post("/tokens", login | {"second_factor": code}).status_code == 201


def test_who_acts_in_some_items_only_sees_nothing_of_the_party_beside_them(city):
    number, principal = city.case(), city.resident.account.party
    DelegationFactory(
        principal=principal, agent=city.neighbour.account.party, ground="authorised", item_codes=["another"]
    )
    behalf = {"On_Behalf_Of": principal.pk}
    for path in ("/licences", f"/licences/{uuid4()}", f"/licences/{uuid4()}/pdf", "/me/reads"):
        assert code_of(city.neighbour.get(path, **behalf)) == (403, "applicant.not_entitled"), path
    assert city.neighbour.get(f"/cases/{number}", **behalf).status_code == 404
    for path in ("/cases", "/drafts"):
        assert number not in city.neighbour.get(path, **behalf).content.decode()


def test_a_clerk_of_another_post_finds_no_draft_of_a_walk_in(city):
    draft = city.open_draft()
    other = PostFactory(authority__key="civ", authority__name="民政局", roles=["clerk"])
    foreign, behalf = Caller(city._officer_in(other)), {"On_Behalf_Of": city.resident.account.party_id}
    assert foreign.get("/drafts", **behalf).json() == []
    assert foreign.get(f"/drafts/{draft}", **behalf).status_code == 404
    assert city.clerk.get(f"/drafts/{draft}", **behalf).status_code == 200
    assert city.resident.get("/me/reads").json()["items"][0]["fields"] == ["answers", "materials"]


def test_of_a_rating_no_answer_is_kept(city, key):
    number = city.case("accept", "propose", "decide", "close")
    rating = {"grade": 5, "anonymous": True}
    assert city.resident.post(f"/cases/{number}/rating", rating, key=key).status_code == 200
    assert not KeptAnswer.objects.exists()

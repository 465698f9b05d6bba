"""What is open to everybody: the catalogue, the search, the public check, the receipts of the ledger, health."""

import orjson
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.db import OperationalError, connection

from tongban.doors.gateway import rates
from tongban.doors.gateway.specification import specification
from tongban.doors.gateway.v1 import api
from tongban.doors.gateway.views import health
from tongban.groundwork.ledger import api as ledger
from tongban.registers.identity.tests.factories import (
    PASSWORD,
    TOTP_SECRET,
    AccountFactory,
    StaffFactory,
    identity_number,
    registered_person,
)


def test_items_are_listed_and_shown_with_their_guide(city):
    card = city.stranger.get("/items?theme=证件办理&region=990101").json()["items"][0]
    item = city.stranger.get(f"/items/{card['code']}").json()
    assert item["can_apply"]
    assert item["guide"]["legal_basis"][0]["article"] == "第十一条"
    assert [material["ways"] for material in item["guide"]["materials"]][1] == ["upload"]
    form = city.stranger.get(f"/items/{card['code']}/form").json()
    assert [page["code"] for page in form["pages"]] == ["applicant", "loss", "delivery"]
    assert city.stranger.get("/items/none").json()["code"] == "item.unknown"


def test_the_lists_around_the_catalogue(city):
    assert city.stranger.get("/themes").json()[0]["count"] >= 1
    assert city.stranger.get("/life-events").json()
    assert {each["key"] for each in city.stranger.get("/authorities?region=990101").json()} >= {"psb", "civ"}
    assert [each["code"] for each in city.stranger.get("/regions?under=9901").json()] == ["990101", "990102", "990103"]


def test_the_search_finds_what_people_say(city):
    found = city.stranger.get("/search?q=补办身份证").json()
    assert found["hits"][0]["card"]["code"].endswith(city.offer.basic_code)
    assert found["hits"][0]["why"]["sentence"]
    assert city.stranger.get("/search?q=").status_code == 422
    assert city.stranger.get("/suggestions?q=身份").json()[0]["text"]


def test_a_search_is_kept_to_a_region_a_department_and_what_is_online_and_counted(city):
    search = "/search?q=补办身份证"
    found = city.stranger.get(f"{search}&region=990101&department=psb&online=true&audience=natural").json()
    assert found["hits"][0]["card"]["is_applied_for_online"]
    assert {"key": "psb", "count": found["total"]} in found["facets"]["departments"]
    assert (found["facets"]["online"], found["more"], found["nearest"]) == (found["total"], None, [])
    assert city.stranger.get(f"{search}&department=mar").json()["hits"] == []
    assert city.stranger.get(f"{search}&start=200").json()["hits"] == []
    assert city.stranger.get(f"{search}&start=201").status_code == 422
    assert city.stranger.get("/suggestions?q=身份&region=44").json() == []


def test_a_licence_is_checked_by_anybody_and_a_changed_digit_is_found_out(city):
    number = city.case("accept", "propose", "decide")
    licence = city.resident.get("/licences").json()[0]
    assert licence["case_number"] == number
    assert city.resident.get(f"/licences/{licence['id']}").json()["holder_name"] == "李秀兰"
    assert city.neighbour.get(f"/licences/{licence['id']}").json()["code"] == "licence.not_found"
    check = city.stranger.get(f"/verification?number={licence['number']}").json()
    assert (check["finding"], check["licence"]["masked_holder"]) == ("valid", "李*兰")
    assert "李秀兰" not in str(check)
    wrong = licence["number"][:-1] + str((int(licence["number"][-1]) + 1) % 10)
    assert city.stranger.get(f"/verification?number={wrong}").json()["finding"] == "wrong_check_character"
    pending = city.resident.get(f"/licences/{licence['id']}/pdf")
    assert (pending.status_code, pending.json()["code"]) == (409, "document.not_ready")


def test_checks_from_one_address_are_counted(anyone, monkeypatch):
    cache.clear()
    monkeypatch.setattr("tongban.doors.gateway.views.proofs.CHECKS", {"most": 2, "seconds": 60})
    answers = [anyone.get("/verification?number=1") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert answers[-1].json()["code"] == "rate.exceeded"


def test_the_address_behind_a_proxy_counts_only_behind_one(rf, settings):
    request = rf.get("/", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
    settings.SECURE_PROXY_SSL_HEADER = None
    assert rates.address_of(request) == "127.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert rates.address_of(request) == "198.51.100.7"


def test_a_sealed_entry_is_proved_without_showing_what_it_says(city):
    number = city.case()
    digest = city.resident.get(f"/cases/{number}/ledger").json()[0]["digest"]
    assert city.stranger.get(f"/ledger/receipts/{digest}").json()["code"] == "ledger.not_found"
    ledger.seal_entries()
    receipt = city.stranger.get(f"/ledger/receipts/{digest}")
    assert receipt.json()["digest"] == digest
    assert number not in receipt.content.decode()
    assert city.stranger.get("/ledger/receipts/xyz").status_code == 422


def test_signing_up_in_and_out(anyone):
    cache.clear()
    person = registered_person(identity_number=identity_number(4))
    account = {
        "name": person.name,
        "identity_number": person.identity_number,
        "phone": "15410004999",
        "password": PASSWORD,
    }
    assert anyone.post("/accounts", account).status_code == 201
    assert anyone.post("/accounts", account).json()["errors"][0]["code"] == "identity_number.taken"
    assert anyone.post("/accounts", account | {"name": "王强"}).json()["errors"][0]["field"] == "name"
    assert anyone.post("/accounts", account | {"name": "李😀"}).json()["errors"][0]["code"] == "name.characters"
    wrong = anyone.post("/tokens", {"login": person.identity_number, "password": "wrong"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "sign_in.refused")
    token = anyone.post("/tokens", {"login": person.identity_number, "password": PASSWORD}).json()
    assert token["scopes"] == ["apply"]
    me = anyone.get("/me", Authorization=f"Bearer {token['token']}").json()
    assert (me["post"], me["represents"]) == (None, [])


def test_staff_need_their_second_factor_and_get_the_scopes_of_their_post(anyone):
    cache.clear()
    account = StaffFactory(password=PASSWORD)
    body = {"login": account.username, "password": PASSWORD}
    for second in ({}, {"second_factor": "000000"}):
        refused = anyone.post("/tokens", body | second)
        assert (refused.status_code, refused.json()["code"]) == (401, "sign_in.second_factor")
    code = {"second_factor": format_hotp_value(hotp_value(TOTP_SECRET, next(yield_hotp_counters_from_time())))}
    assert anyone.post("/tokens", body | code).json()["scopes"] == ["handle"]
    assert anyone.post("/tokens", body | code).json()["code"] == "sign_in.second_factor"  # a code is taken once


def test_the_demonstrations_code_is_good_for_its_own_staff_and_while_it_is_one(anyone, settings):
    cache.clear()
    settings.TONGBAN_DEMO = True
    account = StaffFactory(password=PASSWORD, is_demo=True)
    body = {"login": account.username, "password": PASSWORD, "second_factor": "246810"}
    assert anyone.post("/tokens", body).status_code == 201
    refused = anyone.post("/tokens", body | {"scopes": ["decide"]})
    assert (refused.status_code, refused.json()["code"]) == (403, "scope.not_entitled")
    settings.TONGBAN_DEMO = False
    assert anyone.post("/tokens", body).status_code == 401


def test_a_member_of_staff_without_a_second_factor_gets_no_token(anyone):
    cache.clear()
    account = StaffFactory(password=PASSWORD, second_factor=False)
    refused = anyone.post("/tokens", {"login": account.username, "password": PASSWORD})
    assert refused.json()["code"] == "sign_in.second_factor"


def test_an_account_is_locked_after_five_wrong_passwords(anyone):
    cache.clear()
    account = AccountFactory(password=PASSWORD)
    answers = [anyone.post("/tokens", {"login": account.username, "password": "wrong"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    right = anyone.post("/tokens", {"login": account.username, "password": PASSWORD})
    assert (right.json()["code"], right.headers["Retry-After"]) == ("sign_in.locked", "300")


def test_messages_are_the_readers_own(city):
    city.case("accept")
    messages = city.resident.get("/messages").json()["items"]
    assert [message["template"] for message in messages] == ["case-accepted", "case-received"]
    city.neighbour.put(f"/messages/{messages[0]['id']}/read")
    city.resident.put(f"/messages/{messages[1]['id']}/read")
    assert [message["is_read"] for message in city.resident.get("/messages").json()["items"]] == [False, True]
    assert city.neighbour.get("/messages").json()["items"] == []


def test_the_description_names_every_refusal_and_every_visitor(db):
    document = orjson.loads(specification(api))
    assert document["openapi"] == "3.1.0"
    for path in document["paths"].values():
        for operation in path.values():
            assert operation["x-open-to"]
            assert operation["description"]
            refusals = [answer for status, answer in operation["responses"].items() if int(status) >= 400]
            assert all("application/problem+json" in answer["content"] for answer in refusals)
    submit = document["paths"]["/api/v1/drafts/{draft_id}/submission"]["post"]
    assert {parameter["name"] for parameter in submit["parameters"]} >= {"Idempotency-Key", "On-Behalf-Of"}


def test_no_two_schemas_share_a_name(db):
    """django-ninja would let the later one take the place of the earlier one."""
    known = {}
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            for operation in view.operations:
                for model in [*operation.models, *filter(None, operation.response_models.values())]:
                    for mode in ("validation", "serialization"):
                        for name, schema in model.model_json_schema(mode=mode).get("$defs", {}).items():
                            assert known.setdefault((name, mode), schema) == schema, name


def test_the_documentation_loads_nothing_from_elsewhere(anyone):
    page = anyone.client.get("/api/docs")
    assert page.status_code == 200
    assert "//" not in page.content.decode().replace("</", "")
    assert anyone.client.get("/api/v1/openapi.json").json()["openapi"] == "3.1.0"


def test_alive_asks_nothing_ready_asks_the_database(anyone, django_assert_num_queries, monkeypatch):
    with django_assert_num_queries(0):
        assert anyone.client.get("/health/live").status_code == 200
    with django_assert_num_queries(1):
        assert anyone.client.get("/health/ready").json() == {"status": "ready"}
    with monkeypatch.context() as patch:
        patch.setattr(health, "_wanted", lambda: frozenset({("cases", "9999_to_come")}))
        assert anyone.client.get("/health/ready").status_code == 503


def test_without_the_database_it_is_alive_but_not_ready(anyone, monkeypatch):
    def down():
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", down)
        assert anyone.client.get("/health/live").status_code == 200
        assert anyone.client.get("/health/ready").status_code == 503

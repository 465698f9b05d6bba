"""A small cast: requests of people at the door."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.test import RequestFactory

from tongban.registers.identity.api import Applicant, Officer, PartyKind, Role

PERSON = UUID("019a0000-0000-7000-8000-000000000001")
COMPANY = UUID("019a0000-0000-7000-8000-000000000002")


def applicant(party_id: UUID = PERSON) -> Applicant:
    return Applicant(
        account_id=PERSON,
        person_id=PERSON,
        party_id=party_id,
        party_kind=PartyKind.NATURAL if party_id == PERSON else PartyKind.LEGAL,
        name="李秀兰",
        masked_name="李*兰",
        person_masked_name="李*兰",
        phone="13900000000",
        language="zh-hans",
    )


def officer(*roles: Role) -> Officer:
    return Officer(
        account_id=PERSON,
        party_id=PERSON,
        name="赵敏",
        post_name="审核岗",
        authority_id=1,
        authority_name="宁川市公安局",
        region_code="9901",
        roles=frozenset(roles),
        item_codes=None,
    )


def request_of(
    user: Any = None, *, method: str = "get", path: str = "/my/", session: dict[str, Any] | None = None, **headers: str
) -> HttpRequest:
    request: HttpRequest = getattr(RequestFactory(headers=headers), method)(path)
    request.user = user or SimpleNamespace(is_authenticated=False)
    request.session = session if session is not None else {}  # type: ignore[assignment]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


def someone() -> Any:
    return SimpleNamespace(is_authenticated=True, pk=PERSON)

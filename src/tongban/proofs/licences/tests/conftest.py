from collections.abc import Callable
from typing import Any

import pytest

from tongban.groundwork.foundation.actors import Actor
from tongban.proofs.licences.api import LicenceSummary, issue_licence
from tongban.proofs.licences.queries import forget_kept
from tongban.proofs.licences.tests.factories import AuthorityFactory, LicenceTypeFactory, PartyFactory
from tongban.registers.organisations import api as organisations

OFFICER = Actor("officer:1", "王敏", "宁川市公安局 决定岗")


@pytest.fixture(autouse=True)
def _nothing_kept():
    forget_kept()
    organisations.forget_kept()
    yield
    forget_kept()
    organisations.forget_kept()


@pytest.fixture
def issue(db: None) -> Callable[..., LicenceSummary]:
    """Issue a licence; what is not said is an identity card of a new resident."""

    def issue_one(**given: Any) -> LicenceSummary:
        holder = given.pop("party", None) or PartyFactory()
        usual = {
            "type_key": LicenceTypeFactory(key=given.pop("type_key", "resident-id")).key,
            "holder": holder.pk,
            "holder_name": holder.name,
            "fields": {"name": holder.name, "address": "宁川市城东区人民路8号"},
            "issuer_authority_id": AuthorityFactory().pk,
            "region_code": "990101",
            "case_number": "990101261120000017",
            "actor": OFFICER,
        }
        return issue_licence(**usual | given)

    return issue_one

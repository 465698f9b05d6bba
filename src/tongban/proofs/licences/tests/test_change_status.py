import pytest

from tongban.groundwork.ledger.api import entries_about
from tongban.proofs.licences import api as licences
from tongban.proofs.licences.api import Finding, Status
from tongban.proofs.licences.tests.conftest import OFFICER
from tongban.proofs.licences.tests.factories import AuthorityFactory

pytestmark = pytest.mark.django_db


def change(licence, status, reason="证照信息经核实有误", authority=None):
    return licences.change_status(
        licence_id=licence.id,
        status=status,
        reason=reason,
        authority_id=(authority or AuthorityFactory()).pk,
        actor=OFFICER,
    )


def test_a_suspended_licence_cannot_be_used_until_it_is_restored(issue):
    licence = issue()
    change(licence, Status.SUSPENDED)
    assert licences.verify(licence.number).finding is Finding.SUSPENDED
    change(licence, Status.VALID, "已整改")
    assert licences.verify(licence.number).finding is Finding.VALID


def test_every_change_is_public_with_its_reason_and_in_the_ledger(issue):
    licence = issue()
    change(licence, Status.SUSPENDED, "逾期未年检")
    change(licence, Status.REVOKED, "提供虚假材料")
    found = licences.verify(licence.identifier)
    assert found.finding is Finding.REVOKED
    assert [(each.before, each.after, each.reason) for each in found.history] == [
        (Status.VALID, Status.SUSPENDED, "逾期未年检"),
        (Status.SUSPENDED, Status.REVOKED, "提供虚假材料"),
    ]
    deeds = [entry.deed for entry in entries_about(licence.subject)]
    assert deeds == ["licence.issued", "licence.suspended", "licence.revoked"]


@pytest.mark.parametrize("status", [Status.VALID, Status.EXPIRED])
def test_what_may_not_follow_is_refused(issue, status):
    with pytest.raises(licences.UnableToChangeStatus):
        change(issue(), status)


def test_nothing_follows_a_revocation(issue):
    licence = issue()
    change(licence, Status.REVOKED)
    with pytest.raises(licences.UnableToChangeStatus):
        change(licence, Status.VALID)


def test_another_authority_may_not_change_it(issue):
    other = AuthorityFactory(key="mar", code="11990100MB0000031P", name="宁川市市场监督管理局")
    with pytest.raises(licences.UnableToChangeStatus, match="签发机关"):
        change(issue(), Status.REVOKED, authority=other)


def test_a_change_without_a_reason_is_refused(issue):
    with pytest.raises(licences.UnableToChangeStatus, match="理由"):
        change(issue(), Status.CANCELLED, reason="  ")

from datetime import date, timedelta

import pytest

from tongban.groundwork.documents.api import documents_about
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor, system
from tongban.groundwork.foundation.periods import Period
from tongban.groundwork.ledger.api import entries_about, reads_of
from tongban.proofs.licences import api as licences
from tongban.proofs.licences.api import HeldLicence, Status, UnableToFindLicence
from tongban.proofs.licences.tests.factories import AuthorityFactory, LicenceTypeFactory, PartyFactory

pytestmark = pytest.mark.django_db

REVIEWER = Actor("officer:2", "赵强", "宁川市公安局 审核岗")


def until(days):
    return Period(date(2020, 1, 1), clock.today() + timedelta(days=days))


def test_a_holder_sees_only_his_own(issue):
    mine, others = PartyFactory(), PartyFactory()
    licence, foreign = issue(party=mine), issue(party=others)
    assert licences.licences_of(mine.pk) == (licence,)
    with pytest.raises(UnableToFindLicence):
        licences.licence_for_holder(foreign.id, mine.pk)


def test_somebody_elses_look_at_the_face_is_written_down(issue):
    party = PartyFactory()
    licence = issue(party=party)
    view = licences.clear_face(licence.id, actor=REVIEWER, purpose="办理 990101261120000017")
    assert view.holder_name == "李秀兰"
    [read] = reads_of(party.pk)
    assert (read.actor, read.reason) == ("officer:2", "办理 990101261120000017")


def test_a_suspended_an_expired_or_a_coming_licence_is_not_usable(issue):
    party = PartyFactory()
    issue(party=party, valid=until(0))
    issue(party=party, valid=Period(clock.today() + timedelta(days=1)))
    suspended = issue(party=party)
    licences.change_status(
        licence_id=suspended.id,
        status=Status.SUSPENDED,
        reason="核查",
        authority_id=AuthorityFactory().pk,
        actor=REVIEWER,
    )
    assert licences.usable_licence(party.pk, "resident-id") is None


def test_the_newest_usable_licence_of_each_type_is_found_with_one_statement(issue, django_assert_num_queries):
    party = PartyFactory()
    LicenceTypeFactory(key="driving-licence", code="11990000000000017X004")
    issue(party=party)
    newest, driving = issue(party=party), issue(party=party, type_key="driving-licence")
    with django_assert_num_queries(1):
        found = licences.usable_licences(party.pk, ["resident-id", "driving-licence", "diploma"])
    assert found == {"resident-id": newest, "driving-licence": driving}


def test_what_expires_soon_is_listed_nearest_first(issue):
    party = PartyFactory()
    issue(party=party)
    later, sooner = issue(party=party, valid=until(20)), issue(party=party, valid=until(5))
    issue(party=party, valid=until(0))
    assert licences.expiring(party.pk, 30) == (sooner, later)


def test_the_sweep_marks_what_ended_once_and_tells_the_public(issue):
    ended, running = issue(valid=until(0)), issue(valid=until(1))
    assert licences.expire_licences() == 1
    assert licences.expire_licences() == 0
    [change] = licences.verify(ended.number).history
    assert (change.after, change.reason) == (Status.EXPIRED, "有效期届满")
    assert entries_about(ended.subject)[-1].actor == "system:licence-expiry"
    assert licences.verify(running.number).licence.status is Status.VALID


def test_licences_that_people_already_hold_are_taken_over_once():
    LicenceTypeFactory()
    parties = [PartyFactory() for _ in range(3)]
    held = [
        HeldLicence(
            type_key="resident-id",
            holder=party.pk,
            holder_name=party.name,
            fields={"name": party.name},
            issuer_authority_id=AuthorityFactory().pk,
            issued_on=date(2018, 5, 4),
            with_document=party is parties[0],
        )
        for party in parties
    ]
    assert licences.install_licences(held, actor=system("seed")) == 3
    assert licences.install_licences(held, actor=system("seed")) == 0
    [licence] = licences.licences_of(parties[0].pk)
    assert licence.issued_on == date(2018, 5, 4)
    assert licence.number.startswith("18")
    assert len(documents_about(licence.subject)) == 1
    [other] = licences.licences_of(parties[1].pk)
    assert documents_about(other.subject) == ()


def test_what_a_case_issued_is_found_by_its_number(issue):
    licence = issue(case_number="990101261120000025")
    assert licences.licences_of_case("990101261120000025") == (licence,)
    assert licences.licences_of_case("") == ()

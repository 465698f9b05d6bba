from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError

from tongban.groundwork.documents.api import documents_about
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.identifiers import uuid7
from tongban.groundwork.ledger.api import entries_about
from tongban.proofs.licences import api as licences
from tongban.proofs.licences.models import Licence
from tongban.proofs.licences.tests.conftest import OFFICER
from tongban.proofs.licences.tests.factories import LicenceTypeFactory, PartyFactory
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.models import Authority

pytestmark = pytest.mark.django_db


def test_issuing_takes_three_statements(issue, django_assert_num_queries):
    party = PartyFactory()
    issue(party=party)  # fills what is kept per process
    authority = Authority.objects.get()
    organisations.authority(authority.pk)
    with django_assert_num_queries(3):
        licences.issue_licence(
            type_key="resident-id",
            holder=party.pk,
            holder_name=party.name,
            fields={"name": party.name},
            issuer_authority_id=authority.pk,
            region_code="990101",
            case_number="",
            actor=OFFICER,
        )


def test_a_licence_has_an_identifier_with_a_right_check_character_and_its_number_inside(issue):
    licence = issue()
    assert licence.identifier.startswith("1.2.156.3005.2.11990000000000017X001.11990100MB0000009P.")
    assert f".{licence.number}.001." in licence.identifier
    assert licences.verify(licence.identifier).finding is licences.Finding.VALID


def test_a_new_identity_card_ends_the_lost_one(issue):
    LicenceTypeFactory(one_per_holder=True)
    party = PartyFactory()
    lost, new = issue(party=party), issue(party=party)
    answer = licences.verify(lost.number)
    assert answer.finding is licences.Finding.CANCELLED
    assert answer.history[0].reason == "持证人已领取新证，此证失效"
    assert licences.usable_licence(party.pk, "resident-id").id == new.id


def test_licences_of_other_types_may_be_held_side_by_side(issue):
    party = PartyFactory()
    first, second = issue(party=party), issue(party=party)
    assert {licences.verify(each.number).finding for each in (first, second)} == {licences.Finding.VALID}


def test_it_is_valid_as_long_as_its_type_says(issue):
    with clock.frozen_at(datetime(2026, 11, 20, 4, tzinfo=UTC)):
        assert issue().valid_until == date(2046, 11, 19)


def test_the_document_and_the_ledger_know_of_it(issue):
    licence = issue()
    [document] = documents_about(licence.subject)
    assert document.number == licence.number
    [entry] = entries_about(licence.subject)
    assert (entry.deed, entry.actor) == ("licence.issued", "officer:1")
    assert "李秀兰" not in str(entry.facts)


def test_a_licence_with_nothing_on_its_face_is_not_issued(issue):
    with pytest.raises(licences.UnableToIssueLicence):
        issue(fields={"name": "", "colour": "red"})


def test_only_what_belongs_on_the_face_is_kept(issue):
    party = PartyFactory()
    licence = issue(party=party, fields={"name": party.name, "shoe_size": "42"})
    view = licences.licence_for_holder(licence.id, party.pk)
    assert [(field.name, field.value) for field in view.face] == [("姓名", "李秀兰")]


def test_names_and_fields_are_encrypted_at_rest(issue):
    from django.db import connection

    licence = issue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT l::text FROM licences_licence l WHERE id = %s", [licence.id])
        row = cursor.fetchone()[0]
    assert "李秀兰".encode().hex() not in row
    assert "李秀兰" not in row


def test_a_new_version_keeps_the_number_and_cancels_the_one_before(issue):
    party = PartyFactory()
    first = issue(party=party)
    second = licences.issue_version(
        licence_id=first.id, fields={"address": "宁川市城西区学府路2号"}, case_number="", actor=OFFICER
    )
    assert (second.number, second.version) == (first.number, 2)
    assert ".002." in second.identifier
    assert licences.licences_of(party.pk) == (second,)
    old = licences.verify(first.identifier)
    assert old.finding is licences.Finding.CANCELLED
    assert [change.reason for change in old.history] == ["已换发新版本"]
    assert licences.verify(second.number).licence == second
    face = licences.licence_for_holder(second.id, party.pk).face
    assert [field.value for field in face] == ["李秀兰", "宁川市城西区学府路2号"]


def test_an_old_version_gets_no_further_version(issue):
    first = issue()
    licences.issue_version(licence_id=first.id, fields={}, case_number="", actor=OFFICER)
    with pytest.raises(licences.UnableToFindLicence):
        licences.issue_version(licence_id=first.id, fields={}, case_number="", actor=OFFICER)


def test_a_revoked_licence_gets_no_new_version(issue):
    licence = issue()
    licences.change_status(
        licence_id=licence.id,
        status=licences.Status.REVOKED,
        reason="提供虚假材料",
        authority_id=Authority.objects.get().pk,
        actor=OFFICER,
    )
    with pytest.raises(licences.UnableToFindLicence):
        licences.issue_version(licence_id=licence.id, fields={}, case_number="", actor=OFFICER)


def test_the_database_refuses_a_second_current_licence_of_one_number(issue):
    licence = issue()
    row = Licence.objects.get(pk=licence.id)
    row.pk = uuid7()
    row.identifier += "0"
    with pytest.raises(IntegrityError, match="one_current_licence_per_number"):
        row.save(force_insert=True)


def test_a_type_that_does_not_exist_is_named(issue):
    LicenceTypeFactory()
    with pytest.raises(licences.UnableToFindLicenceType, match="moon-licence"):
        licences.licence_type("moon-licence")

"""What an applicant does before she submits."""

import io
from datetime import timedelta

import pytest

from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications import api as applications
from tongban.handling.applications.api import MaterialStatus, PageStatus
from tongban.handling.applications.models import Draft, MaterialGiven
from tongban.handling.applications.tests import cast
from tongban.registers.identity import api as identity
from tongban.registers.identity.tests.factories import officer
from tongban.registers.organisations.models import Authority

pytestmark = pytest.mark.usefixtures("city")


def test_the_form_is_filled_with_what_the_registry_knows(resident):
    draft = cast.opened(resident)

    assert draft.answers["person.name"] == "李秀兰"
    assert draft.prefilled["person.name"] == "population.name"
    assert draft.pages[0].status is PageStatus.NOT_STARTED


def test_a_draft_is_taken_up_again_where_it_was_left(resident):
    first = cast.opened(resident)
    applications.save_page(draft_id=first.id, applicant=resident, page="loss", answers={"idcard.loss_place": "菜市场"})

    again = cast.opened(resident)

    assert again.id == first.id
    assert again.answers["idcard.loss_place"] == "菜市场"


def test_a_faulty_page_is_kept_and_its_problems_are_told_in_words(resident):
    draft = cast.opened(resident)

    problems = applications.save_page(
        draft_id=draft.id, applicant=resident, page="loss", answers={"idcard.lost_on": "2026-13-45"}
    )

    again = applications.draft(draft.id, applicant=resident)
    assert {problem.element for problem in problems} >= {"idcard.lost_on"}
    assert all(problem.sentence for problem in problems)
    assert again.answers["idcard.lost_on"] == "2026-13-45"
    assert {page.code: page.status for page in again.pages}["loss"] is PageStatus.FAULTY


def test_an_answer_that_was_changed_no_longer_comes_from_the_registry(resident):
    draft = cast.opened(resident)
    page = draft.pages[0].code

    applications.save_page(draft_id=draft.id, applicant=resident, page=page, answers={"person.name": "李秀蓝"})

    assert "person.name" not in applications.draft(draft.id, applicant=resident).prefilled


def test_answers_to_other_pages_are_passed_over(resident):
    draft = cast.opened(resident)

    applications.save_page(draft_id=draft.id, applicant=resident, page="loss", answers={"person.name": "王五"})

    assert applications.draft(draft.id, applicant=resident).answers["person.name"] == "李秀兰"


def test_answers_are_encrypted_in_the_database(resident):
    from django.db import connection

    draft = cast.opened(resident)
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers_json FROM applications_draft WHERE id = %s", [draft.id])
        assert "李秀兰".encode() not in bytes(cursor.fetchone()[0])


def test_somebody_elses_draft_does_not_exist(resident):
    draft = cast.opened(resident)
    stranger = cast.resident()

    with pytest.raises(applications.UnableToFindDraft):
        applications.draft(draft.id, applicant=stranger)
    with pytest.raises(applications.UnableToFindDraft):
        applications.save_page(draft_id=draft.id, applicant=stranger, page="loss", answers={})
    assert applications.drafts_of(stranger) == ()


def test_a_company_cannot_apply_for_what_is_for_natural_persons(resident):
    with pytest.raises(applications.UnableToOpenDraft):
        cast.opened(cast.company())


def test_a_company_applies_through_its_legal_representative():
    company = cast.company()

    draft = cast.opened(company, cast.offer_of(cast.FOOD))

    assert [card.id for card in applications.drafts_of(company)] == [draft.id]


def test_a_draft_remains_possible_when_the_registry_is_down(resident, monkeypatch):
    def down(*_args, **_kwargs):
        raise identity.UnableToReachRegistry(registry="人口库")

    monkeypatch.setattr(identity, "registry_facts", down)

    draft = cast.opened(resident)

    assert draft.prefilled == {}


def test_a_licence_already_held_is_offered_and_meets_the_material(resident):
    cast.give_licence(resident, "household-register", cast.offer_of())
    draft = cast.opened(resident)
    offered = {material.code: material for material in draft.materials}["household-register"]

    cast.give(draft, resident, "household-register", "licence", licence_id=offered.held_licence.id)

    again = {material.code: material for material in applications.draft(draft.id, applicant=resident).materials}
    assert again["household-register"].status is MaterialStatus.GIVEN
    assert again["household-register"].given[0].trust_level == "A"


def test_a_licence_one_does_not_hold_is_refused(resident):
    draft = cast.opened(resident)

    with pytest.raises(applications.UnableToGiveMaterial):
        cast.give(draft, resident, "household-register", "licence")


def test_a_way_the_guide_does_not_name_is_refused(resident):
    draft = cast.opened(resident)

    for way in ("commitment", "nonsense"):
        with pytest.raises(applications.UnableToGiveMaterial):
            cast.give(draft, resident, "id-photo", way)


def test_a_file_of_the_wrong_kind_is_refused_and_nothing_is_kept(resident):
    from tongban.groundwork.documents.api import UnableToKeepFile

    draft = cast.opened(resident)

    with pytest.raises(UnableToKeepFile):
        cast.give(draft, resident, "id-photo", content=io.BytesIO(b"MZ" + b"\0" * 100), name="photo.png")
    assert not MaterialGiven.objects.filter(draft_id=draft.id).exists()


def test_several_files_may_be_given_for_one_material_and_taken_back(resident):
    draft = cast.opened(resident)
    first = cast.give(draft, resident, "household-register")
    cast.give(draft, resident, "household-register")

    applications.remove_material(draft_id=draft.id, applicant=resident, given_id=first)

    materials = {material.code: material for material in applications.draft(draft.id, applicant=resident).materials}
    assert len(materials["household-register"].given) == 1


def test_a_promise_takes_the_place_of_the_files(resident):
    draft = cast.opened(resident)
    cast.give(draft, resident, "loss-statement")
    cast.give(draft, resident, "loss-statement", "commitment")

    materials = {material.code: material for material in applications.draft(draft.id, applicant=resident).materials}
    assert materials["loss-statement"].status is MaterialStatus.PROMISED
    assert len(materials["loss-statement"].given) == 1


def test_what_a_clerk_compared_at_the_window_is_trusted_more(resident):
    walk_in = identity.applicant_at_window(officer=clerk_of(cast.offer_of()), party_id=resident.party_id)
    draft = cast.opened(walk_in, channel="window")
    cast.give(draft, walk_in, "household-register", "window")

    given = MaterialGiven.objects.get(draft_id=draft.id)
    assert given.trust_level == "B"


def clerk_of(offer, **post):
    return officer(authority=Authority.objects.get(pk=offer.authority_id), name="窗口岗", roles=["clerk"], **post)


def test_a_clerk_reaches_no_draft_beyond_her_post(resident):
    draft = cast.opened(resident)
    elsewhere = clerk_of(cast.offer_of(cast.FOOD))
    for clerk in (elsewhere, officer(name="别的事项岗", roles=["clerk"], item_codes=["another"])):
        walk_in = identity.applicant_at_window(officer=clerk, party_id=resident.party_id)
        assert applications.drafts_of(walk_in) == ()
        for attempt in (
            lambda walk_in=walk_in: applications.draft(draft.id, applicant=walk_in),
            lambda walk_in=walk_in: cast.give(draft, walk_in, "household-register"),
            lambda walk_in=walk_in: applications.discard_draft(draft_id=draft.id, applicant=walk_in),
        ):
            with pytest.raises(applications.UnableToFindDraft):
                attempt()
        with pytest.raises(applications.UnableToOpenDraft):
            cast.opened(walk_in, channel="window")


def test_a_person_sees_who_looked_at_her_draft_at_a_window_once_for_a_visit(resident):
    draft = cast.opened(resident)
    clerk = clerk_of(cast.offer_of())
    walk_in = identity.applicant_at_window(officer=clerk, party_id=resident.party_id)
    before = len(ledger.reads_of(resident.party_id))

    applications.draft(draft.id, applicant=resident)
    assert len(ledger.reads_of(resident.party_id)) == before
    for _page in range(3):
        applications.draft(draft.id, applicant=walk_in)
    with clock.frozen_at(clock.now() + timedelta(hours=1)):
        applications.draft(draft.id, applicant=walk_in)

    later, first, *_earlier = ledger.reads_of(resident.party_id)
    assert len(ledger.reads_of(resident.party_id)) == before + 2
    assert (first.actor, first.facts) == (clerk.actor.reference, {"fields": ["answers", "materials"]})
    assert later.reason == "在窗口代为填写申请"


def test_a_file_that_is_taken_back_is_forgotten(resident):
    draft = cast.opened(resident)
    given = cast.give(draft, resident, "household-register")
    file = MaterialGiven.objects.get(pk=given).file
    applications.remove_material(draft_id=draft.id, applicant=resident, given_id=given)
    assert documents.file_summary(file) is None

    cast.give(draft, resident, "loss-statement")
    file = MaterialGiven.objects.get(draft_id=draft.id).file
    cast.give(draft, resident, "loss-statement", "commitment")
    assert documents.file_summary(file) is None


def test_a_draft_can_be_thrown_away_with_its_files(resident):
    draft = cast.filled_in(resident)
    files = list(MaterialGiven.objects.filter(file__isnull=False).values_list("file", flat=True))
    assert set(documents.file_summaries(files)) == set(files) != set()

    applications.discard_draft(draft_id=draft.id, applicant=resident)

    assert not Draft.objects.exists()
    assert documents.file_summaries(files) == {}


def test_a_whole_draft_is_ready(resident):
    draft = cast.filled_in(resident)

    assert draft.is_ready

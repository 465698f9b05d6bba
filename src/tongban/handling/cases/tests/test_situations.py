"""What the applicant's situation does to her case: materials, the shorter limit, what the reviewer sees."""

from dataclasses import replace
from datetime import timedelta

import pytest
import yaml

from tongban.groundwork.foundation import clock
from tongban.handling.applications import api as applications
from tongban.handling.applications.models import Application
from tongban.handling.applications.rules import digest_of
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.models import Case
from tongban.offer.scenarios import api as scenarios
from tongban.offer.scenarios.tests.factories import choice, row_body, table_of

WHERE = choice("where", "home", "street")
KEPT = ["id-photo"]


@pytest.fixture
def offer(city, tmp_path):
    """The reissue of identity cards with a table: three days for a card lost at home, the guide's own for one lost in the street."""
    found = cast.offer_of(cast.ID_CARD)
    rows = [
        row_body("home", {"where": "home"}, materials=KEPT, limit=3),
        row_body("street", {"where": "street"}, materials=[material.code for material in found.guide.materials]),
    ]
    examples = [{"name": name, "answers": {"where": name}, "row": name} for name in ("home", "street", "home")]
    body = table_of([WHERE], rows, examples) | {"basic_code": found.basic_code}
    (tmp_path / "table.yaml").write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    scenarios.install_scenarios(tmp_path)
    return found


def submitted(applicant, offer, situation):
    applications.open_draft(offer=offer, applicant=applicant, channel="portal", situation=situation)
    draft = cast.filled_in(applicant, offer)
    return cases.submit_application(draft_id=draft.id, applicant=applicant, statement=cast.STATEMENT).case_number


def test_the_case_runs_against_the_limit_of_the_situation(offer, resident, staff):
    number = submitted(resident, offer, {"where": "home"})
    cases.accept_application(number=number, officer=staff.clerk)

    case = Case.objects.get(number=number)
    assert case.committed_amount == 3
    assert case.committed_due_on == clock.today() + timedelta(days=3)


def test_in_a_situation_without_a_limit_of_its_own_the_guide_holds(offer, resident, staff):
    number = submitted(resident, offer, {"where": "street"})
    view = cases.case_for_officer(number, officer=staff.clerk)

    assert Case.objects.get(number=number).committed_amount is None
    assert view.committed_limit == offer.guide.committed_limit


def test_the_reviewer_sees_the_situation_and_only_what_applies(offer, resident, staff):
    number = submitted(resident, offer, {"where": "home"})
    view = cases.case_for_officer(number, officer=staff.clerk)

    assert view.situation.answers == {"where": "home"}
    assert view.situation.outcome.row == "home"
    assert [material.code for material in view.materials] == KEPT
    assert view.committed_limit == replace(offer.guide.committed_limit, amount=3)


def test_the_situation_is_part_of_what_was_signed(offer, resident):
    submitted(resident, offer, {"where": "home"})
    application = Application.objects.get()
    signed = {
        "item_version": application.item_version_id,
        "party": str(application.party_id),
        "answers": application.answers,
        "materials": application.materials,
        "scenario": application.scenario_id,
    }

    assert application.digest == digest_of(**signed, situation={"where": "home"})
    assert application.digest != digest_of(**signed, situation={"where": "street"})


def test_the_situation_is_encrypted_in_the_database(offer, resident):
    from django.db import connection

    submitted(resident, offer, {"where": "home"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT situation FROM applications_application")
        assert b"home" not in bytes(cursor.fetchone()[0])


def test_a_newer_table_asks_anew_what_the_older_one_did_not(offer, resident, tmp_path):
    applications.open_draft(offer=offer, applicant=resident, channel="portal", situation={"where": "home"})
    rows = [row_body(code, {"where": code}, materials=KEPT) for code in ("abroad", "here")]
    examples = [{"name": name, "answers": {"where": name}, "row": name} for name in ("abroad", "here", "here")]
    body = table_of([choice("where", "abroad", "here")], rows, examples) | {"basic_code": offer.basic_code}
    (tmp_path / "table.yaml").write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    scenarios.install_scenarios(tmp_path)

    draft = applications.open_draft(offer=offer, applicant=resident, channel="portal")

    assert draft.situation.outcome is None
    assert draft.situation.scenario.number == 2
    assert not draft.is_ready

"""The applicant's situation at the window and on the page of a case."""

import pytest
import yaml
from django.urls import reverse

from tongban.doors.desk.tests.test_window import begun, browser, clerk
from tongban.handling.applications import api as applications
from tongban.handling.applications.models import Draft
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.offer.scenarios import api as scenarios
from tongban.offer.scenarios.tests.factories import choice, row_body, table_of
from tongban.registers.identity import api as identity

__all__ = ["browser", "clerk"]


@pytest.fixture
def table(city, tmp_path):
    offer = cast.offer_of(cast.ID_CARD)
    rows = [
        row_body("home", {"where": "home"}, title="在家里丢的", materials=["id-photo"], limit=3),
        row_body("gone", {"where": "gone"}, verdict="not_possible", notes=["先报案"], notes_en=["Report it first"]),
    ]
    examples = [{"name": name, "answers": {"where": name}, "row": name} for name in ("home", "gone", "home")]
    body = table_of([choice("where", "home", "gone")], rows, examples) | {"basic_code": offer.basic_code}
    (tmp_path / "table.yaml").write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    scenarios.install_scenarios(tmp_path)
    return offer


@pytest.mark.usefixtures("table")
def test_the_clerk_asks_for_the_situation_first(browser, clerk):
    party, draft = begun(browser)
    tasks = reverse("desk:window-tasks", args=[party, draft])
    asking = reverse("desk:window-situation", args=[party, draft])
    assert "先答这里" in browser.get(tasks).text
    assert "问where" in browser.get(asking).text
    assert browser.get(asking, {"where": "mars", "asked": "where"}).status_code == 422
    assert "先报案" in browser.get(asking, {"where": "gone"}).text
    assert "就按这个情形办理" in browser.get(asking, {"where": "home"}).text

    assert browser.post(asking, {"where": "home"})["Location"] == tasks

    applicant = identity.applicant_at_window(officer=clerk, party_id=party)
    view = applications.draft(draft, applicant=applicant)
    assert [material.code for material in view.materials] == ["id-photo"]


@pytest.mark.usefixtures("table")
def test_half_an_answer_is_not_kept_at_the_window(browser):
    party, draft = begun(browser)
    asking = reverse("desk:window-situation", args=[party, draft])
    assert browser.post(asking, {})["Location"] == asking
    assert Draft.objects.get().scenario_id is None


def test_another_walk_in_s_situation_is_not_opened(table, browser, resident):
    party, _draft = begun(browser)
    other = applications.open_draft(offer=table, applicant=resident, channel="portal")
    assert browser.get(reverse("desk:window-situation", args=[party, other.id])).status_code == 404
    assert browser.post(reverse("desk:window-situation", args=[party, other.id]), {"where": "home"}).status_code == 404


def test_the_reviewer_sees_situation_source_and_limit_on_the_page_of_the_case(table, resident, staff, desk):
    applications.open_draft(offer=table, applicant=resident, channel="portal", situation={"where": "home"})
    draft = cast.filled_in(resident, table)
    number = cases.submit_application(draft_id=draft.id, applicant=resident, statement=cast.STATEMENT).case_number

    page = desk(staff.clerk).get(reverse("desk:case", args=[number])).text

    assert "申请人的情形" in page
    assert "在家里丢的" in page
    assert "第三十五条" in page
    assert "3 日" in page

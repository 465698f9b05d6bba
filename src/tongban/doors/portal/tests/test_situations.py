"""From the first question about one's situation to the case, as a browser does it, and what goes wrong on the way."""

import shutil
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tongban.doors.portal.tests.conftest import signed_in
from tongban.handling.applications import api as applications
from tongban.handling.applications.models import Application, Draft
from tongban.handling.applications.tests import cast
from tongban.handling.cases.models import Case
from tongban.offer.forms.rules import shown_fields
from tongban.offer.scenarios import api as scenarios
from tongban.offer.scenarios.models import Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

SUBLET = {"housing": "commercial", "barred": "no", "letting": "sublet", "purpose": "shop"}
OWNER = SUBLET | {"letting": "owner"}


@pytest.fixture
def rental(city: None, tmp_path: Path):
    """The filing of tenancies with its decision table."""
    shutil.copy(cast.SEEDS / "scenarios" / "house-rental-filing.yaml", tmp_path)
    scenarios.install_scenarios(tmp_path)
    return cast.offer_of(cast.RENTAL)


@pytest.fixture
def questions(rental) -> str:
    return reverse("portal:situation", args=[rental.code])


def answered(applicant, offer, situation) -> None:
    """Fill in everything a draft asks for but its situation."""
    draft = applications.open_draft(offer=offer, applicant=applicant, channel="portal", situation=situation)
    answers = dict(draft.answers)
    for page in draft.offer.guide.form.pages:
        for _ in range(2):
            shown = {field.element for field in shown_fields(draft.offer.guide.form, answers)}
            for field in page.fields:
                if field.element in shown and not answers.get(field.element):
                    answers[field.element] = cast.plausible(cast.forms.elements()[field.element], draft)
        problems = applications.save_page(draft_id=draft.id, applicant=applicant, page=page.code, answers=answers)
        assert not problems, problems


class TestQuestions:
    def test_anybody_is_asked_one_question_a_page(self, questions):
        page = Client().get(questions)
        assert "租的是哪一种房屋" in page.text
        assert "谁把房屋租出来" not in page.text

    def test_an_answer_leads_to_the_next_question_and_back(self, questions):
        page = Client().get(questions, {"housing": "commercial", "asked": "housing"})
        assert "违法建筑" in page.text
        assert "change=housing" in page.text

    def test_nothing_chosen_is_told_at_the_top_and_beside_the_question(self, questions):
        page = Client().get(questions, {"asked": "housing"})
        assert page.status_code == 422
        assert page.text.count("请选择一个答案") == 2

    @pytest.mark.parametrize("typed", ["castle", "<script>alert(1)</script>", "' OR 1=1 --", "公" * 10_000])
    def test_what_is_no_answer_is_asked_again(self, questions, typed):
        page = Client().get(questions, {"housing": typed, "asked": "housing"})
        assert page.status_code == 422
        assert "请从下面的选项中选一个" in page.text or "最多 60 个字" in page.text
        assert "<script>alert" not in page.text

    def test_whatever_else_an_address_holds_is_passed_over(self, questions):
        page = Client().get(questions, SUBLET | {"row": "owner-dwelling", "next": "https://example.com", "\0": "x"})
        assert "承租人转租，用于经营或者办公" in page.text
        assert 'href="https://example.com' not in page.text

    def test_an_answer_to_what_is_not_asked_changes_nothing(self, questions):
        page = Client().get(questions, {"housing": "public", "letting": "sublet"})
        assert "不用申请这一项" in page.text

    def test_the_outcome_says_exactly_what_to_prepare_and_why(self, questions):
        page = Client().get(questions, OWNER).text
        assert "房屋租赁合同" in page
        assert "您不用准备" in page
        assert "第十五条" in page

    def test_one_answer_is_changed_and_the_others_stay(self, questions):
        page = Client().get(questions, SUBLET | {"change": "letting"})
        assert "谁把房屋租出来" in page.text
        assert 'name="purpose" value="shop"' in page.text

    @pytest.mark.usefixtures("rental")
    def test_an_item_without_a_table_has_no_questions(self):
        other = cast.offer_of(cast.ID_CARD)
        assert Client().get(reverse("portal:situation", args=[other.code])).status_code == 404

    @pytest.mark.usefixtures("rental")
    def test_an_unknown_item_has_no_questions(self):
        assert Client().get(reverse("portal:situation", args=["nothing"])).status_code == 404


class TestApplying:
    def test_from_the_first_question_to_the_case(self, rental, questions, lan):
        browser = signed_in(lan)
        outcome = browser.get(questions, SUBLET)
        start = (
            reverse("portal:apply", args=[rental.code]) + "?housing=commercial&barred=no&letting=sublet&purpose=shop"
        )
        assert start.replace("&", "&amp;") in outcome.text

        browser.post(start, {"party": str(lan.party_id)})
        answered(lan, rental, None)
        draft = applications.draft(Draft.objects.get().pk, applicant=lan)
        assert draft.answers["rental.purpose"] == "shop"
        assert draft.prefilled["rental.purpose"] == "situation.purpose"
        materials = {material.code: material.necessity for material in draft.materials}
        assert materials["sublet-consent"] == "required"
        tasks = browser.get(reverse("portal:apply-tasks", args=[draft.id])).text
        assert "承租人转租，用于经营或者办公" in tasks

        for material in draft.materials:
            cast.give(draft, lan, material.code, "upload")
        assert "承租人转租给别人" in browser.get(reverse("portal:apply-check", args=[draft.id])).text
        browser.post(reverse("portal:apply-sign", args=[draft.id]), {"agree": "yes"})

        application = Application.objects.get()
        assert application.situation == SUBLET
        assert application.scenario_id == Version.objects.get().pk
        assert Case.objects.get().application_id == application.pk

    def test_who_begins_without_the_guidance_is_asked_first(self, rental, lan):
        browser = signed_in(lan)
        browser.post(reverse("portal:apply", args=[rental.code]), {"party": str(lan.party_id)})
        draft = Draft.objects.get()
        tasks = browser.get(reverse("portal:apply-tasks", args=[draft.pk])).text
        assert "先答这里" in tasks
        assert "说明您的情形后" in tasks

        address = reverse("portal:apply-situation", args=[draft.pk])
        assert "租的是哪一种房屋" in browser.get(address).text
        assert "就按这个情形办理" in browser.get(address, OWNER).text
        browser.post(address, OWNER)

        view = applications.draft(draft.pk, applicant=lan)
        assert "sublet-consent" not in {material.code for material in view.materials}

    def test_a_material_that_does_not_apply_is_not_frozen(self, rental, lan):
        browser = signed_in(lan)
        answered(lan, rental, SUBLET)
        draft = applications.draft(Draft.objects.get().pk, applicant=lan)
        for material in draft.materials:
            cast.give(draft, lan, material.code, "upload")
        browser.post(reverse("portal:apply-situation", args=[draft.id]), OWNER)
        browser.post(reverse("portal:apply-sign", args=[draft.id]), {"agree": "yes"})
        assert "sublet-consent" not in {given["code"] for given in Application.objects.get().materials}

    def test_a_form_that_contradicts_the_situation_leads_back_to_it(self, rental, lan):
        browser = signed_in(lan)
        answered(lan, rental, OWNER)
        draft = Draft.objects.get()
        applications.save_page(draft_id=draft.pk, applicant=lan, page="tenancy", answers={"rental.purpose": "dwelling"})
        tasks = browser.get(reverse("portal:apply-tasks", args=[draft.pk])).text
        assert "申请表和您说的情形不一致" in tasks
        assert reverse("portal:apply-situation", args=[draft.pk]) in tasks
        browser.post(reverse("portal:apply-sign", args=[draft.pk]), {"agree": "yes"})
        assert not Case.objects.exists()

    def test_a_form_that_says_the_same_situation_differently_is_followed(self, rental, lan):
        answered(lan, rental, OWNER)
        draft = Draft.objects.get()
        applications.save_page(draft_id=draft.pk, applicant=lan, page="tenancy", answers={"rental.purpose": "office"})
        view = applications.draft(draft.pk, applicant=lan)
        assert view.situation.answers["purpose"] == "office"
        assert not view.situation.contradicted

    def test_where_it_is_not_the_right_item_nothing_can_be_signed(self, rental, lan):
        browser = signed_in(lan)
        answered(lan, rental, {"housing": "public"})
        draft = Draft.objects.get()
        assert "不适用本事项" in browser.get(reverse("portal:apply-tasks", args=[draft.pk])).text
        browser.post(reverse("portal:apply-sign", args=[draft.pk]), {"agree": "yes"})
        assert not Case.objects.exists()

    def test_half_an_answer_is_not_kept(self, rental, lan):
        browser = signed_in(lan)
        browser.post(reverse("portal:apply", args=[rental.code]), {"party": str(lan.party_id)})
        draft = Draft.objects.get()
        browser.post(reverse("portal:apply-situation", args=[draft.pk]), {"housing": "commercial"})
        draft.refresh_from_db()
        assert draft.scenario_id is None

    def test_nobody_sees_or_changes_the_situation_of_another(self, rental, lan):
        answered(lan, rental, OWNER)
        address = reverse("portal:apply-situation", args=[Draft.objects.get().pk])
        stranger = signed_in(cast.company())
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, SUBLET).status_code == 404
        assert Client().get(address).status_code == 302
        assert Draft.objects.get().situation == OWNER

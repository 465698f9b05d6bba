"""Applying, as a browser does it: from the item to the receipt, with everything that goes wrong on the way."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tongban.doors.frame.access import ACTING_FOR
from tongban.doors.portal.tests.conftest import signed_in
from tongban.handling.applications import api as applications
from tongban.handling.applications.models import Draft
from tongban.handling.applications.tests import cast
from tongban.handling.cases.models import Case
from tongban.offer.forms.rules import ElementType

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def page_of(draft, code):
    return reverse("portal:apply-page", args=[draft.id, code])


def material_of(draft, code):
    return reverse("portal:apply-material", args=[draft.id, code])


def posted(draft, code):
    """Return what the form of a page sends for the answers of a filled-in draft."""
    sent = {}
    for field in draft.offer.guide.form.page(code).fields:
        answer = draft.answers.get(field.element, "")
        if answer and cast.forms.elements()[field.element].type is ElementType.DATE:
            sent |= dict(
                zip((f"{field.element}-{part}" for part in ("year", "month", "day")), answer.split("-"), strict=True)
            )
        else:
            sent[field.element] = answer
    return sent


def start_at(offer):
    return reverse("portal:apply", args=[offer.code])


class TestBeginning:
    def test_a_resident_begins_for_herself_without_being_asked_for_whom(self, browser, lan):
        offer = cast.offer_of()
        assert 'type="radio"' not in browser.get(start_at(offer)).text
        answer = browser.post(start_at(offer), {"party": str(lan.party_id)})
        draft = Draft.objects.get()
        assert answer["Location"] == reverse("portal:apply-tasks", args=[draft.id])

    def test_beginning_again_resumes_the_same_draft(self, browser, lan):
        for _ in range(2):
            browser.post(start_at(cast.offer_of()), {"party": str(lan.party_id)})
        assert Draft.objects.count() == 1

    def test_looking_at_the_first_page_begins_nothing(self, browser):
        browser.get(start_at(cast.offer_of()))
        assert not Draft.objects.exists()

    def test_who_represents_a_company_chooses_for_whom_and_then_acts_for_it(self, browser, lan):
        company = cast.company(lan)
        offer = cast.offer_of(cast.RENTAL)
        assert str(company.party_id) in browser.get(start_at(offer)).text
        browser.post(start_at(offer), {"party": str(company.party_id)})
        assert browser.session[ACTING_FOR] == str(company.party_id)
        assert Draft.objects.get().party_id == company.party_id

    def test_an_item_for_companies_tells_a_resident_without_one_what_to_do(self, browser):
        answer = browser.get(start_at(cast.offer_of(cast.FOOD)))
        assert answer.status_code == 200
        assert "请由法定代表人登录" in answer.text

    def test_nobody_applies_for_a_stranger(self, browser):
        stranger = cast.company()
        answer = browser.post(start_at(cast.offer_of(cast.RENTAL)), {"party": str(stranger.party_id)})
        assert answer.status_code == 404
        assert not Draft.objects.exists()

    def test_an_unknown_item_is_not_found(self, browser):
        assert browser.get(reverse("portal:apply", args=["nothing"])).status_code == 404


class TestPages:
    def test_what_the_registry_knows_is_shown_with_its_source(self, browser, lan):
        draft = cast.opened(lan)
        text = browser.get(page_of(draft, "applicant")).text
        assert lan.name in text
        assert "来自公安机关人口登记" in text
        assert "有误？" in text

    def test_right_answers_lead_to_the_next_page(self, browser, lan):
        draft = cast.opened(lan)
        answer = browser.post(page_of(draft, "applicant"), posted(draft, "applicant"))
        assert answer["Location"] == page_of(draft, "loss")

    def test_wrong_answers_are_kept_and_named(self, browser, lan):
        draft = cast.opened(lan)
        sent = {"idcard.lost_on-year": "2026", "idcard.lost_on-month": "2", "idcard.lost_on-day": "30"}
        answer = browser.post(page_of(draft, "loss"), sent, follow=True)
        assert "这一天不存在" in answer.text
        assert 'value="30"' in answer.text

    def test_an_emoji_in_a_place_is_refused_in_plain_words(self, browser, lan):
        draft = cast.opened(lan)
        answer = browser.post(page_of(draft, "loss"), {"idcard.loss_place": "火车站😀"}, follow=True)
        assert "请删去表情" in answer.text

    def test_the_script_saves_without_a_page(self, browser, lan):
        draft = cast.opened(lan)
        answer = browser.post(page_of(draft, "loss"), {"idcard.loss_place": "火车站"}, headers={"X-Autosave": "1"})
        assert answer.status_code == 204
        assert "火车站" in browser.get(page_of(draft, "loss")).text

    def test_leaving_for_later_keeps_a_half_filled_page(self, browser, lan):
        draft = cast.opened(lan)
        answer = browser.post(page_of(draft, "loss"), {"idcard.loss_place": "火车站", "later": "yes"})
        assert answer["Location"] == reverse("portal:apply-tasks", args=[draft.id])
        assert applications.draft(draft.id, applicant=lan).answers["idcard.loss_place"] == "火车站"

    def test_what_is_typed_after_the_sign_in_ran_out_comes_back_after_signing_in(self, browser, lan):
        draft = cast.opened(lan)
        page = page_of(draft, "loss")
        browser.logout()
        sent = browser.post(page, {"idcard.loss_place": "火车站"}, headers={"Referer": f"http://testserver{page}"})
        assert sent.status_code == 302
        assert "sign-in" in sent["Location"]
        kept = str(dict(browser.session))
        assert "火车站" not in kept, "what was typed lies open in the session"
        browser.force_login(cast._account_of(lan))
        answer = browser.get(page, follow=True)
        assert "火车站" in answer.text
        assert "已恢复您登录前填写的内容" in answer.text

    def test_what_somebody_typed_is_not_given_to_another(self, lan):
        draft = cast.opened(lan)
        client = Client()
        client.post(page_of(draft, "loss"), {"idcard.loss_place": "火车站"})
        client.force_login(cast._account_of(cast.resident()))
        assert client.get(page_of(draft, "loss")).status_code == 404

    @pytest.mark.parametrize("code", ["nothing", "delivery-2"])
    def test_an_unknown_page_is_not_found(self, browser, lan, code):
        assert browser.get(page_of(cast.opened(lan), code)).status_code == 404

    def test_a_strangers_draft_is_not_found(self, browser):
        draft = cast.opened(cast.resident())
        assert browser.get(reverse("portal:apply-tasks", args=[draft.id])).status_code == 404
        assert browser.post(page_of(draft, "loss"), {}).status_code == 404


class TestMaterials:
    def test_a_licence_already_held_is_offered_first_and_taken(self, browser, lan):
        cast.give_licence(lan, "household-register", cast.offer_of())
        draft = cast.opened(lan)
        text = browser.get(material_of(draft, "household-register")).text
        assert text.index("用这份证照，免提交") < text.index("上传文件")
        browser.post(material_of(draft, "household-register"), {"way": "licence"})
        (given,) = applications.draft(draft.id, applicant=lan).materials[0].given
        assert given.way == "licence"

    def test_a_photo_is_uploaded_and_given_back_to_be_saved_only(self, browser, lan):
        draft = cast.opened(lan)
        self.upload(browser, draft, cast.PNG)
        (given,) = applications.draft(draft.id, applicant=lan).materials[1].given
        file = browser.get(reverse("portal:apply-file", args=[draft.id, given.id]))
        assert b"".join(file.streaming_content) == cast.PNG
        assert file["Content-Disposition"].startswith("attachment")
        assert "sandbox" in file["Content-Security-Policy"]

    def test_a_strangers_file_is_not_found(self, browser):
        stranger = cast.resident()
        draft = cast.opened(stranger)
        given = cast.give(draft, stranger, "id-photo")
        assert browser.get(reverse("portal:apply-file", args=[draft.id, given])).status_code == 404

    def test_a_program_named_jpg_is_refused_in_plain_words(self, browser, lan):
        answer = self.upload(browser, cast.opened(lan), b"MZ" + bytes(2000), name="photo.jpg")
        assert answer.status_code == 422
        assert "是程序，不是材料" in answer.text

    def test_a_file_over_the_materials_limit_is_refused_with_413(self, browser, lan):
        answer = self.upload(browser, cast.opened(lan), cast.PNG + bytes(6_000_000))
        assert answer.status_code == 413
        assert "超过了 5 MB 的上限" in answer.text

    def test_a_request_far_over_every_limit_is_refused_before_it_is_looked_at(self, browser, lan, monkeypatch):
        monkeypatch.setattr("tongban.doors.frame.uploads.MOST_BYTES", 1000)
        draft = cast.opened(lan)
        answer = self.upload(browser, draft, bytes(2000))
        assert answer.status_code == 413
        assert "文件太大" in answer.text
        assert not applications.draft(draft.id, applicant=lan).materials[1].given

    def test_upload_without_a_file_says_so(self, browser, lan):
        answer = browser.post(material_of(cast.opened(lan), "id-photo"), {"way": "upload"})
        assert answer.status_code == 422
        assert "请先选择文件" in answer.text

    def test_a_promise_needs_its_tick(self, browser, lan):
        draft = cast.opened(lan)
        letter = reverse("portal:apply-commitment", args=[draft.id, "loss-statement"])
        assert "2026年11月30日（周一）" in browser.get(letter).text
        assert "请阅读承诺书" in browser.post(letter, follow=True).text
        browser.post(letter, {"agree": "yes"})
        assert applications.draft(draft.id, applicant=lan).materials[2].status == "promised"

    def test_a_promise_is_not_taken_where_the_item_has_none(self, browser, lan):
        letter = reverse("portal:apply-commitment", args=[cast.opened(lan).id, "id-photo"])
        assert browser.get(letter).status_code == 404

    def test_a_file_is_taken_back_and_a_second_click_does_no_harm(self, browser, lan):
        draft = cast.opened(lan)
        given = cast.give(draft, lan, "id-photo")
        remove = reverse("portal:apply-remove", args=[draft.id, "id-photo", given])
        for _ in range(2):
            assert browser.post(remove)["Location"] == material_of(draft, "id-photo")
        assert not applications.draft(draft.id, applicant=lan).materials[1].given

    @staticmethod
    def upload(browser, draft, content, name="photo.png"):
        return browser.post(
            material_of(draft, "id-photo"), {"way": "upload", "file": SimpleUploadedFile(name, content)}
        )


class TestSigning:
    def test_the_receipt_has_the_number_and_what_comes_next(self, browser, lan):
        answer = self.sign(browser, cast.filled_in(lan))
        case = Case.objects.get()
        assert answer["Location"] == reverse("portal:receipt", args=[case.number])
        text = browser.get(answer["Location"]).text
        assert case.number[:6] + " " + case.number[6:12] in text
        assert "2026年11月30日（周一）前，告诉您是否受理" in text
        assert "别忘了" in text

    def test_two_clicks_and_a_step_back_make_one_case(self, browser, lan):
        draft = cast.filled_in(lan)
        first, second = self.sign(browser, draft), self.sign(browser, draft)
        assert first["Location"] == second["Location"]
        assert browser.get(reverse("portal:apply-sign", args=[draft.id]))["Location"] == first["Location"]
        assert browser.get(reverse("portal:apply-tasks", args=[draft.id])).status_code == 302
        assert Case.objects.count() == 1

    def test_nothing_is_submitted_without_the_tick(self, browser, lan):
        draft = cast.filled_in(lan)
        answer = browser.post(reverse("portal:apply-sign", args=[draft.id]), follow=True)
        assert "请阅读声明" in answer.text
        assert not Case.objects.exists()

    def test_nothing_is_signed_while_something_is_missing(self, browser, lan):
        draft = cast.opened(lan)
        answer = self.sign(browser, draft)
        assert answer["Location"] == reverse("portal:apply-tasks", args=[draft.id])
        assert not Case.objects.exists()

    def test_everything_is_shown_before_signing(self, browser, lan):
        draft = cast.filled_in(lan)
        text = browser.get(reverse("portal:apply-check", args=[draft.id])).text
        assert lan.name in text
        assert "已上传：材料.png" in text

    def test_what_is_signed_is_not_changed_by_an_old_window(self, browser, lan):
        draft = cast.filled_in(lan)
        self.sign(browser, draft)
        answer = browser.post(page_of(draft, "loss"), {"idcard.loss_place": "别处"})
        assert answer["Location"] == reverse("portal:case", args=[Case.objects.get().number])
        late = browser.post(page_of(draft, "loss"), {"idcard.loss_place": "别处"}, headers={"X-Autosave": "1"})
        assert late.status_code == 409

    def test_a_draft_is_thrown_away_after_asking(self, browser, lan):
        draft = cast.opened(lan)
        discard = reverse("portal:apply-discard", args=[draft.id])
        assert "不能恢复" in browser.get(discard).text
        browser.post(discard)
        assert not Draft.objects.exists()

    @staticmethod
    def sign(browser, draft):
        return browser.post(reverse("portal:apply-sign", args=[draft.id]), {"agree": "yes"})


@pytest.mark.parametrize(("language", "words"), [("en", "Save and continue"), ("zh-hant", "保存並繼續")])
def test_applying_speaks_the_visitors_language(lan, language, words):
    client = signed_in(lan)
    client.cookies["language"] = language
    assert words in client.get(page_of(cast.opened(lan), "loss")).text

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.groundwork.foundation.text import to_traditional
from tongban.groundwork.notifications.rules import Template, Wording, text_in
from tongban.groundwork.notifications.template_data import templates
from tongban.groundwork.notifications.tests.factories import CONTEXT

NEEDED = {
    "case-received", "case-accepted", "supplement-asked", "case-not-accepted", "case-decided-granted",
    "case-decided-refused", "case-closed", "rating-answered", "deemed-accepted", "case-transferred", "result-sent",
    "result-not-delivered", "revocation-proposed", "revocation-dropped", "decision-revoked",
}  # fmt: skip


def said(code, language, **context):
    return text_in(templates()[code], CONTEXT | context, language, to_traditional=to_traditional)


def test_every_occasion_has_a_template_that_needs_only_known_facts():
    assert set(templates()) == NEEDED | {"password-reset-code", "phone-change-code", "repair-tasks-opened"}
    for code in NEEDED:
        assert templates()[code].placeholders() <= set(CONTEXT)


@pytest.mark.parametrize("code", sorted(NEEDED))
def test_each_template_reads_in_three_languages(code):
    simplified, traditional, english = (said(code, language) for language in ("zh-hans", "zh-hant", "en"))
    assert "居民身份证首次申领" in simplified.title
    assert "居民身份證首次申領" in traditional.title
    assert "First identity card" in english.title
    for text in (simplified, traditional, english):
        assert CONTEXT["case_number"] in text.body
        assert CONTEXT["case_number"] in text.short
        assert "{" not in text.title + text.body + text.short


@pytest.mark.parametrize("code", sorted(NEEDED))
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_template_still_says_what_and_which_with_the_fewest_facts(code, language):
    text = text_in(
        templates()[code], {"item_name": "户口迁移", "case_number": "1"}, language, to_traditional=to_traditional
    )
    assert "户口迁移" in text.title
    assert text.short


def test_a_sentence_without_its_value_is_left_out():
    wording = Wording(title="题", body=("收到了。", "最晚{due}前决定。"), short=("短",))
    assert text_in(Template("x", wording, wording), {}, "zh-hans", to_traditional=str).body == "收到了。"


@given(st.text())
def test_no_value_can_reach_into_the_template(value):
    wording = Wording(title="{item_name}", body=("{item_name}",), short=("x",))
    text = text_in(Template("x", wording, wording), {"item_name": value}, "zh-hans", to_traditional=str)
    assert text.title == value


def test_an_unknown_language_reads_as_simplified_chinese():
    assert said("case-closed", "fr") == said("case-closed", "zh-hans")

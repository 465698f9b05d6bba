"""The search page as anybody sees it: filters, where to do it and how, further pages, and what to do when nothing is found."""

import pytest
from django.test import Client
from django.urls import reverse

from tongban.handling.applications.tests import cast
from tongban.offer.guidance import current as search_index


@pytest.fixture(autouse=True)
def _fresh(city):
    search_index.forget()
    yield
    search_index.forget()


def page(**query):
    answer = Client().get(reverse("portal:search"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_result_says_who_does_it_how_and_why_it_was_found():
    text = page(q="补办身份证")
    offer = cast.offer_of()
    assert offer.name in text
    assert "也叫“补办身份证”" in text
    assert "网上办" in text
    assert reverse("portal:apply", args=[offer.code]) in text
    assert "公安" in text


def test_filters_keep_to_a_region_an_audience_a_department_and_can_be_taken_away():
    name = cast.offer_of().name
    assert name in page(q="身份证", region="990101", audience="natural", online="1", department="psb")
    assert name not in page(q="身份证", audience="legal")
    assert name not in page(q="身份证", department="mar")
    text = page(q="身份证", region="990101", department="mar")
    assert "去掉条件" in text
    assert "这些条件下没有找到" in text
    assert "不限条件再找一遍" in text
    assert "您是不是要找" not in text


def test_what_does_not_exist_is_passed_over():
    name = cast.offer_of().name
    assert name in page(
        q="身份证", region="nowhere", audience="martians", department="nobody", online="perhaps", **{"from": "x"}
    )


def test_pinyin_is_told_as_it_was_understood():
    assert "按“身份证" in page(q="shenfenzheng")


def test_nothing_found_leads_on():
    text = page(q="红烧肉做法")
    for words in ("没有找到“红烧肉做法”", "12345", reverse("portal:places"), reverse("portal:services")):
        assert words in text


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "\x00\x01",
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "😀",
        "\ufffd",
        "%%",
        "a" * 5000,
        "身份证" * 999,
        "{{ 7*7 }}",
    ],
)
def test_any_text_is_shown_safely(query):
    text = page(q=query)
    assert "<script>alert(1)" not in text
    assert "\x00" not in text
    assert Client().get(reverse("portal:suggest"), {"q": query}).status_code == 200


def test_a_huge_form_sent_to_the_search_is_refused_plainly():
    answer = Client().post(reverse("portal:search"), {"q": "a" * 10_000_000})
    assert answer.status_code == 405


@pytest.mark.parametrize(("language", "words"), [("en", "Searched for"), ("zh-hant", "也叫")])
def test_the_page_speaks_the_readers_language(language, words):
    client = Client()
    client.cookies["language"] = language
    text = client.get(reverse("portal:search"), {"q": "补办身份证"}).content.decode()
    assert cast.offer_of().name_en in text if language == "en" else words in text

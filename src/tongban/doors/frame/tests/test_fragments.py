"""Parts of pages: kept by their key and for no longer than it holds, with nothing of one visitor for another."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tongban.doors.frame import fragments
from tongban.doors.frame.fragments import Fragments


@pytest.fixture
def stranger():
    return RequestFactory().get("/somewhere/")


def test_a_part_is_made_once_for_its_key():
    made = []
    kept = Fragments(most=2)
    for _ in range(3):
        assert kept.get("a", lambda: made.append(1) or "part") == "part"
    assert len(made) == 1


def test_what_nobody_asked_for_longest_makes_room():
    kept = Fragments(most=2)
    kept.get("a", lambda: "1")
    kept.get("b", lambda: "1")
    kept.get("a", lambda: "2")
    kept.get("c", lambda: "1")
    assert len(kept) == 2
    assert kept.get("a", lambda: "anew") == "1"
    assert kept.get("b", lambda: "anew") == "anew"


def test_a_part_of_one_object_is_never_taken_for_that_of_another():
    kept = Fragments(most=2)
    one, other = object(), object()
    kept.get("key", lambda: "of one", of=one)
    assert kept.get("key", lambda: "of the other", of=other) == "of the other"


def test_a_part_that_cannot_be_made_is_not_kept():
    kept = Fragments(most=2)
    with pytest.raises(ValueError, match="no"):
        kept.get("a", lambda: (_ for _ in ()).throw(ValueError("no")))
    assert len(kept) == 0


def test_a_tag_stands_for_what_is_shown_how_and_to_whom(stranger):
    tag = fragments.entity_tag(stranger, "version 1")
    assert tag == fragments.entity_tag(stranger, "version 1")
    assert tag != fragments.entity_tag(stranger, "version 2")
    stranger.COOKIES["elder"] = "1"
    elder = fragments.entity_tag(stranger, "version 1")
    assert elder != tag
    stranger.COOKIES["csrftoken"] = "another"
    assert fragments.entity_tag(stranger, "version 1") != elder


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_there_is_no_tag_for_anybody_who_is_known(stranger, cookie):
    stranger.COOKIES[cookie] = "something"
    assert fragments.entity_tag(stranger, "version 1") == ""
    response = fragments.with_entity_tag(HttpResponse("hers"), "")
    assert "ETag" not in response
    assert "Cache-Control" not in response


def test_no_cache_between_keeps_a_page(stranger):
    response = fragments.with_entity_tag(HttpResponse("page"), '"tag"')
    assert response["Cache-Control"] == "private, no-cache"
    assert "Cookie" in response["Vary"]

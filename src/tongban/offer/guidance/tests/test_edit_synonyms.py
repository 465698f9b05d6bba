"""The table of synonyms as item managers edit it."""

import pytest

from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.ledger import api as ledger
from tongban.offer.guidance import api as guidance
from tongban.offer.guidance.models import EmptySearch, Synonym, Vocabulary

pytestmark = pytest.mark.django_db
MANAGER = Actor("officer:1", "事项管理员", "事项管理岗")


def deeds(subject):
    return [entry.deed for entry in ledger.entries_about(subject)]


def test_a_row_is_added_changed_and_removed_and_each_is_in_the_ledger():
    id = guidance.add_synonym(say=["小卡片", " 小卡片 ", "小 卡"], mean=["居民身份证"], same=False, actor=MANAGER)
    assert guidance.synonym(id).say == ("小卡片", "小卡")
    guidance.change_synonym(id, say=["小卡片"], mean=["居民身份證"], same=True, actor=MANAGER)
    assert guidance.synonym(id) == guidance.SynonymRow(id, ("小卡片",), ("居民身份证",), True)
    guidance.remove_synonym(id, actor=MANAGER)
    assert guidance.synonyms() == ()
    assert sorted(deeds(f"synonym:{id}")) == ["synonym.added", "synonym.changed", "synonym.removed"]
    assert Vocabulary.objects.get().revision == 4


def test_what_was_missed_is_no_longer_proposed_once_it_is_a_saying():
    EmptySearch.objects.create(text="小卡片", count=3)
    guidance.add_synonym(say=["小卡片"], mean=["居民身份证"], same=False, actor=MANAGER)
    assert guidance.empty_searches() == ()


@pytest.mark.parametrize(
    ("say", "mean", "same", "sides"),
    [
        ([], [], False, {"say", "mean"}),
        (["😀", " "], ["居民身份证"], False, {"say"}),
        (["卡"], ["居民身份证"], False, {"say"}),
        (["说" * 21], ["意"], False, {"say", "mean"}),
        ([f"说法{number}" for number in range(31)], ["居民身份证"], False, {"say"}),
        (["身份证"], ["身份证"], False, {"say"}),
        (["社保卡"], ["社会保障卡", "医保"], True, {"mean"}),
        (["已经有了"], ["居民身份证"], False, {"say"}),
    ],
)
def test_a_faulty_row_is_refused_with_all_its_faults(say, mean, same, sides):
    Synonym.objects.create(say=["已经有了"], mean=["别的"])
    with pytest.raises(guidance.UnableToKeepSynonym) as refusal:
        guidance.add_synonym(say=say, mean=mean, same=same, actor=MANAGER)
    assert {fault.side for fault in refusal.value.faults} == sides
    assert Synonym.objects.count() == 1


def test_a_row_may_keep_its_own_sayings():
    id = guidance.add_synonym(say=["小卡片"], mean=["居民身份证"], same=False, actor=MANAGER)
    guidance.change_synonym(id, say=["小卡片", "二代卡"], mean=["居民身份证"], same=False, actor=MANAGER)
    assert guidance.synonym(id).say == ("小卡片", "二代卡")


def test_a_row_that_somebody_removed_is_not_found():
    for deed in (
        lambda: guidance.change_synonym(7, say=["小卡片"], mean=["身份证"], same=False, actor=MANAGER),
        lambda: guidance.remove_synonym(7, actor=MANAGER),
        lambda: guidance.synonym(7),
    ):
        with pytest.raises(guidance.UnableToFindSynonym):
            deed()


def test_a_dismissed_empty_search_is_not_shown_again_however_often_it_is_repeated():
    EmptySearch.objects.create(text="红烧肉", count=3)
    guidance.dismiss_empty_search("红烧肉", actor=MANAGER)
    guidance.dismiss_empty_search("红烧肉", actor=MANAGER)
    assert guidance.empty_searches() == ()
    assert deeds("search") == ["empty_search.dismissed"]

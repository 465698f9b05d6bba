"""The search as rooms and doors call it."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from tongban.offer.catalogue import api as catalogue
from tongban.offer.guidance import api as guidance
from tongban.offer.guidance import current
from tongban.offer.guidance.models import EmptySearch, LabelVector
from tongban.offer.guidance.operations import search_items
from tongban.offer.guidance.tests.factories import SEEDS, CardFactory, Catalogue
from tongban.registers.organisations import api as organisations

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(search_items, "_noted_at", -10.0)
    current.forget()
    yield
    current.forget()


@pytest.fixture
def offered(monkeypatch):
    """A catalogue of one card that a test may change."""
    twin = Catalogue(CardFactory())
    for name in ("revision", "distinct_entries", "offered", "cards"):
        monkeypatch.setattr(catalogue, name, getattr(twin, name))
    return twin


def names(query, **filters):
    return [hit.card.name for hit in guidance.search(query, **filters).hits]


def test_an_item_is_found_by_how_people_speak(offered):
    guidance.install_synonyms(SEEDS / "synonyms.yaml")
    assert names("我的身份证掉了，咋整？") == ["居民身份证丢失补领"]


def test_a_search_and_a_suggestion_read_only_the_cards_that_are_shown(offered, django_assert_num_queries):
    guidance.refresh()
    with django_assert_num_queries(0):  # the twin's cards cost nothing; the real ones one statement
        guidance.search("身份证")
        guidance.suggest("身份")


def test_what_is_added_changed_and_cancelled_is_followed_without_reading_everything_again(offered):
    guidance.refresh()
    marriage = offered.put(CardFactory(name="内地居民结婚登记", aliases=()))
    guidance.refresh()
    assert names("结婚登记") == ["内地居民结婚登记"]
    offered.put(replace(marriage, name="涉外婚姻登记"))
    guidance.refresh()
    assert names("涉外婚姻") == ["涉外婚姻登记"]
    offered.cancel(marriage)
    guidance.refresh()
    assert names("涉外婚姻登记") == []
    assert offered.asked == ["offered after 0", "offered after 1", "offered after 2", "offered after 3"]


def test_texts_that_did_not_change_are_not_taken_apart_again(offered):
    before = guidance.refresh()
    offered.put(replace(next(iter(offered.by_id.values())), item_id=99, code="99", region_code="9902"))
    after = guidance.refresh()
    assert after.texts is before.texts
    assert len(after.offers) == 2


def test_an_index_that_has_become_hollow_is_made_anew(offered):
    cards = [offered.put(CardFactory(name=f"渔船登记{number}", aliases=())) for number in range(30)]
    guidance.refresh()
    for card in cards:
        offered.cancel(card)
    guidance.refresh()
    offered.put(CardFactory(name="内地居民结婚登记", aliases=()))
    assert len(guidance.refresh()) == 2
    assert offered.asked[-1] == "offered after 0"


def test_a_catalogue_that_was_set_back_is_read_anew(offered):
    guidance.refresh()
    offered.number = 0
    guidance.refresh()
    assert offered.asked == ["offered after 0", "offered after 0"]


def test_the_card_of_the_nearest_authority_is_shown_once(offered):
    first = next(iter(offered.by_id.values()))
    for number, region in enumerate(("990101", "990102", "9902"), 500):
        offered.put(replace(first, item_id=number, code=region, region_code=region))
    guidance.refresh()

    def shown(region):
        return [hit.card.region_code for hit in guidance.search("补办身份证", region=region).hits]

    assert shown("990102") == ["990102"]
    assert shown("990103") == ["9901"]
    assert shown("9902") == ["9902"]
    assert shown("44") == []
    assert len(shown("")) == 1


def test_filters_keep_to_an_audience_to_what_is_online_and_to_a_department(offered, monkeypatch):
    offered.put(
        CardFactory(name="税务登记", code="people", aliases=(), audience=("natural",), is_applied_for_online=False)
    )
    offered.put(CardFactory(name="税务登记变更", code="firms", aliases=(), audience=("legal",), authority_id=7))
    assert [hit.card.code for hit in guidance.search("税务登记", audience="natural").hits] == ["people"]
    assert [hit.card.code for hit in guidance.search("税务登记", online=True).hits] == ["firms"]
    assert [hit.card.code for hit in guidance.search("税务登记", department="7").hits] == ["firms"]
    assert names("税务登记", department="nobody") == []


def test_what_was_found_is_counted_by_what_it_can_be_kept_to(offered, monkeypatch):
    tax = organisations.Authority(7, "tax", "", "税务局", "", "", "9901", "", "", "")
    monkeypatch.setattr(organisations, "authorities", lambda: (tax, replace(tax, id=1, key="civ")))
    offered.put(CardFactory(name="税务登记", aliases=(), audience=("natural",), is_applied_for_online=False))
    offered.put(CardFactory(name="税务登记变更", aliases=(), audience=("legal",), authority_id=7))
    facets = guidance.search("税务登记", with_facets=True).facets
    assert (facets.natural, facets.legal, facets.online) == (1, 1, 1)
    assert set(facets.departments) == {guidance.Department("civ", 1), guidance.Department("tax", 1)}


def test_a_long_answer_comes_in_pages(offered):
    for number in range(25):
        offered.put(CardFactory(name=f"渔船登记第{number:02}号", aliases=()))
    first = guidance.search("渔船登记", limit=20)
    second = guidance.search("渔船登记", limit=20, start=first.more)
    assert (len(first.hits), first.more, len(second.hits), second.more) == (20, 20, 5, None)
    assert not {hit.card.code for hit in first.hits} & {hit.card.code for hit in second.hits}
    assert guidance.search("渔船登记", start=10_000).hits == ()


def test_changed_synonyms_are_followed(offered, tmp_path):
    assert names("小卡片") == []
    (tmp_path / "synonyms.yaml").write_text("fillers: []\nsynonyms: [{say: [小卡片], mean: [居民身份证]}]")
    assert guidance.install_synonyms(tmp_path / "synonyms.yaml") == 1
    guidance.refresh()
    assert names("小卡片")
    (tmp_path / "synonyms.yaml").write_text("fillers: []\nsynonyms: []")
    assert guidance.install_synonyms(tmp_path / "synonyms.yaml") == 0
    guidance.refresh()
    assert names("小卡片") == []


def test_a_change_is_looked_for_after_the_interval_and_the_old_index_goes_on_answering(offered, settings, monkeypatch):
    guidance.refresh()
    started = []
    monkeypatch.setattr(threading.Thread, "start", lambda thread: started.append(thread.name))
    offered.put(CardFactory(name="内地居民结婚登记", aliases=()))
    assert names("结婚登记") == []
    assert started == []
    settings.TONGBAN_SEARCH_REFRESH_SECONDS = 0
    assert names("结婚登记") == []
    assert started == ["search-index"]


def test_an_index_that_cannot_be_made_anew_goes_on_answering(offered, monkeypatch):
    guidance.refresh()
    offered.put(CardFactory(name="内地居民结婚登记", aliases=()))

    def fail(_codes=None):
        raise RuntimeError("the database is gone")

    monkeypatch.setattr(catalogue, "distinct_entries", fail)
    with pytest.raises(RuntimeError):
        guidance.refresh()
    assert names("补办身份证")


def test_nearness_in_meaning_finds_what_shares_no_word_and_its_vectors_are_kept(offered, monkeypatch):
    offered.put(CardFactory(name="犬类准养证核发", aliases=(), summary="", name_en=""))
    guidance.refresh()
    assert "犬类准养证核发" not in names("养小狗")
    current.learn_sense()
    vectors = current.current_index().sense.vectors
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=0.01)
    assert LabelVector.objects.count() == len(vectors)
    assert "犬类准养证核发" in names("养小狗")
    monkeypatch.setattr("tongban.offer.guidance.sense.encoder", None)  # what is kept is not computed again
    current.forget()
    guidance.refresh()
    current.learn_sense()
    assert np.allclose(current.current_index().sense.vectors, vectors, atol=0.001)


def test_what_finds_nothing_is_counted_without_a_person(offered, monkeypatch):
    for _ in range(2):
        guidance.search("  火星<b>旅游</b>签证 ")
        monkeypatch.setattr(search_items, "_noted_at", -10.0)
    [missed] = guidance.empty_searches()
    assert (missed.text, missed.count) == ("火星 旅游 签证", 2)
    assert {field.name for field in EmptySearch._meta.fields} == {"text", "count", "last_at", "is_dismissed"}


def test_what_only_a_filter_keeps_away_is_not_missed(offered):
    assert guidance.search("补办身份证", region="44").hits == ()
    assert guidance.empty_searches() == ()


def test_numbers_that_may_be_somebodys_are_not_remembered(offered):
    guidance.search("99010119500101001X")
    assert guidance.empty_searches() == ()


def test_a_flood_of_empty_searches_writes_one_row_a_second(offered):
    for number in range(50):
        guidance.search(f"火星 {number}")
    assert len(guidance.empty_searches()) == 1


@pytest.mark.parametrize(
    "content",
    ["hello", "fillers: 1", "synonyms: []", "fillers: []\nsynonyms: [{say: [a]}]", "fillers: []\nsynonyms: [a]", ":"],
)
def test_a_faulty_synonym_file_is_named(tmp_path, content):
    (tmp_path / "synonyms.yaml").write_text(content)
    with pytest.raises(guidance.UnableToInstallSynonyms, match=r"synonyms\.yaml"):
        guidance.install_synonyms(tmp_path / "synonyms.yaml")

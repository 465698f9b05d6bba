"""The search as rooms and doors call it: over the real catalogue tables."""

import pytest

from tongban.offer.catalogue import api as catalogue
from tongban.offer.guidance import api as guidance
from tongban.offer.guidance import current
from tongban.offer.guidance.models import EmptySearch
from tongban.offer.guidance.operations import search_items
from tongban.offer.guidance.tests.factories import SEEDS, CardFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(search_items, "_noted_at", -10.0)
    current.forget()
    yield
    current.forget()


@pytest.fixture
def offered(monkeypatch):
    """A catalogue of one card that a test may change; its revision follows."""
    cards = [CardFactory()]
    monkeypatch.setattr(catalogue, "all_cards", lambda: tuple(cards))
    monkeypatch.setattr(catalogue, "revision", lambda: len(cards))
    return cards


def test_an_item_is_found_by_how_people_speak(offered):
    guidance.install_synonyms(SEEDS / "synonyms.yaml")
    result = guidance.search("我的身份证掉了，咋整？")
    assert [hit.card.name for hit in result.hits] == ["居民身份证丢失补领"]


def test_a_search_and_a_suggestion_ask_the_database_nothing(offered, django_assert_num_queries):
    guidance.refresh()
    with django_assert_num_queries(0):
        guidance.search("身份证")
        guidance.suggest("身份")


def test_a_changed_catalogue_is_followed(offered):
    assert guidance.search("结婚登记").hits == ()
    offered.append(CardFactory(name="内地居民结婚登记", aliases=()))
    guidance.refresh()
    assert guidance.search("结婚登记").hits[0].card.name == "内地居民结婚登记"


def test_changed_synonyms_are_followed(offered, tmp_path):
    assert guidance.search("小卡片").hits == ()
    (tmp_path / "synonyms.yaml").write_text("fillers: []\nsynonyms: [{say: [小卡片], mean: [居民身份证]}]")
    assert guidance.install_synonyms(tmp_path / "synonyms.yaml") == 1
    guidance.refresh()
    assert guidance.search("小卡片").hits
    (tmp_path / "synonyms.yaml").write_text("fillers: []\nsynonyms: []")
    assert guidance.install_synonyms(tmp_path / "synonyms.yaml") == 0
    guidance.refresh()
    assert guidance.search("小卡片").hits == ()


def test_a_change_is_looked_for_after_the_interval_and_the_old_index_goes_on_answering(offered, settings, monkeypatch):
    guidance.refresh()
    started = []
    monkeypatch.setattr(current.threading.Thread, "start", lambda thread: started.append(thread.name))
    offered.append(CardFactory(name="内地居民结婚登记"))
    assert guidance.search("结婚登记").hits == ()
    assert started == []
    settings.TONGBAN_SEARCH_REFRESH_SECONDS = 0
    assert guidance.search("结婚登记").hits == ()
    assert started == ["search-index"]


def test_what_finds_nothing_is_counted_without_a_person(offered, monkeypatch):
    for _ in range(2):
        guidance.search("  火星<b>旅游</b>签证 ")
        monkeypatch.setattr(search_items, "_noted_at", -10.0)
    [missed] = guidance.empty_searches()
    assert (missed.text, missed.count) == ("火星 旅游 签证", 2)
    assert {field.name for field in EmptySearch._meta.fields} == {"text", "count", "last_at"}


def test_numbers_that_may_be_somebodys_are_not_remembered(offered):
    guidance.search("99010119500101001X")
    assert guidance.empty_searches() == ()


def test_a_flood_of_empty_searches_writes_one_row_a_second(offered):
    for number in range(50):
        guidance.search(f"火星 {number}")
    assert len(guidance.empty_searches()) == 1


@pytest.mark.parametrize("content", ["hello", "fillers: 1", "synonyms: []", "fillers: []\nsynonyms: [{say: [a]}]", ":"])
def test_a_faulty_synonym_file_is_named(tmp_path, content):
    (tmp_path / "synonyms.yaml").write_text(content)
    with pytest.raises(guidance.UnableToInstallSynonyms, match=r"synonyms\.yaml"):
        guidance.install_synonyms(tmp_path / "synonyms.yaml")

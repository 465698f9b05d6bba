import pytest

from tongban.offer.guidance.answers import Reason
from tongban.offer.guidance.index import SearchIndex
from tongban.offer.guidance.queries import Choice
from tongban.offer.guidance.tests.factories import CardFactory, seed_cards, seed_language


@pytest.fixture(scope="module")
def index():
    return SearchIndex(seed_cards().values(), seed_language())


def search(index, query, **filters):
    return index.search(query, choose=Choice(**filters), limit=10)


@pytest.mark.parametrize(
    ("query", "reason", "text"),
    [
        ("居民身份证丢失", Reason.NAME, "居民身份证丢失"),
        ("补办身份证", Reason.ALIAS, "补办身份证"),
        ("吊车", Reason.SYNONYM, "特种设备使用登记"),
        ("居主证", Reason.SOUND, "办居住证"),
    ],
)
def test_a_hit_says_why_it_was_found(index, query, reason, text):
    _, _, hits = search(index, query)
    assert (hits[0].why.reason, hits[0].why.text) == (reason, text)
    assert text in hits[0].why.sentence


def test_traditional_characters_find_the_same_as_simplified(index):
    assert search(index, "居民身份證丟失補領")[2] == search(index, "居民身份证丢失补领")[2]


def test_what_was_understood_is_told_when_it_was_spelled(index):
    assert search(index, "jiehundengji")[1] == "结婚登记"
    assert search(index, "结婚登记")[1] is None


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "\x00\x01\x02",
        "的",
        "😀",
        "<b></b>",
        "火星旅游签证",
        "asdfghjkl",
        "' OR 1=1 --",
        "qwrt:(",
        "\\",
        "*?~^[]{}",
    ],
)
def test_what_means_nothing_finds_nothing(index, query):
    assert search(index, query)[2] == ()


@pytest.mark.parametrize("piece", ["身份证", "a", "<", "补 ", "\u202e", "𠮷", "sfz "])
def test_ten_million_characters_are_answered_as_quickly_as_ten(index, piece):
    asked, _, _ = search(index, piece * (10_000_000 // len(piece)))
    assert len(asked) <= 120


def test_the_card_of_the_nearest_authority_is_shown_once():
    cards = [
        CardFactory(basic_code="000709010003", region_code=code, code=code) for code in ("990101", "990102", "9901")
    ]
    index = SearchIndex(cards, seed_language())
    assert [hit.card.code for hit in search(index, "补办身份证", region="990102")[2]] == ["990102"]
    assert [hit.card.code for hit in search(index, "补办身份证", region="990103")[2]] == ["9901"]
    assert len(search(index, "补办身份证")[2]) == 1


def test_filters_keep_to_an_audience_and_to_what_is_online():
    people = CardFactory(name="税务登记", code="people", aliases=(), audience=("natural",), online_depth=2)
    firms = CardFactory(name="税务登记变更", code="firms", aliases=(), audience=("legal",), online_depth=4)
    index = SearchIndex([people, firms], seed_language())
    assert [hit.card.code for hit in search(index, "税务登记", audience="natural")[2]] == ["people"]
    assert [hit.card.code for hit in search(index, "税务登记", online=True)[2]] == ["firms"]
    assert search(index, "税务登记", region="44")[2] == ()


@pytest.mark.parametrize("typed", ["居民身份证丢", "补办身", "bbsfz", "bubansh", "補辦"])
def test_what_is_typed_so_far_is_completed(index, typed):
    names = [suggestion.name for suggestion in index.suggest(typed, choose=Choice(), limit=8)]
    assert "居民身份证丢失补领" in names


def test_a_suggestion_names_an_item_once_and_the_shortest_first(index):
    suggestions = index.suggest("身份证", choose=Choice(), limit=20)
    assert len({suggestion.code for suggestion in suggestions}) == len(suggestions)
    assert index.suggest("", choose=Choice(), limit=8) == ()


def test_an_index_of_nothing_answers_nothing():
    index = SearchIndex([], seed_language())
    assert len(index) == 0
    assert search(index, "身份证")[2] == ()

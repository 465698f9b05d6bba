import threading

import pytest
from django.utils import translation

from tongban.offer.guidance.answers import Reason
from tongban.offer.guidance.offers import Wanted
from tongban.offer.guidance.tests.factories import EntryFactory, index_of, seed_entries, seed_language


@pytest.fixture(scope="module")
def index():
    return index_of(*seed_entries())


def names(index, query, limit=10):
    found = index.search(query, wanted=Wanted(), limit=limit).found
    return [index.texts.entries[each.item_id].name for each in found]


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
    found = index.search(query, wanted=Wanted(), limit=10).found
    assert (found[0].why.reason, found[0].why.text) == (reason, text)
    with translation.override("zh-hans"):
        assert text in found[0].why.sentence


def test_traditional_characters_find_the_same_as_simplified(index):
    assert names(index, "居民身份證丟失補領") == names(index, "居民身份证丢失补领")


@pytest.mark.parametrize(
    ("typed", "understood"),
    [("jiehundengji", "结婚登记"), ("结婚登记", None), ("接婚登记", "结婚登记"), ("结婚deng记", "结婚登记")],
)
def test_what_was_understood_is_told_when_it_was_spelled(index, typed, understood):
    assert index.search(typed, wanted=Wanted(), limit=1).understood == understood


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "\x00\x01\x02",
        "的",
        "😀",
        "<b></b>",
        "红烧肉做法",
        "asdfghjkl",
        "' OR 1=1 --",
        "qwrt:(",
        "\\",
        "*?~^[]{}",
        "\ud800",
    ],
)
def test_what_means_nothing_finds_nothing(index, query):
    assert names(index, query) == []


def test_where_nothing_is_found_the_nearest_titles_are_told(index):
    answer = index.search("诊所打针", wanted=Wanted(region="44"), limit=10)
    assert (answer.found, answer.total) == ((), 0)
    assert answer.nearest == ()  # it is a filter that keeps the answers away
    assert len(index.nearest("红烧肉做法登", limit=3)) == 3


@pytest.mark.parametrize("piece", ["身份证", "a", "<", "补 ", "\u202e", "𠮷", "sfz "])
def test_ten_million_characters_are_answered_as_quickly_as_ten(index, piece):
    asked = index.search(piece * (10_000_000 // len(piece)), wanted=Wanted(), limit=3).asked
    assert len(asked) <= 120


@pytest.mark.parametrize("typed", ["居民身份证丢", "补办身", "bbsfz", "bubansh", "補辦"])
def test_what_is_typed_so_far_is_completed(index, typed):
    found = index.suggest(typed, wanted=Wanted(), limit=8)
    assert "居民身份证丢失补领" in [index.texts.entries[each.item_id].name for each in found]


def test_a_suggestion_names_an_item_once_and_the_shortest_first(index):
    found = index.suggest("身份证", wanted=Wanted(), limit=20)
    assert len({each.item_id for each in found}) == len(found) > 2
    assert index.suggest("", wanted=Wanted(), limit=8) == ()
    assert index.suggest("身份证", wanted=Wanted(region="44"), limit=8) == ()


def test_an_item_is_also_known_by_the_name_that_everybody_uses():
    index = index_of(EntryFactory(name="社会保障卡挂失", aliases=()))
    assert [each.text for each in index.suggest("社保卡", wanted=Wanted(), limit=3)] == ["社保卡挂失"]
    assert names(index, "sbkgs") == ["社会保障卡挂失"]


def test_what_is_done_later_is_meant_only_by_who_says_so():
    index = index_of(*(EntryFactory(name=f"养蜂证{deed}", aliases=()) for deed in ("注销", "申领", "变更")))
    assert names(index, "养蜂证")[0] == "养蜂证申领"
    assert names(index, "养蜂证注销")[0] == "养蜂证注销"


def test_the_kinds_of_one_item_do_not_crowd_out_another():
    kinds = [
        EntryFactory(name=f"渔船检验（{kind}）", aliases=(), summary="") for kind in ("首次", "年度", "临时", "附加")
    ]
    index = index_of(*kinds, EntryFactory(name="渔船登记", aliases=(), summary=""))
    assert "渔船登记" in names(index, "渔船", limit=3)


def test_at_which_level_an_authority_acts_is_no_part_of_what_an_item_is_called():
    index = index_of(
        EntryFactory(name="临时用地审批（县级权限）", aliases=()), EntryFactory(name="县级公路命名", aliases=())
    )
    assert index.texts.labels[0].core == "临时用地审批"


def test_an_index_of_nothing_answers_nothing():
    index = index_of(language=seed_language())
    assert len(index) == 0
    assert index.search("身份证", wanted=Wanted(), limit=3).found == ()
    assert index.suggest("身份证", wanted=Wanted(), limit=3) == ()
    assert index.nearest("身份证", limit=3) == ()


def test_questions_asked_at_once_do_not_disturb_one_another(index):
    alone = {query: names(index, query) for query in ("身份证丢了", "开饭店", "sfzds", "結婚登記")}
    wrong = []

    def ask(query):
        wrong.extend(query for _ in range(25) if names(index, query) != alone[query])

    threads = [threading.Thread(target=ask, args=[query]) for query in alone for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []

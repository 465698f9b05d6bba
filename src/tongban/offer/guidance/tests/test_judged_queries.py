"""The search is held to a set of questions that was written before it was tuned."""

import time
from itertools import cycle, islice

import pytest
import yaml

from tongban.offer.guidance.index import SearchIndex
from tongban.offer.guidance.queries import Choice
from tongban.offer.guidance.tests.factories import SEEDS, CardFactory, seed_cards, seed_language


@pytest.fixture(scope="module")
def index():
    return SearchIndex(seed_cards().values(), seed_language())


@pytest.fixture(scope="module")
def judged():
    return yaml.safe_load((SEEDS / "judged_queries.yaml").read_text())


def found(index, query):
    return [hit.card.code for hit in index.search(query, choose=Choice(), limit=3)[2]]


def test_every_judged_item_is_in_the_catalogue(judged):
    assert len(judged) >= 150
    assert {row["item"] for row in judged} <= set(seed_cards())


def test_four_of_five_questions_are_answered_first_and_nineteen_of_twenty_among_three(index, judged):
    answers = [(row["query"], row["item"], found(index, row["query"])) for row in judged]
    missed_first = [(query, codes) for query, item, codes in answers if codes[:1] != [item]]
    missed = [(query, codes) for query, item, codes in answers if item not in codes]
    assert len(missed_first) <= 0.20 * len(judged), missed_first
    assert len(missed) <= 0.05 * len(judged), missed


def test_a_real_catalogue_is_indexed_in_seconds_and_answers_in_milliseconds(judged):
    names = [card.name for card in seed_cards().values()]
    forms = [f"{name}（{change}）" for change in ("变更", "延续", "注销", "补发") for name in names]
    titles = [f"{form}{number}" for number, form in enumerate(islice(cycle(forms), 1_150))]
    imported = [CardFactory(name=title, name_en="", summary="", aliases=(), state="imported") for title in titles]
    started = time.perf_counter()
    index = SearchIndex([*seed_cards().values(), *imported], seed_language())
    assert time.perf_counter() - started < 6  # 0.6 s on an idle machine
    spent = []
    for row in judged:
        started = time.process_time()
        found(index, row["query"])
        spent.append(time.process_time() - started)
    assert sorted(spent)[int(len(spent) * 0.95)] < 0.020

"""
The same questions put to PostgreSQL's own full text search over the same catalogue, fairly built.

Texts are segmented beforehand with the product's segmenter, in Simplified script; names weigh most, then aliases, then
descriptions; questions lose their fillers and gain what their synonyms mean, and their words are joined by OR and ranked by
ts_rank. It has no pinyin and no nearness in meaning, which PostgreSQL does not offer. Once over the distinct titles, once over
all items, as a search without an index of distinct titles would have to.
"""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from benchmarks.figures import Figure, percentile
from benchmarks.installation import execute

if TYPE_CHECKING:
    from tongban.offer.guidance.api import Judged

QUESTIONS_OVER_ALL = 40  # each of them takes seconds
OVER_TITLES = """
    SELECT name FROM bench_titles, to_tsquery('simple', %s) AS query WHERE words @@ query
    ORDER BY ts_rank('{0.05, 0.1, 0.6, 1.0}', words, query, 1) DESC, length(name), name LIMIT 10
"""
OVER_ITEMS = """
    SELECT name FROM (
        SELECT title, max(ts_rank('{0.05, 0.1, 0.6, 1.0}', words, query, 1)) AS rank
        FROM bench_items, to_tsquery('simple', %s) AS query WHERE words @@ query GROUP BY title
        ORDER BY rank DESC LIMIT 10
    ) AS found JOIN bench_titles USING (title) ORDER BY rank DESC, length(name), name
"""


def measure(questions: "Sequence[Judged]") -> list[Figure]:
    """Return times and hits of PostgreSQL full text."""
    from benchmarks.search import hits, judged

    started = time.perf_counter()
    _build()
    built = time.perf_counter() - started
    queries = _queries(questions)
    times: dict[str, list[float]] = {"titles": [], "items": []}

    def ask(over: str, statement: str, question: str) -> Sequence[str]:
        started = time.perf_counter()
        rows = execute(statement, [queries[question]]) if queries[question] else []
        times[over].append((time.perf_counter() - started) * 1000)
        return [str(name) for (name,) in rows]

    report = judged(questions, lambda question: ask("titles", OVER_TITLES, question))
    for question in questions[:: max(len(questions) // QUESTIONS_OVER_ALL, 1)]:
        ask("items", OVER_ITEMS, question.query)
    return [
        Figure("full text", "PostgreSQL, built over titles and items", built, "s"),
        *(
            Figure("full text", f"PostgreSQL over {over}, {percent} of 100 within", percentile(taken, percent), "ms")
            for over, taken in times.items()
            for percent in (50, 95)
        ),
        *hits("full text", report, way="PostgreSQL, "),
    ]


def _build() -> None:
    from tongban.groundwork.foundation.text import to_simplified
    from tongban.offer.catalogue import api as catalogue
    from tongban.offer.guidance.rules import tidy
    from tongban.offer.guidance.speech import weighted

    entries = list(catalogue.distinct_entries())

    def segmented(texts: Sequence[str]) -> list[str]:
        return [" ".join(weighted(to_simplified(tidy(text)))) for text in texts]

    execute("CREATE TABLE bench_titles (title text PRIMARY KEY, name text, words tsvector)")
    execute(
        """
        INSERT INTO bench_titles
        SELECT title, name, setweight(to_tsvector('simple', named), 'A') || setweight(to_tsvector('simple', alias), 'B')
                            || setweight(to_tsvector('simple', about), 'D')
        FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[]) AS given (title, name, named, alias, about)
        """,
        [
            [entry.group_code for entry in entries],
            [entry.name for entry in entries],
            segmented([entry.name for entry in entries]),
            segmented([" ".join(entry.aliases) for entry in entries]),
            segmented([" ".join((entry.summary, entry.main_item, *entry.themes)) for entry in entries]),
        ],
    )
    execute("CREATE INDEX ON bench_titles USING gin (words)")
    execute("SET maintenance_work_mem TO '256MB'")
    execute(
        "CREATE TABLE bench_items AS SELECT item.id, basic_id AS title, words"
        " FROM catalogue_item AS item JOIN bench_titles ON title = basic_id"
    )
    execute("CREATE INDEX ON bench_items USING gin (words)")
    execute("ANALYZE bench_titles, bench_items")


def _queries(questions: "Sequence[Judged]") -> dict[str, str]:
    """Return each question as a query of full text: its words and what its sayings mean, joined by OR."""
    from tongban.offer.guidance.current import current_index

    listener = current_index().texts.listener
    heard = {question.query: listener.hear(question.query) for question in questions}
    words = {query: {*each.words, *each.meant_words} for query, each in heard.items()}
    return {
        query: " | ".join(f"'{word}'" for word in sorted(found) if "'" not in word) for query, found in words.items()
    }

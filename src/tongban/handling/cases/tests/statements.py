"""Counting SQL statements: those that do work, without the frame of transactions."""

from django.test.utils import CaptureQueriesContext

FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def counted(queries: CaptureQueriesContext) -> list[str]:
    return [query["sql"][:90] for query in queries.captured_queries if not query["sql"].startswith(FRAME)]

"""Clear away what killed processes left half-written, and printed matter that nobody asked for lately."""

from datetime import timedelta

from tongban.groundwork.documents import storage
from tongban.groundwork.foundation import clock

KEPT_FOR = timedelta(days=1)
PRINTED_KEPT_FOR = timedelta(days=30)
PRINTED_BYTES = 500_000_000


def tidy_files() -> int:
    """
    Remove half-written files older than a day, and printed matter older than 30 days or beyond 500 MB; return how many.

    Printed matter is made again when somebody asks for it.
    """
    oldest = (clock.now() - KEPT_FOR).timestamp()
    left_behind = [path for path in storage.unfinished() if path.stat().st_mtime < oldest]
    for path in left_behind:
        path.unlink(missing_ok=True)
    printed_before = (clock.now() - PRINTED_KEPT_FOR).timestamp()
    return len(left_behind) + storage.forget_printed(older_than=printed_before, most_bytes=PRINTED_BYTES)

"""Clear away what processes that were killed in the middle of an upload or a rendering left behind."""

from datetime import timedelta

from tongban.groundwork.documents import storage
from tongban.groundwork.foundation import clock

KEPT_FOR = timedelta(days=1)


def tidy_files() -> int:
    """Remove half-written files older than a day; return how many. Made for a daily run."""
    oldest = (clock.now() - KEPT_FOR).timestamp()
    left_behind = [path for path in storage.unfinished() if path.stat().st_mtime < oldest]
    for path in left_behind:
        path.unlink(missing_ok=True)
    return len(left_behind)

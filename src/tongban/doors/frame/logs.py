"""Log lines as JSON objects, one a line, without personal data: no addresses with queries, no bodies, no exception texts."""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")
FACTS = ("method", "route", "status", "milliseconds", "bytes", "visitor", "job", "count")


class JsonFormatter(logging.Formatter):
    """
    Writes time, level, logger, message, the request's id and the facts a line was given by `extra`.

    Of an exception it writes the kind and the places in the code: its text may quote what people typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "message": self._message(record),
        }
        if request_id.get():
            line["request"] = request_id.get()
        line |= {name: getattr(record, name) for name in FACTS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["places"] = [
                f"{place.filename}:{place.lineno} {place.name}" for place in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False, default=str)

    @staticmethod
    def _message(record: logging.LogRecord) -> str:
        # Django's own lines carry the path, which may hold the number of a case; the access line has the route instead.
        return str(record.msg) if record.name.startswith("django.") else record.getMessage()

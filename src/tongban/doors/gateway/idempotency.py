"""Each POST with effects may carry an Idempotency-Key: asked again with it, the deed is not done again, the answer is the same."""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from tongban.doors.gateway.models import KeptAnswer
from tongban.groundwork.foundation import clock, crypto, rows
from tongban.groundwork.foundation.errors import DomainError

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
HOURS_KEPT = 24
NOBODY = UUID(int=0)

_KEY = re.compile(r"[!-~]{1,80}", re.ASCII)
_NOT_KEPT = {401, 429}  # would be answered otherwise a moment later, though nothing else had changed
_TIDY_ONCE_IN = 200
_TIDY_ROWS = 1000

# The lock and the look in one statement. An answer committed between the two is met by the unique constraint below.
_CLAIM = """
SELECT pg_try_advisory_xact_lock(hashtextextended(%s::text, 0)), kept.digest, kept.status, kept.media_type, kept.body
  FROM (SELECT) AS one LEFT JOIN gateway_keptanswer kept ON kept.holder = %s::uuid AND kept.key = %s::text
"""


class UnableToUseKey(DomainError):
    """The Idempotency-Key is empty, too long, or holds other than visible ASCII characters."""

    code = "idempotency.malformed"
    sentence = _("Idempotency-Key 应为 1 至 80 个可见的 ASCII 字符，不含空格。")
    status = 400


class UnableToReuseKey(DomainError):
    """The Idempotency-Key came before with another request: take a new key for a new deed."""

    code = "idempotency.reused"
    sentence = _("这个 Idempotency-Key 已用于另一个请求。新的请求请换一个新的键。")
    status = 422


class UnableWhileUnderWay(DomainError):
    """The first request with this key is still being worked on: ask again in a moment."""

    code = "idempotency.under_way"
    sentence = _("同一个 Idempotency-Key 的请求正在处理。请稍候用同一个键再试，会得到同样的结果。")
    status = 409


class _NotKept(Exception):
    """The answer is given but not kept, and what was done is undone."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def key_of(request: HttpRequest) -> str:
    """Return the request's Idempotency-Key, "" without one."""
    key = request.headers.get(HEADER)
    if key is None:
        return ""
    if not _KEY.fullmatch(key):
        raise UnableToUseKey
    return key


def once(request: HttpRequest, act: Callable[[], HttpResponse], *, whole: bool = False) -> HttpResponse:
    """
    Do a deed once per account and key; without a key simply do it.

    `act` answers refusals of the domain itself, so that they too are kept. A `whole` deed is one that goes through or is
    undone as a whole: it needs no savepoints, and what it refuses halfway is not kept.
    """
    key = key_of(request)
    if not key:
        return act()
    holder = request.holder.account.pk if hasattr(request, "holder") else NOBODY
    digest = _digest(request)
    try:
        with transaction.atomic(), rows.together():
            if earlier := _earlier(holder, key, digest):
                return earlier
            with _without_savepoints() if whole else nullcontext():
                response = act()
            if response.status_code >= 500 or response.status_code in _NOT_KEPT or transaction.get_rollback():
                raise _NotKept(response)
            _keep(holder, key, digest, response)
    except _NotKept as undone:
        return undone.response
    except IntegrityError as clash:
        if "one_answer_per_idempotency_key" not in str(clash):
            raise
        raise UnableWhileUnderWay from clash
    if secrets.randbelow(_TIDY_ONCE_IN) == 0:
        forget_old_answers()
    return response


def forget_old_answers() -> int:
    """Forget answers older than a day, a thousand at most; return how many."""
    old = KeptAnswer.objects.filter(kept_at__lt=clock.now() - timedelta(hours=HOURS_KEPT)).order_by("kept_at")
    count, _models = KeptAnswer.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:_TIDY_ROWS])).delete()
    return count


@contextmanager
def _without_savepoints() -> Iterator[None]:
    """
    Let the deed's own atomic block be this transaction instead of a savepoint in it: two statements less.

    Django asks each connection whether it has savepoints; a block that fails without one marks the transaction to be undone.
    """
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        connection.features.uses_savepoints = True


def _earlier(holder: UUID, key: str, digest: str) -> HttpResponse | None:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [f"{holder}:{key}", holder, key])
        is_ours, kept_digest, status, media_type, body = cursor.fetchone()
    if kept_digest is None:
        if not is_ours:
            raise UnableWhileUnderWay
        return None
    if kept_digest != digest:
        raise UnableToReuseKey
    text: Any = KeptAnswer._meta.get_field("body").from_db_value(body, None, None)
    return HttpResponse(text, status=status, content_type=media_type, headers={REPLAYED: "true"})


def _keep(holder: UUID, key: str, digest: str, response: HttpResponse) -> None:
    answer = KeptAnswer(
        holder=holder,
        key=key,
        digest=digest,
        status=response.status_code,
        media_type=response.headers["Content-Type"],
        body=response.content.decode(),
        kept_at=clock.now(),
    )
    rows.add(answer)


def _digest(request: HttpRequest) -> str:
    """Return a keyed digest of what is asked: the plain one of a short body, with a password say, could be guessed."""
    content = hashlib.sha256()
    content.update(f"{request.method} {request.get_full_path()} {request.headers.get('On-Behalf-Of', '')}\n".encode())
    if (request.content_type or "").startswith("multipart/"):
        for name, values in sorted(request.POST.lists()):
            content.update(repr((name, values)).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                content.update(repr((name, file.name, file.size)).encode())
                for chunk in file.chunks():
                    content.update(chunk)
                file.seek(0)
    else:
        content.update(request.body)
    return crypto.lookup_key(content.hexdigest(), use="gateway.idempotency")

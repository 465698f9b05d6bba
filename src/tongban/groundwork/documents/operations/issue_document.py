"""Issue an official document: it has its number at once, its PDF is made by the worker."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from django.db import connection
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.documents.events import DocumentAwaitsRendering
from tongban.groundwork.documents.letters.versions import variants_for
from tongban.groundwork.documents.models import LetterVersion, NumberSeries, OfficialDocument
from tongban.groundwork.documents.queries import summary_of_document
from tongban.groundwork.documents.rules import number_prefix
from tongban.groundwork.documents.template_data import Kind, kinds, mark_of
from tongban.groundwork.documents.types import DocumentSummary, Issuer
from tongban.groundwork.foundation import clock, crypto, news
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.foundation.fields import EncryptedTextField
from tongban.groundwork.foundation.identifiers import uuid7

INSERT = f"""
    INSERT INTO {OfficialDocument._meta.db_table}
        (id, kind, title, number, serial, year, subject, issuer_code, issuer_name, region_code,
         recipient, facts, issued_at, attempt_after, letter_id, attempts, digest, last_error)
"""  # noqa: S608 - table names only

# The text in force on the day: the issuer's own, else that of the item type, else the general one.
LETTER = f"""
    SELECT letter.id FROM {LetterVersion._meta.db_table} AS letter
    WHERE letter.kind = %s AND letter.variant = ANY(%s) AND letter.effective_from <= %s
    ORDER BY array_position(%s, letter.variant), letter.number DESC LIMIT 1
"""  # noqa: S608 - table names only

NUMBERED = f"""
    WITH counted AS (
        INSERT INTO {NumberSeries._meta.db_table} AS series (issuer_code, kind, year, last) VALUES (%s, %s, %s, 1)
        ON CONFLICT (issuer_code, kind, year) DO UPDATE SET last = series.last + 1
        RETURNING last
    )
    {INSERT}
    SELECT %s, %s, %s, %s || lpad(last::text, greatest(5, length(last::text)), '0') || '号', last,
           %s, %s, %s, %s, %s, %s, %s, %s, %s, ({LETTER}), 0, '', ''
    FROM counted
    RETURNING number
"""  # noqa: S608 - table names only

NUMBER_IN_FACTS = f"""
    {INSERT}
    VALUES (%s, %s, %s, %s, NULL, %s, %s, %s, %s, %s, %s, %s, %s, %s, NULL, 0, '', '')
    RETURNING number
"""


class UnableToIssueDocument(DomainError):
    """There is no such kind of official document, or a document that brings its own number lacks it."""

    code = "document.not_issuable"
    sentence = _("文书“{kind}”不能出具：文书种类不存在，或者缺少编号。请联系系统管理员核对文书种类。")


def issue_document(
    *, kind: str, subject: str, issuer: Issuer, recipient: str, facts: Mapping[str, Any]
) -> DocumentSummary:
    """
    Give an official document its number and keep its facts; one SQL statement.

    Numbers run without gaps per issuer, kind and year (of China Standard Time): the counter's row stays locked until
    the caller's transaction ends, so call this late in a deed, and always in the same order of kinds.
    `templates/kinds.yaml` lists the facts each kind can show; dates may be `date`s, lists of mappings make tables. The
    document keeps the text in force today, whatever becomes of it later.
    """
    about = kinds().get(kind)
    if about is None or (not about.mark and not facts.get("number")):
        raise UnableToIssueDocument(kind=kind)
    issued_at = clock.now()
    document = OfficialDocument(
        id=uuid7(),
        kind=kind,
        title=about.title_for(facts),
        year=clock.day_of(issued_at).year,
        subject=subject,
        issuer_code=issuer.code,
        issuer_name=issuer.name,
        region_code=issuer.region_code,
        recipient=recipient,
        facts=json.dumps(facts, ensure_ascii=False, default=_as_text),
        issued_at=issued_at,
        attempt_after=issued_at,
    )
    document.number = _insert(document, about, issuer, variants_for(issuer.code, facts))
    news.tell(DocumentAwaitsRendering())
    return summary_of_document(document)


def _insert(document: OfficialDocument, about: Kind, issuer: Issuer, variants: list[str]) -> str:
    tail = (
        document.year, document.subject, document.issuer_code, document.issuer_name, document.region_code,
        _sealed("recipient", document.recipient), _sealed("facts", document.facts), document.issued_at, document.attempt_after,
    )  # fmt: skip
    head = (document.id, document.kind, document.title)
    with connection.cursor() as cursor:
        if about.mark:
            prefix = number_prefix(mark=issuer.mark or mark_of(issuer.name), kind_mark=about.mark, year=document.year)
            series = (issuer.code, document.kind, document.year)
            letter = (document.kind, variants, clock.day_of(document.issued_at), variants)
            cursor.execute(NUMBERED, (*series, *head, prefix, *tail, *letter))
        else:
            cursor.execute(NUMBER_IN_FACTS, (*head, json.loads(document.facts)["number"], *tail))
        number: str = cursor.fetchone()[0]
    return number


def _sealed(column: str, text: str) -> bytes:
    field = cast(EncryptedTextField, OfficialDocument._meta.get_field(column))
    return crypto.seal(text, use=field.use)


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)

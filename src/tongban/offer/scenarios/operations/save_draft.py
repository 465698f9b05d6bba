"""Save the draft of a table, right or wrong, so that nothing typed is lost."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.offer.scenarios.errors import UnableToKeepUp, UnableToWorkOnTable
from tongban.offer.scenarios.models import Table
from tongban.offer.scenarios.queries import Report, guide_of, may_work_on, report_on
from tongban.registers.identity.api import Officer

MOST_BYTES = 400_000


class UnableToSaveTable(DomainError):
    """The table is longer than any table needs to be."""

    code = "scenario.too_long"
    sentence = _("表的内容太多，超过 400 KB，没有保存。请删去不用的行和例子，或者拆成两个事项的表。")
    status = 413


def save_draft(*, basic_code: str, body: Mapping[str, Any], officer: Officer, revision: int) -> Report:
    """
    Save a draft and return what is wrong in it; it is kept whether or not it could be published.

    `revision` is that of the draft the officer looked at: where somebody else was quicker, UnableToKeepUp.
    """
    if not may_work_on(officer, basic_code):
        raise UnableToWorkOnTable
    guide = guide_of(basic_code)
    whole = {**body, "basic_code": basic_code}
    if len(json.dumps(whole)) > MOST_BYTES:
        raise UnableToSaveTable
    with transaction.atomic():
        row = table_in_hand(basic_code, revision)
        row.body = whole
        row.revision += 1
        row.authors = [*dict.fromkeys((*row.authors, officer.account_id))]
        row.edited_by = signature(officer)
        row.edited_at = clock.now()
        row.save()
        ledger.record(
            deed="scenario.draft_saved",
            subject=f"scenario:{basic_code}",
            actor=officer.actor,
            region_code=officer.region_code,
            facts={"revision": row.revision},
        )
    return report_on(whole, guide)


def discard_draft(*, basic_code: str, officer: Officer, revision: int) -> None:
    """Throw the draft away; the versions stay."""
    if not may_work_on(officer, basic_code):
        raise UnableToWorkOnTable
    with transaction.atomic():
        row = table_in_hand(basic_code, revision)
        row.body, row.authors, row.edited_at = None, [], None
        row.edited_by = ""
        row.revision += 1
        row.save()
        ledger.record(
            deed="scenario.draft_discarded",
            subject=f"scenario:{basic_code}",
            actor=officer.actor,
            region_code=officer.region_code,
        )


def table_in_hand(basic_code: str, revision: int) -> Table:
    """Return the locked row of a table, made where there is none; raise UnableToKeepUp when it is not of this revision."""
    Table.objects.get_or_create(basic_id=basic_code)
    row = Table.objects.select_for_update().get(basic_id=basic_code)
    if row.revision != revision:
        raise UnableToKeepUp(who=row.edited_by or "—")
    return row


def signature(officer: Officer) -> str:
    return f"{officer.name}（{officer.post_name}）"[:160]

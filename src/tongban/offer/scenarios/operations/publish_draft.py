"""Publish a draft as the next version: by another person than wrote it, and only when nothing is wrong in it."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.offer.catalogue.rules import Guide
from tongban.offer.scenarios.errors import UnableToWorkOnTable
from tongban.offer.scenarios.models import Version
from tongban.offer.scenarios.operations.save_draft import signature, table_in_hand
from tongban.offer.scenarios.queries import guide_of, may_work_on, report_on
from tongban.offer.scenarios.rules import Table, known_of, table_body
from tongban.registers.identity.api import Officer

LONGEST_REASON = 500


class UnableToPublishTable(DomainError):
    """The draft cannot become a version: `why` says what to do first."""

    code = "scenario.unpublishable"
    sentence = _("不能发布：{why}")
    status = 422


def publish_draft(*, basic_code: str, officer: Officer, revision: int, effective_from: date, why: str) -> int:
    """
    Publish the draft of this revision and return the number of the version.

    Refused while there is a gap, an overlap, a row without use, a failed example or anything the guide does not have; to an author of
    the draft (four eyes); for a day before today or before the version in force; without a reason.
    """
    if not may_work_on(officer, basic_code):
        raise UnableToWorkOnTable
    guide = guide_of(basic_code)
    with transaction.atomic():
        row = table_in_hand(basic_code, revision)
        if row.body is None:
            raise UnableToPublishTable(why=_("没有正在修改的草稿。"))
        if officer.account_id in row.authors:
            raise UnableToPublishTable(why=_("您参与了这份草稿的修改，请由另一名事项管理人员审核发布。"))
        report = report_on(row.body, guide)
        if not report.is_publishable or report.table is None:
            raise UnableToPublishTable(
                why=_("还有 {count} 处问题，请改正后再发布。").format(count=len(report.all_problems))
            )
        _check(row.basic_id, effective_from, why)
        version = add_version(
            report.table,
            guide,
            effective_from=effective_from,
            authors=row.authors,
            edited_by=row.edited_by,
            published_by=officer.account_id,
            publisher=signature(officer),
            why=why.strip(),
        )
        row.body, row.authors = None, []
        row.revision += 1
        row.save()
        ledger.record(
            deed="scenario.published",
            subject=f"scenario:{basic_code}",
            actor=officer.actor,
            region_code=officer.region_code,
            reason=why.strip(),
            facts={"version": version.number, "digest": version.digest, "effective_from": effective_from.isoformat()},
        )
    return version.number


def add_version(table: Table, guide: Guide, *, effective_from: date, **signed: Any) -> Version:
    """Write the next version of a table, with what the guide asks for today beside it."""
    body = table_body(replace(table, known=known_of(guide)))
    last = Version.objects.filter(table_id=table.basic_code).order_by("-number").first()
    version = Version(
        table_id=table.basic_code,
        number=last.number + 1 if last else 1,
        body=body,
        digest=digest_of(body),
        effective_from=effective_from,
        published_at=clock.now(),
        **signed,
    )
    version.save()
    return version


def digest_of(body: dict[str, Any]) -> str:
    """Return the SHA-256 (hex) of a table as it is stored."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _check(basic_code: str, effective_from: date, why: str) -> None:
    if not why.strip():
        raise UnableToPublishTable(why=_("请写明修改的理由，它会留在历史记录里。"))
    if len(why) > LONGEST_REASON:
        raise UnableToPublishTable(why=_("理由最多 500 个字。"))
    last = Version.objects.filter(table_id=basic_code).order_by("-number").values_list("effective_from", flat=True)
    if effective_from < clock.today() or (last and effective_from < last[0]):
        raise UnableToPublishTable(why=_("生效日期不能早于今天，也不能早于上一个版本的生效日期。"))

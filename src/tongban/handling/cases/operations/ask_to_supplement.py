"""Ask the applicant, once, for everything that is missing (行政许可法第三十二条第一款第四项)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.applications import api as applications
from tongban.handling.cases.operations.common import (
    case_in_hand,
    issue,
    move,
    offer_of,
    tell_applicant,
    write_down,
)
from tongban.handling.cases.rules import Step
from tongban.handling.cases.views import Done, SupplementItem
from tongban.handling.workflow import api as workflow
from tongban.offer.catalogue.api import Offer
from tongban.offer.deadlines import api as deadlines
from tongban.registers.identity.api import Officer

WORKING_DAYS_TO_SUPPLY = 10


class UnableToAskForNothing(DomainError):
    """The notice lists nothing, something unknown, or something without a reason."""

    code = "case.supplement_incomplete"
    sentence = _("补正告知须一次列明全部内容：请逐项选择需要补正的材料或者填写内容，并写明理由。")
    status = 422


def ask_to_supplement(
    *,
    number: str,
    officer: Officer,
    items: Sequence[SupplementItem] | Sequence[Mapping[str, str]],
    working_days: int = WORKING_DAYS_TO_SUPPLY,
) -> Done:
    """
    Ask for everything that is missing: `items` name materials, or pages of the form, each with its reason.

    The clock of acceptance stands still until the supplement comes, which is hoped for within `working_days`.
    """
    case = case_in_hand(number, step=Step.ASK_TO_SUPPLEMENT, officer=officer)
    asked = _read(items, offer_of(case))
    today = clock.today()
    reply_by = deadlines.calendar().add_working_days(today, working_days)
    note = "；".join(f"{item.name}：{item.reason.rstrip('。；')}" for item in asked)
    with transaction.atomic(), rows.together():
        move(case, Step.ASK_TO_SUPPLEMENT, supplement_asked_on=today, supplement_items=[asdict(item) for item in asked])
        workflow.complete_task(
            subject=f"case:{case.number}", step="accept", result="supplement_asked", by=officer.account_id
        )
        applications.allow_supplement(application_id=case.application_id, codes=[item.code for item in asked])
        notice = issue(case, "supplement_notice", items=[asdict(item) for item in asked], due_on=reply_by)
        done = write_down(case, Step.ASK_TO_SUPPLEMENT, actor=officer.actor, note=note, document=notice)
        names = {"materials": "、".join(item.name for item in asked), "materials_en": _english(asked, offer_of(case))}
        tell_applicant(case, "supplement-asked", due=reply_by, **names)
    return done


def _english(asked: Sequence[SupplementItem], offer: Offer) -> str:
    names = {material.code: material.name_en for material in offer.guide.materials}
    names |= {page.code: page.title_en for page in offer.guide.form.pages}
    return ", ".join(names.get(item.code) or item.name for item in asked)


def _read(items: Sequence[SupplementItem] | Sequence[Mapping[str, str]], offer: Offer) -> tuple[SupplementItem, ...]:
    names = {material.code: material.name for material in offer.guide.materials}
    names |= {page.code: page.title for page in offer.guide.form.pages}
    asked = tuple(
        item
        if isinstance(item, SupplementItem)
        else SupplementItem(item.get("code", ""), item.get("name", ""), item.get("reason", "").strip())
        for item in items
    )
    if not asked or len({item.code for item in asked}) < len(asked):
        raise UnableToAskForNothing
    if any(item.code not in names or not item.reason for item in asked):
        raise UnableToAskForNothing
    return tuple(SupplementItem(item.code, item.name or names[item.code], item.reason) for item in asked)

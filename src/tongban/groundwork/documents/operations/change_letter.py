"""Work on the text of an official document: save it right or wrong, submit it, return it, throw it away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.documents.letters.bodies import Checked, checked
from tongban.groundwork.documents.letters.notation import LONGEST_TEXT
from tongban.groundwork.documents.letters.versions import GENERAL, version_in_force
from tongban.groundwork.documents.models import LetterDraft
from tongban.groundwork.documents.template_data import kinds, shipped_letters
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger

LONGEST_REASON = 500
LONGEST_VARIANT = 60


@dataclass(frozen=True)
class Keeper:
    """Who keeps the texts of documents: all of them, or (with `issuers`) those that the issuers of these codes have of their own."""

    actor: Actor
    region_code: str
    issuers: frozenset[str] | None = None

    def reaches(self, variant: str) -> bool:
        return self.issuers is None or variant in self.issuers


class UnableToFindLetter(DomainError):
    """There is no such kind of document, or no such version of its text."""

    code = "letter.unknown"
    sentence = _("没有这种文书或者这个版本。")
    status = 404


class UnableToReachLetter(DomainError):
    """The post does not reach this text: the general ones are kept by those who keep all of them."""

    code = "letter.out_of_reach"
    sentence = _("您的岗位只能修改本单位自己的文书文本，通用文本由全区的事项管理人员修改。")
    status = 403


class UnableToKeepUpWithLetter(DomainError):
    """Somebody else changed the text in the meantime."""

    code = "letter.overtaken"
    sentence = _("{who} 刚刚修改了这份文本。您写的内容还在下面，请核对后再保存。")


class UnableToSaveLetter(DomainError):
    """The text is longer than any letter needs to be."""

    code = "letter.too_long"
    sentence = _("全文超过 {most} 个字，没有保存。")
    status = 413


class UnableToSubmitLetter(DomainError):
    """The text cannot be submitted yet: `why` says what to do first."""

    code = "letter.unsubmittable"
    sentence = _("不能提交：{why}")
    status = 422


class UnableToPublishLetter(DomainError):
    """The text cannot become a version: `why` says what to do first."""

    code = "letter.unpublishable"
    sentence = _("不能发布：{why}")
    status = 422


@transaction.atomic
def save_letter(*, kind: str, variant: str, text: str, revision: int, keeper: Keeper) -> int:
    """
    Save a text as it was typed, right or wrong, and return its new revision; a submitted one is a draft again.

    `revision` is that of the text the keeper looked at: where somebody else was quicker, UnableToKeepUpWithLetter.
    """
    if len(text) > LONGEST_TEXT:
        raise UnableToSaveLetter(most=LONGEST_TEXT)
    draft = draft_in_hand(kind, variant, revision, keeper)
    draft.text = text
    draft.state = LetterDraft.State.DRAFT
    draft.authors = [*dict.fromkeys((*draft.authors, keeper.actor.reference))]
    draft.edited_by, draft.edited_at = signature(keeper), clock.now()
    return _kept(draft, keeper, "letter.draft_saved")


@transaction.atomic
def submit_letter(*, kind: str, variant: str, revision: int, why: str, effective_from: date, keeper: Keeper) -> None:
    """Hand a text over to be looked at by another person: nothing may be wrong in it, and why and since when is said."""
    draft = draft_in_hand(kind, variant, revision, keeper)
    if draft.text is None:
        raise UnableToSubmitLetter(why=_("没有正在修改的草稿。"))
    if count := len(checked_text(kind, variant, draft.text).faults):
        raise UnableToSubmitLetter(why=_("还有 {count} 处问题，请先改正。").format(count=count))
    if not why.strip() or len(why) > LONGEST_REASON:
        raise UnableToSubmitLetter(why=_("请写明修改的理由，最多 500 个字，它会留在历史记录里。"))
    if effective_from < clock.today():
        raise UnableToSubmitLetter(why=_("生效日期不能早于今天。"))
    draft.state, draft.why, draft.note = LetterDraft.State.SUBMITTED, why.strip(), ""
    draft.effective_from = effective_from
    _kept(draft, keeper, "letter.submitted", reason=draft.why)


@transaction.atomic
def return_letter(*, kind: str, variant: str, revision: int, note: str, keeper: Keeper) -> None:
    """Give a submitted text back to its authors, with what is to be changed."""
    draft = draft_in_hand(kind, variant, revision, keeper)
    if draft.text is None or draft.state != LetterDraft.State.SUBMITTED:
        raise UnableToPublishLetter(why=_("还没有提交审核。"))
    if not note.strip() or len(note) > LONGEST_REASON:
        raise UnableToPublishLetter(why=_("退回时请写明要改什么，最多 500 个字。"))
    draft.state, draft.note = LetterDraft.State.DRAFT, note.strip()
    _kept(draft, keeper, "letter.returned", reason=draft.note)


@transaction.atomic
def discard_letter(*, kind: str, variant: str, revision: int, keeper: Keeper) -> None:
    """Throw a text that is being worked on away; the versions stay."""
    draft = draft_in_hand(kind, variant, revision, keeper)
    draft.text, draft.authors, draft.why, draft.note, draft.effective_from = None, [], "", "", None
    draft.state = LetterDraft.State.DRAFT
    _kept(draft, keeper, "letter.discarded")


def checked_text(kind: str, variant: str, text: str) -> Checked:
    """Return what is wrong in a text, and what it stands for beside the general text of today."""
    general = version_in_force(kind, GENERAL, clock.today()) if variant != GENERAL else None
    return checked(kinds()[kind], text, general=general.body if general else None)


def draft_in_hand(kind: str, variant: str, revision: int, keeper: Keeper) -> LetterDraft:
    """Return the locked row of a text, made where there is none; refuse who does not reach it or read an older one."""
    if kind not in shipped_letters() or not variant or len(variant) > LONGEST_VARIANT:
        raise UnableToFindLetter
    if not keeper.reaches(variant):
        raise UnableToReachLetter
    LetterDraft.objects.get_or_create(kind=kind, variant=variant)
    draft = LetterDraft.objects.select_for_update().get(kind=kind, variant=variant)
    if draft.revision != revision:
        raise UnableToKeepUpWithLetter(who=draft.edited_by or "—")
    return draft


def record(
    keeper: Keeper, deed: str, draft: LetterDraft, *, reason: str = "", facts: Mapping[str, Any] | None = None
) -> None:
    """Write a deed on a text to the ledger."""
    ledger.record(
        deed=deed,
        subject=f"letter:{draft.kind}/{draft.variant}",
        actor=keeper.actor,
        region_code=keeper.region_code,
        reason=reason,
        facts={"revision": draft.revision, **(facts or {})},
    )


def signature(keeper: Keeper) -> str:
    """Return name and post of a keeper, as histories show them."""
    return f"{keeper.actor.name}（{keeper.actor.post}）"[:160]


def _kept(draft: LetterDraft, keeper: Keeper, deed: str, *, reason: str = "") -> int:
    draft.revision += 1
    draft.save()
    record(keeper, deed, draft, reason=reason)
    return draft.revision

"""A change goes to a second person: submitted, returned or reviewed, dropped."""

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.catalogue.models import Change, ChangeState
from tongban.offer.catalogue.operations.changing import (
    UnableToSubmitChange,
    locked_change,
    move,
    problems_of,
    require_state,
)
from tongban.offer.catalogue.rules import GuideProblem
from tongban.registers.identity.api import Officer


class UnableToReviewChange(DomainError):
    """Four eyes: who wrote a change, or anything in it, does not review it."""

    code = "change.own"
    sentence = _("这个变更您自己写过，要由没有参与起草的事项管理员审核。")
    status = 403


class UnableToReturnChange(DomainError):
    """Who returns a change says what to mend."""

    code = "change.no_note"
    sentence = _("请写明要改什么，再退回给起草人。")
    status = 422


@transaction.atomic
def submit_change(*, change_id: UUID, officer: Officer) -> None:
    """Hand a draft to the reviewer. Raise UnableToSubmitChange with everything that is wrong in it."""
    change = locked_change(change_id, officer)
    require_state(change, ChangeState.DRAFT)
    problems = (*problems_of(change), *_late(change))
    if problems:
        raise UnableToSubmitChange(problems)
    move(change, ChangeState.SUBMITTED, officer=officer, deed="submitted")


@transaction.atomic
def review_change(*, change_id: UUID, officer: Officer, agree: bool, note: str = "") -> None:
    """Agree to a change, or return it to its author with a note. Raise UnableToReviewChange for its author."""
    change = locked_change(change_id, officer)
    require_state(change, ChangeState.SUBMITTED)
    if officer.actor.reference in (change.author, *change.writers):
        raise UnableToReviewChange
    if not agree and not note.strip():
        raise UnableToReturnChange
    change.reviewer, change.reviewer_name, change.note = officer.actor.reference, officer.name, note
    if agree:
        move(change, ChangeState.REVIEWED, officer=officer, deed="reviewed")
    else:
        move(change, ChangeState.DRAFT, officer=officer, deed="returned")


@transaction.atomic
def drop_change(*, change_id: UUID, officer: Officer) -> None:
    """Give a change up before it takes effect."""
    change = locked_change(change_id, officer)
    require_state(change, *(ChangeState(state) for state in change.OPEN))
    move(change, ChangeState.DROPPED, officer=officer, deed="dropped")


def _late(change: Change) -> Iterator[GuideProblem]:
    """A rule does not bind backwards: what is submitted takes effect today or later."""
    if change.effective_from < clock.today():
        yield GuideProblem("effective_from", "in_the_past")

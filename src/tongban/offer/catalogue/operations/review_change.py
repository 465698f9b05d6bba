"""A change goes to a second person: submitted, returned or reviewed, dropped."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.catalogue.models import ChangeState
from tongban.offer.catalogue.operations.changing import (
    UnableToSubmitChange,
    locked_change,
    move,
    problems_of,
    require_state,
)
from tongban.registers.identity.api import Officer


class UnableToReviewChange(DomainError):
    """Four eyes: who wrote a change does not review it."""

    code = "change.own"
    sentence = _("这是您自己写的变更，要由另一位事项管理员审核。")
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
    problems = problems_of(change)
    if problems:
        raise UnableToSubmitChange(problems)
    move(change, ChangeState.SUBMITTED, officer=officer, deed="submitted")


@transaction.atomic
def review_change(*, change_id: UUID, officer: Officer, agree: bool, note: str = "") -> None:
    """Agree to a change, or return it to its author with a note. Raise UnableToReviewChange for its author."""
    change = locked_change(change_id, officer)
    require_state(change, ChangeState.SUBMITTED)
    if officer.actor.reference == change.author:
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

"""Write down that a case was archived (档案法第十四条): the last step of its life, taken by the platform."""

from collections.abc import Mapping
from uuid import UUID

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import system
from tongban.handling.cases.models import Case
from tongban.handling.cases.operations.common import move, write_down
from tongban.handling.cases.rules import State, Step
from tongban.handling.cases.views import Done

BY_PLATFORM = system("archive")


def hold_for_archive(case_id: UUID) -> bool:
    """Hold a closed case until the caller's transaction ends; say no when another worker has it or had it before."""
    waiting = Case.objects.select_for_update(skip_locked=True).filter(pk=case_id, state=State.CLOSED, archived_at=None)
    return waiting.values_list("id", flat=True).first() is not None


def archive_case(case_id: UUID, *, note: str, facts: Mapping[str, str | int]) -> Done:
    """Mark a case as archived, with the digests of its packages in the ledger; part of the caller's transaction."""
    case = Case.objects.get(pk=case_id)
    move(case, Step.ARCHIVE, archived_at=clock.now())
    return write_down(case, Step.ARCHIVE, actor=BY_PLATFORM, note=note, facts=facts)

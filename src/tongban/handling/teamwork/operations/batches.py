"""
One deed for several cases: each in its own transaction, with its own refusal, and told one by one.

A decision is never made so: it rests on each case by itself.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import Delivery
from tongban.handling.teamwork.models import Batch, BatchRow
from tongban.handling.teamwork.views import BatchOutcome
from tongban.registers.identity.api import Officer, Role

MOST_CASES = 100
LONGEST_TOLD = 300


class BatchDeed(StrEnum):
    """What may be done to several cases at once."""

    ACCEPT = "accept"
    DELIVER = "deliver"  # by electronic delivery, to those who agreed to it
    HAND_OUT = "hand_out"


class UnableToRunBatch(DomainError):
    """No case is chosen, too many, the deed is unknown, or the key is somebody else's."""

    code = "batch.faulty"
    sentence = gettext_lazy("请勾选 1 至 {most} 个办件，并选择可以批量办理的事。")
    status = 422


def run_batch(
    *, key: UUID, deed: str, numbers: Sequence[str], officer: Officer, to: UUID | None = None, note: str = ""
) -> tuple[BatchOutcome, ...]:
    """
    Do a deed to each of some cases, and return what came of each, in the order given.

    The same key again does nothing twice: what was told is told again, and what a crash left undone is done now. `to` and
    `note` are for handing out: the step that is open goes to that colleague.
    """
    numbers = list(dict.fromkeys(numbers))
    if deed not in list(BatchDeed) or not 0 < len(numbers) <= MOST_CASES or (deed == BatchDeed.HAND_OUT) != bool(to):
        raise UnableToRunBatch(most=MOST_CASES)
    batch, _is_new = Batch.objects.get_or_create(
        pk=key, defaults={"account": officer.account_id, "deed": deed, "begun_at": clock.now()}
    )
    if (batch.account, batch.deed) != (officer.account_id, deed):
        raise UnableToRunBatch(most=MOST_CASES)
    told = {row.number: row for row in BatchRow.objects.filter(batch=batch)}
    doing = _DEEDS[BatchDeed(deed)]
    for number in numbers:
        if number not in told:
            told[number] = _done(batch, number, partial(doing, number, officer, to, note))
    return tuple(BatchOutcome(number, told[number].is_done, told[number].code, told[number].told) for number in numbers)


def may_be_batched(step: str, officer: Officer) -> bool:
    """Say whether a step of the review plan may be taken for several cases at once by an officer."""
    return step in (BatchDeed.ACCEPT, BatchDeed.DELIVER) and Role.CLERK in officer.roles


def _done(batch: Batch, number: str, deed: Callable[[], str]) -> BatchRow:
    row = BatchRow(batch=batch, number=number[:18], is_done=True, code="")
    try:
        row.told = deed()[:LONGEST_TOLD]
    except DomainError as refusal:
        row.is_done, row.code, row.told = False, refusal.code, str(refusal)[:LONGEST_TOLD]
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # the same batch was sent twice at once: the other one has told it
        return BatchRow.objects.get(batch=batch, number=row.number)
    return row


def _accept(number: str, officer: Officer, _to: UUID | None, _note: str) -> str:
    done = cases.accept_application(number=number, officer=officer)
    return _("已受理，受理通知书 {number}").format(number=done.document.number if done.document else "")


def _deliver(number: str, officer: Officer, _to: UUID | None, _note: str) -> str:
    cases.close_case(number=number, officer=officer, delivery=Delivery.ELECTRONIC)
    return _("已电子送达并办结")


def _hand_out(number: str, officer: Officer, to: UUID | None, note: str) -> str:
    steps = [task.step for task in cases.open_steps_led_by(number, officer=officer)]
    if to is None or not steps:
        raise cases.UnableToHandOut
    name = cases.hand_out(number=number, step=steps[0], to=to, officer=officer, note=note)
    return _("已指派给{name}").format(name=name)


_DEEDS: Mapping[BatchDeed, Callable[[str, Officer, UUID | None, str], str]] = {
    BatchDeed.ACCEPT: _accept,
    BatchDeed.DELIVER: _deliver,
    BatchDeed.HAND_OUT: _hand_out,
}

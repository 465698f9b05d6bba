"""Supply a paper that was promised when the application was made (告知承诺)."""

from typing import BinaryIO

from django.db import transaction

from tongban.groundwork.foundation import rows
from tongban.handling.applications import api as applications
from tongban.handling.cases.operations.alarms import silence
from tongban.handling.cases.operations.common import move, own_case, write_down
from tongban.handling.cases.rules import AlarmKind, Step
from tongban.handling.cases.views import Done
from tongban.registers.identity.api import Applicant


def fulfil_commitment(*, number: str, applicant: Applicant, code: str, content: BinaryIO, name: str) -> Done:
    """
    Supply the promised paper of one material as a file.

    Raises `documents.UnableToKeepFile` for a file that cannot be taken, `UnableToFulfilCommitment` where nothing was promised.
    """
    case = own_case(number, step=Step.FULFIL_COMMITMENT, applicant=applicant)
    with transaction.atomic(), rows.together():
        fulfilled = applications.fulfil_commitment(
            application_id=case.application_id, applicant=applicant, code=code, content=content, name=name
        )
        move(case, Step.FULFIL_COMMITMENT, owes_paper=fulfilled.owes_more)
        if not fulfilled.owes_more:
            silence(case, [AlarmKind.COMMITMENT])
        return write_down(
            case, Step.FULFIL_COMMITMENT, actor=applicant.actor, note=fulfilled.name, facts={"material": code}
        )

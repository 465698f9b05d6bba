"""An officer keeps away from a case (回避): she withdraws, or it is decided. Her tasks are anybody's again."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, UUIDField, Value

from tongban.handling.cases.models import Case
from tongban.handling.cases.operations.common import found_case, subject_of
from tongban.handling.workflow import api as workflow


def keep_away(*, number: str, account_id: UUID) -> None:
    """
    Bar an account from a case from now on, from reading as from acting; inside the caller's deed, which says why.

    What she had in hand of it is open to her colleagues; what she has done stays done. Twice is the same as once.
    """
    case = found_case(number)
    Case.objects.filter(pk=case.pk).exclude(recused__contains=[account_id]).update(
        recused=Func(
            F("recused"),
            Value(account_id, output_field=UUIDField()),
            function="array_append",
            output_field=ArrayField(UUIDField()),
        ),
        revision=F("revision") + 1,
    )
    workflow.bar_from_tasks(subject=subject_of(case), account_id=account_id)

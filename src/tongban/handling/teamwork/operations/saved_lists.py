"""Keep a narrowed worklist under a name of one's own."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.teamwork.models import SavedList
from tongban.registers.identity.api import Officer

MOST_LISTS = 20
LONGEST_NAME = 30
LONGEST_VALUE = 64


class UnableToSaveList(DomainError):
    """The name is missing or too long, or there are too many lists."""

    code = "saved_list.faulty"
    sentence = _("请填写名称，最长 {longest} 字；每人最多保存 {most} 个筛选。")
    status = 422


@transaction.atomic
def save_list(*, officer: Officer, name: str, query: Mapping[str, str]) -> int:
    """Keep what narrows a worklist under a name; the same name again changes it."""
    name = name.strip()
    kept = {key: value[:LONGEST_VALUE] for key, value in query.items() if value}
    own = SavedList.objects.filter(account=officer.account_id)
    is_new = not own.filter(name=name).exists()
    if not name or len(name) > LONGEST_NAME or (is_new and own.count() >= MOST_LISTS):
        raise UnableToSaveList(longest=LONGEST_NAME, most=MOST_LISTS)
    row, _made = SavedList.objects.update_or_create(account=officer.account_id, name=name, defaults={"query": kept})
    return row.pk


def forget_list(list_id: int, *, officer: Officer) -> None:
    """Forget a list of one's own; it does nothing when it is not there."""
    SavedList.objects.filter(pk=list_id, account=officer.account_id).delete()

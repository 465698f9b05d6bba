"""Reads of the forms room, kept per process: elements for a minute, published forms for ever."""

import time
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.forms.models import Element, FormVersion
from tongban.offer.forms.rules import DataElement, FormDefinition

SECONDS_KEPT = 60  # how long another process may still go by elements that were changed here


class UnableToFindForm(DomainError):
    """There is no form of this version."""

    code = "form.unknown"
    sentence = _("没有编号为 {version} 的表单。")
    status = 404


def elements() -> dict[str, DataElement]:
    """Return every shared data element by its code."""
    return _elements(int(time.monotonic() / SECONDS_KEPT))


@lru_cache(maxsize=2000)
def form(version_id: int) -> FormDefinition:
    """Return a published form; raise UnableToFindForm when there is none of this version."""
    body = FormVersion.objects.filter(id=version_id).values_list("body", flat=True).first()
    if body is None:
        raise UnableToFindForm(version=version_id)
    return FormDefinition.from_dict(body)


def forget_kept() -> None:
    """Read the elements anew from now on, in this process."""
    _elements.cache_clear()


@lru_cache(maxsize=1)
def _elements(_minute: int) -> dict[str, DataElement]:
    return {code: DataElement.from_dict(body) for code, body in Element.objects.values_list("code", "body")}

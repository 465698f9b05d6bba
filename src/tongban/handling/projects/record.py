"""The shared record of a project: every value with where it came from, the latest counts."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any

from tongban.groundwork.foundation import clock
from tongban.handling.applications import api as applications
from tongban.handling.projects.errors import FieldProblem
from tongban.handling.projects.models import Contribution, Project
from tongban.handling.projects.views import FactView
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import DataElement, FormDefinition, Sensitivity, validate_page


class Origin(StrEnum):
    """Where a value came from."""

    REGISTRATION = "registration"
    APPLICATION = "application"
    LICENCE = "licence"
    CORRECTION = "correction"


def contributions_of(project: Project) -> list[Contribution]:
    """Return everything that was brought to a project, oldest first; bounded by its forms."""
    return list(Contribution.objects.filter(project=project).order_by("id"))


def values_of(contributions: Iterable[Contribution]) -> dict[str, Any]:
    """Return the value that counts for each element."""
    return {each.element: each.value for each in contributions}


def faults_in(asked: Collection[str], answers: Mapping[str, Any]) -> list[FieldProblem]:
    """Return what is wrong with answers to some elements."""
    elements = forms.elements()
    definition = FormDefinition.from_dict(
        [{"code": "facts", "title": "项目", "title_en": "Project", "fields": [{"element": each} for each in asked]}]
    )
    return [
        FieldProblem(each.element, each.code, forms.sentence_of(each, elements.get(each.element)))
        for each in validate_page(definition, elements, "facts", answers, clock.today())
    ]


def fact_views(contributions: Iterable[Contribution], *, clear: bool) -> tuple[FactView, ...]:
    """Return the record for a reader; personal values are masked unless it is `clear`."""
    brought: dict[str, list[Contribution]] = {}
    for each in contributions:
        brought.setdefault(each.element, []).append(each)
    elements = forms.elements()
    return tuple(
        _view(elements[code], rows[-1], len(rows) - 1, clear=clear)
        for code, rows in brought.items()
        if code in elements
    )


def _view(element: DataElement, row: Contribution, earlier: int, *, clear: bool) -> FactView:
    is_masked = not clear and element.sensitivity is Sensitivity.PERSONAL
    return FactView(
        element=element.code,
        name=element.name,
        name_en=element.name_en,
        value=applications.in_words(element, row.value, is_masked=is_masked),
        is_masked=is_masked,
        origin=row.origin,
        stage=row.stage,
        case_number=row.case_number,
        by_name=row.by_name,
        by_post=row.by_post,
        brought_at=row.brought_at,
        reason=row.reason,
        earlier=earlier,
    )

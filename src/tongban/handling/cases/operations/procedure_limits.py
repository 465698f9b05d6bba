"""How long an item lets a special procedure take: what its guide tells, with the basis, bounds what may be told of a case."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases.models import Case
from tongban.handling.cases.queries.facts import limits_offer
from tongban.handling.cases.rules import Ground
from tongban.handling.cases.sentences import ground_name
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import Limit, Unit, due_date


class UnableToTakeSoLong(DomainError):
    """The guide lets this special procedure take less time; it says by which rule."""

    code = "case.procedure_too_long"
    sentence = _("这个事项的{procedure}最长 {limit}（{basis}），告知的时间不能更长。")
    status = 422


def require_within(case: Case, ground: Ground, *, starts_on: date, expected_end: date) -> None:
    """Raise UnableToTakeSoLong when a procedure would take longer than the item's guide allows; without a bound all is well."""
    bound = next((each for each in limits_offer(case).guide.special_procedures if each.kind == ground), None)
    if bound is None:
        return
    limit = Limit(bound.amount, Unit(bound.unit))
    if expected_end > due_date(start=starts_on, limit=limit, calendar=deadlines.calendar()).day:
        raise UnableToTakeSoLong(procedure=ground_name(ground), limit=deadlines.limit_text(limit), basis=bound.basis)

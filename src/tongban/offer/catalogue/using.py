"""Which basic items run by which review plan. For those who keep plans: a look through the guides, not for pages of the public."""

from dataclasses import dataclass

from django.db.models import Count
from django.db.models.fields.json import KeyTextTransform

from tongban.offer.catalogue.models import BasicItem


@dataclass(frozen=True)
class PlanUser:
    """A basic item whose cases run by a plan."""

    code: str
    name: str
    name_en: str


def basics_of_plan(plan: str, *, limit: int = 50) -> tuple[PlanUser, ...]:
    """Return the basic items whose guide names a plan, by name."""
    found = BasicItem.objects.filter(version__guide__plan=plan).order_by("sort_key", "code")
    return tuple(PlanUser(*row) for row in found.values_list("code", "name", "name_en")[:limit])


def basics_by_plan() -> dict[str, int]:
    """Return how many basic items each plan has; one statement."""
    found = BasicItem.objects.exclude(version=None).order_by().annotate(plan=KeyTextTransform("plan", "version__guide"))
    return dict(found.values("plan").annotate(count=Count("pk")).values_list("plan", "count"))

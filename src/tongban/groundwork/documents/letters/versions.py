"""Which text holds: the versions of the texts, found by kind, variant and day."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from tongban.groundwork.documents.letters.bodies import Body
from tongban.groundwork.documents.models import LetterVersion
from tongban.groundwork.documents.template_data import ADMINISTRATIVE_LICENCE

GENERAL = "general"
BODIES_KEPT = 500


def variants_for(issuer_code: str, facts: Mapping[str, Any]) -> list[str]:
    """Return the variants of a text that may hold for a document, the nearest first."""
    return [issuer_code, str(facts.get("item_type", ADMINISTRATIVE_LICENCE)), GENERAL]


@lru_cache(maxsize=BODIES_KEPT)
def body_of_version(id: UUID) -> Body:
    """Return what a published version stands for. It never changes, so each process reads it once."""
    body: Body = LetterVersion.objects.values_list("body", flat=True).get(id=id)
    return body


def version_in_force(kind: str, variant: str, on: date) -> LetterVersion | None:
    """Return the version of exactly this variant that holds on a day, or None."""
    versions = LetterVersion.objects.filter(kind=kind, variant=variant, effective_from__lte=on)
    return versions.order_by("-number").first()


def newest_version(kind: str, variant: str) -> LetterVersion | None:
    """Return the last version that was published, in force or not yet."""
    return LetterVersion.objects.filter(kind=kind, variant=variant).order_by("-number").first()

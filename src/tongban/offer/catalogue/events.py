"""News of the catalogue."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CatalogueChanged:
    """Items were published or imported; `revision` has moved on."""

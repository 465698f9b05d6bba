"""News of the catalogue."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CatalogueChanged:
    """Items were published or imported; `revision` has moved on."""


@dataclass(frozen=True)
class ItemsPublished:
    """New versions of these items hold. Empty: so many that they are better found by walking over all."""

    item_ids: tuple[int, ...]

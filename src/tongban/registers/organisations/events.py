"""News of the organisations room."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OrganisationsChanged:
    """Regions, authorities, service points or posts were written anew."""

"""News of the forms room."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ElementsChanged:
    """Shared data elements were written anew."""

"""News of the deadlines room."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DeadlinesChanged:
    """A calendar or a limit was written anew: due dates that rest on it may move."""

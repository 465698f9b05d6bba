"""What the deeds of this room share."""

from tongban.groundwork.foundation.news import tell
from tongban.registers.organisations import queries
from tongban.registers.organisations.events import OrganisationsChanged


def tell_of_change() -> None:
    """Let everybody read anew, in this process at once."""
    queries.forget_kept()
    tell(OrganisationsChanged())

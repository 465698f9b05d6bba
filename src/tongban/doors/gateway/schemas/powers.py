"""The lists of powers, as clients see them."""

from datetime import date

from tongban.doors.gateway.schemas.catalogue import LegalBasis
from tongban.doors.gateway.schemas.common import Given


class Power(Given):
    """One entry of a list: what a department may do, must do, or what is closed to applicants."""

    id: int
    list: str
    code: str
    name: str
    item_type: str
    department: str
    region_code: str
    levels: tuple[str, ...]
    basics: tuple[str, ...]
    legal_basis: tuple[LegalBasis, ...]
    content: str
    accountability: str
    source: str
    effective_from: date
    effective_until: date | None

"""Codes made here, for trying the product out without the national platform."""

import secrets
from datetime import date

from tongban.handling.projects.rules import ProjectCode, new_code

SERIALS = 100_000


class OwnCodes:
    """Draws the random digits itself; the database refuses one that is in use, and the deed draws again."""

    def code_for(self, *, day: date, region_code: str, department: str, type: str) -> ProjectCode:
        return new_code(
            day=day, region_code=region_code, department=department, type=type, serial=secrets.randbelow(SERIALS)
        )

    def check_config(self) -> None:
        """Nothing to reach."""

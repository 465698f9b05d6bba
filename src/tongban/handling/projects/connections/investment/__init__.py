"""The platform that gives projects their codes (全国投资项目在线审批监管平台)."""

from datetime import date
from typing import Protocol

from tongban.handling.projects.rules import ProjectCode


class InvestmentPlatform(Protocol):
    """
    What is asked of it: a code for a project that has none yet.

    Codes of projects that are not secret are made by the central platform alone (发改投资〔2020〕1439号), so an installation
    in use names its own client here.
    """

    def code_for(self, *, day: date, region_code: str, department: str, type: str) -> ProjectCode:
        """Return a new code; one that was given before is never given again."""

    def check_config(self) -> None:
        """Raise when the platform cannot be reached as configured."""

"""The outside systems that this installation asks, chosen by settings."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from tongban.handling.projects.connections.investment import InvestmentPlatform


@cache
def _made(path: str) -> InvestmentPlatform:
    platform: InvestmentPlatform = import_string(path)()
    return platform


def investment_platform() -> InvestmentPlatform:
    """Return the platform named by `TONGBAN_INVESTMENT_PLATFORM`."""
    return _made(settings.TONGBAN_INVESTMENT_PLATFORM)

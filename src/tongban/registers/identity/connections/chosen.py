"""The registries that this installation asks, chosen by settings."""

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.registers.identity.connections.legal_persons import LegalPersonRegistry
from tongban.registers.identity.connections.population import PopulationRegistry


class UnableToReachRegistry(DomainError):
    """The registry does not answer now: go on by the paper way, or try later."""

    code = "registry.unreachable"
    sentence = _("暂时无法连接{registry}，请稍后再试，或到窗口办理。")
    status = 503


def population() -> PopulationRegistry:
    """Return the population registry named by `TONGBAN_POPULATION_REGISTRY`."""
    registry: PopulationRegistry = _made(settings.TONGBAN_POPULATION_REGISTRY)
    return registry


def legal_persons() -> LegalPersonRegistry:
    """Return the registry of legal persons named by `TONGBAN_LEGAL_PERSON_REGISTRY`."""
    registry: LegalPersonRegistry = _made(settings.TONGBAN_LEGAL_PERSON_REGISTRY)
    return registry


@cache
def _made(path: str) -> Any:
    return import_string(path)()

"""What must be true of accounts and secrets before an installation serves real people (`tongban check --deploy`)."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError
from django.db.models import Q
from django.utils.module_loading import import_string

from tongban.groundwork.foundation import clock
from tongban.registers.identity.connections.legal_persons import LegalPersonRegistry
from tongban.registers.identity.connections.population import PopulationRegistry
from tongban.registers.identity.models import Account, PostHolding
from tongban.registers.identity.sign_in.adapters import SECOND_FACTORS

REGISTRIES = {
    "TONGBAN_POPULATION_REGISTRY": PopulationRegistry,
    "TONGBAN_LEGAL_PERSON_REGISTRY": LegalPersonRegistry,
}
MOST_NAMED = 5
SECRET_LENGTH, SECRET_CHARACTERS = 50, 5  # as Django asks of SECRET_KEY


@register("identity")
def each_registry_is_a_class_of_its_kind(**_options: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for setting, kind in REGISTRIES.items():
        path = getattr(settings, setting)
        try:
            is_one = issubclass(import_string(path), kind)
        except ImportError:
            is_one = False
        if not is_one:
            cure = f"Set {setting} to the dotted path of a class that extends {kind.__name__}."
            found.append(Error(f"{setting} names {path}, which is no {kind.__name__}.", hint=cure, id="identity.E001"))
    return found


@register(Tags.security, deploy=True)
def secrets_are_the_installation_s_own(**_options: Any) -> list[CheckMessage]:
    return [
        Error(
            f"{variable} is the well-known value that everybody can read in the source.",
            hint=f"Set {variable} to a secret of at least 50 random characters, and keep it safe.",
            id=identifier,
        )
        for variable, value, identifier in (
            ("TONGBAN_SECRET_KEY", settings.SECRET_KEY, "identity.E002"),
            ("TONGBAN_DATA_KEY", settings.TONGBAN_DATA_KEY, "identity.E003"),
        )
        if value == settings.INSECURE_SECRET
    ]


@register(Tags.security, deploy=True)
def the_data_key_cannot_be_guessed(**_options: Any) -> list[CheckMessage]:
    """Django looks at SECRET_KEY by itself; this key protects more."""
    key = settings.TONGBAN_DATA_KEY
    if len(key) >= SECRET_LENGTH and len(set(key)) >= SECRET_CHARACTERS and key != settings.SECRET_KEY:
        return []
    cure = (
        f"Set TONGBAN_DATA_KEY to at least {SECRET_LENGTH} random characters, others than those of TONGBAN_SECRET_KEY."
    )
    return [Error("TONGBAN_DATA_KEY is short or used twice.", hint=cure, id="identity.E006")]


@register(Tags.security, deploy=True)
def only_known_hosts_are_answered_for(**_options: Any) -> list[CheckMessage]:
    if not any(host.startswith(("*", ".")) for host in settings.ALLOWED_HOSTS):
        return []
    cure = "Name each host in TONGBAN_ALLOWED_HOSTS: with a wildcard, addresses that others made up count as ours."
    return [Error("TONGBAN_ALLOWED_HOSTS has a wildcard.", hint=cure, id="identity.E007")]


@register(Tags.security, deploy=True)
def the_demonstration_flag_is_off(**_options: Any) -> list[CheckMessage]:
    if not settings.TONGBAN_DEMO:
        return []
    cure = "Unset TONGBAN_DEMO: with it, everybody knows the second factor of staff."
    return [Error("The demonstration flag is on.", hint=cure, id="identity.E004")]


@register(Tags.security, deploy=True)
def no_account_has_a_known_password(**_options: Any) -> list[CheckMessage]:
    def look() -> list[CheckMessage]:
        known = Account.objects.filter(is_demo=True, is_active=True).values_list("username", flat=True)
        if not known.exists():
            return []
        cure = "Start with an empty database, or give each of them a new password or close it."
        return [Error(f"Accounts with well-known passwords: {_some(known)}.", hint=cure, id="identity.E005")]

    return _where_tables_are(look)


@register(Tags.security, deploy=True)
def staff_have_a_second_factor(**_options: Any) -> list[CheckMessage]:
    def look() -> list[CheckMessage]:
        today = clock.today()
        holding = PostHolding.objects.filter(Q(until=None) | Q(until__gt=today), since__lte=today)
        protected = Authenticator.objects.filter(type__in=SECOND_FACTORS).values("user_id")
        bare = holding.exclude(account_id__in=protected).values_list("account__username", flat=True)
        if not bare.exists():
            return []
        cure = "They are asked to set one up when they next sign in, and can do nothing at the desk before."
        return [Warning(f"Staff without a second factor: {_some(bare)}.", hint=cure, id="identity.W001")]

    return _where_tables_are(look)


def _where_tables_are(look: Callable[[], list[CheckMessage]]) -> list[CheckMessage]:
    try:
        return look()
    except DatabaseError:
        cure = "Start the database and run `tongban migrate`, then check again."
        return [Warning("Accounts could not be checked: there is no database.", hint=cure, id="identity.W002")]


def _some(names: Any) -> str:
    shown = list(names[: MOST_NAMED + 1])
    return ", ".join(shown[:MOST_NAMED]) + (" and others" if len(shown) > MOST_NAMED else "")

import pytest
from django.core.checks import run_checks
from django.db import OperationalError

from tongban.registers.identity.models import Account
from tongban.registers.identity.tests.factories import AccountFactory, StaffFactory


def found(tags=("security",)):
    messages = run_checks(tags=list(tags), include_deployment_checks=True)
    return {message.id: message for message in messages if message.id.startswith("identity.")}


@pytest.fixture
def safe(db, settings):
    settings.TONGBAN_DEMO = False
    settings.SECRET_KEY = "one-secret-" * 6
    settings.TONGBAN_DATA_KEY = "another-secret-" * 4


def test_a_safe_installation_passes(safe):
    assert found() == {}


def test_the_demonstration_flag_is_refused(safe, settings):
    settings.TONGBAN_DEMO = True
    assert found().keys() == {"identity.E004"}


@pytest.mark.parametrize(("setting", "identifier"), [("SECRET_KEY", "E002"), ("TONGBAN_DATA_KEY", "E003")])
def test_a_well_known_secret_is_refused_with_the_cure(safe, settings, setting, identifier):
    setattr(settings, setting, settings.INSECURE_SECRET)
    message = found()[f"identity.{identifier}"]
    assert "Set TONGBAN_" in message.hint


@pytest.mark.parametrize("key", ["short-but-varied-1234567890", "ab" * 30, "one-secret-" * 6])
def test_a_data_key_that_is_short_monotonous_or_used_twice_is_refused(safe, settings, key):
    settings.TONGBAN_DATA_KEY = key
    assert found().keys() == {"identity.E006"}


@pytest.mark.parametrize("host", ["*", ".example.org"])
def test_a_host_with_a_wildcard_is_refused(safe, settings, host):
    settings.ALLOWED_HOSTS = ["tongban.example.org", host]
    assert found().keys() == {"identity.E007"}


def test_accounts_with_known_passwords_are_refused_by_name(safe):
    AccountFactory(username="lixiulan", is_demo=True)
    assert "lixiulan" in found()["identity.E005"].msg
    Account.objects.update(is_active=False)
    assert found() == {}


def test_staff_without_a_second_factor_are_named(safe):
    StaffFactory(username="safe")
    StaffFactory(username="bare", second_factor=False)
    assert found()["identity.W001"].msg == "Staff without a second factor: bare."


def test_a_check_without_a_database_says_so_instead_of_failing(safe, monkeypatch):
    def gone(*_arguments, **_named):
        raise OperationalError

    monkeypatch.setattr(Account.objects, "filter", gone)
    assert "identity.W002" in found()


def test_a_registry_that_is_none_is_refused(settings):
    assert found(tags=["identity"]) == {}
    settings.TONGBAN_POPULATION_REGISTRY = "tongban.nowhere.Registry"
    settings.TONGBAN_LEGAL_PERSON_REGISTRY = "builtins.dict"
    assert found(tags=["identity"]).keys() == {"identity.E001"}

"""A passkey: added once, then the only thing that signing in asks for."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.cast import City, Visitor
from tests.journeys.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]

PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def she(browser: Browser, installation: Installation) -> Any:
    """Somebody whose telephone keeps passkeys. A passkey belongs to a name, never to a number such as 127.0.0.1."""
    someone = Visitor(browser, installation.address.replace("127.0.0.1", "localhost"))
    session = someone.context.new_cdp_session(someone.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    yield someone
    someone.close()


def test_who_added_a_passkey_signs_in_with_nothing_else(she: Visitor, city: City) -> None:
    resident = city.somebody()
    city.sign_up(resident)
    she.sign_in(resident.identity_number)
    page = she.open("/account/two-factor/keys/add/")
    page.fill("#name", "我的手机")
    page.check("#passwordless")
    page.click("#passkey-add")
    page.wait_for_url("**/recovery-codes/")
    assert "我的手机" in she.open("/account/two-factor/keys/").inner_text("main")

    page.click("form[action='/sign-out/'] button")
    she.open("/account/login/?next=/my/")
    assert not page.locator("[data-passkey-failed]").is_visible()
    page.click("#passkey-login")

    page.get_by_role("heading", name=f"{resident.name}，您好").wait_for()


def test_who_has_no_passkey_is_told_and_may_sign_in_otherwise(she: Visitor) -> None:
    page = she.open("/account/login/")
    page.click("#passkey-login")

    page.locator("[data-passkey-failed]").wait_for(state="visible")

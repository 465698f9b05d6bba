"""The shared server, the shared browser, and who looks through it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.installation import Installation, new_home

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="package")
def installation() -> Iterator[Installation]:
    """The demonstration city without its year of cases, with web server and worker, for all journeys."""
    with new_home("journeys") as home:
        made = Installation(home)
        with made.database.running():
            made.tongban("migrate", "--quiet").succeeded()
            made.tongban("seed", "--without-cases").succeeded()
            made.serve()
            made.work()
            try:
                yield made
            finally:
                made.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    # Scoped to the package: while it runs, its event loop would keep Django from the database in the same thread.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield browser
        browser.close()

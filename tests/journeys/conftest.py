"""The shared server, the shared browser, and who looks through it."""

import logging
import os
from collections.abc import Generator, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.cast import City, Seats
from tests.journeys.installation import Installation, new_home

logging.getLogger("httpx").setLevel(logging.WARNING)

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
            try:
                made.open()
                yield made
            finally:
                made.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    # Playwright's event loop runs in this thread, and Django takes any loop for a danger; ours has nothing asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="package")
def city(installation: Installation) -> City:
    return City(installation)


@pytest.fixture
def visitor(browser: Browser, installation: Installation) -> Iterator[Seats]:
    seats = Seats(browser, installation)
    yield seats
    for someone in seats.taken:
        someone.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell with a failed test what each visitor has before her."""
    report = yield
    seats = getattr(item, "funcargs", {}).get("visitor")
    if report.when == "call" and report.failed and isinstance(seats, Seats):
        report.sections += [(someone.page.url, someone.seen()) for someone in seats.taken]
    return report

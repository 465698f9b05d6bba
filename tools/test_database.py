"""Every test run gets a PostgreSQL of its own; TONGBAN_DATABASE_URL names another server to run on."""

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
os.environ["TONGBAN_DEMO"] = "1"
# The vectors of titles are made in a thread of its own, which would outlive a test's transaction; their own tests ask for them.
os.environ.setdefault("TONGBAN_SEARCH_SENSE", "0")
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["TONGBAN_HOME"] = tempfile.mkdtemp(prefix="tb-", dir="/var/tmp")
    os.chmod(os.environ["TONGBAN_HOME"], 0o755)  # noqa: S103 - PostgreSQL runs as another account


def pytest_configure(config: pytest.Config) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ or os.environ.get("TONGBAN_DATABASE_URL"):
        return
    from tongban.config.embedded_postgres import embedded_server

    stack = ExitStack()
    stack.callback(shutil.rmtree, os.environ["TONGBAN_HOME"], ignore_errors=True)
    stack.enter_context(embedded_server(Path(os.environ["TONGBAN_HOME"])).running())
    config.add_cleanup(stack.close)

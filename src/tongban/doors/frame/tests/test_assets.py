"""What the built files may not contain."""

import json
import re
from pathlib import Path

from tongban.doors import frame

BUILT = Path(frame.__file__).parent / "static/frame"
ROOT = Path(frame.__file__).parents[4]


def test_the_brand_of_the_library_is_gone():
    sheet = (BUILT / "frame.css").read_text("utf-8")

    assert "GDS Transport" not in sheet
    assert not re.search(r"url\((?!\"?data:)", sheet), "the style sheet fetches nothing"


def test_the_library_has_the_version_that_the_templates_were_made_for():
    package = json.loads((ROOT / "package.json").read_text("utf-8"))

    assert f'--govuk-frontend-version: "{package["devDependencies"]["govuk-frontend"]}"'.replace(" ", "") in (
        BUILT / "frame.css"
    ).read_text("utf-8").replace(" ", "")


def test_the_lock_names_no_registry():
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]

    assert not [name for name, package in packages.items() if "resolved" in package]

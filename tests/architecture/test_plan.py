"""What the import contracts cannot see of the plan of the building."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

FLOORS = ["groundwork", "registers", "offer", "proofs", "handling", "engagement", "oversight"]
ROOT = Path(__file__).parents[2]
ROOMS = [room.removeprefix("tongban.") for room in settings.ROOMS]


def place_of(model):
    """Return (floor, room) of a model, or None for a model of a library."""
    parts = model.__module__.split(".")
    return (parts[1], parts[2]) if parts[0] == "tongban" else None


def product_models():
    return [model for model in apps.get_models(include_auto_created=True) if place_of(model)]


@pytest.mark.parametrize("model", product_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_point_down_the_building(model):
    rooms = [room.rpartition(".")[2] for room in settings.ROOMS]
    for field in model._meta.concrete_fields:
        if field.is_relation and place_of(field.related_model):
            target = place_of(field.related_model)[1]
            assert rooms.index(target) <= rooms.index(place_of(model)[1]), field


@pytest.mark.parametrize("model", product_models(), ids=lambda model: model._meta.label)
def test_every_constraint_and_index_has_a_name_of_the_domain(model):
    for rule in [*model._meta.constraints, *model._meta.indexes]:
        assert not re.search(r"_[0-9a-f]{6,}_(idx|uniq|check)$", rule.name), rule.name


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_a_page_about_itself_and_a_front_door(room):
    folder = ROOT / "src/tongban" / room.replace(".", "/")
    readme = folder / "README.md"
    assert readme.exists()
    assert len(readme.read_text().splitlines()) <= 90, "a room's README is one page"
    assert "__all__" in (folder / "api.py").read_text()


@pytest.mark.parametrize("room", ROOMS)
def test_no_query_reaches_through_more_than_one_foreign_relation(room):
    folder = ROOT / "src/tongban" / room.replace(".", "/")
    reach = re.compile(
        r"(?:filter|exclude|get|order_by|values|values_list)\([^)]*?\b([a-z]+__[a-z]+__[a-z]+__[a-z]+)\b"
    )
    for path in folder.rglob("*.py"):
        if "tests" not in path.parts and "migrations" not in path.parts:
            assert not reach.search(path.read_text()), path


def test_no_template_reaches_a_model():
    for path in (ROOT / "src/tongban/doors").rglob("*.html"):
        assert not re.search(r"\.objects\b|_set\.all|\._meta", path.read_text()), path


def test_every_setting_is_documented():
    source = "".join(path.read_text() for path in (ROOT / "src").rglob("*.py") if "tests" not in path.parts)
    read = set(re.findall(r"""(?:environ(?:\.get)?[(\[]|flag\()\s*"(TONGBAN_[A-Z_]+)""", source))
    documented = set(re.findall(r"`(TONGBAN_[A-Z_]+)`", (ROOT / "docs/reference/settings.md").read_text()))
    assert read == documented


def test_no_file_names_a_machine_or_a_registry():
    import subprocess

    hosts = "|".join(["pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs"])
    found = subprocess.run(
        ["git", "grep", "-nIE", rf"({hosts}|/root/|/home/[a-z]+/)", "--", ".", ":!tests/architecture"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout == ""

"""Every pair of colours that is used together can be read: 4.5 : 1, and 3 : 1 for what is no text."""

import re
from pathlib import Path

import pytest

from tongban.doors import frame

TOKENS = (Path(frame.__file__).parent / "assets/scss/_tokens.scss").read_text("utf-8")
ON_SURFACES = [
    (ink, ground)
    for ink in ("ink", "ink-2", "blue-700", "seal", "green", "amber")
    for ground in ("paper", "ground", "blue-50")
]
TEXT = [
    *ON_SURFACES,
    ("on-blue", "blue-700"),
    ("blue-700", "blue-100"),
    ("green", "green-bg"),
    ("amber", "amber-bg"),
    ("seal", "seal-bg"),
    ("ink", "amber-bg"),
    ("ink", "seal-bg"),
    ("ink", "green-bg"),
    ("ink-2", "green-bg"),
    ("ink-2", "grey-bg"),
    ("ink", "grey-bg"),
    ("focus-ink", "focus"),
    ("paper", "seal"),
]
BORDERS = [("line-2", "paper"), ("line-2", "ground"), ("blue-700", "ground")]


def theme(selector: str) -> dict[str, str]:
    base = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", TOKENS.split("html.contrast {")[0]))
    if selector == "plain":
        return base
    return base | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", TOKENS.split("html.contrast {")[1].split("}")[0]))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("selector", ["plain", "contrast"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(selector, ink, ground):
    colours = theme(selector)
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize(
    ("ink", "ground"), [("on-blue", "blue-700"), ("on-blue", "blue-900"), ("on-blue-2", "blue-700")]
)
def test_text_on_the_dark_head_can_be_read(ink, ground):
    assert contrast(theme("plain")[ink], theme("plain")[ground]) >= 4.5


@pytest.mark.parametrize("selector", ["plain", "contrast"])
@pytest.mark.parametrize(("line", "ground"), BORDERS)
def test_the_edge_of_a_field_can_be_seen(selector, line, ground):
    colours = theme(selector)
    assert contrast(colours[line], colours[ground]) >= 3

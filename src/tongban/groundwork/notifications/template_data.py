"""The message templates, read once from the data file."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tongban.groundwork.notifications.rules import Template, Wording

FILE = Path(__file__).resolve().parent / "templates" / "messages.yaml"


@cache
def templates() -> Mapping[str, Template]:
    """Return all templates by code."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {
        code: Template(code, chinese=_wording(row["zh-hans"]), english=_wording(row["en"]))
        for code, row in rows.items()
    }


def _wording(row: Mapping[str, Any]) -> Wording:
    return Wording(title=row["title"], body=tuple(row["body"]), short=tuple(row["short"]))

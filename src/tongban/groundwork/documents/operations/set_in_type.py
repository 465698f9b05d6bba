"""Set something that is no letter and for few eyes, such as the cover of an archive package; nothing of it is kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tongban.groundwork.documents.press import press

LAYOUTS = frozenset({"archive"})


def set_in_type(*, layout: str, content: Mapping[str, Any], dated: datetime) -> bytes:
    """Return the content in a layout of `templates/` as PDF/A-2b; the same content and moment give the same bytes."""
    if layout not in LAYOUTS:
        raise ValueError(f"{layout} is no layout for this")
    return press.printed(layout, content, dated.replace(microsecond=0))

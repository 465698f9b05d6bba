"""What the room can find wrong with its own installation, for `tongban check`."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from tongban.groundwork.documents.rendering.typesetting import font_families

CHINESE_FACES = {"Noto Sans CJK SC", "Noto Serif CJK SC"}


@register(deploy=True)
def documents_can_be_printed_in_chinese(**_options: Any) -> list[CheckMessage]:
    """Find an installation on which official documents would come out without their characters."""
    if CHINESE_FACES & font_families():
        return []
    cure = "Install the package noto-cjk-sans-otc (pip) or fonts-noto-cjk (Debian)."
    return [
        Error("No Chinese font is installed, so official documents cannot be printed.", hint=cure, id="documents.E001")
    ]

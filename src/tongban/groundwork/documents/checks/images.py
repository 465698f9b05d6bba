"""Checks of pictures: decoded whole by Pillow, within a bound of pixels."""

import warnings
from pathlib import Path

from PIL import Image

from tongban.groundwork.documents.checks.refused import Refused
from tongban.groundwork.documents.errors import Refusal
from tongban.groundwork.documents.file_kinds import limits

FORMATS = {"jpg": "JPEG", "png": "PNG"}


def check_image(path: Path, kind: str) -> None:
    """Refuse a picture that has too many pixels or cannot be decoded to its end."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=[FORMATS[kind]]) as picture:
                width, height = picture.size
                # The size stands in the header: it is looked at before anything is decoded.
                if width * height > limits().pixels:
                    raise Refused(Refusal.TOO_MANY_PIXELS, width=width, height=height)
                picture.load()
    except Image.DecompressionBombError as failure:
        raise Refused(Refusal.BOMB) from failure
    except (OSError, SyntaxError, ValueError) as failure:
        raise Refused(Refusal.CORRUPT) from failure

"""How wide a text is and where it breaks, without a font: close enough for boxes, and never too narrow for common faces."""

import re
import unicodedata

NAME_SIZE, TEXT_SIZE = 15, 14  # nothing in a chart is smaller than 14 pixels
LINE_HEIGHT = 20
PIECE = re.compile(r"[A-Za-z0-9./'’&-]+|\s+|.", re.DOTALL)
NO_LINE_START = frozenset("，。、；：！？）》」』”’%)]},.;:!?")
NARROW = frozenset("ijltfrI.,:;'|!()[] -")


def width_of(text: str, size: float) -> float:
    """Return the width of a text in pixels, rather too much than too little."""
    return sum(_share(character) for character in text) * size


def broken(text: str, *, size: float, width: float) -> tuple[str, ...]:
    """Return a text in lines no wider than `width`: between Chinese characters, between words, and within a word too wide."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text.strip(), size, width):
        if line and width_of(line + piece.rstrip(), size) > width:
            # A full stop or a comma never begins a line: the character before it comes along.
            kept = len(line) - 1 if piece in NO_LINE_START and len(line) > 1 else len(line)
            lines.append(line[:kept].rstrip())
            line = line[kept:]
        line += piece if line else piece.lstrip()
    return (*lines, line.rstrip()) if line.strip() else tuple(lines)


def _pieces(text: str, size: float, width: float) -> list[str]:
    pieces: list[str] = []
    for match in PIECE.finditer(text):
        word = match[0]
        most = max(1, int(width / (0.72 * size)))
        fits = width_of(word, size) <= width
        pieces += [word] if fits else [word[start : start + most] for start in range(0, len(word), most)]
    return pieces


def _share(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if character in NARROW:
        return 0.36
    return 0.72 if character.isupper() or character in "mwMW%&@" else 0.58

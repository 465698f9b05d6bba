"""Identifiers that people read aloud and type."""

import os
import threading
import time
import uuid

_TAIL_BITS = 74
_LARGEST_STEP = 1 << 32
_making = threading.Lock()
_last = (0, 0)


def uuid7() -> uuid.UUID:
    """
    Return a time-ordered identifier (RFC 9562, version 7): neighbours in time are neighbours in the index.

    Those that one process makes are in the order in which they were made, within a millisecond too (section 6.2, method 2).
    """
    global _last
    with _making:
        milliseconds, tail = time.time_ns() // 1_000_000, int.from_bytes(os.urandom(9), "big")
        if milliseconds <= _last[0]:
            milliseconds, tail = _last[0], _last[1] + 1 + tail % _LARGEST_STEP
        if tail >> _TAIL_BITS:
            milliseconds, tail = milliseconds + 1, 0
        _last = (milliseconds, tail)
    value = (
        (milliseconds & (1 << 48) - 1) << 80
        | 0x7 << 76
        | (tail >> 62 & 0xFFF) << 64
        | 0b10 << 62
        | tail & (1 << 62) - 1
    )
    return uuid.UUID(int=value)


def check_digit(digits: str) -> str:
    """Return the check digit of a number (Damm's quasigroup): finds every single wrong digit and every swap of neighbours."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return str(interim)


def is_checked(digits: str) -> bool:
    """Say whether the last digit is the right check digit of those before it."""
    return digits.isdecimal() and digits.isascii() and len(digits) > 1 and check_digit(digits[:-1]) == digits[-1]


_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)

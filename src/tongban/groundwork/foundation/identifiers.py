"""Identifiers that people read aloud and type."""

import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """Return a time-ordered identifier (RFC 9562, version 7): neighbours in time are neighbours in the index."""
    milliseconds = time.time_ns() // 1_000_000
    tail = int.from_bytes(os.urandom(10), "big")
    value = (
        (milliseconds & (1 << 48) - 1) << 80
        | 0x7 << 76
        | (tail >> 68 & 0xFFF) << 64
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

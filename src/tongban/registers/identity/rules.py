"""What a lawyer or a clerk could check with paper: numbers, names, roles, who may sign in with what."""

import re
import unicodedata
from datetime import date
from enum import StrEnum

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_2

OLDEST_BIRTH = date(1880, 1, 1)
LONGEST_NAME = 50

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_USER_NAME = re.compile(r"[a-z][a-z0-9-]{2,59}", re.ASCII)
_NAME_PUNCTUATION = "·'-. "  # Uyghur and other names have a middle dot; foreign ones spaces, hyphens, apostrophes
_DOTS = str.maketrans({"•": "·", "‧": "·", "・": "·", "．": "·", "﹒": "·", "∙": "·", "⋅": "·", "　": " ", "’": "'"})


class Role(StrEnum):
    """What the holder of a post may do."""

    CLERK = "clerk"  # 受理: receives, accepts, asks to supplement
    REVIEWER = "reviewer"  # 审核: examines and proposes
    DECIDER = "decider"  # 决定: decides; never on what the same person proposed
    ITEM_MANAGER = "item_manager"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class PartyKind(StrEnum):
    """Who can be an applicant (民法典: natural and legal persons)."""

    NATURAL = "natural"
    LEGAL = "legal"


class LoginKind(StrEnum):
    """What someone typed into the one field of the sign-in page."""

    USER_NAME = "user_name"
    PHONE = "phone"
    IDENTITY_NUMBER = "identity_number"
    NONE = "none"


def normalise_number(text: str) -> str:
    """Return a number as it is stored: half-width, capital letters, without the spaces and hyphens that people type."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def normalise_name(text: str) -> str:
    """Return a name as it is compared: composed, one kind of middle dot, no spaces between Chinese characters."""
    composed = unicodedata.normalize("NFC", text).translate(_DOTS)
    single = re.sub(r"\s+", " ", composed).strip()
    return re.sub(r"(?<=[^\x00-\u02FF]) (?=[^\x00-\u02FF])", "", re.sub(r" ?· ?", "·", single))


def identity_number_fault(number: str, *, today: date) -> str:
    """
    Return what is wrong with a resident identity number (GB 11643), or "".

    Faults: "missing", "length" (not 18), "characters" (not 17 digits and a digit or X), "date" (no such day, or before
    1880), "future" (born after today), "check" (wrong check character, ISO 7064 MOD 11-2). Whether the place exists is
    not asked: codes of places that were renamed or dissolved stay in the numbers of the people born there.
    """
    if not number:
        return "missing"
    if len(number) != 18:
        return "length"
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        return "characters"
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "date"
    if born_on < OLDEST_BIRTH:
        return "date"
    if born_on > today:
        return "future"
    return "" if mod_11_2.is_valid(number) else "check"


def credit_code_fault(code: str) -> str:
    """Return what is wrong with a unified social credit code (GB 32100): missing, length, characters, check, or ""."""
    if not code:
        return "missing"
    if len(code) != 18:
        return "length"
    try:
        uscc.validate(code)
    except ValidationError as fault:
        return "check" if type(fault).__name__ == "InvalidChecksum" else "characters"
    return ""


def born_on(identity_number: str) -> date:
    """Return the day of birth in a valid resident identity number."""
    return date(int(identity_number[6:10]), int(identity_number[10:12]), int(identity_number[12:14]))


def sex_of(identity_number: str) -> str:
    """Return "male" or "female": the 17th digit is odd for men."""
    return "male" if int(identity_number[16]) % 2 else "female"


def name_fault(name: str) -> str:
    """
    Return what is wrong with a person's name, or "": "missing", "length", or "characters".

    Rare characters (生僻字) of every extension block are right; emoji, digits and signs are not.
    """
    if not name:
        return "missing"
    if not 2 <= len(name) <= LONGEST_NAME:
        return "length"
    return "characters" if unfit_characters(name) else ""


def unfit_characters(name: str) -> str:
    """Return the characters of a name that no name may have."""
    return "".join(character for character in name if not _fits_a_name(character))


def phone_fault(phone: str) -> str:
    """Return what is wrong with a mobile number of mainland China, or "": "missing" or "form"."""
    if not phone:
        return "missing"
    return "" if _MOBILE.fullmatch(phone) else "form"


def login_kind(login: str) -> LoginKind:
    """Say what was typed to sign in. The three kinds cannot be mistaken for one another."""
    if _USER_NAME.fullmatch(login.lower()):
        return LoginKind.USER_NAME
    if _MOBILE.fullmatch(login):
        return LoginKind.PHONE
    if len(login) == 18:
        return LoginKind.IDENTITY_NUMBER
    return LoginKind.NONE


def _fits_a_name(character: str) -> bool:
    # Planes 2 and 3 hold nothing but ideographs; naming them admits blocks newer than Python's own tables.
    if 0x20000 <= ord(character) <= 0x3FFFF:
        return True
    return character in _NAME_PUNCTUATION or unicodedata.category(character) in {
        "Lo",
        "Ll",
        "Lu",
        "Lm",
        "Lt",
        "Mn",
        "Mc",
    }

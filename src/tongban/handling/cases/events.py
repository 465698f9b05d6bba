"""News of cases, told after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CaseSubmitted:
    """A case was opened by an application."""

    number: str
    item_code: str = ""


@dataclass(frozen=True)
class CaseAccepted:
    """A case was accepted, by an officer or by silence."""

    number: str
    item_code: str = ""


@dataclass(frozen=True)
class CaseDecided:
    """A case was granted or refused."""

    number: str
    outcome: str  # a member of rules.Outcome
    item_code: str = ""


@dataclass(frozen=True)
class CaseClosed:
    """A case came to its end, whatever the outcome."""

    number: str
    outcome: str  # a member of rules.Outcome
    item_code: str = ""

"""The registry of legal persons (法人库): companies and other bodies by their unified social credit code."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class RegisteredCompany:
    """A legal person as its registry knows it. The capital is in fen."""

    credit_code: str
    name: str
    kind: str
    legal_representative: str
    representative_number: str  # identity number: proves who may act, prefills nothing
    address: str
    region_code: str
    capital_fen: int
    established_on: date
    business_scope: str

    def facts(self) -> dict[str, str]:
        """Return what may prefill a form."""
        return {
            "legal.name": self.name,
            "legal.credit_code": self.credit_code,
            "legal.kind": self.kind,
            "legal.legal_representative": self.legal_representative,
            "legal.address": self.address,
            "legal.capital_fen": str(self.capital_fen),
            "legal.established_on": self.established_on.isoformat(),
            "legal.business_scope": self.business_scope,
        }


class LegalPersonRegistry(ABC):
    """What a registry of legal persons must answer. `UnableToReachRegistry` is raised when it cannot be asked now."""

    @abstractmethod
    def find(self, credit_code: str) -> RegisteredCompany | None:
        """Return the legal person of a code, or None when there is none."""

    @abstractmethod
    def represented_by(self, identity_number: str) -> tuple[RegisteredCompany, ...]:
        """Return those whose legal representative has this identity number, at most a hundred."""

    @abstractmethod
    def check_config(self) -> str:
        """Return "" when the registry can be asked, else what stands in the way."""

"""The population registry (人口库): who a resident identity number belongs to."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class RegisteredPerson:
    """A person as the population registry knows her."""

    identity_number: str
    name: str
    sex: str  # female | male
    nation: str
    born_on: date
    address: str
    region_code: str
    household_number: str
    phone: str

    def facts(self) -> dict[str, str]:
        """Return what may prefill a form."""
        return {
            "population.name": self.name,
            "population.identity_number": self.identity_number,
            "population.sex": self.sex,
            "population.nation": self.nation,
            "population.born_on": self.born_on.isoformat(),
            "population.address": self.address,
            "population.household_number": self.household_number,
            "population.phone": self.phone,
        }


class PopulationRegistry(ABC):
    """What a population registry must answer. `UnableToReachRegistry` is raised when it cannot be asked now."""

    @abstractmethod
    def find(self, identity_number: str) -> RegisteredPerson | None:
        """Return the person of a number, or None when there is none."""

    @abstractmethod
    def check_config(self) -> str:
        """Return "" when the registry can be asked, else what stands in the way."""

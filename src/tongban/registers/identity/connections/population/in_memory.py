"""A population registry kept in a dictionary: for tests and for demonstrations without a database."""

from collections.abc import Iterable

from tongban.registers.identity.connections.population import PopulationRegistry, RegisteredPerson


class RegistryInMemory(PopulationRegistry):
    """Answers from the persons it was made with, and remembers what was asked."""

    def __init__(self, persons: Iterable[RegisteredPerson] = ()) -> None:
        self.by_number = {person.identity_number: person for person in persons}
        self.asked: list[str] = []

    def find(self, identity_number: str) -> RegisteredPerson | None:
        self.asked.append(identity_number)
        return self.by_number.get(identity_number)

    def check_config(self) -> str:
        return "" if self.by_number else "the registry holds nobody"

"""A registry of legal persons kept in a dictionary: for tests and for demonstrations without a database."""

from collections.abc import Iterable

from tongban.registers.identity.connections.legal_persons import LegalPersonRegistry, RegisteredCompany


class RegistryInMemory(LegalPersonRegistry):
    """Answers from the legal persons it was made with, and remembers what was asked."""

    def __init__(self, companies: Iterable[RegisteredCompany] = ()) -> None:
        self.by_code = {company.credit_code: company for company in companies}
        self.asked: list[str] = []

    def find(self, credit_code: str) -> RegisteredCompany | None:
        self.asked.append(credit_code)
        return self.by_code.get(credit_code)

    def represented_by(self, identity_number: str) -> tuple[RegisteredCompany, ...]:
        self.asked.append(identity_number)
        return tuple(each for each in self.by_code.values() if each.representative_number == identity_number)

    def check_config(self) -> str:
        return "" if self.by_code else "the registry holds nobody"

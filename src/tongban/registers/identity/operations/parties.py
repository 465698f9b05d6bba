"""How a person or company comes to be known here. Shared by the deeds that register someone."""

from tongban.registers.identity.connections.legal_persons import RegisteredCompany
from tongban.registers.identity.models import Party, number_key
from tongban.registers.identity.rules import PartyKind

ADDRESS_CODE_DIGITS = 6


def natural_party(*, name: str, number: str, phone: str, address: str, region_code: str) -> tuple[Party, bool]:
    """Return the party of an identity number and whether it is new; what is known already stays as it is."""
    return Party.objects.get_or_create(
        number_key=number_key(number),
        defaults={
            "kind": PartyKind.NATURAL,
            "name": name,
            "number": number,
            "phone": phone,
            "address": address,
            "region_code": region_code or number[:ADDRESS_CODE_DIGITS],
        },
    )


def has_personal_account(party: Party) -> bool:
    """Say whether the party has an account for its own affairs."""
    return party.accounts.filter(is_official=False).exists()


def legal_party(company: RegisteredCompany) -> Party:
    """Return the party of a registered company."""
    party, _is_new = Party.objects.get_or_create(
        number_key=number_key(company.credit_code),
        defaults={
            "kind": PartyKind.LEGAL,
            "name": company.name,
            "number": company.credit_code,
            "address": company.address,
            "region_code": company.region_code,
        },
    )
    return party

"""A registry of legal persons kept in our own table, encrypted, where no outside registry is connected yet."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from tongban.registers.identity.connections.legal_persons import LegalPersonRegistry, RegisteredCompany
from tongban.registers.identity.models import CompanyRecord, number_key

MOST_COMPANIES = 100


class TableRegistry(LegalPersonRegistry):
    """Answers from the table `registered_company`, with one statement each."""

    def find(self, credit_code: str) -> RegisteredCompany | None:
        row = CompanyRecord.objects.filter(pk=number_key(credit_code)).first()
        return _company(row) if row else None

    def represented_by(self, identity_number: str) -> tuple[RegisteredCompany, ...]:
        rows = CompanyRecord.objects.filter(representative_key=number_key(identity_number))[:MOST_COMPANIES]
        return tuple(_company(row) for row in rows)

    def check_config(self) -> str:
        return "" if CompanyRecord.objects.exists() else "the table registered_company is empty: run `tongban seed`"

    def install(self, companies: Iterable[RegisteredCompany]) -> None:
        """Write companies into the table; those that are there already are brought up to date."""
        rows = [
            CompanyRecord(
                number_key=number_key(company.credit_code),
                representative_key=number_key(company.representative_number),
                facts=json.dumps(asdict(company), default=str),
            )
            for company in companies
        ]
        CompanyRecord.objects.bulk_create(
            rows,
            batch_size=1000,
            update_conflicts=True,
            unique_fields=["number_key"],
            update_fields=["representative_key", "facts"],
        )


def _company(row: CompanyRecord) -> RegisteredCompany:
    facts = json.loads(row.facts)
    return RegisteredCompany(**facts | {"established_on": date.fromisoformat(facts["established_on"])})

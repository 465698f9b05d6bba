"""A population registry kept in our own table, encrypted, where no outside registry is connected yet."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from tongban.registers.identity.connections.population import PopulationRegistry, RegisteredPerson
from tongban.registers.identity.models import PersonRecord, number_key


class TableRegistry(PopulationRegistry):
    """Answers from the table `registered_person` with one statement."""

    def find(self, identity_number: str) -> RegisteredPerson | None:
        row = PersonRecord.objects.filter(pk=number_key(identity_number)).first()
        if row is None:
            return None
        facts = json.loads(row.facts)
        return RegisteredPerson(**facts | {"born_on": date.fromisoformat(facts["born_on"])})

    def check_config(self) -> str:
        return "" if PersonRecord.objects.exists() else "the table registered_person is empty: run `tongban seed`"

    def install(self, persons: Iterable[RegisteredPerson]) -> None:
        """Write persons into the table; those that are there already are brought up to date."""
        rows = [
            PersonRecord(number_key=number_key(person.identity_number), facts=json.dumps(asdict(person), default=str))
            for person in persons
        ]
        PersonRecord.objects.bulk_create(
            rows, batch_size=1000, update_conflicts=True, unique_fields=["number_key"], update_fields=["facts"]
        )

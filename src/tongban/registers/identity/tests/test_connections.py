"""The table and its in-memory twin keep one promise."""

import pytest

from tongban.registers.identity.connections.legal_persons import in_memory as companies_in_memory
from tongban.registers.identity.connections.legal_persons import table as companies_in_table
from tongban.registers.identity.connections.population import in_memory as people_in_memory
from tongban.registers.identity.connections.population import table as people_in_table
from tongban.registers.identity.models import PersonRecord
from tongban.registers.identity.tests.factories import registered_company, registered_person

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["table", "memory"])
def registries(request):
    person = registered_person()
    company = registered_company(person)
    if request.param == "table":
        return person, company, people_in_table.TableRegistry(), companies_in_table.TableRegistry()
    return (
        person,
        company,
        people_in_memory.RegistryInMemory([person]),
        companies_in_memory.RegistryInMemory([company]),
    )


def test_a_person_is_found_by_her_number_as_she_was_registered(registries):
    person, _company, people, _companies = registries
    assert people.find(person.identity_number) == person
    assert people.find("990101195203083403") is None


def test_a_company_is_found_by_its_code_and_by_its_representative(registries):
    person, company, _people, companies = registries
    assert companies.find(company.credit_code) == company
    assert companies.find("X") is None
    assert companies.represented_by(person.identity_number) == (company,)
    assert companies.represented_by("X") == ()


def test_a_filled_registry_is_well_configured(registries):
    *_facts, people, companies = registries
    assert people.check_config() == companies.check_config() == ""


def test_an_empty_registry_says_what_is_missing():
    assert "tongban seed" in people_in_table.TableRegistry().check_config()
    assert "tongban seed" in companies_in_table.TableRegistry().check_config()
    assert people_in_memory.RegistryInMemory().check_config()
    assert companies_in_memory.RegistryInMemory().check_config()


def test_the_table_shows_nobody_to_who_reads_the_database(registries):
    person, *_rest = registries
    row = PersonRecord.objects.raw("SELECT number_key, encode(facts, 'escape') AS seen FROM registered_person")[0]
    assert person.identity_number not in row.seen
    assert person.identity_number not in row.number_key

"""The lists of powers: anybody reads them, each entry leads to its law and its items."""

import pytest
from django.test import Client

from tongban.offer.catalogue import api as catalogue

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("list_name", "name"), [("power", "权力清单"), ("responsibility", "责任清单"), ("negative", "负面清单")]
)
def test_anybody_reads_the_three_lists(city, client: Client, list_name, name):
    answer = client.get(f"/lists/{list_name}/")
    assert answer.status_code == 200
    assert name in answer.content.decode()


def test_an_entry_shows_its_law_and_leads_to_its_items(city, client: Client):
    entry = catalogue.powers("power", asked="居民身份证丢失补领").items[0]
    page = client.get(f"/lists/power/{entry.id}/").content.decode()
    assert "中华人民共和国居民身份证法" in page
    assert "/items/" in page
    assert "责任清单" in page


@pytest.mark.parametrize(
    "address",
    [
        "/lists/wishes/",
        "/lists/power/0/",
        "/lists/power/99999999999/",
        "/lists/power/?after=x",
        "/lists/power/?after=_%00",
    ],
)
def test_what_is_not_there_is_not_found(city, client: Client, address):
    assert client.get(address).status_code == 404


def test_an_entry_is_found_in_its_own_list_only(city, client: Client):
    entry = catalogue.powers("power").items[0]
    assert client.get(f"/lists/negative/{entry.id}/").status_code == 404


@pytest.mark.parametrize("typed", ["%", "' OR 1=1 --", "<script>alert(1)</script>", "\x00\x1b", "食" * 9999])
def test_anything_may_be_typed_into_the_filter(city, client: Client, typed):
    answer = client.get("/lists/power/", {"q": typed})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_list_costs_few_statements(city, client: Client, django_assert_max_num_queries):
    client.get("/lists/power/")
    with django_assert_max_num_queries(3):
        client.get("/lists/power/")

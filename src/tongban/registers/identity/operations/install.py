"""Fill the registries and accounts of a demonstration city from data files."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import encrypt
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import system
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.registers.identity.connections.legal_persons import RegisteredCompany
from tongban.registers.identity.connections.legal_persons.table import TableRegistry as CompanyTable
from tongban.registers.identity.connections.population import RegisteredPerson
from tongban.registers.identity.connections.population.table import TableRegistry as PersonTable
from tongban.registers.identity.models import Account, Party, PostHolding, number_key, phone_key
from tongban.registers.identity.operations.companies import recognise_companies
from tongban.registers.identity.rules import PartyKind, Role
from tongban.registers.organisations import api as organisations


class UnableToInstall(DomainError):
    """The data file names somebody or something that is not there: mend the entry and install again."""

    code = "identity.seed_faulty"
    sentence = _("数据文件有误：{fault}。")
    status = 422


@transaction.atomic
def install_registry(people: Path, companies: Path) -> None:
    """Fill the tables of both registries from CSV files; what is there already is brought up to date."""
    PersonTable().install(
        RegisteredPerson(**row | {"born_on": date.fromisoformat(row["born_on"])}) for row in _rows(people)
    )
    CompanyTable().install(
        RegisteredCompany(
            **row
            | {"established_on": date.fromisoformat(row["established_on"]), "capital_fen": int(row["capital_fen"])}
        )
        for row in _rows(companies)
    )


@transaction.atomic
def install_staff(path: Path, password: str) -> None:
    """Set up posts and the demonstration accounts that hold them, all with one password and a second factor."""
    entries: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["staff"]
    specs = [_post(entry) for entry in entries]
    posts = organisations.install_posts(
        list({(spec.authority_key, spec.region_code, spec.name): spec for spec in specs}.values())
    )
    accounts = _demo_accounts(
        entries, passwords=dict.fromkeys((entry["username"] for entry in entries), password), is_official=True
    )
    held = set(PostHolding.objects.filter(until=None).values_list("account__username", flat=True))
    PostHolding.objects.bulk_create(
        PostHolding(
            account=accounts[entry["username"]],
            post_id=posts[organisations.authority_for(spec.authority_key, spec.region_code).id, spec.name],
            since=clock.today(),
        )
        for entry, spec in zip(entries, specs, strict=True)
        if entry["username"] not in held
    )
    protected = set(Authenticator.objects.values_list("user__username", flat=True))
    Authenticator.objects.bulk_create(
        Authenticator(user=account, type=Authenticator.Type.TOTP, data={"secret": encrypt(generate_totp_secret())})
        for username, account in accounts.items()
        if username not in protected
    )
    ledger.record(deed="staff.installed", subject="organisations", actor=system("seed"), facts={"count": len(entries)})


@transaction.atomic
def install_demo_residents(path: Path) -> None:
    """Open the demonstration accounts of residents, whose passwords stand in the file for everybody to read."""
    entries: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["residents"]
    accounts = _demo_accounts(
        entries, passwords={entry["username"]: entry["password"] for entry in entries}, is_official=False
    )
    for account in accounts.values():
        recognise_companies(person_id=account.party_id, actor=system("seed"))


@transaction.atomic
def install_parties(numbers: Sequence[str]) -> dict[str, Any]:
    """Make parties of registered persons and companies, by number or credit code; return their ids by number."""
    persons, companies = PersonTable(), CompanyTable()
    rows = []
    for number in numbers:
        person = persons.find(number)
        company = None if person else companies.find(number)
        if person:
            rows.append(_party_of_person(person))
        elif company:
            rows.append(
                Party(
                    kind=PartyKind.LEGAL,
                    name=company.name,
                    number=company.credit_code,
                    number_key=number_key(company.credit_code),
                    address=company.address,
                    region_code=company.region_code,
                )
            )
        else:
            raise UnableToInstall(fault=f"{number} is in neither registry")
    return _kept(rows)


def _demo_accounts(
    entries: Sequence[Mapping[str, Any]], *, passwords: Mapping[str, str], is_official: bool
) -> dict[str, Account]:
    registry = PersonTable()
    people = {}
    for entry in entries:
        person = registry.find(entry["identity_number"])
        if person is None:
            raise UnableToInstall(
                fault=f"{entry['username']}: {entry['identity_number']} is not in the population registry"
            )
        people[entry["username"]] = person
    parties = _kept([_party_of_person(person) for person in people.values()])
    # Everybody knows these passwords, so each is hashed once: hashing is made to be slow.
    hashes = {password: make_password(password) for password in set(passwords.values())}
    Account.objects.bulk_create(
        (
            Account(
                username=username,
                party_id=parties[person.identity_number],
                phone_key=phone_key(person.phone),
                password=hashes[passwords[username]],
                is_official=is_official,
                is_demo=True,
            )
            for username, person in people.items()
        ),
        update_conflicts=True,
        unique_fields=["username"],
        update_fields=["password", "is_demo"],
    )
    return {account.username: account for account in Account.objects.filter(username__in=people)}


def _party_of_person(person: RegisteredPerson) -> Party:
    return Party(
        kind=PartyKind.NATURAL,
        name=person.name,
        number=person.identity_number,
        number_key=number_key(person.identity_number),
        phone=person.phone,
        address=person.address,
        region_code=person.region_code,
    )


def _kept(parties: Sequence[Party]) -> dict[str, Any]:
    Party.objects.bulk_create(parties, ignore_conflicts=True)
    numbers = {party.number_key: party.number for party in parties}
    ids = Party.objects.filter(number_key__in=numbers).values_list("number_key", "id")
    return {numbers[key]: id for key, id in ids}


def _post(entry: Mapping[str, Any]) -> organisations.PostSpec:
    codes = entry.get("item_codes")
    return organisations.PostSpec(
        authority_key=entry["authority"],
        region_code=entry["region"],
        name=entry["post"],
        roles=tuple(Role(role) for role in entry["roles"]),
        item_codes=None if codes is None else tuple(codes),
        region_wide=entry.get("region_wide", False),
    )


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

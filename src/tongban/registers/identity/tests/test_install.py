import csv
from pathlib import Path

import pytest
import yaml
from allauth.mfa.models import Authenticator
from stdnum.cn import uscc

from tongban.groundwork.foundation.clock import today
from tongban.registers.identity import api, rules
from tongban.registers.identity.models import Account, Party, PersonRecord, PostHolding
from tongban.registers.organisations import api as organisations

SEEDS = Path(__file__).resolve().parents[5] / "seeds"
PEOPLE, COMPANIES = SEEDS / "registry" / "people.csv", SEEDS / "registry" / "companies.csv"
PASSWORD = "tongban-demo-2026"
ROLES = {"clerk", "reviewer", "decider"}
ASKED_ONLY = {"drc", "eco", "emg", "urb", "wat", "cad"}  # they take part in cases of other authorities


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def staff():
    return yaml.safe_load((SEEDS / "staff.yaml").read_text(encoding="utf-8"))["staff"]


@pytest.fixture
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def city(db, quick_passwords):
    organisations.install_organisations(SEEDS / "organisations.yaml")
    api.install_registry(PEOPLE, COMPANIES)


def test_the_fictional_people_have_right_numbers_of_no_real_place():
    people = rows(PEOPLE)
    assert len({person["identity_number"] for person in people}) == 2000
    for person in people:
        number = person["identity_number"]
        assert rules.identity_number_fault(number, today=today()) == "", number
        assert number.startswith("9901")
        assert rules.born_on(number).isoformat() == person["born_on"]
        assert rules.sex_of(number) == person["sex"]
        assert rules.name_fault(rules.normalise_name(person["name"])) == "", person["name"]
        assert not person["phone"] or rules.phone_fault(person["phone"]) == ""


def test_the_fictional_companies_have_right_codes_and_a_representative_among_the_people():
    people = {person["identity_number"]: person["name"] for person in rows(PEOPLE)}
    companies = rows(COMPANIES)
    assert len({company["credit_code"] for company in companies}) == 300
    for company in companies:
        assert uscc.is_valid(company["credit_code"])
        assert people[company["representative_number"]] == company["legal_representative"]


def test_the_staff_are_people_of_the_registry_and_three_serve_each_authority_that_decides():
    people = {person["identity_number"]: person["name"] for person in rows(PEOPLE)}
    assert all(people[each["identity_number"]] == each["name"] for each in staff())
    assert len({each["identity_number"] for each in staff()}) == len(staff())
    authorities = yaml.safe_load((SEEDS / "organisations.yaml").read_text(encoding="utf-8"))["authorities"]
    for office in authorities:
        if len(office["region"]) not in (4, 6):
            continue
        there = [each for each in staff() if (each["authority"], each["region"]) == (office["key"], office["region"])]
        roles = {role for each in there for role in each["roles"]}
        if office["key"] in ASKED_ONLY:
            assert roles == {"reviewer"}
        else:
            assert roles >= ROLES
            assert len(there) >= len(ROLES)


def test_installing_the_staff_gives_posts_and_second_factors(city):
    api.install_staff(SEEDS / "staff.yaml", PASSWORD)
    clerk = api.officer_of(Account.objects.get(username="chengdong-psb-clerk"))
    assert clerk.authority_name == "宁川市公安局城东分局"
    assert clerk.roles == {api.Role.CLERK}
    hall = api.officer_of(Account.objects.get(username="hall-clerk"))
    assert hall.region_wide
    assert hall.region_code == "9901"
    assert Authenticator.objects.count() == PostHolding.objects.count() == len(staff())


def test_installing_twice_makes_nobody_twice(city):
    for _time in range(2):
        api.install_registry(PEOPLE, COMPANIES)
        api.install_staff(SEEDS / "staff.yaml", PASSWORD)
        api.install_demo_residents(SEEDS / "residents.yaml")
    assert PersonRecord.objects.count() == 2000
    assert PostHolding.objects.count() == Authenticator.objects.count() == len(staff())
    assert Account.objects.filter(is_demo=True).count() == len(staff()) + 4


def test_the_demonstration_s_residents_can_sign_in_and_act_for_their_companies(city):
    api.install_demo_residents(SEEDS / "residents.yaml")
    owner = Account.objects.get(username="chenxiaomei")
    assert owner.check_password(PASSWORD)
    assert len(api.parties_represented_by(owner.party_id)) == 2


def test_an_account_of_somebody_unknown_is_refused_by_name(db, tmp_path):
    path = tmp_path / "residents.yaml"
    path.write_text("residents: [{username: nobody, identity_number: '1', password: x}]", encoding="utf-8")
    with pytest.raises(api.UnableToInstall, match="nobody"):
        api.install_demo_residents(path)
    assert not Account.objects.exists()


def test_parties_can_be_made_of_the_registry_s_people_and_companies(city):
    person, company = rows(PEOPLE)[0]["identity_number"], rows(COMPANIES)[0]["credit_code"]
    made = api.install_parties([person, company])
    assert api.install_parties([company, person]) == made
    assert Party.objects.get(pk=made[company]).kind == "legal"
    with pytest.raises(api.UnableToInstall, match="neither"):
        api.install_parties(["990101000000000000"])

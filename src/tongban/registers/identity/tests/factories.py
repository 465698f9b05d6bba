"""A small cast for tests: residents, companies, staff."""

from datetime import date
from typing import Any

import factory
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from factory.django import DjangoModelFactory
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2

from tongban.registers.identity.answers import Officer
from tongban.registers.identity.connections.legal_persons import RegisteredCompany
from tongban.registers.identity.connections.legal_persons.table import TableRegistry as CompanyTable
from tongban.registers.identity.connections.population import RegisteredPerson
from tongban.registers.identity.connections.population.table import TableRegistry as PersonTable
from tongban.registers.identity.models import Account, Delegation, Party, PostHolding, number_key, phone_key
from tongban.registers.identity.queries import officer_of
from tongban.registers.identity.rules import PartyKind
from tongban.registers.organisations.tests.factories import PostFactory

PASSWORD = "correct-horse-battery"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def identity_number(serial: int = 1, *, born_on: date = date(1952, 3, 8), region: str = "990101") -> str:
    """Return a valid number; an odd serial is a man's."""
    body = f"{region}{born_on:%Y%m%d}{serial:03d}"
    return body + str(mod_11_2.calc_check_digit(body))


def credit_code(serial: int = 1) -> str:
    """Return a valid code of a company."""
    body = f"91990101MA9{serial:06d}"
    return body + str(uscc.calc_check_digit(body))


class PartyFactory(DjangoModelFactory):
    """李秀兰; `company=True` is a company."""

    class Meta:
        model = Party

    class Params:
        company = factory.Trait(
            kind=PartyKind.LEGAL,
            name="宁川市青桥晓梅餐饮有限公司",
            number=factory.Sequence(lambda n: credit_code(n)),
            phone="",
        )

    kind = PartyKind.NATURAL
    name = "李秀兰"
    number = factory.Sequence(lambda n: identity_number(n % 999, born_on=date(1900 + n // 999, 3, 8)))
    number_key = factory.LazyAttribute(lambda party: number_key(party.number))
    phone = factory.Sequence(lambda n: f"154{n:08d}")
    address = "安澜省宁川市城东区望江街道江湾路18号"
    region_code = "990101001001"


class AccountFactory(DjangoModelFactory):
    """A resident with an account; she can sign in only when given a `password`, for hashing is slow."""

    class Meta:
        model = Account

    username = factory.Sequence(lambda n: f"resident-{n}")
    party = factory.SubFactory(PartyFactory)
    phone_key = factory.LazyAttribute(lambda account: phone_key(account.party.phone))

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        password = kwargs.pop("password", None)
        account = model_class(*args, **kwargs)
        account.set_password(password)  # None makes it unusable
        account.save()
        return account


class StaffFactory(AccountFactory):
    """A member of staff who holds `post`, with a second factor unless `second_factor=False`."""

    class Meta:
        model = Account
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"staff-{n}")
    is_official = True
    party = factory.SubFactory(PartyFactory, name="杨安牧")

    @factory.post_generation
    def post(self, create: bool, given: Any, **details: Any) -> None:  # noqa: ARG002
        PostHolding.objects.create(account=self, post=given or PostFactory(**details), since=date(2020, 1, 1))

    @factory.post_generation
    def second_factor(self, create: bool, given: Any, **details: Any) -> None:  # noqa: ARG002
        if given is not False:
            Authenticator.objects.create(user=self, type=Authenticator.Type.TOTP, data={"secret": encrypt(TOTP_SECRET)})


class DelegationFactory(DjangoModelFactory):
    """The legal representative of a company."""

    class Meta:
        model = Delegation

    principal = factory.SubFactory(PartyFactory, company=True)
    agent = factory.SubFactory(PartyFactory)
    ground = Delegation.Ground.LEGAL_REPRESENTATIVE
    since = date(2020, 1, 1)


def officer(**post: Any) -> Officer:
    """Return an officer; the keywords describe her post."""
    found = officer_of(StaffFactory(**{f"post__{name}": value for name, value in post.items()}))
    assert found is not None
    return found


def registered_person(**facts: Any) -> RegisteredPerson:
    """Put a person into the population registry."""
    person = RegisteredPerson(
        **{
            "identity_number": identity_number(2),
            "name": "李秀兰",
            "sex": "female",
            "nation": "汉族",
            "born_on": date(1952, 3, 8),
            "address": "安澜省宁川市城东区望江街道江湾路18号",
            "region_code": "990101001001",
            "household_number": "01010010010001",
            "phone": "15410004999",
        }
        | facts
    )
    PersonTable().install([person])
    return person


def registered_company(representative: RegisteredPerson, **facts: Any) -> RegisteredCompany:
    """Put a company into the registry of legal persons."""
    company = RegisteredCompany(
        **{
            "credit_code": credit_code(1),
            "name": "宁川市青桥晓梅餐饮有限公司",
            "kind": "有限责任公司（自然人独资）",
            "legal_representative": representative.name,
            "representative_number": representative.identity_number,
            "address": "安澜省宁川市城东区青桥街道桥东街11号",
            "region_code": "990101",
            "capital_fen": 30_000_000,
            "established_on": date(2023, 3, 20),
            "business_scope": "餐饮服务；食品销售",
        }
        | facts
    )
    CompanyTable().install([company])
    return company

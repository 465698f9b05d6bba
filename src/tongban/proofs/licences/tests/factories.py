"""The cast of the licence tests: a city, its police, a resident with an identity card."""

import factory
from factory.django import DjangoModelFactory

from tongban.groundwork.foundation.identifiers import uuid7
from tongban.proofs.licences.models import LicenceType
from tongban.proofs.licences.queries import forget_kept
from tongban.registers.identity.models import Party, number_key
from tongban.registers.identity.rules import PartyKind
from tongban.registers.organisations.models import Authority, Region


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "99"
    name = "安澜省"
    name_en = "Anlan"
    level = 1


class AuthorityFactory(DjangoModelFactory):
    class Meta:
        model = Authority
        django_get_or_create = ("key",)

    key = "psb"
    code = "11990100MB0000009P"
    name = "宁川市公安局"
    short_name = "公安局"
    name_en = "Ningchuan Public Security Bureau"
    region = factory.SubFactory(RegionFactory)
    phone = "0999-1234567"
    address = "宁川市人民路1号"
    hours = "周一至周五 09:00–17:00"


class PartyFactory(DjangoModelFactory):
    class Meta:
        model = Party

    class Params:
        company = factory.Trait(kind=PartyKind.LEGAL, name="宁川市大江餐饮有限公司")

    id = factory.LazyFunction(uuid7)
    kind = PartyKind.NATURAL
    name = "李秀兰"
    number = factory.Sequence(lambda count: f"99010119500101{count:04d}")
    number_key = factory.LazyAttribute(lambda party: number_key(party.number))
    region_code = "990101"


class LicenceTypeFactory(DjangoModelFactory):
    class Meta:
        model = LicenceType
        django_get_or_create = ("key",)

    key = "resident-id"
    code = "11990000000000017X001"
    name = "居民身份证"
    name_en = "Resident identity card"
    holder = "natural"
    valid_months = 240
    fields = factory.LazyFunction(
        lambda: [
            {"code": "name", "name": "姓名", "name_en": "Name", "from": "person.name"},
            {"code": "address", "name": "住址", "name_en": "Address", "from": "person.address"},
        ]
    )

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        made = super()._create(model_class, *args, **kwargs)
        forget_kept()
        return made

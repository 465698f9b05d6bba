"""A small administration for tests. What is read from it is kept per process, so making something forgets it."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from tongban.registers.organisations import models, queries


class Remembered(DjangoModelFactory):
    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        queries.forget_kept()
        return super()._create(model_class, *args, **kwargs)


class RegionFactory(Remembered):
    """The city 9901; `county=True` is 990101 in it."""

    class Meta:
        model = models.Region
        django_get_or_create = ("code",)

    class Params:
        county = factory.Trait(
            code="990101",
            name="城东区",
            name_en="Chengdong District",
            level=3,
            parent=factory.SubFactory("tongban.registers.organisations.tests.factories.RegionFactory"),
        )

    code = "9901"
    name = "宁川市"
    name_en = "Ningchuan City"
    level = 2
    parent = factory.SubFactory(
        "tongban.registers.organisations.tests.factories.RegionFactory",
        code="99",
        name="安澜省",
        name_en="Anlan Province",
        level=1,
        parent=None,
    )


class AuthorityFactory(Remembered):
    """The public security bureau of the county; `city=True` is that of the city."""

    class Meta:
        model = models.Authority
        django_get_or_create = ("key", "region")

    class Params:
        city = factory.Trait(region=factory.SubFactory(RegionFactory), name="宁川市公安局", code="11990100MB90000150")

    key = "psb"
    code = factory.Sequence(lambda n: f"11990101MB9{n:06d}0")
    name = "宁川市公安局城东分局"
    short_name = "城东公安"
    name_en = "Ningchuan Public Security Bureau, Chengdong Branch"
    region = factory.SubFactory(RegionFactory, county=True)
    phone = "0999-2001781"
    address = "宁川市城东区望江路82号"
    hours = "工作日 9:00—12:00，13:30—17:30"


class PostFactory(Remembered):
    """A clerk's post at the county's bureau, for every item."""

    class Meta:
        model = models.Post
        django_get_or_create = ("authority", "name")

    authority = factory.SubFactory(AuthorityFactory)
    name = "受理岗"
    roles = ["clerk"]  # noqa: RUF012
    item_codes = None
    region_wide = False


class ServicePointFactory(Remembered):
    """A community station of the county, open on weekdays from nine to five, that offers what its windows offer."""

    class Meta:
        model = models.ServicePoint
        django_get_or_create = ("key",)

    key = factory.Sequence(lambda n: f"station-{n}")
    kind = "station"
    name = "江湾社区便民服务站"
    name_en = "Jiangwan Community Service Station"
    region = factory.SubFactory(RegionFactory, county=True)
    address = "宁川市城东区望江街道江湾社区党群服务中心一楼"
    phone = "0999-2004795"
    latitude = 33.5
    longitude = 108.95
    weekly_hours = factory.LazyFunction(lambda: {str(day): [["09:00", "17:00"]] for day in range(1, 6)})

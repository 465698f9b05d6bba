"""Tables of the public administration: regions, authorities, service points, windows, posts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CharField, CheckConstraint, Q, UniqueConstraint
from django.db.models.functions import Length

CharField.register_lookup(Length)


class Level(models.IntegerChoices):
    """The five levels of the administrative division (GB/T 2260 and the twelve-digit statistical codes)."""

    PROVINCE = 1
    CITY = 2
    COUNTY = 3
    TOWNSHIP = 4
    VILLAGE = 5


class Region(models.Model):
    """One division. Its code grows by the level (2, 4, 6, 9, 12 digits), so that a scope is a prefix."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")

    class Meta:
        constraints = [
            CheckConstraint(
                name="region_code_has_the_length_of_its_level",
                condition=Q(code__regex=r"^[0-9]+$")
                & (
                    Q(level=Level.PROVINCE, code__length=2)
                    | Q(level=Level.CITY, code__length=4)
                    | Q(level=Level.COUNTY, code__length=6)
                    | Q(level=Level.TOWNSHIP, code__length=9)
                    | Q(level=Level.VILLAGE, code__length=12)
                ),
            ),
            CheckConstraint(
                name="region_has_a_parent_unless_province", condition=Q(parent=None, level=1) | Q(parent__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Authority(models.Model):
    """An office that handles service items: a department of one region."""

    key = models.CharField(max_length=20)  # the department, the same in every region: "psb", "civ"
    # The unified social credit code (GB 32100); an imported list may bring a local one.
    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=200)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="authorities")
    phone = models.CharField(max_length=20)
    address = models.CharField(max_length=120)
    hours = models.CharField(max_length=120)

    class Meta:
        constraints = [UniqueConstraint(name="one_authority_per_department_and_region", fields=["key", "region"])]

    def __str__(self) -> str:
        return self.name


class ServicePoint(models.Model):
    """A place where people are served: a hall, a community station, a kiosk."""

    class Kind(models.TextChoices):
        HALL = "hall"
        STATION = "station"
        KIOSK = "kiosk"

    key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=200)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="service_points")
    address = models.CharField(max_length=120)
    phone = models.CharField(max_length=20)
    latitude = models.DecimalField(max_digits=9, decimal_places=6)
    longitude = models.DecimalField(max_digits=9, decimal_places=6)
    accessible_entrance = models.CharField(max_length=120, blank=True)  # where it is; empty when there is none
    # {"1": [["09:00", "12:00"], …], …} by ISO weekday, local time; a missing day is closed.
    weekly_hours = models.JSONField()
    # {"2026-10-01": [], …}: what holds on one day instead of its weekday's hours.
    exceptions = models.JSONField(default=dict)

    class Meta:
        constraints = [
            CheckConstraint(
                name="service_point_lies_on_earth",
                condition=Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Window(models.Model):
    """One counter of a service point; without an authority it serves for all of them."""

    service_point = models.ForeignKey(ServicePoint, on_delete=models.CASCADE, related_name="windows")
    number = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="windows")

    class Meta:
        constraints = [
            UniqueConstraint(name="window_number_once_per_service_point", fields=["service_point", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Post(models.Model):
    """A post of an authority: its roles and the items they reach to. Who holds it is known to identity."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="posts")
    name = models.CharField(max_length=60)
    roles = ArrayField(models.CharField(max_length=20))
    item_codes = ArrayField(models.CharField(max_length=31), null=True)  # null reaches to every item
    region_wide = models.BooleanField(default=False)  # acts for every authority of its region and below

    class Meta:
        constraints = [
            UniqueConstraint(name="post_name_once_per_authority", fields=["authority", "name"]),
            CheckConstraint(name="post_has_a_role", condition=Q(roles__len__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.authority.name} {self.name}"

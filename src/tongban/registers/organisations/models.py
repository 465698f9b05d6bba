"""Tables of the public administration: regions, authorities, service points, windows, posts."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import CharField, CheckConstraint, F, Func, Index, Q, UniqueConstraint
from django.db.models.functions import Length

from tongban.registers.organisations.rules import HoursRule

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
    # Where its seat is, to measure from; null is unknown.
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        indexes = [Index(fields=["name"], opclasses=["varchar_pattern_ops"], name="region_names_by_their_start")]
        constraints = [
            CheckConstraint(
                name="region_centre_is_whole_and_on_earth",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            ),
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
    """An office that handles service items: a department of one region, from the province down to a village."""

    class Nature(models.TextChoices):
        """What its power rests on (GB/T 39554.1, 实施主体性质)."""

        STATUTORY = "1", "法定机关"
        AUTHORISED = "2", "授权组织"
        ENTRUSTED = "3", "受委托组织"

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
    nature = models.CharField(max_length=1, choices=Nature.choices, default=Nature.STATUTORY)
    complaint_phone = models.CharField(max_length=20, blank=True)
    transport = models.CharField(max_length=200, blank=True)  # 交通指引
    website = models.URLField(max_length=200, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(name="one_authority_per_department_and_region", fields=["key", "region"]),
            CheckConstraint(name="authority_nature_is_known", condition=Q(nature__in=["1", "2", "3"])),
        ]

    def __str__(self) -> str:
        return self.name


class Entrustment(models.Model):
    """
    An authority has entrusted another organisation with part of its work (委托实施, 行政许可法第二十四条).

    It does the named steps of the named items in the name of the one that entrusts. Without items it is only told to the public.
    """

    by = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="entrustments_given")
    to = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="entrustments_held")
    scope = models.CharField(max_length=200)
    basis = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField(null=True)  # the last day; null is until revoked
    item_codes = ArrayField(models.CharField(max_length=64), default=list)  # basic or implementation codes
    steps = ArrayField(models.CharField(max_length=40), default=list)  # of the review plans
    document = models.CharField(max_length=80, blank=True)  # the number of the written entrustment 委托书
    end_reason = models.CharField(max_length=200, blank=True)  # where it was ended before its time

    class Meta:
        indexes = [
            # Serves what an authority does for others, and the public list.
            Index(name="entrustments_held", fields=["to", "since"]),
        ]
        constraints = [
            UniqueConstraint(name="entrustment_once", fields=["by", "to", "scope", "since"]),
            CheckConstraint(
                name="entrustment_names_steps_of_items",
                condition=Q(item_codes=[], steps=[]) | Q(item_codes__len__gt=0, steps__len__gt=0),
            ),
            CheckConstraint(
                name="entrustment_ends_after_it_starts", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            CheckConstraint(name="entrustment_goes_to_somebody_else", condition=~Q(by=F("to"))),
        ]

    def __str__(self) -> str:
        return self.scope


class ServicePoint(models.Model):
    """A place where people are served: a hall, a community station, a kiosk."""

    class Kind(models.TextChoices):
        HALL = "hall"
        STATION = "station"
        KIOSK = "kiosk"

    class Offers(models.TextChoices):
        """Which items can be done there."""

        ALL = "all"  # those of every authority in whose region it lies
        WINDOWS = "windows"  # those of the authorities that have a window there
        LISTED = "listed"  # those named, by basic or implementation code

    key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=200)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="service_points")
    # Who runs it; its item manager keeps the hours.
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="service_points")
    address = models.CharField(max_length=120)
    phone = models.CharField(max_length=20)
    latitude = models.FloatField()
    longitude = models.FloatField()
    accessible_entrance = models.CharField(max_length=120, blank=True)  # where it is; empty when there is none
    transport = models.CharField(max_length=200, blank=True)  # 交通指引
    services = ArrayField(models.CharField(max_length=30), default=list)  # "parking", "interpreter", …
    # {"1": [["09:00", "12:00"], …], …} by ISO weekday, local time; a missing day is closed.
    weekly_hours = models.JSONField()
    # {"2026-12-04": {"hours": [], "reason": "…"}, …}: what holds on one day instead of its weekday's hours.
    exceptions = models.JSONField(default=dict)
    hours_rule = models.CharField(max_length=10, default=HoursRule.CALENDAR.value)
    offers = models.CharField(max_length=10, choices=Offers.choices, default=Offers.WINDOWS)
    item_codes = ArrayField(models.CharField(max_length=64), default=list)  # where it offers what is listed
    closed_on = models.DateField(null=True)  # the first day on which it is no more
    closing_reason = models.CharField(max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)  # counts its changes: nobody writes over another's

    class Meta:
        indexes = [
            # What lies in a box of degrees, for the nearest ones; the built-in type point needs no extension.
            GistIndex(Func(F("longitude"), F("latitude"), function="point"), name="service_points_by_place"),
            Index(fields=["region", "id"], name="service_points_by_region"),
            GinIndex(fields=["item_codes"], name="service_points_by_item"),
        ]
        constraints = [
            CheckConstraint(
                name="service_point_lies_on_earth",
                condition=Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            ),
            CheckConstraint(
                name="service_point_hours_rule_is_known", condition=Q(hours_rule__in=[rule.value for rule in HoursRule])
            ),
            CheckConstraint(
                name="service_point_lists_items_if_it_says_so", condition=~Q(offers="listed") | Q(item_codes__len__gt=0)
            ),
            CheckConstraint(
                name="service_point_closes_with_a_reason", condition=Q(closed_on=None) | ~Q(closing_reason="")
            ),
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

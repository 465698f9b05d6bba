"""Tables of the catalogue: basic items, the items as authorities offer them, and their published versions."""

from typing import Any, NoReturn

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint


class ItemState(models.TextChoices):
    """Where an item stands."""

    ONLINE = "online"  # 在用, with a published guide
    IMPORTED = "imported"  # taken from a list, without a guide
    SUSPENDED = "suspended"  # 暂停
    CANCELLED = "cancelled"  # 取消


class BasicItem(models.Model):
    """The national or provincial definition of an item 基本目录事项, the same everywhere."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    item_type = models.CharField(max_length=2)

    class Meta:
        constraints = [CheckConstraint(name="basic_item_code_has_12_digits", condition=Q(code__regex=r"^[0-9]{12}$"))]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Item(models.Model):
    """
    An item as one authority of one region offers it 实施清单事项.

    What lists and filters need of its guide is kept beside it, so that a list reads one table.
    """

    code = models.CharField(max_length=64, unique=True)  # 31 characters 实施编码, or the local code of an imported list
    basic = models.ForeignKey(BasicItem, on_delete=models.PROTECT, null=True, related_name="items")
    # Items of one basic item stand together in lists: the basic code, or the item's own where it has none.
    group_code = models.CharField(max_length=64, db_collation="C")
    authority = models.ForeignKey("organisations.Authority", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=ItemState)
    version = models.ForeignKey("ItemVersion", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    sort_key = models.CharField(max_length=120, db_collation="C")  # pinyin of the name
    summary = models.CharField(max_length=400, blank=True)
    summary_en = models.CharField(max_length=400, blank=True)
    aliases = ArrayField(models.CharField(max_length=100), default=list)
    item_type = models.CharField(max_length=2)
    audience = ArrayField(models.CharField(max_length=10), default=list)
    themes = ArrayField(models.CharField(max_length=20), default=list)  # "natural:证件办理"
    life_events = ArrayField(models.CharField(max_length=40), default=list)
    case_type = models.CharField(max_length=10, blank=True)
    online_depth = models.PositiveSmallIntegerField(null=True)
    visits = models.PositiveSmallIntegerField(null=True)
    committed_amount = models.PositiveSmallIntegerField(null=True)
    committed_unit = models.CharField(max_length=12, blank=True)
    main_item = models.CharField(max_length=200, blank=True)  # 主项 of an imported list
    local_authority_code = models.CharField(max_length=64, blank=True)  # as an imported list writes it
    lacks = ArrayField(models.CharField(max_length=60), default=list)

    class Meta:
        constraints = [
            CheckConstraint(
                name="item_online_has_a_version", condition=~Q(state=ItemState.ONLINE) | Q(version__isnull=False)
            ),
            CheckConstraint(name="item_state_is_known", condition=Q(state__in=ItemState.values)),
        ]
        indexes = [
            # Serves browse: online items in pinyin order, those of one basic item together, nearest region first.
            models.Index(
                name="item_browse",
                fields=["sort_key", "group_code", "region_code"],
                condition=Q(state=ItemState.ONLINE),
            ),
            models.Index(name="item_of_basic", fields=["basic", "region_code"]),
            GinIndex(name="item_themes", fields=["themes"]),
            GinIndex(name="item_life_events", fields=["life_events"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ItemVersionQuerySet(models.QuerySet["ItemVersion"]):
    """Published versions are read and added, never changed."""

    def update(self, **_values: Any) -> NoReturn:
        raise TypeError("a published version is never changed: publish another one")

    def delete(self) -> NoReturn:
        raise TypeError("a published version is never removed: cases were judged by it")


class ItemVersion(models.Model):
    """One published version of an item's guide. Immutable: a trigger keeps it so in the database."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    guide = models.JSONField()  # what `rules.Guide.to_dict` returns
    digest = models.CharField(max_length=64)
    form = models.ForeignKey("forms.FormVersion", on_delete=models.PROTECT, null=True, related_name="+")
    effective_from = models.DateField()
    published_at = models.DateTimeField()

    objects = ItemVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(name="item_version_number_once", fields=["item", "number"]),
            CheckConstraint(name="item_version_counts_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a published version is never changed: publish another one")
        super().save(*args, **kwargs)


class Revision(models.Model):
    """The one row that counts changes of the catalogue: a process that kept something asks it before showing it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [CheckConstraint(name="one_catalogue_revision", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def advance(cls) -> None:
        """Count one change, in the transaction that makes it."""
        cls.objects.get_or_create(id=1)
        cls.objects.filter(id=1).update(number=F("number") + 1)

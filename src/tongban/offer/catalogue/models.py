"""Tables of the catalogue: basic items and the items that inherit from them, their versions, changes under way, lists of powers."""

from typing import Any, ClassVar, NoReturn

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.identifiers import uuid7


class ItemState(models.TextChoices):
    """Where an item stands."""

    ONLINE = "online"  # 在用, with a published guide
    IMPORTED = "imported"  # taken from a list, without a guide
    SUSPENDED = "suspended"  # 暂停
    CANCELLED = "cancelled"  # 取消


class BasicItem(models.Model):
    """
    The definition of an item 基本目录事项, the same everywhere, or of a variant of it 业务办理项.

    What lists and filters need of its guide is kept beside it: a province has some thousand of these, and over a million
    items that inherit from them. A title of an imported list that no basic catalogue knows has a code of its own: "~…".
    """

    code = models.CharField(max_length=17, primary_key=True, db_collation="C")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    sort_key = models.CharField(max_length=120, db_collation="C")  # pinyin of the name
    item_type = models.CharField(max_length=2)
    version = models.ForeignKey("BasicVersion", on_delete=models.PROTECT, null=True, related_name="+")
    summary = models.CharField(max_length=400, blank=True)
    summary_en = models.CharField(max_length=400, blank=True)
    aliases = ArrayField(models.CharField(max_length=100), default=list)
    themes = ArrayField(models.CharField(max_length=20), default=list)  # "natural:证件办理"
    life_events = ArrayField(models.CharField(max_length=40), default=list)
    audience = ArrayField(models.CharField(max_length=10), default=list)
    main_item = models.CharField(max_length=200, blank=True)  # 主项 of an imported list
    revision = models.PositiveBigIntegerField(default=0)  # of the catalogue, when this row last changed

    class Meta:
        constraints = [
            CheckConstraint(
                name="basic_item_code_has_12_or_14_digits",
                condition=Q(code__regex=r"^([0-9]{12}([0-9]{2})?|~[0-9a-f]{16})$"),
            )
        ]
        indexes = [
            models.Index(name="basic_item_browse", fields=["sort_key", "code"]),
            models.Index(name="basic_item_changed", fields=["revision"]),
            GinIndex(name="basic_item_themes", fields=["themes"]),
            GinIndex(name="basic_item_life_events", fields=["life_events"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Item(models.Model):
    """
    An item as one authority of one region offers it 实施清单事项.

    What lists need of its version is kept beside it, so that a list reads no guide.
    """

    code = models.CharField(max_length=64, unique=True)  # 31 or 33 characters 实施编码, or the code of an imported list
    basic = models.ForeignKey(BasicItem, on_delete=models.PROTECT, related_name="items")
    authority = models.ForeignKey("organisations.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    region_code = models.CharField(max_length=12, db_collation="C")
    state = models.CharField(max_length=10, choices=ItemState)
    state_since = models.DateField(null=True)  # of a suspension or cancellation
    version = models.ForeignKey("ItemVersion", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    audience = ArrayField(models.CharField(max_length=10), default=list)
    case_type = models.CharField(max_length=10, blank=True)
    is_applied_for_online = models.BooleanField(default=False)
    online_depth = models.PositiveSmallIntegerField(null=True)
    visits = models.PositiveSmallIntegerField(null=True)
    committed_amount = models.PositiveSmallIntegerField(null=True)
    committed_unit = models.CharField(max_length=12, blank=True)
    local_authority_code = models.CharField(max_length=64, blank=True)  # as an imported list writes it
    revision = models.PositiveBigIntegerField(default=0)  # of the catalogue, when this row last changed

    class Meta:
        constraints = [
            CheckConstraint(
                name="item_online_has_a_version", condition=~Q(state=ItemState.ONLINE) | Q(version__isnull=False)
            ),
            CheckConstraint(name="item_state_is_known", condition=Q(state__in=ItemState.values)),
        ]
        indexes = [
            # Serves the nearest offer of a basic item, and what a region has.
            models.Index(name="item_of_basic", fields=["basic", "region_code"]),
            models.Index(name="item_of_authority", fields=["authority", "basic"]),
            models.Index(name="item_changed", fields=["revision"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ImmutableQuerySet(models.QuerySet[Any]):
    """Published versions are read and added, never changed."""

    def update(self, **_values: Any) -> NoReturn:
        raise TypeError("a published version is never changed: publish another one")

    def delete(self) -> NoReturn:
        raise TypeError("a published version is never removed: cases were judged by it")


class Immutable(models.Model):
    """A row that is written once. A trigger keeps it so in the database."""

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a published version is never changed: publish another one")
        super().save(*args, **kwargs)


class BasicVersion(Immutable):
    """One published version of the guide that all items of a basic item inherit."""

    basic = models.ForeignKey(BasicItem, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    guide = models.JSONField()  # what `rules.Guide.to_dict` returns
    digest = models.CharField(max_length=64)
    form = models.ForeignKey("forms.FormVersion", on_delete=models.PROTECT, related_name="+", db_index=False)
    effective_from = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=120)
    why = models.CharField(max_length=400)

    class Meta:
        constraints = [
            UniqueConstraint(name="basic_version_number_once", fields=["basic", "number"]),
            CheckConstraint(name="basic_version_counts_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.basic_id} v{self.number}"


class ItemVersion(Immutable):
    """One published version of an item: the version it inherits from, and only what differs from it."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    basic_version = models.ForeignKey(BasicVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    own = models.JSONField(default=dict)  # see `inheritance`
    digest = models.CharField(max_length=64)  # of the basic version and the own values together
    effective_from = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=120)
    why = models.CharField(max_length=400)

    class Meta:
        constraints = [
            UniqueConstraint(name="item_version_number_once", fields=["item", "number"]),
            CheckConstraint(name="item_version_counts_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"


class ChangeKind(models.TextChoices):
    """What may happen to an item over its life (新增、变更、暂停、恢复、取消、拆分、合并)."""

    CREATE = "create"
    CHANGE = "change"
    SUSPEND = "suspend"
    RESUME = "resume"
    CANCEL = "cancel"
    SPLIT = "split"
    MERGE = "merge"


class ChangeState(models.TextChoices):
    """How far a change has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    PUBLISHED = "published"  # waits for the day it takes effect
    IN_FORCE = "in_force"
    DROPPED = "dropped"


class Change(models.Model):
    """A change of a basic item or an item: who wants what and why, who reviewed it, since when it holds."""

    OPEN: ClassVar = (ChangeState.DRAFT, ChangeState.SUBMITTED, ChangeState.REVIEWED, ChangeState.PUBLISHED)

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.CharField(max_length=8, choices=ChangeKind)
    state = models.CharField(max_length=9, choices=ChangeState, default=ChangeState.DRAFT)
    code = models.CharField(max_length=64)  # of the item or the basic item
    is_basic = models.BooleanField()
    authority = models.ForeignKey("organisations.Authority", on_delete=models.PROTECT, null=True, related_name="+")
    region_code = models.CharField(max_length=12, db_collation="C")
    name = models.CharField(max_length=200)
    body = models.JSONField()  # by kind, see operations.draft_change
    from_version = models.PositiveIntegerField(default=0)  # which the author had before her; 0 without one
    why = models.CharField(max_length=400)
    effective_from = models.DateField()
    revision = models.PositiveIntegerField(default=1)  # of this row: two people must not overwrite each other
    author = models.CharField(max_length=120)
    author_name = models.CharField(max_length=120)
    writers = ArrayField(models.CharField(max_length=120), default=list)  # all who wrote in it: none of them reviews it
    reviewer = models.CharField(max_length=120, blank=True)
    reviewer_name = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=400, blank=True)  # what the reviewer said
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            CheckConstraint(name="change_is_reviewed_by_somebody_else", condition=~Q(reviewer=F("author"))),
            UniqueConstraint(
                name="one_open_change_of_a_code",
                fields=["code"],
                condition=Q(state__in=["draft", "submitted", "reviewed", "published"]),
            ),
        ]
        indexes = [
            models.Index(name="changes_by_region", fields=["state", "region_code", "-id"]),
            models.Index(name="changes_of_a_code", fields=["code", "-id"]),
            models.Index(
                name="changes_to_take_effect", fields=["effective_from"], condition=Q(state=ChangeState.PUBLISHED)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.state}"


class Conflict(models.Model):
    """An item whose own values a new version of its basic item made worse than what it inherits."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="conflicts")
    basic_version = models.ForeignKey(BasicVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    problems = models.JSONField()  # [{"path", "code", "params"}]
    opened_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(name="one_open_conflict_of_an_item", fields=["item"], condition=Q(settled_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.item_id} against {self.basic_version_id}"


class Successor(models.Model):
    """Where to go instead of an item that was split, merged or cancelled."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="successors", db_index=False)
    successor = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="predecessors")

    class Meta:
        constraints = [UniqueConstraint(name="one_successor_once", fields=["item", "successor"])]

    def __str__(self) -> str:
        return f"{self.item_id} → {self.successor_id}"


class PowerList(models.TextChoices):
    """The three lists by which government binds itself in public."""

    POWER = "power"  # 权力清单: what an authority may do
    RESPONSIBILITY = "responsibility"  # 责任清单: what it must do, and how it answers for it
    NEGATIVE = "negative"  # 负面清单: what is closed to applicants, or open only with a permit


def no_entries() -> list[Any]:
    """Return an empty list: `Power` has a column of that name, which hides the type from its other columns."""
    return []


class Power(models.Model):
    """One entry of a list of powers. It holds for the department in the whole of its region, at the levels named."""

    list = models.CharField(max_length=14, choices=PowerList)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    item_type = models.CharField(max_length=2, blank=True)
    department = models.CharField(max_length=20, blank=True)  # Authority.key
    region_code = models.CharField(max_length=12, db_collation="C")
    levels = ArrayField(models.CharField(max_length=10), default=no_entries)  # of exercise: "city", "county"
    basics = ArrayField(models.CharField(max_length=17), default=no_entries)  # codes of the basic items it grounds
    legal_basis = models.JSONField(default=no_entries)  # [{"law", "article", "text", "url"}]
    content = models.TextField(blank=True)  # duties; or what is closed, and on what condition it is open
    accountability = models.TextField(blank=True)  # 追责情形
    source = models.CharField(max_length=200)
    effective_from = models.DateField()
    effective_until = models.DateField(null=True)  # the first day on which it no longer holds
    sort_key = models.CharField(max_length=120, db_collation="C")

    class Meta:
        constraints = [
            UniqueConstraint(name="one_power_of_a_code", fields=["list", "region_code", "code"]),
            CheckConstraint(name="power_list_is_known", condition=Q(list__in=PowerList.values)),
        ]
        indexes = [
            models.Index(name="powers_in_order", fields=["list", "sort_key", "id"]),
            GinIndex(name="powers_of_basic", fields=["basics"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class UploadState(models.TextChoices):
    """How far a file of items has come."""

    WAITING = "waiting"  # to be checked
    CHECKED = "checked"  # would go through
    FAULTY = "faulty"
    CONFIRMED = "confirmed"  # to be imported
    DONE = "done"
    DROPPED = "dropped"


class Upload(models.Model):
    """A file of items that somebody uploaded: first checked, then confirmed, then imported by the worker."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    name = models.CharField(max_length=120)  # of the file
    why = models.CharField(max_length=400)
    state = models.CharField(max_length=9, choices=UploadState, default=UploadState.WAITING)
    authority = models.ForeignKey("organisations.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    region_code = models.CharField(max_length=12, db_collation="C")
    account_id = models.UUIDField()  # of who uploaded it
    author_name = models.CharField(max_length=120)
    confirmed_by = models.CharField(max_length=120, blank=True)
    report = models.JSONField(default=dict)  # what it would do, or did
    faults = models.JSONField(default=list)  # the first ones
    fault_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [CheckConstraint(name="upload_state_is_known", condition=Q(state__in=UploadState.values))]
        indexes = [
            models.Index(name="uploads_by_region", fields=["region_code", "-id"]),
            models.Index(name="uploads_to_work_on", fields=["id"], condition=Q(state__in=["waiting", "confirmed"])),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class Revision(models.Model):
    """The one row that counts changes of the catalogue: a process that kept something asks it before showing it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [CheckConstraint(name="one_catalogue_revision", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def advance(cls) -> int:
        """
        Count one change, in the transaction that makes it, and return its number.

        The row stays locked until the transaction ends, so that numbers become visible in their order: whoever reads what
        changed after a number misses nothing.
        """
        cls.objects.get_or_create(id=1)
        cls.objects.filter(id=1).update(number=F("number") + 1)
        return cls.objects.get(id=1).number

"""The table of the archive: which packages were made of a case."""

from django.db import models

from tongban.handling.archives.rules import PackageKind


class Package(models.Model):
    """One archive package of a case, made once and never changed; what happens later makes another edition."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9)
    edition = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    file_id = models.UUIDField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64)
    files = models.PositiveSmallIntegerField()
    pages = models.PositiveIntegerField()
    retention = models.CharField(max_length=10)
    keep_until = models.DateField(null=True)  # null: for ever

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_package_of_a_kind_and_edition", fields=["case", "kind", "edition"]),
            models.CheckConstraint(name="package_kind_is_known", condition=models.Q(kind__in=list(PackageKind))),
        ]

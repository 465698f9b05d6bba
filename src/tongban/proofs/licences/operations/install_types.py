"""Install licence types from the files that carry them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.data_files import read_yaml
from tongban.groundwork.foundation.errors import DomainError
from tongban.proofs.licences import queries
from tongban.proofs.licences.models import LicenceType

HOLDERS = {"natural", "legal", "either"}


class UnableToInstallTypes(DomainError):
    """The file is no list of licence types: mend what is named and install it again."""

    code = "licence_types.faulty"
    sentence = _("证照类型文件 {file} 有误：{fault}。改正后重新导入。")
    status = 422


@transaction.atomic
def install_types(path: Path) -> int:
    """Write the types of a YAML file, or of every `*.yaml` of a folder; return how many. Those there are brought up to date."""
    types = [each for file in (sorted(path.glob("*.yaml")) if path.is_dir() else [path]) for each in _read(file)]
    LicenceType.objects.bulk_create(
        types,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["code", "name", "name_en", "holder", "valid_months", "fields", "one_per_holder"],
    )
    queries.forget_kept()
    transaction.on_commit(queries.forget_kept)
    return len(types)


def _read(file: Path) -> list[LicenceType]:
    try:
        return [_type(entry) for entry in read_yaml(file)]
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as fault:
        raise UnableToInstallTypes(file=file.name, fault=f"{type(fault).__name__}: {fault}") from fault


def _type(entry: Mapping[str, Any]) -> LicenceType:
    if entry["holder"] not in HOLDERS:
        raise ValueError(f"holder {entry['holder']}")
    if len(entry["code"]) != 21:
        raise ValueError(f"code {entry['code']}")
    return LicenceType(
        key=entry["key"],
        code=entry["code"],
        name=entry["name"],
        name_en=entry["name_en"],
        holder=entry["holder"],
        valid_months=int(entry["valid_months"]),
        fields=[{key: field[key] for key in ("code", "name", "name_en", "from")} for field in entry["fields"]],
        one_per_holder=bool(entry.get("one_per_holder", False)),
    )

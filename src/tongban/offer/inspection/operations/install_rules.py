"""Install the rules of inspection and what they stand on."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.data_files import read_yaml
from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.inspection.models import Book, RuleRow
from tongban.offer.inspection.rules import Aim, LawChange, Platform, UnableToReadRules, read_rules

EXAMPLES = ("breaks", "keeps")


class UnableToInstallRules(DomainError):
    """The file is no set of inspection rules: mend what is named and install it again."""

    code = "inspection.rules_faulty"
    sentence = _("检查规则文件 {file} 有误：{fault}。改正后重新导入。")
    status = 422


@transaction.atomic
def install_rules(path: Path) -> int:
    """
    Install the rules of a YAML file and return how many there are. A rule that was switched off stays off; one that the file
    no longer has goes, with its findings.
    """
    try:
        content = read_yaml(path)
        rules = read_rules(content["rules"])
        book = _book(content)
    except (KeyError, TypeError, ValueError, UnableToReadRules, yaml.YAMLError) as fault:
        raise UnableToInstallRules(file=path.name, fault=f"{type(fault).__name__}: {fault}") from fault
    RuleRow.objects.exclude(code__in=[rule.code for rule in rules]).delete()
    RuleRow.objects.bulk_create(
        [RuleRow(code=row["code"], place=place, body=_body(row)) for place, row in enumerate(content["rules"])],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["place", "body"],
    )
    Book.objects.update_or_create(id=1, defaults=book | {"revision": F("revision") + 1}, create_defaults=book)
    return len(rules)


@transaction.atomic
def know_licence_types(types: Mapping[str, str]) -> None:
    """Note the licence types (key → name) that the platform issues and holds: what it holds is not asked for on paper."""
    licences = {name: key for key, name in types.items()}
    Book.objects.filter(id=1).exclude(licences=licences).update(licences=licences, revision=F("revision") + 1)


def _book(content: Mapping[str, Any]) -> dict[str, Any]:
    for aim in content["aims"]:
        Aim(tuple(aim["levels"]), float(aim["share"]), aim["source"])
    return {
        "repair_severity": int(content["repair"]["severity"]),
        "repair_days": int(content["repair"]["working_days"]),
        "repair_source": content["repair"]["source"],
        "platform": vars(Platform(**content["platform"])),
        "aims": content["aims"],
        "laws": [vars(LawChange(**law)) | {"since": law["since"].isoformat()} for law in content["laws"]],
        "least_in_column": int(content["columns"]["least"]),
    }


def _body(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in row.items() if key not in EXAMPLES}
    body: dict[str, Any] = json.loads(json.dumps(kept, default=str, ensure_ascii=False))
    return body

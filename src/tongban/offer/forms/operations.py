"""Install shared data elements, publish forms."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.data_files import read_yaml
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.foundation.news import tell
from tongban.offer.forms import queries
from tongban.offer.forms.events import ElementsChanged
from tongban.offer.forms.models import Element, FormVersion
from tongban.offer.forms.rules import DataElement, FormDefinition, definition_faults


class UnableToInstallElements(DomainError):
    """A file of data elements is faulty: mend what is named and install it again."""

    code = "elements.faulty"
    sentence = _("数据元文件 {file} 有误：{fault}。改正后重新导入。")
    status = 422


class UnableToPublishForm(DomainError):
    """The form cannot work: mend what is named and publish it again."""

    code = "form.faulty"
    sentence = _("表单“{form}”无法发布：{faults}。改正后重新发布。")
    status = 422


@transaction.atomic
def install_elements(paths: Iterable[Path]) -> int:
    """Write the shared data elements of these YAML files, also those of folders; return how many there are."""
    bodies: dict[str, dict[str, Any]] = {}
    for path in paths:
        for file in sorted(path.glob("*.yaml")) if path.is_dir() else [path]:
            for body in _read(file):
                if body["code"] in bodies:
                    raise UnableToInstallElements(file=file.name, fault=f"{body['code']} is defined twice")
                bodies[body["code"]] = body
    Element.objects.bulk_create(
        [Element(code=code, body=body) for code, body in bodies.items()],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["body"],
    )
    queries.forget_kept()
    transaction.on_commit(queries.forget_kept)
    tell(ElementsChanged())
    return len(bodies)


@transaction.atomic
def publish_form(code: str, body: Sequence[Mapping[str, Any]]) -> int:
    """
    Publish a form (the pages, as a guide writes them) and return the id of its version.

    What is published already unchanged keeps its version; anything else becomes the next one.
    """
    try:
        definition = FormDefinition.from_dict(body)
    except (KeyError, TypeError, ValueError) as fault:
        raise UnableToPublishForm(form=code, faults=f"{type(fault).__name__}: {fault}") from fault
    faults = definition_faults(definition, queries.elements())
    if faults:
        raise UnableToPublishForm(form=code, faults="; ".join(faults))
    content = definition.to_dict()
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    latest = FormVersion.objects.filter(code=code).order_by("-number").first()
    if latest is not None and latest.digest == digest:
        return latest.pk
    number = latest.number + 1 if latest is not None else 1
    version = FormVersion(code=code, number=number, body=content, digest=digest, published_at=clock.now())
    version.save()
    return version.pk


def _read(file: Path) -> list[dict[str, Any]]:
    try:
        bodies = read_yaml(file)
        for body in bodies:
            DataElement.from_dict(body)
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as fault:
        raise UnableToInstallElements(file=file.name, fault=f"{type(fault).__name__}: {fault}") from fault
    return list(bodies)

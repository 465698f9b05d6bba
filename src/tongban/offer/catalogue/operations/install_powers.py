"""Publish the lists of powers from the file that carries them."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.actors import Actor, system
from tongban.groundwork.foundation.data_files import read_yaml
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.foundation.news import tell
from tongban.groundwork.foundation.text import pinyin_key
from tongban.groundwork.ledger import api as ledger
from tongban.offer.catalogue.events import CatalogueChanged
from tongban.offer.catalogue.models import Power, PowerList, Revision
from tongban.offer.catalogue.operations.publishing import SORT_KEY_LENGTH
from tongban.offer.catalogue.rules import ITEM_TYPES, LEVELS

REQUIRED = ("list", "code", "name", "region_code", "source", "effective_from")
OPTIONAL: dict[str, Any] = {
    "item_type": "", "department": "", "levels": [], "basics": [], "legal_basis": [], "content": "",
    "accountability": "", "effective_until": None,
}  # fmt: skip
BASIS_KEYS = {"law", "article", "text", "url"}


class UnableToInstallPowers(DomainError):
    """Entries of the lists are faulty, so none was published."""

    code = "powers.faulty"
    sentence = _("权责清单有误，全部未导入：{details}")
    status = 422


@transaction.atomic
def install_powers(path: Path, *, actor: Actor | None = None) -> int:
    """
    Publish the entries of a file (seeds/powers.yaml), bring those that are there up to date, and return how many there are.

    Raise UnableToInstallPowers with every faulty entry. An entry ends by its `effective_until`; none is removed.
    """
    entries = read_yaml(path)
    faults = [f"{index + 1}. {fault}" for index, entry in enumerate(entries) for fault in _faults(entry)]
    keys = [
        (entry.get("list"), entry.get("region_code"), entry.get("code"))
        for entry in entries
        if isinstance(entry, Mapping)
    ]
    faults += [f"{key} ×2" for key in {key for key in keys if keys.count(key) > 1}]
    if faults:
        raise UnableToInstallPowers(details="；".join(faults[:20]))
    rows = [_row(entry) for entry in entries]
    Power.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["list", "region_code", "code"],
        update_fields=["name", "source", "effective_from", "sort_key", *OPTIONAL],
    )
    Revision.advance()
    ledger.record(
        deed="powers.published", subject="powers", actor=actor or system("powers"), facts={"entries": len(rows)}
    )
    tell(CatalogueChanged())
    return len(rows)


def _row(entry: Mapping[str, Any]) -> Power:
    values = {name: entry.get(name, default) for name, default in OPTIONAL.items()}
    return Power(
        **{name: entry[name] for name in REQUIRED}, **values, sort_key=pinyin_key(entry["name"])[:SORT_KEY_LENGTH]
    )


def _faults(entry: object) -> list[str]:
    if not isinstance(entry, Mapping):
        return ["not a mapping"]
    name = entry.get("name", "?")
    faults = [f"{name}: {key} missing" for key in REQUIRED if not entry.get(key)]
    faults += [f"{name}: unknown key {key}" for key in entry.keys() - {*REQUIRED, *OPTIONAL}]
    if entry.get("list") not in PowerList.values:
        faults.append(f"{name}: list is one of {', '.join(PowerList.values)}")
    if entry.get("item_type") and entry["item_type"] not in ITEM_TYPES:
        faults.append(f"{name}: item_type {entry['item_type']} is unknown")
    if entry.get("list") == PowerList.POWER and not (
        entry.get("item_type") and entry.get("department") and entry.get("legal_basis")
    ):
        faults.append(f"{name}: a power needs item_type, department and legal_basis")
    faults += [f"{name}: level {level} is unknown" for level in entry.get("levels", ()) if level not in LEVELS]
    faults += [
        f"{name}: legal_basis needs law, article, text, url"
        for basis in entry.get("legal_basis", ())
        if not isinstance(basis, Mapping) or set(basis) != BASIS_KEYS
    ]
    faults += [
        f"{name}: {key} is a date"
        for key in ("effective_from", "effective_until")
        if entry.get(key) is not None and not isinstance(entry[key], date)
    ]
    return faults

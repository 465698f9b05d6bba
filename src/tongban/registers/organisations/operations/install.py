"""Set up the administration from data files and lists."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.data_files import read_yaml
from tongban.groundwork.foundation.errors import DomainError
from tongban.registers.organisations import queries
from tongban.registers.organisations.models import Authority, Entrustment, Post, Region, ServicePoint, Window
from tongban.registers.organisations.operations.common import tell_of_change
from tongban.registers.organisations.rules import CODE_LENGTHS, HoursRule, Service, hours_faults, upwards

BATCH = 1_000  # rows in a statement: it takes at most 65,535 values


class UnableToInstallOrganisations(DomainError):
    """The file does not describe an administration: mend the named entry and install it again."""

    code = "organisations.faulty"
    sentence = _("机构文件有误：{fault}。改正后重新导入。")
    status = 422


@dataclass(frozen=True)
class PostSpec:
    """A post to be set up at the authority of a department in a region."""

    authority_key: str
    region_code: str
    name: str
    roles: tuple[str, ...]
    item_codes: tuple[str, ...] | None = None
    region_wide: bool = False


@transaction.atomic
def install_organisations(path: Path) -> None:
    """Write regions, authorities and service points from a YAML file; what is there already is brought up to date."""
    content = read_yaml(path)
    try:
        _write(Region, [_region(entry) for entry in content["regions"]], by=["code"])
        _write(Authority, [_authority(entry) for entry in content["authorities"]], by=["key", "region"])
        _write(Entrustment, _entrustments(content.get("entrustments", ())), by=["by", "to", "scope", "since"])
        _write(ServicePoint, _service_points(content["service_points"]), by=["key"])
        _write(Window, _windows(content["service_points"]), by=["service_point", "number"])
    except (KeyError, TypeError, ValueError) as fault:
        raise UnableToInstallOrganisations(fault=f"{type(fault).__name__}: {fault}") from fault
    tell_of_change()


@transaction.atomic
def install_posts(specs: Sequence[PostSpec]) -> dict[tuple[int, str], int]:
    """Set up posts, or bring them up to date; return their ids by authority id and name."""
    queries.forget_kept()
    posts = [
        Post(
            authority_id=queries.authority_for(spec.authority_key, spec.region_code).id,
            name=spec.name,
            roles=list(spec.roles),
            item_codes=None if spec.item_codes is None else list(spec.item_codes),
            region_wide=spec.region_wide,
        )
        for spec in specs
    ]
    _write(Post, posts, by=["authority", "name"])
    tell_of_change()
    return {(post.authority_id, post.name): post.pk for post in posts}


@transaction.atomic
def ensure_authority(*, code: str, name: str, region_code: str) -> tuple[queries.Authority, bool]:
    """
    Return the authority of a code that another platform uses, and whether it had to be set up, with its regions.

    Only what the list said is known of it: its department, address and hours remain to be filled in.
    """
    known = Authority.objects.filter(code=code).first()
    if known is not None:
        return queries.as_authority(known), False
    for part in reversed(upwards(region_code)):
        Region.objects.get_or_create(code=part, defaults=_nameless_region(part))
    key = f"import-{hashlib.sha256(code.encode()).hexdigest()[:12]}"
    created = Authority.objects.create(
        key=key, code=code, name=name, short_name=name[:40], name_en="", region_id=region_code
    )
    tell_of_change()
    return queries.as_authority(created), True


def _write(model: Any, rows: Iterable[Any], *, by: Sequence[str]) -> None:
    fixed = {"id", *by}
    update = [field.name for field in model._meta.concrete_fields if field.name not in fixed]
    model.objects.bulk_create(
        list(rows), update_conflicts=True, unique_fields=list(by), update_fields=update, batch_size=BATCH
    )


def _region(entry: Mapping[str, Any]) -> Region:
    code = entry["code"]
    level = CODE_LENGTHS.index(len(code)) + 1
    parent = code[: CODE_LENGTHS[level - 2]] if level > 1 else None
    latitude, longitude = entry.get("centre") or (None, None)
    return Region(
        code=code,
        name=entry["name"],
        name_en=entry["name_en"],
        level=level,
        parent_id=parent,
        latitude=latitude,
        longitude=longitude,
    )


def _nameless_region(code: str) -> dict[str, Any]:
    level = CODE_LENGTHS.index(len(code)) + 1
    return {
        "name": code,
        "name_en": code,
        "level": level,
        "parent_id": code[: CODE_LENGTHS[level - 2]] if level > 1 else None,
    }


def _authority(entry: Mapping[str, Any]) -> Authority:
    return Authority(
        key=entry["key"],
        code=entry["code"],
        name=entry["name"],
        short_name=entry["short_name"],
        name_en=entry["name_en"],
        region_id=entry["region"],
        phone=entry["phone"],
        address=entry["address"],
        hours=entry["hours"],
        nature=entry.get("nature", Authority.Nature.STATUTORY),
        complaint_phone=entry.get("complaint_phone", ""),
        transport=entry.get("transport", ""),
        website=entry.get("website", ""),
    )


def _entrustments(entries: Sequence[Mapping[str, Any]]) -> list[Entrustment]:
    ids = _authority_ids()
    return [
        Entrustment(
            by_id=ids[entry["by"], entry["by_region"]],
            to_id=ids[entry["to"], entry["to_region"]],
            scope=entry["scope"],
            basis=entry["basis"],
            since=entry["since"],
            until=entry.get("until"),
            item_codes=list(entry.get("item_codes", ())),
            steps=list(entry.get("steps", ())),
            document=entry.get("document", ""),
        )
        for entry in entries
    ]


def _service_points(entries: Sequence[Mapping[str, Any]]) -> list[ServicePoint]:
    ids = _authority_ids()
    return [_service_point(entry, ids) for entry in entries]


def _service_point(entry: Mapping[str, Any], authority_ids: Mapping[tuple[str, str], int]) -> ServicePoint:
    exceptions = entry.get("exceptions", {})
    for hours in (*entry["weekly_hours"].values(), *(each["hours"] for each in exceptions.values())):
        for fault, text in hours_faults(hours):
            raise ValueError(f"{entry['key']}: {fault} {text}")
    run_by = entry.get("run_by")
    return ServicePoint(
        key=entry["key"],
        kind=entry["kind"],
        name=entry["name"],
        name_en=entry["name_en"],
        region_id=entry["region"],
        authority_id=authority_ids[run_by["authority"], run_by["region"]] if run_by else None,
        address=entry["address"],
        phone=entry["phone"],
        latitude=entry["latitude"],
        longitude=entry["longitude"],
        accessible_entrance=entry.get("accessible_entrance", ""),
        transport=entry.get("transport", ""),
        services=[Service(each).value for each in entry.get("services", ())],
        weekly_hours=entry["weekly_hours"],
        exceptions=exceptions,
        hours_rule=HoursRule(entry.get("hours_rule", HoursRule.CALENDAR)).value,
        offers=ServicePoint.Offers(entry.get("offers", ServicePoint.Offers.WINDOWS)).value,
        item_codes=list(entry.get("item_codes", ())),
    )


def _authority_ids() -> dict[tuple[str, str], int]:
    return {(key, region): id for id, key, region in Authority.objects.values_list("id", "key", "region_id")}


def _windows(points: Sequence[Mapping[str, Any]]) -> list[Window]:
    point_ids = dict(ServicePoint.objects.values_list("key", "id"))
    authority_ids = _authority_ids()
    return [
        Window(
            service_point_id=point_ids[point["key"]],
            number=entry["number"],
            name=entry["name"],
            authority_id=authority_ids[entry["authority"], entry["region"]] if "authority" in entry else None,
        )
        for point in points
        for entry in point.get("windows", ())
    ]

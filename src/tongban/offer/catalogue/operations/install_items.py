"""Publish guides from the folder that carries them."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor, system
from tongban.groundwork.foundation.data_files import read_yaml
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.foundation.news import tell
from tongban.groundwork.foundation.text import pinyin_key
from tongban.groundwork.ledger import api as ledger
from tongban.offer.catalogue import queries
from tongban.offer.catalogue.events import CatalogueChanged
from tongban.offer.catalogue.models import BasicItem, Item, ItemState, ItemVersion, Revision
from tongban.offer.catalogue.rules import (
    Guide,
    GuideProblem,
    UnableToReadGuide,
    implementation_code,
    lacks,
    parse_guide,
)
from tongban.offer.catalogue.sentences import problem_sentence
from tongban.offer.forms import api as forms
from tongban.registers.organisations import api as organisations

CITY_DIGITS, COUNTY_DIGITS = 4, 6
PROBLEMS_SHOWN = 20
SORT_KEY_LENGTH = 120


@dataclass(frozen=True)
class FaultyFile:
    """A guide file that cannot be published, with everything that is wrong in it."""

    name: str
    problems: tuple[GuideProblem, ...]


class UnableToInstallItems(DomainError):
    """Some guides cannot be published, so none was: mend what is named and install them again."""

    code = "items.faulty"
    sentence = _("办事指南有 {count} 处错误，全部未导入：{details}")
    status = 422

    def __init__(self, files: Sequence[FaultyFile]) -> None:
        self.files = tuple(files)
        super().__init__(count=sum(len(file.problems) for file in files))

    def __str__(self) -> str:
        lines = [
            f"{file.name} {problem.path}：{problem_sentence(problem)}"
            for file in self.files
            for problem in file.problems
        ]
        return str(self.sentence).format(count=len(lines), details="；".join(lines[:PROBLEMS_SHOWN]))


@dataclass(frozen=True)
class InstallReport:
    """What an installation did: guides read, items there are of them, versions published anew, authorities missing."""

    guides: int
    items: int
    published: int
    without_authority: tuple[str, ...]  # slugs of guides that no authority answers for


@transaction.atomic
def install_items(folder: Path, *, actor: Actor | None = None) -> InstallReport:
    """
    Publish every guide of a folder (`*.yaml`) for the authorities that are competent, all or none.

    A guide that is unchanged makes no new version; a changed one becomes version n + 1, and running cases keep theirs.
    Data elements and organisations have to be installed before.
    """
    guides = _read_folder(folder)
    report = _publish(guides, actor or system("catalogue"))
    if report.published:
        Revision.advance()
        queries.forget_kept()
        tell(CatalogueChanged())
    return report


def _read_folder(folder: Path) -> list[Guide]:
    guides: list[Guide] = []
    faulty: list[FaultyFile] = []
    seen: dict[str, str] = {}
    for file in sorted(folder.glob("*.yaml")):
        try:
            guide = parse_guide(read_yaml(file))
        except UnableToReadGuide as fault:
            faulty.append(FaultyFile(file.name, fault.problems))
            continue
        except (yaml.YAMLError, UnicodeDecodeError) as fault:
            faulty.append(FaultyFile(file.name, (GuideProblem("", "unreadable", {"fault": str(fault)}),)))
            continue
        problems = tuple(_clashes(guide, file, seen))
        if problems:
            faulty.append(FaultyFile(file.name, problems))
        guides.append(guide)
    if faulty:
        raise UnableToInstallItems(faulty)
    return guides


def _clashes(guide: Guide, file: Path, seen: dict[str, str]) -> Iterator[GuideProblem]:
    for path, value in (("slug", guide.slug), ("basic_code", guide.basic_code)):
        if value in seen:
            yield GuideProblem(path, "taken", {"value": value, "file": seen[value]})
        seen[value] = file.name


def _publish(guides: Sequence[Guide], actor: Actor) -> InstallReport:
    _write_basic_items(guides)
    known = {item.code: item for item in Item.objects.select_related("version").filter(basic__isnull=False)}
    items = published = 0
    orphans: list[str] = []
    for guide in guides:
        form_id = _publish_form(guide)
        body = guide.to_dict()
        digest = hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        competent = _competent_authorities(guide)
        if not competent:
            orphans.append(guide.slug)
        for authority in competent:
            level = "county" if len(authority.region_code) >= COUNTY_DIGITS else "city"
            code = implementation_code(authority.code, level, guide.basic_code)
            item = known.get(code) or Item(code=code, basic_id=guide.basic_code, group_code=guide.basic_code)
            items += 1
            if item.version is not None and item.version.digest == digest:
                continue
            _describe(item, guide, authority)
            _add_version(item, body, digest, form_id, actor)
            published += 1
    return InstallReport(len(guides), items, published, tuple(orphans))


def _write_basic_items(guides: Sequence[Guide]) -> None:
    BasicItem.objects.bulk_create(
        [
            BasicItem(code=guide.basic_code, name=guide.name, name_en=guide.name_en, item_type=guide.item_type)
            for guide in guides
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_en", "item_type"],
    )


def _publish_form(guide: Guide) -> int:
    try:
        return forms.publish_form(guide.slug, guide.form.to_dict())
    except forms.UnableToPublishForm as fault:
        problem = GuideProblem("form", "faulty_form", {"fault": str(fault.data["faults"])})
        raise UnableToInstallItems([FaultyFile(f"{guide.slug}.yaml", (problem,))]) from fault


def _competent_authorities(guide: Guide) -> list[organisations.Authority]:
    """Return who decides: for a county item the department of each county, or the city's where no county has one."""
    departments = [each for each in organisations.authorities() if each.key == guide.authority]
    cities = [each for each in departments if len(each.region_code) == CITY_DIGITS]
    counties = [each for each in departments if len(each.region_code) == COUNTY_DIGITS]
    return cities if guide.level == "city" else counties or cities


def _describe(item: Item, guide: Guide, authority: organisations.Authority) -> None:
    item.authority_id = authority.id
    item.region_code = authority.region_code
    item.name, item.name_en = guide.name, guide.name_en
    item.sort_key = pinyin_key(guide.name)[:SORT_KEY_LENGTH]
    item.summary, item.summary_en = guide.summary, guide.summary_en
    item.aliases = list(guide.aliases)
    item.item_type = guide.item_type
    item.audience = list(guide.audience)
    item.themes = [
        *(f"natural:{theme}" for theme in guide.themes_natural),
        *(f"legal:{theme}" for theme in guide.themes_legal),
    ]
    item.life_events = list(guide.life_events)
    item.case_type = guide.case_type
    item.online_depth, item.visits = guide.online_depth, guide.visits
    item.committed_amount, item.committed_unit = guide.committed_limit.amount, guide.committed_limit.unit
    item.lacks = list(lacks(guide))


def _add_version(item: Item, body: dict[str, object], digest: str, form_id: int, actor: Actor) -> None:
    number = item.version.number + 1 if item.version is not None else 1
    if item.pk is None:
        item.state = ItemState.IMPORTED  # until its version is there
        item.save()
    version = ItemVersion(
        item=item,
        number=number,
        guide=body,
        digest=digest,
        form_id=form_id,
        effective_from=clock.today(),
        published_at=clock.now(),
    )
    version.save()
    item.version, item.state = version, ItemState.ONLINE
    item.save()
    ledger.record(
        deed="item.published",
        subject=f"item:{item.code}",
        actor=actor,
        region_code=item.region_code,
        facts={"version": number, "guide": digest},
    )

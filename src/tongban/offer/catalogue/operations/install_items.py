"""Publish guides from the folder that carries them."""

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
from tongban.offer.catalogue import queries
from tongban.offer.catalogue.codes import level_of
from tongban.offer.catalogue.models import Item
from tongban.offer.catalogue.operations.publishing import (
    Publication,
    publish_basic,
    publish_item,
    tell_publication,
)
from tongban.offer.catalogue.rules import Guide, GuideProblem, UnableToReadGuide, implementation_code, parse_guide
from tongban.offer.catalogue.sentences import problem_sentence
from tongban.offer.forms import api as forms
from tongban.registers.organisations import api as organisations

# Digits of a region's code by the level that offers an item, the lowest level first.
DIGITS = {"village": 12, "township": 9, "county": 6, "city": 4, "province": 2}
PROBLEMS_SHOWN = 20


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
    Publish every guide of a folder (`*.yaml`) as a basic item, and the items of the authorities that are competent; all or none.

    A guide that is unchanged makes no new version; a changed one becomes version n + 1 of the basic item and of all items that
    inherit it, and running cases keep theirs. Data elements and organisations have to be installed before.
    """
    guides = _read_folder(folder)
    publication = Publication(actor or system("catalogue"), str(_("由数据文件发布")), clock.today())
    report, item_ids = _publish(guides, publication)
    if item_ids:
        queries.forget_kept()
        tell_publication(item_ids)
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


def _publish(guides: Sequence[Guide], publication: Publication) -> tuple[InstallReport, list[int]]:
    known = set(Item.objects.filter(version__isnull=False).values_list("code", flat=True))
    items, orphans, published = 0, list[str](), list[int]()
    for guide in guides:
        try:
            version, moved = publish_basic(guide, publication)
        except forms.UnableToPublishForm as fault:
            problem = GuideProblem("form", "faulty_form", {"fault": str(fault.data["faults"])})
            raise UnableToInstallItems([FaultyFile(f"{guide.slug}.yaml", (problem,))]) from fault
        published += moved
        competent = _competent_authorities(guide)
        if not competent:
            orphans.append(guide.slug)
        for authority in competent:
            code = implementation_code(authority.code, level_of(authority.region_code), guide.basic_code)
            items += 1
            if code not in known:
                item = publish_item(
                    code=code, basic=version.basic, authority=authority, own={}, publication=publication
                )
                published.append(item.pk)
    return InstallReport(len(guides), items, len(published), tuple(orphans)), published


def _competent_authorities(guide: Guide) -> list[organisations.Authority]:
    """Return who offers it: the department at the level of the guide, or at the next one above that has it."""
    departments = [each for each in organisations.authorities() if each.key == guide.authority]
    levels = [level for level in DIGITS if DIGITS[level] <= DIGITS[guide.level]]
    for level in levels:
        at_level = [each for each in departments if len(each.region_code) == DIGITS[level]]
        if at_level:
            return at_level
    return []

"""Publish what single authorities do better than the basic catalogue asks, from the file that carries it."""

from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor, system
from tongban.groundwork.foundation.data_files import read_yaml
from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.catalogue.codes import level_of
from tongban.offer.catalogue.models import BasicItem, Item
from tongban.offer.catalogue.operations.publishing import Publication, publish_item, tell_publication
from tongban.offer.catalogue.rules import UnableToReadGuide, implementation_code
from tongban.offer.catalogue.sentences import problem_sentence
from tongban.registers.organisations import api as organisations

KEYS = {"basic_code", "department", "region", "why", "own"}


class UnableToInstallOwnValues(DomainError):
    """Own values are worse than what is inherited, or of no item, so none was published."""

    code = "own_values.faulty"
    sentence = _("各地的事项内容有误，全部未导入：{details}")
    status = 422


@transaction.atomic
def install_own_values(path: Path, *, actor: Actor | None = None) -> int:
    """
    Publish the own values of a file (seeds/own_values.yaml) as the next versions of the items, and return how many changed.

    Values that hold already make no version. Raise UnableToInstallOwnValues with every fault.
    """
    faults: list[str] = []
    published: list[int] = []
    for entry in read_yaml(path):
        where = f"{entry.get('basic_code')} {entry.get('department')} {entry.get('region')}"
        if entry.keys() != KEYS:
            faults.append(f"{where}: {', '.join(sorted(entry.keys() ^ KEYS))}")
            continue
        try:
            published += _publish(entry, actor or system("catalogue"))
        except UnableToReadGuide as fault:
            faults += [f"{where} {problem.path}：{problem_sentence(problem)}" for problem in fault.problems]
        except DomainError as fault:
            faults.append(f"{where}：{fault}")
    if faults:
        raise UnableToInstallOwnValues(details="；".join(faults[:20]))
    if published:
        tell_publication(published)
    return len(published)


def _publish(entry: dict[str, object], actor: Actor) -> list[int]:
    basic = BasicItem.objects.select_related("version").get(code=entry["basic_code"])
    authority = organisations.authority_for(str(entry["department"]), str(entry["region"]))
    code = implementation_code(authority.code, level_of(authority.region_code), basic.code)
    own = entry["own"]
    if not isinstance(own, dict) or Item.objects.filter(code=code, version__own=own).exists():
        return []
    publication = Publication(actor, str(entry["why"]), clock.today())
    return [publish_item(code=code, basic=basic, authority=authority, own=own, publication=publication).pk]

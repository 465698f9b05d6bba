"""Publish a text as the next version: by another person than wrote it, and only when nothing is wrong in it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.documents.letters.bodies import Body, checked, with_general
from tongban.groundwork.documents.letters.notation import read_text
from tongban.groundwork.documents.letters.versions import GENERAL, newest_version, version_in_force
from tongban.groundwork.documents.models import LetterDraft, LetterVersion
from tongban.groundwork.documents.operations.change_letter import (
    Keeper,
    UnableToPublishLetter,
    draft_in_hand,
    record,
    signature,
)
from tongban.groundwork.documents.template_data import kinds
from tongban.groundwork.foundation import clock


@dataclass(frozen=True)
class _General:
    """The general text that holds from a day."""

    number: int
    body: Body
    since: date


@transaction.atomic
def publish_letter(*, kind: str, variant: str, revision: int, keeper: Keeper) -> int:
    """
    Publish the submitted text of this revision and return the number of its version.

    Refused to an author (four eyes) and while anything is wrong in the text. It holds from the day it was submitted for,
    or from today where that day has passed. With the general text, the texts that take it over are published anew.
    """
    _one_at_a_time(kind)
    draft = draft_in_hand(kind, variant, revision, keeper)
    if draft.text is None or draft.state != LetterDraft.State.SUBMITTED:
        raise UnableToPublishLetter(why=_("还没有提交审核。"))
    if keeper.actor.reference in draft.authors:
        raise UnableToPublishLetter(why=_("您参与了这份文本的修改，请由另一名事项管理人员审核发布。"))
    since = max(filter(None, (draft.effective_from, clock.today(), _last_day(kind, variant))))
    general = _general_on(kind, since) if variant != GENERAL else None
    found = checked(kinds()[kind], draft.text, general=general.body if general else None)
    if found.faults:
        raise UnableToPublishLetter(why=_("还有 {count} 处问题，请退回改正。").format(count=len(found.faults)))
    version = LetterVersion(
        kind=kind,
        variant=variant,
        text=draft.text,
        body=found.body,
        general_number=general.number if general and found.reading.general_at is not None else None,
        effective_from=since,
        authors=draft.authors,
        edited_by=draft.edited_by,
        published_by=keeper.actor.reference,
        publisher=signature(keeper),
        why=draft.why,
    )
    add_versions(version)
    record(keeper, "letter.published", draft, reason=draft.why, facts={"version": version.number, "since": f"{since}"})
    draft.text, draft.authors, draft.why, draft.note, draft.effective_from = None, [], "", "", None
    draft.state = LetterDraft.State.DRAFT
    draft.revision += 1
    draft.save()
    return version.number


def add_versions(version: LetterVersion) -> None:
    """
    Write the next version of a text, and what follows from it.

    A text that takes the general one over has a version for each general version that holds from its own day on; a general
    version brings one for each text that takes it over.
    """
    _add(version)
    if version.variant == GENERAL:
        for other in _inheriting(version):
            _add(_renewed(other, _General(version.number, version.body, version.effective_from)))
    elif version.general_number is not None:
        for general in _later_general(version):
            _add(_renewed(version, general))


def _add(version: LetterVersion) -> None:
    last = newest_version(version.kind, version.variant)
    version.number = last.number + 1 if last else 1
    version.published_at = clock.now()
    version.save(force_insert=True)


def _one_at_a_time(kind: str) -> None:
    """Let publications of a kind wait for one another: each may bring versions of several texts."""
    LetterDraft.objects.get_or_create(kind=kind, variant=GENERAL)
    LetterDraft.objects.select_for_update().get(kind=kind, variant=GENERAL)


def _inheriting(general: LetterVersion) -> list[LetterVersion]:
    """Return what holds of each own text on the day of a general version or later, where it takes the general one over."""
    others = LetterVersion.objects.filter(kind=general.kind).exclude(variant=GENERAL).order_by("variant", "number")
    found: dict[str, list[LetterVersion]] = {}
    for other in others.defer("body"):
        kept = found.setdefault(other.variant, [])
        if other.effective_from <= general.effective_from:
            kept.clear()  # the version before it holds no more
        kept[:] = [each for each in kept if each.effective_from < other.effective_from]
        kept.append(other)
    return [each for kept in found.values() for each in kept if each.general_number is not None]


def _renewed(version: LetterVersion, general: _General) -> LetterVersion:
    """Return the version of a text that takes another general version over; it was looked at by the same people."""
    kind = kinds()[version.kind]
    reading = read_text(version.text, kind.facts, may_inherit=True)
    return LetterVersion(
        kind=version.kind,
        variant=version.variant,
        text=version.text,
        body=with_general(kind, reading, general.body),
        general_number=general.number,
        effective_from=max(general.since, version.effective_from),
        authors=version.authors,
        edited_by=version.edited_by,
        published_by=version.published_by,
        publisher=version.publisher,
        why=f"随通用文本第 {general.number} 版更新",
    )


def _later_general(version: LetterVersion) -> list[_General]:
    later = LetterVersion.objects.filter(kind=version.kind, variant=GENERAL, effective_from__gt=version.effective_from)
    return [_General(each.number, each.body, each.effective_from) for each in later.order_by("number")]


def _general_on(kind: str, day: date) -> _General:
    version = version_in_force(kind, GENERAL, day)
    if version is None:
        raise UnableToPublishLetter(why=_("这种文书还没有通用文本。"))
    return _General(version.number, version.body, version.effective_from)


def _last_day(kind: str, variant: str) -> date | None:
    """Return the day before which the next version cannot hold; what follows a general text to come is no hindrance."""
    last = newest_version(kind, variant)
    return last.effective_from if last and last.general_number is None else None

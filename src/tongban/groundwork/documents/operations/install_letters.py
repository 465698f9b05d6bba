"""Publish the texts that come with the software: the first version of each kind, and later ones until people change them."""

from datetime import date

from django.db import transaction

from tongban.groundwork.documents.letters.bodies import Body, body_of
from tongban.groundwork.documents.letters.notation import written
from tongban.groundwork.documents.letters.versions import GENERAL
from tongban.groundwork.documents.models import LetterVersion
from tongban.groundwork.documents.operations.publish_letter import add_versions
from tongban.groundwork.documents.template_data import all_facts, kinds, shipped_letters
from tongban.groundwork.foundation import clock

FIRST_DAY = date(2000, 1, 1)  # before any document that is entered afterwards
SHIPPED = "系统自带"


@transaction.atomic
def install_letters() -> int:
    """
    Publish the text of every kind that has none or another one than the software brings; return how many were new.

    A text that people have changed is theirs: the software does not write over it.
    """
    newest = LetterVersion.objects.filter(variant=GENERAL).order_by("kind", "-number").distinct("kind")
    held = {version.kind: version for version in newest}
    first, later = [], []
    for code, letter in shipped_letters().items():
        body = body_of(kinds()[code], letter.parts, letter.foot)
        last = held.get(code)
        if last is None:
            first.append(_version(code, body, since=FIRST_DAY))
        elif not last.published_by and last.body != body:
            later.append(_version(code, body, since=clock.today()))
    LetterVersion.objects.bulk_create(first)
    for version in later:
        add_versions(version)
    return len(first) + len(later)


def _version(code: str, body: Body, *, since: date) -> LetterVersion:
    return LetterVersion(
        kind=code,
        variant=GENERAL,
        number=1,
        text=written(body["parts"], body["foot"], all_facts()),
        body=body,
        effective_from=since,
        published_at=clock.now(),
        edited_by=SHIPPED,
        publisher=SHIPPED,
        why="随系统数据文件发布",
    )

"""Publish the texts that come with the software: the first version of each kind, and later ones until people change them."""

from datetime import date

from django.db import transaction

from tongban.groundwork.documents.letters.bodies import Body, body_of
from tongban.groundwork.documents.letters.notation import written
from tongban.groundwork.documents.letters.versions import GENERAL, newest_version
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
    count = 0
    for code, letter in shipped_letters().items():
        body = body_of(kinds()[code], letter.parts, letter.foot)
        last = newest_version(code, GENERAL)
        if last is None or (not last.published_by and last.body != body):
            _publish(code, body, is_first=last is None)
            count += 1
    return count


def _publish(code: str, body: Body, *, is_first: bool) -> None:
    version = LetterVersion(
        kind=code,
        variant=GENERAL,
        text=written(body["parts"], body["foot"], all_facts()),
        body=body,
        effective_from=FIRST_DAY if is_first else clock.today(),
        edited_by=SHIPPED,
        publisher=SHIPPED,
        why="随系统数据文件发布",
    )
    add_versions(version)

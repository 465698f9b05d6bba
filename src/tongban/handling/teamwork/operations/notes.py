"""Write an internal note to a case, and name colleagues in it."""

import re

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.handling.cases import api as cases
from tongban.handling.teamwork.models import Mention, Note
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Officer

LONGEST_NOTE = 1000
MOST_MENTIONS = 10
_AT = re.compile(r"@([^\s@，。；：、,;:!！?？()（）]{2,30})")


class UnableToWriteNote(DomainError):
    """There is nothing in it, or too much."""

    code = "note.length"
    sentence = _("请填写备注，最长 {most} 字，最多提到 {people} 位同事。")
    status = 422


class UnableToMention(DomainError):
    """Nobody of this name may see the case."""

    code = "note.mention"
    sentence = _("不能提到“{name}”：承办单位没有这位同事，或者她无权查看这个办件。备注没有保存。")
    status = 422


def write_note(*, number: str, officer: Officer, text: str) -> int:
    """
    Write a note; "@name" tells a colleague who may see the case, and finds the note in her list.

    A name that nobody has who may see the case is refused, so that nothing of it reaches whom it does not concern. Of
    several colleagues of one name all are told. The ledger knows that there is a note, not what it says.
    """
    text = text.strip()
    brief = cases.brief_for_officer(number, officer=officer)
    names = _AT.findall(text)
    if not text or len(text) > LONGEST_NOTE or len(names) > MOST_MENTIONS:
        raise UnableToWriteNote(most=LONGEST_NOTE, people=MOST_MENTIONS)
    told = _colleagues_named(brief, officer, names)
    with transaction.atomic():
        note = Note.objects.create(
            number=brief.number,
            author=officer.account_id,
            author_name=officer.name,
            author_post=f"{officer.authority_name} {officer.post_name}",
            text=text,
            at=clock.now(),
        )
        Mention.objects.bulk_create(Mention(note=note, account=each.account_id, name=each.name) for each in told)
        ledger.record(
            deed="note.written",
            subject=f"case:{brief.number}",
            actor=officer.actor,
            region_code=brief.region_code,
            facts={"note": note.pk, "mentions": len(told)},
        )
    return note.pk


def read_mentions(number: str, *, officer: Officer) -> None:
    """Take as read where the officer is named in the notes of a case: she has its page before her."""
    Mention.objects.filter(account=officer.account_id, note__number=number, read_at=None).update(read_at=clock.now())


def _colleagues_named(brief: cases.CaseBrief, officer: Officer, names: list[str]) -> list[Officer]:
    """Return whom the names mean, longest name first, as no space parts a Chinese name from what follows it."""
    if not names:
        return []
    known = [
        each
        for authority in sorted({officer.authority_id, *brief.authorities})
        for each in identity.colleagues(authority)
        if each.account_id != officer.account_id
    ]
    found: dict[object, Officer] = {}
    for typed in names:
        named = {each.name for each in known if typed.startswith(each.name)}
        longest = max(named, key=len, default="")
        fit = [each for each in known if each.name == longest and cases.may_see_case(brief.number, officer=each)]
        if not fit:
            raise UnableToMention(name=longest or typed)
        found |= {each.account_id: each for each in fit}
    return list(found.values())

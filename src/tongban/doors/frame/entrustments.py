"""Entrustments in words, for the public list and for who keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.doors.frame import wording
from tongban.groundwork.foundation import clock
from tongban.offer.catalogue import api as catalogue
from tongban.offer.deadlines import api as deadlines
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.api import Entrustment

LONGEST_BASIC_CODE = 14
# What can be entrusted of an ordinary review.
STEPS: Mapping[str, Promise] = {
    "accept": gettext_lazy("受理"),
    "examine": gettext_lazy("初审"),
    "propose": gettext_lazy("审查"),
    "decide": gettext_lazy("决定"),
    "deliver": gettext_lazy("送达办结"),
}


@dataclass(frozen=True)
class EntrustmentRow:
    """What one authority does in the name of another."""

    id: int
    by: str
    to: str
    scope: str
    items: tuple[str, ...]
    steps: str
    basis: str
    document: str
    since: str
    until: str
    is_over: bool
    is_to_come: bool
    end_reason: str


def rows(given: Sequence[Entrustment]) -> list[EntrustmentRow]:
    """Return entrustments in words; their items are looked up with two statements."""
    codes = {code for each in given for code in each.item_codes}
    basics = {code for code in codes if len(code) <= LONGEST_BASIC_CODE}
    names = {
        card.basic_code: wording.local_text(card.name, card.name_en)
        for card in catalogue.cards_of_basics(sorted(basics))
    }
    names |= {
        code: wording.local_text(card.name, card.name_en)
        for code, card in catalogue.cards_by_code(sorted(codes - basics)).items()
    }
    return [_row(each, names) for each in given]


def _row(each: Entrustment, names: Mapping[str, str]) -> EntrustmentRow:
    by, to, today = organisations.authority(each.by_id), organisations.authority(each.to_id), clock.today()
    return EntrustmentRow(
        id=each.id,
        by=wording.local_text(by.name, by.name_en),
        to=wording.local_text(to.name, to.name_en),
        scope=wording.hant(each.scope),
        items=tuple(names.get(code, code) for code in each.item_codes),
        steps="、".join(str(STEPS.get(step, step)) for step in sorted(each.steps, key=_place)),
        basis=wording.hant(each.basis),
        document=wording.hant(each.document),
        since=deadlines.day_text(each.since),
        until=deadlines.day_text(each.until) if each.until else _("直到撤销"),
        is_over=each.until is not None and each.until < today,
        is_to_come=each.since > today,
        end_reason=wording.hant(each.end_reason),
    )


def _place(step: str) -> int:
    known = list(STEPS)
    return known.index(step) if step in known else len(known)

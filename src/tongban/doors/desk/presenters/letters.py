"""How texts of official documents are shown at the desk: whose they are, what is wrong in them, how they are numbered."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.doors.frame import wording
from tongban.groundwork.documents import api as documents
from tongban.groundwork.documents.api import GENERAL, Issuer, Keeper, LetterView, Preview, Sample
from tongban.offer.catalogue.rules import ITEM_TYPES
from tongban.registers.identity.api import Officer
from tongban.registers.organisations import api as organisations

STATES: Mapping[str, tuple[str | Promise, str]] = {
    "draft": (gettext_lazy("修改中"), "amber"),
    "submitted": (gettext_lazy("待审核"), "blue"),
}
FORMS: Mapping[str, str | Promise] = {
    "text": "",
    "prose": gettext_lazy("可能有好几段"),
    "list": gettext_lazy("一列条目"),
    "table": gettext_lazy("一张表"),
}
SAMPLES: Mapping[str, str | Promise] = {
    "all": gettext_lazy("内容齐全"),
    "fewest": gettext_lazy("内容最少"),
    "long": gettext_lazy("内容很长"),
}
MATTERS: Mapping[str, str | Promise] = {
    "licensing": gettext_lazy("行政许可"),
    "other": gettext_lazy("其他事项"),
}
MOST_AUTHORITIES = 60
LINE_SHOWN = 12


def keeper_of(officer: Officer) -> Keeper:
    """Return what an officer keeps: all texts where her post spans the place this installation serves, else those of her authorities."""
    if officer.region_wide:
        if organisations.region(officer.region_code).name == settings.TONGBAN_PLACE:
            return Keeper(officer.actor, officer.region_code)
        codes = frozenset(each.code for each in organisations.authorities(officer.region_code))
    else:
        codes = frozenset({organisations.authority(officer.authority_id).code})
    return Keeper(officer.actor, officer.region_code, codes)


def variant_name(variant: str) -> str:
    """Return whose text a variant is, in the reader's language."""
    if variant == GENERAL:
        return _("通用文本")
    authority = next((each for each in organisations.authorities() if each.code == variant), None)
    return wording.local_text(authority.name, authority.name_en) if authority else wording.hant(variant)


def is_variant(variant: str) -> bool:
    """Say whether a variant may exist: the general text, an authority that there is, a type of item that there is."""
    known = {GENERAL, *ITEM_TYPES.values()}
    return variant in known or any(each.code == variant for each in organisations.authorities())


def new_variants(found: LetterView, keeper: Keeper) -> list[tuple[str, str]]:
    """Return for whom a keeper could still write an own text."""
    taken = {line.variant for line in found.variants}
    authorities = [each for each in organisations.authorities() if keeper.reaches(each.code) and each.code not in taken]
    types = [name for name in ITEM_TYPES.values() if keeper.reaches(name) and name not in taken]
    return [
        *((name, _("事项类型：{name}").format(name=wording.hant(name))) for name in types),
        *((each.code, wording.local_text(each.name, each.name_en)) for each in authorities[:MOST_AUTHORITIES]),
    ]


def variant_rows(found: LetterView) -> list[dict[str, Any]]:
    """Return the own texts of a kind."""
    return [
        {"variant": line.variant, "name": variant_name(line.variant), "line": line, "state": state(line.state)}
        for line in found.variants
    ]


def state(code: str) -> tuple[str, str] | None:
    """Return words and tone of the state of a draft; None where nobody works on it."""
    if code not in STATES:
        return None
    words, tone = STATES[code]
    return str(words), tone


def fault_lines(faults: Sequence[documents.SaidFault], text: str) -> list[str]:
    """Return what is wrong, each with the beginning of its line, which a field of text does not number."""
    lines = text.splitlines()
    said = []
    for fault in faults:
        line = lines[fault.line - 1].strip() if 0 < fault.line <= len(lines) else ""
        begin = line if len(line) <= LINE_SHOWN else f"{line[:LINE_SHOWN]}…"
        where = _("（这一行是“{text}”）").format(text=begin) if begin else ""
        said.append(f"{fault.sentence}{where}")
    return said


def number_rows(kind: str, officer: Officer) -> list[dict[str, Any]]:
    """Return how each authority of the officer's region numbers a kind, and how far it has come this year."""
    given = {line.issuer_code: line.last for line in documents.numbers_given(kind)}
    region = organisations.authority(officer.authority_id).region_code
    rows: list[dict[str, Any]] = [
        {
            "name": wording.local_text(each.name, each.name_en),
            "example": documents.number_example(kind, each.name, max(given.get(each.code, 1), 1)),
            "last": given.get(each.code, 0),
        }
        for each in organisations.authorities(officer.region_code or region)
    ]
    return sorted(rows, key=lambda row: -row["last"])[:MOST_AUTHORITIES]


def issuer_of(variant: str, officer: Officer) -> Issuer:
    """Return the authority whose letter a preview shows: that of the text, else the officer's own."""
    authority = next(
        (each for each in organisations.authorities() if each.code == variant),
        organisations.authority(officer.authority_id),
    )
    return Issuer(code=authority.code, name=authority.name, region_code=authority.region_code)


def sample_of(sent: Mapping[str, Any]) -> Sample:
    """Return with which facts a text is tried."""
    chosen = sent.get("sample", "all")
    return Sample(is_licensing=sent.get("matter") != "other", fewest=chosen == "fewest", long=chosen == "long")


def pictures(preview: Preview) -> list[str]:
    """Return the pages as addresses of pictures."""
    return [f"data:image/svg+xml;base64,{base64.b64encode(page.encode()).decode()}" for page in preview.pages]

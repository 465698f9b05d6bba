"""
Paper: blank forms to fill in by hand and filled samples, made of the item's own form or of a known kind of paper.

What is filled in online is no paper to bring: the blank application form is for who comes to a window or writes by post.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tongban.doors.frame import wording
from tongban.doors.frame.context import HTML_LANGUAGES
from tongban.doors.portal.guides.structured import address_of
from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation.data_files import read_yaml
from tongban.groundwork.foundation.text import to_traditional
from tongban.offer.catalogue.api import Offer
from tongban.offer.catalogue.rules import Guide, Material
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import Answer, DataElement, ElementType, Field, FormDefinition, example_of, shown_fields
from tongban.proofs.licences import api as licences
from tongban.registers.organisations.api import Authority

APPLICATION = "application"  # the name of an item's own form, beside the codes of its materials
FORM = "form"
BY_HAND = {"window", "post"}
EXAMPLE_DAY = "2026-03-02"
SAMPLE, SPECIMEN = "样表", "样本"
BOXES = {ElementType.IDENTITY_NUMBER: 18, ElementType.CREDIT_CODE: 18, ElementType.PHONE: 11, ElementType.POSTCODE: 6}
LONG = {ElementType.LONG_TEXT}


@dataclass(frozen=True)
class PaperForm:
    """A kind of paper that applicants write themselves."""

    names: tuple[str, ...]
    title: str
    definition: FormDefinition
    examples: Mapping[str, str]  # by label
    tables: tuple[Mapping[str, Any], ...]
    statements: tuple[str, ...]
    signatures: tuple[Mapping[str, str], ...]


def form_of(asked: Material) -> str:
    """Return the name under which a material's blank form is found, or nothing where it has none."""
    if asked.kind != FORM:
        return ""
    return asked.code if _is_own_form(asked.name) or _paper_form(asked.name) else ""


def has_application_form(guide: Guide) -> bool:
    """Say whether somebody may apply on paper, and with what."""
    return bool(BY_HAND.intersection(guide.channels) and guide.form.fields)


def has_specimen(guide: Guide) -> bool:
    """Say whether the result is a licence of which is known how it looks."""
    return bool(guide.result.licence_type)


def form_content(offer: Offer, authority: Authority, name: str, *, filled: bool) -> dict[str, Any] | None:
    """Return a blank form, or a filled sample, as the layout `paper_form` prints it; None where the guide has none such."""
    if name == APPLICATION:
        if not has_application_form(offer.guide):
            return None
        return _Sheet(offer, authority, filled=filled).application(_("{item}申请表").format(item=_local(offer.name)))
    asked = next((each for each in offer.guide.materials if each.code == name and form_of(each)), None)
    if asked is None:
        return None
    sheet = _Sheet(offer, authority, filled=filled)
    if _is_own_form(asked.name):
        return sheet.application(_local(asked.name), notes=asked.filling_notes)
    known = _paper_form(asked.name)
    return sheet.paper(known, asked) if known else None


def specimen_content(offer: Offer, authority: Authority) -> dict[str, Any] | None:
    """Return how the licence that an item results in looks, as the layout `licence` prints it; None where there is none."""
    try:
        kind = licences.licence_type(offer.guide.result.licence_type)
    except licences.UnableToFindLicenceType:
        return None
    elements = forms.elements()
    return {
        "title": _local(kind.name),
        "number": "000000000000000000",
        "identifier": "",
        "fields": [[_local(each.name), _local(_face_example(each.element, elements))] for each in kind.fields],
        "trust": _local("本页是样本，不具有任何效力，其中的姓名、号码均为虚构。"),
        "watermark": _local(f"样本所属事项：{offer.name}"),
        "issuer": _local(authority.name),
        "date": _local("2026年3月2日"),
        "qr": documents.qr_svg(address_of(offer.code)),
        "specimen": _local(SPECIMEN),
        "draft": False,
    }


def _face_example(code: str, elements: Mapping[str, DataElement]) -> str:
    element = elements.get(code)
    return _said(element, example_of(element)) if element else "示例"


def _is_own_form(name: str) -> bool:
    return name.endswith(tuple(_library()["own_form"]))


@cache
def _library() -> dict[str, Any]:
    library: dict[str, Any] = read_yaml(Path(__file__).parent / "paper_forms.yaml")
    return library


@cache
def _paper_form(name: str) -> PaperForm | None:
    """Return the kind of paper whose name stands in a material's name; the longest of the names that do."""
    fitting = [(len(word), row) for row in _library()["forms"] for word in row["names"] if word in name]
    if not fitting:
        return None
    row = max(fitting, key=lambda each: each[0])[1]
    return PaperForm(
        names=tuple(row["names"]),
        title=row["title"],
        definition=FormDefinition.from_dict(row["form"]),
        examples=row.get("examples", {}),
        tables=tuple(row.get("tables", ())),
        statements=tuple(row["statements"]),
        signatures=tuple(row["signatures"]),
    )


class _Sheet:
    """Writes one form, blank or filled in."""

    def __init__(self, offer: Offer, authority: Authority, *, filled: bool) -> None:
        self.offer, self.authority, self.filled = offer, authority, filled
        self.elements = forms.elements()

    def application(self, title: str, *, notes: str = "") -> dict[str, Any]:
        definition = self.offer.guide.form
        answers = self._answers(definition)
        shown = {field.element for field in shown_fields(definition, answers)} if self.filled else set()
        sections = [
            {
                "title": _two(page.title, page.title_en),
                "rows": [
                    self._row(field, answers.get(field.element, "") if field.element in shown else "")
                    for field in page.fields
                ],
            }
            for page in definition.pages
        ]
        statement = _local("本人（本单位）承诺所填写的内容和提交的材料真实、准确，并愿意承担不实的法律责任。")
        signature = {"label": _local("申请人（签字或者盖章）"), "example": "张三"}
        return self._sheet(
            title,
            sections=sections,
            notes=[
                _("带 * 的必须填写。"),
                _("用黑色钢笔或者签字笔填写，字迹清楚；选择的在方框内打勾。"),
                *filter(None, [_local(notes)]),
            ],
            statements=[statement],
            signatures=[signature],
        )

    def paper(self, known: PaperForm, asked: Material) -> dict[str, Any]:
        words = {"item": self.offer.name, "material": asked.name, "standard": asked.standard}
        sections = [
            {
                "title": _two(page.title, page.title_en),
                "rows": [
                    self._row(
                        field,
                        known.examples.get(field.label) or example_of(self.elements[field.element])
                        if self.filled
                        else "",
                    )
                    for field in page.fields
                    if field.element in self.elements
                ],
            }
            for page in known.definition.pages
        ]
        return self._sheet(
            _local(known.title or asked.name),
            sections=sections,
            notes=[text for text in (_local(asked.filling_notes), _local(asked.standard)) if text],
            tables=[self._table(each) for each in known.tables],
            statements=[_local(statement.format(**words)) for statement in known.statements],
            signatures=known.signatures,
        )

    def _sheet(
        self,
        title: str,
        *,
        sections: Sequence[Mapping[str, Any]],
        notes: Sequence[str],
        statements: Sequence[str],
        signatures: Sequence[Mapping[str, str]],
        tables: Sequence[Mapping[str, Any]] = (),
    ) -> dict[str, Any]:
        return {
            "language": HTML_LANGUAGES.get(wording.language(), "zh-Hans"),
            "title": title,
            "subtitle": _("所办事项：{item}").format(item=_local(self.offer.name)),
            "kicker": _local(self.authority.name),
            "authority": self.authority.name,
            "code": self.offer.code,
            "watermark": _local(SAMPLE) if self.filled else "",
            "notes": [*notes, _("这是填写样表，其中的姓名、号码、地址均为虚构。")] if self.filled else list(notes),
            "sections": sections,
            "tables": tables,
            "statements": statements,
            "signatures": [
                {
                    "label": _local(each["label"]),
                    "value": _local(each["example"]) if self.filled else "",
                    "date": EXAMPLE_DAY if self.filled else "",
                }
                for each in signatures
            ],
            "qr": documents.qr_svg(address_of(self.offer.code)),
            "words": {
                "notes": _("填写说明"),
                "number": _("序号"),
                "year": _local("年"),
                "month": _local("月"),
                "day": _local("日"),
            },
            "foot": _("{name}，指南第 {number} 版").format(
                name=_local(self.offer.name), number=self.offer.version_number
            ),
            "page-words": _("第 {page} 页，共 {pages} 页"),
        }

    def _answers(self, definition: FormDefinition) -> dict[str, Answer]:
        if not self.filled:
            return {}
        return {
            field.element: example_of(self.elements[field.element])
            for field in definition.fields
            if field.element in self.elements
        }

    def _row(self, field: Field, answer: Answer) -> dict[str, Any]:
        element = self.elements[field.element]
        row: dict[str, Any] = {
            "label": _two(field.label or element.name, field.label_en or element.name_en),
            "required": field.required and field.when is None,
            "notes": list(self._notes(field, element)),
            "value": "",
            "unit": "",
        }
        if element.type in (ElementType.CHOICE, ElementType.CHOICES, ElementType.BOOLEAN):
            return row | {"kind": "choices", "choices": self._choices(element, answer)}
        value = answer if isinstance(answer, str) else "、".join(answer)
        if element.type in BOXES:
            return row | {"kind": "boxes", "count": BOXES[element.type], "value": value}
        if element.type is ElementType.DATE:
            return row | {"kind": "date", "value": value}
        kind = "text" if element.type in LONG else "line"
        return row | {
            "kind": kind,
            "value": _local(value),
            "unit": _local("元") if element.type is ElementType.MONEY else "",
        }

    def _choices(self, element: DataElement, answer: Answer) -> list[dict[str, Any]]:
        chosen = [answer] if isinstance(answer, str) else answer
        if element.type is ElementType.BOOLEAN:
            named = [("true", "是", "Yes"), ("false", "否", "No")]
        else:
            named = [(each.value, each.name, each.name_en) for each in element.choices]
        return [{"name": _two(name, english), "on": value in chosen} for value, name, english in named]

    def _notes(self, field: Field, element: DataElement) -> Iterator[str]:
        if hint := wording.local_text(field.hint or element.hint, field.hint_en or element.hint_en):
            yield hint
        condition = field.when
        if condition is not None and condition.element in self.elements:
            asked = self.elements[condition.element]
            choices = _("、").join(_said(asked, value) for value in condition.values)
            yield _("“{question}”选“{choice}”时填写").format(question=_local(asked.name), choice=_local(choices))

    def _table(self, table: Mapping[str, Any]) -> dict[str, Any]:
        columns = [_local(column) for column in table["columns"]]
        filled = [[_local(value) for value in row] for row in table["examples"]] if self.filled else []
        blank = [[""] * len(columns)] * (table["rows"] - len(filled))
        return {"title": _local(table["title"]), "columns": columns, "rows": filled + blank}


def _said(element: DataElement, answer: Answer) -> str:
    """Return an answer in words, in Chinese."""
    values = [answer] if isinstance(answer, str) else answer
    if element.type is ElementType.BOOLEAN:
        return "、".join("是" if value == "true" else "否" for value in values)
    return "、".join(element.choice_name(value) for value in values)


def _local(chinese: str) -> str:
    """Return Chinese in the script of the page: what an office is handed is in Chinese, whoever fills it in."""
    return to_traditional(chinese) if wording.language() == wording.TRADITIONAL else chinese


def _two(chinese: str, english: str) -> str:
    """Return a label; on English forms the Chinese one with the English beside it, for whoever takes the form."""
    return f"{chinese} {english}" if wording.language() == wording.ENGLISH and english else _local(chinese)

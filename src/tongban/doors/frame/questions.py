"""Questions of a form page as the field macros draw them, and the answers that a browser sends back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from tongban.doors.frame import wording
from tongban.offer.forms.api import sentence_of
from tongban.offer.forms.rules import Answer, Answers, DataElement, ElementType, Field, Problem

DATE_PARTS = ("year", "month", "day")
AUTOCOMPLETE = {"contact.phone": "tel", "contact.name": "name", "delivery.address": "street-address"}


@dataclass(frozen=True)
class Question:
    """One field, ready to be drawn. `value` is what was typed, right or wrong."""

    name: str
    type: str
    label: str
    hint: str = ""
    value: str = ""
    values: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    error: str = ""
    required: bool = True
    max_length: int = 200
    source: str = ""  # where a prefilled answer comes from, in words
    autocomplete: str = ""
    when_name: str = ""  # shown only while the answer to this element is one of `when_values`
    when_values: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return field_id(self.name)

    @property
    def date_parts(self) -> tuple[tuple[str, str], ...]:
        """Year, month and day of the value, as far as it has them."""
        parts = [*self.value.split("-"), "", "", ""]
        return tuple(zip(DATE_PARTS, parts[:3], strict=True))

    @property
    def anchor(self) -> str:
        """Where the error summary leads: the first control of the question."""
        return f"#{self.id}-year" if self.type == ElementType.DATE else f"#{self.id}"


def field_id(name: str) -> str:
    return name.replace(".", "-").replace("_", "-")


def questions(
    fields: Iterable[Field],
    *,
    elements: Mapping[str, DataElement],
    answers: Answers,
    problems: Sequence[Problem] = (),
    sentence: Callable[[Problem, DataElement], str] = sentence_of,
    sources: Mapping[str, str] | None = None,
) -> tuple[Question, ...]:
    """Return the questions of a page, with what is wrong in words; `sources` says where prefilled answers come from."""
    wrong = {problem.element: problem for problem in reversed(problems)}
    return tuple(
        _question(
            field,
            elements[field.element],
            answer=answers.get(field.element, ""),
            error=sentence(wrong[field.element], elements[field.element]) if field.element in wrong else "",
            source=(sources or {}).get(field.element, ""),
        )
        for field in fields
    )


def error_list(asked: Iterable[Question]) -> list[dict[str, str]]:
    """Return what the error summary lists: each problem, leading to its field."""
    return [{"text": each.error, "href": each.anchor} for each in asked if each.error]


def answers_from(sent: QueryDict, fields: Iterable[Field], elements: Mapping[str, DataElement]) -> dict[str, Answer]:
    """Return the answers that a page's form sent, as the forms room takes them; what was not sent is empty."""
    return {field.element: _answer(sent, elements[field.element]) for field in fields}


def shown_answer(element: DataElement, answer: Answer) -> str:
    """Return an answer as people read it: the names of choices, a day in words, 是 and 否."""
    english = wording.language() == wording.ENGLISH
    if isinstance(answer, list):
        separator = ", " if english else "、"
        return separator.join(wording.hant(element.choice_name(each, english=english)) for each in answer)
    if not answer:
        return ""
    match element.type:
        case ElementType.CHOICE:
            return wording.hant(element.choice_name(answer, english=english))
        case ElementType.BOOLEAN:
            return _("是") if answer == "true" else _("否")
        case ElementType.DATE:
            return day_in_words(answer)
        case ElementType.MONEY:
            return _("{amount} 元").format(amount=answer)
    return answer


def day_in_words(answer: str) -> str:
    """Return a day as people read it; what is no day, masked or mistyped, as it is."""
    try:
        return wording.plain_day(date.fromisoformat(answer))
    except ValueError:
        return answer


def _question(field: Field, element: DataElement, *, answer: Answer, error: str, source: str) -> Question:
    choices = [(each.value, wording.local_text(each.name, each.name_en)) for each in element.choices]
    if element.type is ElementType.BOOLEAN:
        choices = [("true", _("是")), ("false", _("否"))]
    return Question(
        name=element.code,
        type=element.type.value,
        label=wording.local_text(field.label or element.name, field.label_en or element.name_en),
        hint=wording.local_text(field.hint or element.hint, field.hint_en or element.hint_en),
        value=answer if isinstance(answer, str) else "",
        values=tuple(answer) if isinstance(answer, list) else (answer,),
        choices=tuple(choices),
        error=error,
        required=field.required,
        max_length=element.max_length,
        source=source,
        autocomplete=AUTOCOMPLETE.get(element.code, ""),
        when_name=field.when.element if field.when else "",
        when_values=field.when.values if field.when else (),
    )


def _answer(sent: QueryDict, element: DataElement) -> Answer:
    if element.type is ElementType.CHOICES:
        return [each for each in sent.getlist(element.code) if each]
    if element.type is ElementType.DATE and element.code not in sent:
        parts = [sent.get(f"{element.code}-{part}", "").strip() for part in DATE_PARTS]
        return "-".join(_padded(part, size) for part, size in zip(parts, (4, 2, 2), strict=True)) if any(parts) else ""
    return sent.get(element.code, "")


def _padded(part: str, size: int) -> str:
    return part.zfill(size) if part.isdecimal() else part

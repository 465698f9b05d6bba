"""
Forms in plain Python: shared data elements, form definitions, and what is wrong with an answer.

Answers are what a form sends: a text for each element, a list of texts where several may be chosen. `normalise` brings
them into the one shape that is stored; `validate_page` names every problem by a code, `sentences.py` says it in words.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

Answer = str | list[str]
Answers = Mapping[str, Answer]

LONGEST_TEXT = 4000  # where an element states no length of its own
TRUE, FALSE = "true", "false"


class ElementType(StrEnum):
    """What an element's answer looks like."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"  # stored as 2026-01-31
    NUMBER = "number"
    MONEY = "money"  # typed and stored in yuan with at most two decimals; minimum and maximum are in fen
    CHOICE = "choice"
    CHOICES = "choices"
    BOOLEAN = "boolean"  # stored as "true" or "false"
    IDENTITY_NUMBER = "identity_number"  # GB 11643
    CREDIT_CODE = "credit_code"  # GB 32100
    PHONE = "phone"
    ADDRESS = "address"
    POSTCODE = "postcode"


class Sensitivity(StrEnum):
    """Who may see an element's value: everybody, staff, or only who has a purpose."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"


@dataclass(frozen=True)
class Choice:
    """One value that may be chosen, with its name."""

    value: str
    name: str
    name_en: str


@dataclass(frozen=True)
class DataElement:
    """A fact asked once and understood everywhere. `source` names the registry field that prefills it."""

    code: str
    name: str
    name_en: str
    type: ElementType
    max_length: int = LONGEST_TEXT
    pattern: str = ""
    pattern_hint: str = ""
    pattern_hint_en: str = ""
    choices: tuple[Choice, ...] = ()
    minimum: str = ""  # a number, an ISO day or "today"
    maximum: str = ""
    hint: str = ""
    hint_en: str = ""
    sensitivity: Sensitivity = Sensitivity.INTERNAL
    source: str = ""
    example: str = ""  # as it stands on a filled sample: clearly nobody's

    @property
    def is_person_name(self) -> bool:
        """Say whether the answer is the name of a human being: its own Chinese name ends in 姓名 or 法定代表人."""
        return self.type is ElementType.TEXT and self.name.endswith(("姓名", "法定代表人"))

    def choice_name(self, value: str, *, english: bool = False) -> str:
        """Return the name of a chosen value; the value itself when the element does not have it (any more)."""
        for choice in self.choices:
            if choice.value == value:
                return choice.name_en if english else choice.name
        return value

    @classmethod
    def from_dict(cls, body: Mapping[str, Any]) -> "DataElement":
        """Read an element as the seed files write it; raise ValueError, naming the fault, when it is none."""
        unknown = set(body) - ELEMENT_KEYS
        if unknown:
            raise ValueError(f"{body.get('code')}: unknown keys {sorted(unknown)}")
        missing = {"code", "name", "name_en", "type"} - set(body)
        if missing:
            raise ValueError(f"{body.get('code')}: missing keys {sorted(missing)}")
        element = cls(
            code=str(body["code"]),
            name=str(body["name"]),
            name_en=str(body["name_en"]),
            type=ElementType(body["type"]),
            max_length=int(body.get("max_length") or LONGEST_TEXT),
            choices=tuple(
                Choice(**{key: str(value) for key, value in each.items()}) for each in body.get("choices") or ()
            ),
            minimum=_bound(body.get("minimum")),
            maximum=_bound(body.get("maximum")),
            sensitivity=Sensitivity(body.get("sensitivity", Sensitivity.INTERNAL)),
            **{
                key: str(body.get(key) or "")
                for key in ("pattern", "pattern_hint", "pattern_hint_en", "hint", "hint_en", "source", "example")
            },
        )
        _check_element(element)
        return element


ELEMENT_KEYS = {
    "code", "name", "name_en", "type", "max_length", "pattern", "pattern_hint", "pattern_hint_en", "choices",
    "minimum", "maximum", "hint", "hint_en", "sensitivity", "source", "example",
}  # fmt: skip
_ELEMENT_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


@dataclass(frozen=True)
class Condition:
    """A field is asked only when the answer to another element is one of these values."""

    element: str
    values: tuple[str, ...]

    def holds(self, answers: Answers) -> bool:
        given = answers.get(self.element, "")
        return any(value in self.values for value in ([given] if isinstance(given, str) else given))


@dataclass(frozen=True)
class Field:
    """An element as one form asks it; label and hint, where given, go before the element's own."""

    element: str
    required: bool = True
    when: Condition | None = None
    label: str = ""
    label_en: str = ""
    hint: str = ""
    hint_en: str = ""


@dataclass(frozen=True)
class Page:
    """One small topic: one page."""

    code: str
    title: str
    title_en: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class FormDefinition:
    """The pages of a form, in order."""

    pages: tuple[Page, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for page in self.pages for field in page.fields)

    @property
    def element_codes(self) -> frozenset[str]:
        return frozenset(field.element for field in self.fields)

    def page(self, code: str) -> Page:
        """Return a page by its code; raise KeyError when the form has none such."""
        for page in self.pages:
            if page.code == code:
                return page
        raise KeyError(code)

    @classmethod
    def from_dict(cls, pages: Sequence[Mapping[str, Any]]) -> "FormDefinition":
        """Read the `form` of a guide; raise KeyError, TypeError or ValueError when it is none."""
        return cls(tuple(_page(page) for page in pages))

    def to_dict(self) -> list[dict[str, Any]]:
        """Return what `from_dict` reads, without what is left to its default."""
        return [
            {
                "code": page.code,
                "title": page.title,
                "title_en": page.title_en,
                "fields": list(map(_field_body, page.fields)),
            }
            for page in self.pages
        ]


@dataclass(frozen=True)
class Problem:
    """What is wrong with the answer to one element; `params` are the facts of the sentence."""

    element: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)


# What stands on filled samples where an element names no example. The region 990101 does not exist, nor do numbers 154 0000.
EXAMPLES: Mapping[ElementType, str] = {
    ElementType.TEXT: "示例",
    ElementType.LONG_TEXT: "按实际情况填写（示例）。",
    ElementType.DATE: "2026-03-02",
    ElementType.ADDRESS: "示例市示例区示例路 1 号",
    ElementType.IDENTITY_NUMBER: "990101199003070015",
    ElementType.CREDIT_CODE: "91990101MB9A10001A",
    ElementType.PHONE: "15400000001",
    ElementType.POSTCODE: "999999",
}


def example_of(element: DataElement) -> Answer:
    """Return an answer for a filled sample: the element's own example, else one that is right in form and nobody's."""
    if element.example:
        return [element.example] if element.type is ElementType.CHOICES else element.example
    match element.type:
        case ElementType.CHOICE:
            return element.choices[0].value
        case ElementType.CHOICES:
            return [element.choices[0].value]
        case ElementType.BOOLEAN:
            return FALSE
        case ElementType.NUMBER:
            return str(int(float(element.minimum or 1)) or 1)
        case ElementType.MONEY:
            return _bound_text(element.minimum, is_money=True) if element.minimum not in ("", "0") else "1000"
        case ElementType.TEXT if element.is_person_name:
            return "张三"
        case _:
            return EXAMPLES[element.type]


def definition_faults(definition: FormDefinition, elements: Mapping[str, DataElement]) -> tuple[str, ...]:
    """Return what cannot work in a form: unknown or repeated elements, conditions on what is asked later or never."""
    faults: list[str] = []
    seen: set[str] = set()
    codes = [page.code for page in definition.pages]
    faults += [f"page {code} appears twice" for code in sorted({code for code in codes if codes.count(code) > 1})]
    for each in definition.fields:
        if each.element not in elements:
            faults.append(f"unknown element {each.element}")
        if each.element in seen:
            faults.append(f"element {each.element} is asked twice")
        if each.when is not None:
            faults += _condition_faults(each, elements, seen)
        seen.add(each.element)
    return tuple(faults)


def shown_fields(definition: FormDefinition, answers: Answers) -> tuple[Field, ...]:
    """Return the fields that these answers call for, in order; a field that hangs on a hidden one is hidden too."""
    shown: dict[str, Field] = {}
    for each in definition.fields:
        if each.when is None or (each.when.element in shown and each.when.holds(answers)):
            shown[each.element] = each
    return tuple(shown.values())


def shown_answers(definition: FormDefinition, answers: Answers) -> dict[str, Answer]:
    """Return the answers without those to fields that are not asked (any more), and without empty ones."""
    return {
        each.element: answers[each.element] for each in shown_fields(definition, answers) if answers.get(each.element)
    }


def validate_page(
    definition: FormDefinition,
    elements: Mapping[str, DataElement],
    page_code: str,
    answers: Answers,
    today: date,
) -> tuple[Problem, ...]:
    """
    Return every problem of one page's answers, in the order of its fields, then answers the form does not ask for.

    `answers` are normalised and may hold those of other pages (conditions need them). An answer to a field of the form
    that is not asked under these answers is passed over. Raise KeyError when there is no such page.
    """
    shown = {each.element for each in shown_fields(definition, answers)}
    page = definition.page(page_code)
    asked = [each for each in page.fields if each.element in shown]
    problems = [
        problem
        for each in asked
        for problem in _problems(each, elements[each.element], answers.get(each.element, ""), today)
    ]
    unknown = sorted(set(answers) - definition.element_codes)
    return tuple(problems + [Problem(code, "unknown") for code in unknown])


def validate_form(
    definition: FormDefinition, elements: Mapping[str, DataElement], answers: Answers, today: date
) -> dict[str, tuple[Problem, ...]]:
    """Return the problems of every page that has any, by page code."""
    found = {page.code: validate_page(definition, elements, page.code, answers, today) for page in definition.pages}
    return {code: problems for code, problems in found.items() if problems}


def normalise(answers: Mapping[str, Any], elements: Mapping[str, DataElement] | None = None) -> dict[str, Answer]:
    """
    Return the answers in the one shape that is stored, and never fail: what makes no sense is left for `validate_page`.

    Texts lose outer blanks and are composed (NFC). With `elements`, numbers typed with full-width digits, spaces or
    hyphens, days written 2026/1/5 or 2026年1月5日, and the many middle dots of names become the standard form.
    """
    known = elements or {}
    return {str(code): _normal(value, known.get(str(code))) for code, value in answers.items()}


# --- one answer ---


def _problems(asked: Field, element: DataElement, answer: Answer, today: date) -> Iterator[Problem]:
    if not answer:
        if asked.required:
            yield Problem(element.code, "required")
        return
    if isinstance(answer, list) != (element.type is ElementType.CHOICES):
        yield Problem(element.code, "wrong_kind")
        return
    yield from _CHECKS[element.type](element, answer, today)


def _text(element: DataElement, answer: Answer, _today: date) -> Iterator[Problem]:
    text = _one(answer)
    if len(text) > element.max_length:
        yield Problem(element.code, "too_long", {"most": str(element.max_length), "length": str(len(text))})
        return
    allowed = _is_name_character if element.is_person_name else _is_usable
    strange = next((char for char in text if not allowed(char, element.type is ElementType.LONG_TEXT)), None)
    if strange is not None:
        code = "name_character" if element.is_person_name else "character"
        yield Problem(element.code, code, {"character": _printable(strange)})
    elif element.pattern and not _compiled(element.pattern).fullmatch(text):
        yield Problem(element.code, "pattern")


def _date(element: DataElement, answer: Answer, today: date) -> Iterator[Problem]:
    text = _one(answer)
    match = _ISO_DAY.fullmatch(text)
    if match is None:
        yield Problem(element.code, "not_a_date")
        return
    try:
        day = date(*map(int, match.groups()))
    except ValueError:
        yield Problem(element.code, "impossible_date", {"day": text})
        return
    if element.minimum and day < _day(element.minimum, today):
        code = "in_the_past" if element.minimum == "today" else "too_early"
        yield Problem(element.code, code, {"least": _day(element.minimum, today).isoformat()})
    if element.maximum and day > _day(element.maximum, today):
        code = "in_the_future" if element.maximum == "today" else "too_late"
        yield Problem(element.code, code, {"most": _day(element.maximum, today).isoformat()})


def _number(element: DataElement, answer: Answer, _today: date) -> Iterator[Problem]:
    text = _one(answer)
    is_money = element.type is ElementType.MONEY
    if not (_MONEY if is_money else _NUMBER).fullmatch(text):
        yield Problem(element.code, "not_money" if is_money else "not_a_number")
        return
    value = round(float(text) * 100) if is_money else float(text)
    if element.minimum and value < float(element.minimum):
        yield Problem(element.code, "too_small", {"least": _bound_text(element.minimum, is_money)})
    if element.maximum and value > float(element.maximum):
        yield Problem(element.code, "too_large", {"most": _bound_text(element.maximum, is_money)})


def _choice(element: DataElement, answer: Answer, _today: date) -> Iterator[Problem]:
    given = [answer] if isinstance(answer, str) else answer
    values = {choice.value for choice in element.choices}
    if not values.issuperset(given):
        yield Problem(element.code, "not_a_choice")


def _boolean(element: DataElement, answer: Answer, _today: date) -> Iterator[Problem]:
    if answer not in (TRUE, FALSE):
        yield Problem(element.code, "not_a_choice")


def _identity_number(element: DataElement, answer: Answer, today: date) -> Iterator[Problem]:
    """Check a resident identity number: length, region, day of birth, check character (GB 11643, ISO 7064 MOD 11-2)."""
    code = identity_number_fault(_one(answer), today)
    if code:
        yield Problem(element.code, code, {"length": str(len(_one(answer)))})


def _credit_code(element: DataElement, answer: Answer, _today: date) -> Iterator[Problem]:
    code = credit_code_fault(_one(answer))
    if code:
        yield Problem(element.code, code, {"length": str(len(_one(answer)))})


def _phone(element: DataElement, answer: Answer, _today: date) -> Iterator[Problem]:
    if not _PHONE.fullmatch(_one(answer)):
        yield Problem(element.code, "phone")


def _postcode(element: DataElement, answer: Answer, _today: date) -> Iterator[Problem]:
    if not _POSTCODE.fullmatch(_one(answer)):
        yield Problem(element.code, "postcode")


_CHECKS = {
    ElementType.TEXT: _text,
    ElementType.LONG_TEXT: _text,
    ElementType.ADDRESS: _text,
    ElementType.DATE: _date,
    ElementType.NUMBER: _number,
    ElementType.MONEY: _number,
    ElementType.CHOICE: _choice,
    ElementType.CHOICES: _choice,
    ElementType.BOOLEAN: _boolean,
    ElementType.IDENTITY_NUMBER: _identity_number,
    ElementType.CREDIT_CODE: _credit_code,
    ElementType.PHONE: _phone,
    ElementType.POSTCODE: _postcode,
}


def identity_number_fault(number: str, today: date) -> str:
    """Return the code of what is wrong with a resident identity number (GB 11643), or "" when nothing is."""
    if len(number) != 18:
        return "identity_number_length"
    if not _IDENTITY_NUMBER.fullmatch(number):
        return "identity_number_form"
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "identity_number_birthday"
    if not date(1870, 1, 1) <= born_on <= today:
        return "identity_number_birthday"
    # The region is not looked up: numbers keep the codes of counties dissolved long ago.
    return "" if ric.calc_check_digit(number) == number[-1] else "identity_number_check"


def credit_code_fault(code: str) -> str:
    """Return the code of what is wrong with a unified social credit code (GB 32100), or "" when nothing is."""
    try:
        uscc.validate(code)
    except InvalidLength:
        return "credit_code_length"
    except InvalidChecksum:
        return "credit_code_check"
    except ValidationError:
        return "credit_code_form"
    return ""


# --- characters ---

_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_LOOSE_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?", re.ASCII)
_MONEY = re.compile(r"\d{1,13}(\.\d{1,2})?", re.ASCII)
# A mobile number, or a landline with its area code: 0999-1234567 or 09991234567.
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}", re.ASCII)
_POSTCODE = re.compile(r"\d{6}", re.ASCII)
_IDENTITY_NUMBER = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_MIDDLE_DOTS = dict.fromkeys(map(ord, "•‧∙⋅・･．"), "·")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_BLANKS_AND_DASHES = re.compile(r"[\s\-‐‑–—]+")


def _is_usable(char: str, may_break_line: bool) -> bool:
    """Say whether an official text may hold a character: no control, private, or pictographic ones."""
    if char == "\n":
        return may_break_line
    code = ord(char)
    if 0x20000 <= code <= 0x3FFFF:  # planes 2 and 3 hold rare Han characters, also ones younger than Python's tables
        return code & 0xFFFF < 0xFFFE
    if code > 0xFFFF or _is_pictograph(code):
        return False
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _is_name_character(char: str, _may_break_line: bool) -> bool:
    """Say whether a name may hold a character: letters of any script, also rare ones, middle dot, space, - and '."""
    return char in "· -'’〇" or (
        _is_usable(char, False) and (unicodedata.category(char)[0] in "LM" or ord(char) > 0xFFFF)
    )


def _is_pictograph(code: int) -> bool:
    return 0x2600 <= code <= 0x27BF or 0x2B00 <= code <= 0x2BFF or 0xFE00 <= code <= 0xFE0F or code in (0x20E3, 0x200D)


def _printable(char: str) -> str:
    return char if char.isprintable() else f"U+{ord(char):04X}"


# --- reading and writing ---


def _normal(value: Any, element: DataElement | None) -> Answer:
    if isinstance(value, list | tuple):
        return [_composed(str(each)) for each in value if str(each).strip()]
    if value is None:
        return ""
    if isinstance(value, bool):
        return TRUE if value else FALSE
    text = _composed(str(value))
    if element is None:
        return text
    return _normal_of_type(text, element)


def _normal_of_type(text: str, element: DataElement) -> Answer:
    plain = text.translate(_FULL_WIDTH)
    match element.type:
        case ElementType.IDENTITY_NUMBER | ElementType.CREDIT_CODE:
            return _BLANKS_AND_DASHES.sub("", plain).upper()
        case ElementType.PHONE:
            digits = re.sub(r"\s+", "", plain).removeprefix("+86").removeprefix("+86-")
            return digits if digits.startswith("0") else digits.replace("-", "")
        case ElementType.DATE:
            match = _LOOSE_DAY.fullmatch(plain)
            return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else plain
        case ElementType.NUMBER | ElementType.MONEY:
            return plain.replace(",", "").replace(" ", "").removesuffix("元")
        case ElementType.POSTCODE:
            return plain.replace(" ", "")
        case ElementType.CHOICES:
            return [text] if text else []
        case ElementType.TEXT if element.is_person_name:
            return re.sub(r"\s*·\s*", "·", text.translate(_MIDDLE_DOTS))
        case _:
            return text


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _one(answer: Answer) -> str:
    return answer if isinstance(answer, str) else "".join(answer)


def _day(bound: str, today: date) -> date:
    return today if bound == "today" else date.fromisoformat(bound)


def _bound(value: Any) -> str:
    return "" if value is None else str(value)


def _bound_text(bound: str, is_money: bool) -> str:
    return f"{int(bound) / 100:.2f}".removesuffix(".00") if is_money else bound


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _check_element(element: DataElement) -> None:
    if not _ELEMENT_CODE.fullmatch(element.code):
        raise ValueError(f"{element.code}: the code is no noun.property")
    if bool(element.choices) != (element.type in {ElementType.CHOICE, ElementType.CHOICES}):
        raise ValueError(f"{element.code}: choices belong to choice and choices, and only there")
    if element.pattern:
        try:
            re.compile(element.pattern)
        except re.error as fault:
            raise ValueError(f"{element.code}: the pattern is faulty, {fault}") from fault
        if not element.pattern_hint or not element.pattern_hint_en:
            raise ValueError(f"{element.code}: a pattern needs its hints")
    for bound in (element.minimum, element.maximum):
        if not bound:
            continue
        if element.type is ElementType.DATE:
            _day(bound, date.min)
        else:
            float(bound)


def _page(body: Mapping[str, Any]) -> Page:
    return Page(
        code=str(body["code"]),
        title=str(body["title"]),
        title_en=str(body["title_en"]),
        fields=tuple(_field(each) for each in body["fields"]),
    )


def _field(body: Mapping[str, Any]) -> Field:
    unknown = set(body) - {"element", "required", "when", "label", "label_en", "hint", "hint_en"}
    if unknown:
        raise ValueError(f"{body.get('element')}: unknown keys {sorted(unknown)}")
    return Field(
        element=str(body["element"]),
        required=bool(body.get("required", True)),
        when=_condition(body["when"]) if body.get("when") else None,
        **{key: str(body.get(key) or "") for key in ("label", "label_en", "hint", "hint_en")},
    )


def _condition(body: Mapping[str, Any]) -> Condition:
    if ("equals" in body) == ("in" in body):
        raise ValueError(f"condition on {body['element']}: say either equals or in")
    values = [body["equals"]] if "equals" in body else list(body["in"])
    return Condition(str(body["element"]), tuple(_text_of(value) for value in values))


def _text_of(value: Any) -> str:
    """Return a value as answers hold it; YAML reads an unquoted true as a boolean."""
    return (TRUE if value else FALSE) if isinstance(value, bool) else str(value)


def _field_body(each: Field) -> dict[str, Any]:
    body: dict[str, Any] = {"element": each.element}
    if not each.required:
        body["required"] = False
    if each.when is not None:
        body["when"] = {"element": each.when.element, "in": list(each.when.values)}
    return body | {key: getattr(each, key) for key in ("label", "label_en", "hint", "hint_en") if getattr(each, key)}


def _condition_faults(each: Field, elements: Mapping[str, DataElement], asked_before: set[str]) -> Iterator[str]:
    condition = each.when
    if condition is None:
        return
    if condition.element not in asked_before:
        yield f"{each.element} hangs on {condition.element}, which is not asked before it"
    element = elements.get(condition.element)
    if element is None:
        return
    values = {TRUE, FALSE} if element.type is ElementType.BOOLEAN else {choice.value for choice in element.choices}
    if values and not values.issuperset(condition.values):
        yield f"{each.element} waits for {sorted(set(condition.values) - values)}, which {condition.element} cannot be"

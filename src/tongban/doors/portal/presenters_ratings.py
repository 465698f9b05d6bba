"""How rating is asked and shown: five grades, the reasons that fit each, words, and the name or not."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.doors.frame import wording
from tongban.engagement.ratings.api import Grade, RatingReceipt, RatingView, reasons_for

NAMES: Mapping[int, str | Promise] = {
    5: gettext_lazy("非常满意"),
    4: gettext_lazy("满意"),
    3: gettext_lazy("基本满意"),
    2: gettext_lazy("不满意"),
    1: gettext_lazy("非常不满意"),
}


@dataclass(frozen=True)
class ReasonGroup:
    """Reasons that are offered for some grades."""

    grades: tuple[str, ...]
    caption: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RatingForm:
    """The form as it was filled in so far."""

    grades: tuple[tuple[str, str], ...]
    groups: tuple[ReasonGroup, ...]
    grade: int | None
    ticked: tuple[str, ...]
    text: str
    anonymous: bool

    @property
    def reasons(self) -> list[str]:
        """The ticked reasons that fit the grade: without the script all of them can be ticked."""
        return [code for code, _name in reasons_for(Grade(self.grade)) if code in self.ticked] if self.grade else []


def form(sent: QueryDict | None) -> RatingForm:
    """Return the form with what was sent, as far as it makes sense."""
    given = sent if sent is not None else QueryDict()
    grade = given.get("grade", "")
    return RatingForm(
        grades=tuple((str(number), str(name)) for number, name in NAMES.items()),
        groups=_groups(),
        grade=int(grade) if grade in {str(number) for number in NAMES} else None,
        ticked=tuple(given.getlist("reasons")),
        text=given.get("text", ""),
        anonymous=given.get("anonymous") == "yes",
    )


def thanks(receipt: RatingReceipt) -> str:
    """Return what is said after rating: a bad rating is answered by a day."""
    if receipt.answer_due is None:
        return _("感谢您的评价。")
    day = wording.day(receipt.answer_due)
    if receipt.is_anonymous:
        return _("感谢您的评价。承办单位会在 {day}前核实整改，处理结果在“群众评价”里公开。").format(day=day)
    return _("感谢您的评价。承办单位会先给您回电话，并在 {day}前核实整改、答复您。").format(day=day)


def grade_name(rating: RatingView) -> str:
    """Return the grade of a rating in words."""
    return str(NAMES[rating.grade])


def _groups() -> tuple[ReasonGroup, ...]:
    """Return the reasons, those that fit the same grades together."""
    grouped: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for number in NAMES:
        grouped.setdefault(tuple(reasons_for(Grade(number))), []).append(number)
    return tuple(
        ReasonGroup(tuple(map(str, numbers)), _caption(numbers), choices)
        for choices, numbers in grouped.items()
        if choices
    )


def _caption(numbers: list[int]) -> str:
    if min(numbers) > Grade.FAIR:
        return _("哪些地方办得好？")
    return _("哪些地方没办好？") if max(numbers) < Grade.FAIR else _("哪些地方还可以更好？")

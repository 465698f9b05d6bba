"""The questions about a visitor's situation, one a page, and what follows from her answers, as every door shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.doors.frame import wording
from tongban.doors.frame.drafts import SummaryRow
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import Offer
from tongban.offer.catalogue.rules import Material
from tongban.offer.scenarios import api as scenarios
from tongban.offer.scenarios.api import Scenario
from tongban.offer.scenarios.rules import (
    LONGEST_ANSWER,
    NO,
    YES,
    Answers,
    FaultyCell,
    Kind,
    Lost,
    Next,
    Outcome,
    Question,
    Table,
    answer,
    outcome,
    read_answer,
)
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.api import Authority

ASKED, CHANGE = "asked", "change"  # the question a page sent back; the question whose answer is to be changed


@dataclass(frozen=True)
class QuestionPage:
    """One question with what was typed, and the other answers so far, which the page sends along."""

    name: str
    kind: str
    label: str
    hint: str
    choices: tuple[tuple[str, str, str], ...]  # value, text, hint
    value: str
    error: str
    kept: tuple[tuple[str, str], ...]
    position: int
    at_most: int
    back: str | None  # the query of the question before, None on the first

    @property
    def errors(self) -> list[dict[str, str]]:
        return [{"text": self.error, "href": f"#{self.name}"}] if self.error else []


@dataclass(frozen=True)
class OutcomePage:
    """The row that applies: `query` carries the answers on."""

    outcome: Outcome
    answers: Answers
    query: str


@dataclass(frozen=True)
class LostPage:
    """All is answered and the table has no row for it: an older table, or one that was changed by hand."""

    answers: Answers


@dataclass(frozen=True)
class MaterialLine:
    """One material that is needed, with the ways to give it."""

    name: str
    name_en: str
    necessity: str
    tone: str
    ways: tuple[str, ...]
    notes: str


def page_of(found: Scenario, offer: Offer, sent: QueryDict) -> QuestionPage | OutcomePage | LostPage:
    """Return the page that answers in an address lead to; whatever else the address holds is passed over."""
    table = found.table
    given = answers_in(table, sent)
    changed = sent.get(CHANGE, "")
    if changed in table.by_code:
        others = {code: value for code, value in given.items() if code != changed}
        earlier = answer(table, others)
        if isinstance(earlier, Next) and earlier.question.code == changed:
            return _question_page(table, earlier, others, value=given.get(changed, ""), error="")
    reached = answer(table, given)
    if isinstance(reached, Next):
        return _question_page(table, reached, given, value=reached.typed, error=_error(reached, sent))
    if isinstance(reached, Lost):
        return LostPage(reached.answers)
    shown = outcome(table, reached.row, offer.guide)
    return OutcomePage(shown, reached.answers, urlencode(dict(reached.answers)))


def answers_in(table: Table, sent: Mapping[str, str] | QueryDict) -> dict[str, str]:
    """Return the answers that an address or a form sends; one that is too long is cut to just that."""
    given = ((code, str(sent.get(code, ""))[: LONGEST_ANSWER + 1]) for code in table.by_code)
    return {code: value for code, value in given if value.strip()}


def answer_rows(found: Scenario, answers: Answers, address: str, *, sent: Answers | None = None) -> list[SummaryRow]:
    """Return the answers in words, each with the way to change it (`address` is that of the questions)."""
    carried = dict(answers if sent is None else sent)
    return [
        SummaryRow(
            key=wording.hant(scenarios.question_text(question)),
            value=wording.hant(scenarios.answer_text(question, answers[question.code])),
            change_href=f"{address}?{urlencode(carried | {CHANGE: question.code})}" if address else "",
        )
        for question in found.table.questions
        if question.code in answers
    ]


def facts(shown: Outcome, offer: Offer) -> list[dict[str, str]]:
    """Return what applies at a glance: materials, time, cost."""
    spared = len(shown.spared)
    shorter = shown.limit.amount < offer.guide.committed_limit.amount
    count = sum(material.necessity == "required" for material in shown.materials)
    return [
        {
            "label": _("必须准备"),
            "value": ngettext("{count} 份材料", "{count} 份材料", count).format(count=count),
            "note": ngettext("比通用清单少 {count} 份", "比通用清单少 {count} 份", spared).format(count=spared)
            if spared
            else "",
        },
        {
            "label": _("多久办好"),
            "value": wording.limit(shown.limit.amount, shown.limit.unit)
            if shown.limit.amount and offer.guide.case_type != "instant"
            else _("当场办结"),
            "note": _("您的情形办得更快") if shorter else "",
        },
        {"label": _("收费"), "value": wording.yuan(shown.fee_fen), "note": ""},
    ]


def material_lines(materials: Sequence[Material]) -> list[MaterialLine]:
    """Return materials with how they may be given."""
    necessities = {
        "required": (_("必须"), "blue"),
        "optional": (_("可以不交"), "grey"),
        "deferrable": (_("可以后补"), "amber"),
    }
    return [
        MaterialLine(
            material.name,
            material.name_en,
            str(necessities[material.necessity][0]),
            necessities[material.necessity][1],
            tuple(_way(material, way) for way in material.ways),
            material.filling_notes,
        )
        for material in materials
    ]


def steps(shown: Outcome) -> list[dict[str, object]]:
    """Return the steps as the flow of the frame draws them; the guide's days are told only where they add up to the limit."""
    days_hold = sum(step.days for step in shown.steps) <= shown.limit.amount
    return [
        {
            "name": wording.local_text(step.name, step.name_en),
            "lines": [
                wording.hant(step.office),
                (wording.limit(step.days, shown.limit.unit) if step.days else _("当日")) if days_hold else "",
            ],
        }
        for step in shown.steps
    ]


def office(shown: Outcome, offer: Offer) -> Authority:
    """Return who receives it: the department the row names for the region of the offer, or whoever offers the item."""
    if shown.office:
        try:
            return organisations.authority_for(shown.office, offer.region_code)
        except organisations.UnableToFindAuthority:
            pass
    return organisations.authority(offer.authority_id)


def right_item(shown: Outcome, offer: Offer) -> Offer | None:
    """Return the right item, as the nearest authority offers it."""
    if not shown.to_item:
        return None
    others = catalogue.offers_of_basic(shown.to_item)
    by_nearness = sorted(others, key=lambda other: -_shared(other.region_code, offer.region_code))
    return by_nearness[0] if by_nearness else None


def notes(shown: Outcome) -> list[str]:
    english = wording.language() == wording.ENGLISH
    return [each if english else wording.hant(each) for each in (shown.notes_en if english else shown.notes)]


def explained(shown: Outcome, offer: Offer) -> dict[str, object]:
    """Return everything that the macro `outcome` of frame/situation.html draws."""
    return {
        "outcome": shown,
        "outcome_facts": facts(shown, offer),
        "needed": material_lines(shown.materials),
        "flow": steps(shown),
        "office": office(shown, offer),
        "right_item": right_item(shown, offer),
        "notes": notes(shown),
    }


def _question_page(table: Table, asked: Next, given: Mapping[str, str], *, value: str, error: str) -> QuestionPage:
    question = asked.question
    kept = {code: text for code, text in given.items() if code != question.code and _is_answer(table, code, text)}
    before = list(asked.answers)
    back = urlencode(kept | {CHANGE: before[-1]}) if before else None
    return QuestionPage(
        name=question.code,
        kind=question.kind.value,
        label=wording.hant(scenarios.question_text(question)),
        hint=_hint(question),
        choices=tuple(_choices(question)),
        value=value,
        error=error,
        kept=tuple(kept.items()),
        position=len(before) + 1,
        at_most=max(asked.at_most, len(before) + 1),
        back=back,
    )


def _error(asked: Next, sent: QueryDict) -> str:
    if asked.fault is not None:
        return wording.hant(scenarios.fault_sentence(asked.fault))
    if sent.get(ASKED) == asked.question.code:
        return _("请填写一个数字。") if asked.question.kind is Kind.NUMBER else _("请选择一个答案。")
    return ""


def _hint(question: Question) -> str:
    hint = wording.local_text(question.hint, question.hint_en)
    if question.kind is not Kind.NUMBER or not question.unit:
        return hint
    return " ".join(
        filter(None, (hint, _("单位：{unit}").format(unit=wording.local_text(question.unit, question.unit_en))))
    )


def _choices(question: Question) -> list[tuple[str, str, str]]:
    if question.kind is Kind.YES_NO:
        return [(YES, _("是"), ""), (NO, _("否"), "")]
    return [
        (each.value, wording.local_text(each.text, each.text_en), wording.local_text(each.hint, each.hint_en))
        for each in question.options
    ]


def _is_answer(table: Table, code: str, text: str) -> bool:
    try:
        read_answer(table.by_code[code], text)
    except FaultyCell:
        return False
    return True


def _way(material: Material, way: str) -> str:
    ways = {
        "licence": _("直接用电子证照，免提交"),
        "upload": _("上传 {kinds}，不超过 {size} MB").format(
            kinds=_("、").join(material.accept).upper(), size=material.max_mb
        ),
        "commitment": ngettext(
            "书面承诺后 {count} 个工作日内补交", "书面承诺后 {count} 个工作日内补交", material.commitment_days
        ).format(count=material.commitment_days),
        "window": _("到窗口出示原件"),
    }
    return ways[way]


def _shared(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))

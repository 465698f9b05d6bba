"""Drafts as the pages of every door show them: what is left to do, the questions of a page, what a registry knows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tongban.doors.frame import questions, wording
from tongban.doors.frame.questions import Question
from tongban.groundwork.foundation import clock
from tongban.handling.applications.api import (
    AnswerLine,
    AnswerPage,
    DraftView,
    FieldProblem,
    GivenView,
    MaterialStatus,
    MaterialView,
    PageStatus,
)
from tongban.offer.deadlines import api as deadlines
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import ElementType, Page, shown_fields, validate_page
from tongban.offer.scenarios import api as scenarios

# What the registries are called where their facts are shown.
SOURCES = {
    "population": gettext_lazy("公安机关人口登记"),
    "population.phone": gettext_lazy("您登记的联系方式"),
    "legal": gettext_lazy("市场监管部门登记"),
    "applicant.kind": gettext_lazy("您开始办理时的选择"),
    "situation": gettext_lazy("您在情形引导里的回答"),
    "project": gettext_lazy("项目的共享信息"),
}

PAGE_STATUS: Mapping[PageStatus, tuple[str | Promise, str]] = {
    PageStatus.NOT_STARTED: (gettext_lazy("未开始"), "blue"),
    PageStatus.FAULTY: (gettext_lazy("还要修改"), "amber"),
    PageStatus.DONE: (gettext_lazy("已填好"), "green"),
}
MATERIAL_STATUS: Mapping[MaterialStatus, tuple[str | Promise, str]] = {
    MaterialStatus.MISSING: (gettext_lazy("待提供"), "blue"),
    MaterialStatus.OPTIONAL: (gettext_lazy("可以不交"), "grey"),
    MaterialStatus.DEFERRED: (gettext_lazy("可以后补"), "grey"),
    MaterialStatus.PROMISED: (gettext_lazy("已承诺，后补"), "green"),
    MaterialStatus.TO_SHOW: (gettext_lazy("到窗口出示"), "green"),
    MaterialStatus.GIVEN: (gettext_lazy("已提供"), "green"),
}


@dataclass(frozen=True)
class Task:
    """A line of a task list."""

    title: str
    href: str
    status: str
    tone: str
    hint: str = ""


@dataclass(frozen=True)
class KnownFact:
    """An answer that a registry gave: shown as a fact, with the question folded away for who finds it wrong."""

    question: Question
    value: str
    source: str


@dataclass(frozen=True)
class SummaryRow:
    """A line of "check your answers"."""

    key: str
    value: str
    source: str = ""
    change_href: str = ""


@dataclass(frozen=True)
class SummaryPage:
    """A topic of "check your answers"."""

    title: str
    rows: tuple[SummaryRow, ...]


def page_tasks(draft: DraftView, href: Callable[[str], str]) -> list[Task]:
    """Return the topics of the form with where each stands; `href` gives the address of a page by its code."""
    return [
        Task(
            title=wording.local_text(page.title, page.title_en),
            href=href(page.code) + ("?check=1" if page.status is PageStatus.FAULTY else ""),
            status=str(PAGE_STATUS[page.status][0]),
            tone=PAGE_STATUS[page.status][1],
            hint=_known_hint(draft, page.code) if page.status is PageStatus.NOT_STARTED else "",
        )
        for page in draft.pages
    ]


def left_to_do(draft: DraftView) -> int:
    """Return how many tasks keep the applicant from signing; before her situation is known no materials are asked for."""
    pages = sum(page.status is not PageStatus.DONE for page in draft.pages)
    if draft.situation is not None and not draft.situation.is_settled:
        return pages + 1
    return pages + sum(material.status is MaterialStatus.MISSING for material in draft.materials)


def is_situation_open(draft: DraftView) -> bool:
    """Say whether it is still to be asked which situation is the applicant's: then nobody knows which materials apply."""
    return draft.situation is not None and draft.situation.outcome is None


def situation_task(draft: DraftView, href: str) -> Task | None:
    """Return the task of saying which situation is the applicant's, None for an item without a decision table."""
    situation = draft.situation
    if situation is None:
        return None
    shown = situation.outcome
    if shown is None:
        status, tone, hint = _("先答这里"), "blue", _("回答几个问题，只准备您真正需要的材料")
    elif situation.contradicted:
        status, tone, hint = _("与申请表不一致"), "amber", contradiction(draft)
    elif not shown.may_apply:
        status, tone = _("不适用本事项"), "amber"
        hint = wording.local_text(shown.title, shown.title_en)
    else:
        status, tone, hint = _("已确定"), "green", wording.local_text(shown.title, shown.title_en)
    return Task(title=_("您的情形"), href=href, status=str(status), tone=tone, hint=hint)


def contradiction(draft: DraftView) -> str:
    """Say which answers of the form no longer fit the situation, "" when all do."""
    situation = draft.situation
    if situation is None or not situation.contradicted:
        return ""
    elements = forms.elements()
    parts = []
    for code in situation.contradicted:
        question = situation.scenario.table.by_code[code]
        element = elements[question.element]
        parts.append(
            _("“{question}”您答的是“{answer}”，申请表“{field}”填的是“{typed}”").format(
                question=wording.hant(scenarios.question_text(question)),
                answer=wording.hant(scenarios.answer_text(question, situation.answers[code])),
                field=wording.local_text(element.name, element.name_en),
                typed=questions.shown_answer(element, draft.answers.get(question.element, "")),
            )
        )
    return _("；").join(parts)


def asked(draft: DraftView, page: Page, problems: Sequence[FieldProblem] = ()) -> tuple[Question, ...]:
    """Return the questions of a page with what is known, what was typed and what is wrong with it."""
    here = {field.element for field in page.fields}
    called_for = set(shown_fields(draft.offer.guide.form, draft.answers))
    return questions.questions(
        # What hangs on an answer of this very page is drawn too: the script shows it when that answer changes.
        [field for field in page.fields if field in called_for or (field.when and field.when.element in here)],
        elements=forms.elements(),
        answers=draft.answers,
        problems=problems,  # type: ignore[arg-type]
        sentence=lambda problem, _element: problem.sentence,  # type: ignore[attr-defined]
        sources={element: source_name(source) for element, source in draft.prefilled.items()},
    )


def present_problems(draft: DraftView, topic: Page) -> tuple[FieldProblem, ...]:
    """Return what is wrong with a page as it was saved, in words."""
    elements = forms.elements()
    found = validate_page(draft.offer.guide.form, elements, topic.code, draft.answers, clock.today())
    return tuple(
        FieldProblem(problem.element, problem.code, forms.sentence_of(problem, elements.get(problem.element)))
        for problem in found
    )


def known_facts(draft: DraftView, asked: Sequence[Question]) -> list[KnownFact]:
    """Return those questions that a registry answered, as facts."""
    elements = forms.elements()
    return [
        KnownFact(
            question=replace(question, source=""),
            value=questions.shown_answer(elements[question.name], draft.answers.get(question.name, "")),
            source=question.source,
        )
        for question in asked
        if question.source and not question.error
    ]


def source_name(source: str) -> str:
    """Return the name of the registry, or what else stands behind a source such as "population.name"."""
    return str(SOURCES.get(source) or SOURCES.get(source.partition(".")[0]) or source)


def next_page(draft: DraftView, code: str) -> str:
    """Return the code of the first page after this one that is not done yet, "" when there is none."""
    codes = [page.code for page in draft.pages]
    return next((page.code for page in draft.pages[codes.index(code) + 1 :] if page.status is not PageStatus.DONE), "")


def promise_text(thing: GivenView) -> str:
    """Return a promise in words: its day is set when the application is signed."""
    if thing.fulfilled_at:
        return _("承诺的材料已于{day}补交").format(day=wording.day(thing.fulfilled_at))
    if thing.promised_on:
        return _("告知承诺，{day}前补交").format(day=wording.day(thing.promised_on))
    return _("告知承诺，材料后补")


def check_pages(draft: DraftView, href: Callable[[str], str]) -> tuple[SummaryPage, ...]:
    """Return every answer of a draft, in clear, each with its source and the way to change it (`href` of its page)."""
    elements = forms.elements()
    shown = {each.element: each for each in shown_fields(draft.offer.guide.form, draft.answers)}
    return tuple(
        SummaryPage(
            title=wording.local_text(page.title, page.title_en),
            rows=tuple(
                SummaryRow(
                    key=wording.local_text(
                        field.label or elements[field.element].name, field.label_en or elements[field.element].name_en
                    ),
                    value=questions.shown_answer(elements[field.element], draft.answers.get(field.element, "")),
                    source=_("来自{source}").format(source=source_name(draft.prefilled[field.element]))
                    if field.element in draft.prefilled
                    else "",
                    change_href=href(page.code) + f"?back=check#{questions.field_id(field.element)}",
                )
                for field in page.fields
                if field.element in shown
            ),
        )
        for page in draft.offer.guide.form.pages
    )


def answer_pages(pages: Sequence[AnswerPage]) -> tuple[SummaryPage, ...]:
    """Return frozen answers, as the room masked them."""
    return tuple(
        SummaryPage(
            title=wording.local_text(page.title, page.title_en),
            rows=tuple(
                SummaryRow(key=wording.local_text(line.name, line.name_en), value=wording.hant(_frozen_value(line)))
                for line in page.lines
            ),
        )
        for page in pages
    )


def _frozen_value(line: AnswerLine) -> str:
    element = forms.elements().get(line.element)
    is_day = element is not None and element.type is ElementType.DATE
    return questions.day_in_words(line.value) if is_day else line.value


def promise_by(material: MaterialView) -> date:
    """Return the day by which a paper promised today is owed."""
    return deadlines.calendar().add_working_days(clock.today(), material.commitment_days)


def _known_hint(draft: DraftView, code: str) -> str:
    fields = draft.offer.guide.form.page(code).fields
    known = sum(field.element in draft.prefilled for field in fields)
    return ngettext("{count} 项已为您填好", "{count} 项已为您填好", known).format(count=known) if known else ""

"""Find out what applies in one's situation. Open to everybody; nothing is kept."""
# ruff: noqa: ARG001 (a view is given its request, whether it looks at it or not)

from django.http import HttpRequest

from tongban.doors.frame.access import ANYONE
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import scenarios as given
from tongban.offer.catalogue import api as catalogue
from tongban.offer.scenarios import api as scenarios
from tongban.offer.scenarios.api import Scenario
from tongban.offer.scenarios.rules import Next, Question, Reached, answer, outcome, unscaled

group = Group("scenarios")


@group.get("/items/{code}/scenario", to=[ANYONE], answers=given.Scenario, refuses=[404])
def show_scenario(request: HttpRequest, code: str) -> given.Scenario:
    """Show the questions by which the situations of an item are told apart."""
    found = _scenario(catalogue.offer(code).basic_code)
    return given.Scenario(
        version_id=found.version_id,
        number=found.number,
        effective_from=found.effective_from,
        title=found.table.title,
        title_en=found.table.title_en,
        questions=[question_of(question) for question in found.table.questions],
    )


@group.post("/items/{code}/scenario/answers", to=[ANYONE], answers=given.Guided, refuses=[404], keyed=False)
def follow_scenario(request: HttpRequest, code: str, body: given.SituationAnswers) -> given.Guided:
    """Say where answers lead: to the next question, or to exactly the materials, steps, fees, limit and office that apply."""
    offer = catalogue.offer(code)
    found = _scenario(offer.basic_code)
    reached = answer(found.table, body.answers)
    shown, question, fault = None, None, None
    if isinstance(reached, Reached):
        shown = given.SituationOutcome.of(outcome(found.table, reached.row, offer.guide))
    elif isinstance(reached, Next):
        question = question_of(reached.question)
        if reached.fault is not None:
            fault = given.AnswerFault(code=reached.fault.code, sentence=scenarios.fault_sentence(reached.fault))
    return given.Guided(answers=dict(reached.answers), question=question, fault=fault, outcome=shown)


def question_of(question: Question) -> given.SituationQuestion:
    return given.SituationQuestion(
        code=question.code,
        kind=question.kind.value,
        text=question.text,
        text_en=question.text_en,
        hint=question.hint,
        hint_en=question.hint_en,
        options=[given.SituationOption.of(option) for option in question.options],
        minimum=unscaled(question.least, question.decimals) if question.kind == "number" else "",
        maximum=unscaled(question.most, question.decimals) if question.kind == "number" else "",
        decimals=question.decimals,
        unit=question.unit,
        unit_en=question.unit_en,
        asked_when=dict(question.when),
        element=question.element,
    )


def _scenario(basic_code: str) -> Scenario:
    found = scenarios.scenario_of(basic_code)
    if found is None:
        raise scenarios.UnableToFindScenario
    return found

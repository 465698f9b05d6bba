"""The questions about one's situation, and exactly what applies in it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from tongban.doors.gateway.schemas.catalogue import Fee, LimitFact, Material, StepOfGuide
from tongban.doors.gateway.schemas.common import Given, Taken
from tongban.offer.scenarios.rules import LONGEST_ANSWER

Code = Annotated[str, StringConstraints(max_length=40)]
# One character more than an answer may have is taken, so that the refusal names the question.
SentAnswer = Annotated[str, StringConstraints(max_length=LONGEST_ANSWER + 1)]


class SituationAnswers(Taken):
    """Answers by question: the value of an option, "yes" or "no", or a number as a text."""

    answers: dict[Code, SentAnswer] = Field(max_length=40)


class SituationOption(Given):
    value: str
    text: str
    text_en: str
    hint: str
    hint_en: str


class SituationQuestion(Given):
    """One question. `minimum`, `maximum` and `decimals` bound a number; `asked_when` names the earlier answers it hangs on."""

    code: str
    kind: Literal["choice", "yes_no", "number"]
    text: str
    text_en: str
    hint: str
    hint_en: str
    options: list[SituationOption]
    minimum: str
    maximum: str
    decimals: int
    unit: str
    unit_en: str
    asked_when: dict[str, str] = Field(description='Question → cell of the decision table, such as "shop" or "<=50"')
    element: str = Field(description="The data element of the form that the answer fills, or empty")


class Scenario(Given):
    """The decision table of an item in force: its questions, in the order in which they are asked."""

    version_id: int
    number: int
    effective_from: date
    title: str
    title_en: str
    questions: list[SituationQuestion]


class RowSource(Given):
    law: str
    article: str


class SituationOutcome(Given):
    """What applies: where `verdict` is not "apply", `notes` say why and `to_item` names the right item, if there is one."""

    row: str
    title: str
    title_en: str
    verdict: Literal["apply", "other_item", "not_needed", "not_possible"]
    materials: list[Material]
    steps: list[StepOfGuide]
    fees: list[Fee]
    limit: LimitFact
    office: str = Field(description="The key of the department that receives it; empty: whoever offers the item")
    window: str
    notes: list[str]
    notes_en: list[str]
    to_item: str = Field(description="The basic code of the right item, or empty")
    source: RowSource


class AnswerFault(Given):
    """What is wrong with the answer to `question`."""

    code: str
    sentence: str


class Guided(Given):
    """Where the answers lead: to the next question, or to what applies. Answers to what is not asked are dropped."""

    answers: dict[str, str]
    question: SituationQuestion | None
    fault: AnswerFault | None
    outcome: SituationOutcome | None


class SituationState(Given):
    """The situation of a draft; `outcome` is null while it is not known."""

    version_id: int
    answers: dict[str, str]
    outcome: SituationOutcome | None
    contradicted: list[str] = Field(description="Questions whose answers the form contradicts: answer them anew")
    is_settled: bool

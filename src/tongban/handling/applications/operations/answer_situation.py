"""Answer the questions about one's situation: then only what applies in it is asked for."""

import json
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.applications.errors import UnableToChangeDraft
from tongban.handling.applications.models import Draft
from tongban.handling.applications.operations.common import own_draft
from tongban.handling.applications.rules import DraftState
from tongban.handling.applications.situations import SOURCE
from tongban.offer.catalogue import api as catalogue
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import normalise
from tongban.offer.scenarios import api as scenarios
from tongban.offer.scenarios.api import Scenario
from tongban.offer.scenarios.rules import Answers, Reached, answer
from tongban.registers.identity.api import Applicant


class UnableToAnswerSituation(DomainError):
    """A question is not answered yet, or an answer is none of those there are."""

    code = "situation.incomplete"
    sentence = _("情形还没有答完，请从第一个没有回答的问题继续。")
    status = 422


def answer_situation(*, draft_id: UUID, applicant: Applicant, answers: Mapping[str, str]) -> None:
    """
    Keep the answers with the draft, under the table in force, and write what they say into the form.

    Raise UnableToAnswerSituation unless they lead to a row; `scenarios.UnableToFindScenario` for an item without a table.
    """
    with transaction.atomic():
        draft = own_draft(draft_id, applicant, locked=True)
        if draft.state != DraftState.OPEN:
            raise UnableToChangeDraft
        found = scenarios.scenario_of(catalogue.offer_version(draft.item_version_id).basic_code)
        if found is None:
            raise scenarios.UnableToFindScenario
        reached = answer(found.table, answers)
        if not isinstance(reached, Reached):
            raise UnableToAnswerSituation
        take_situation(draft, found, reached.answers)
        draft.updated_at = clock.now()
        draft.save(update_fields=["scenario", "situation", "answers_json", "prefilled", "updated_at"])


def take_situation(draft: Draft, found: Scenario, answers: Answers) -> None:
    """Put answers into a draft in memory; what they write into the form is marked with its source, the question."""
    draft.scenario_id, draft.situation = found.version_id, dict(answers)
    written, sources = _fillings(found, answers)
    kept = {code: source for code, source in draft.prefilled.items() if not source.startswith(f"{SOURCE}.")}
    # What a register says stays: where the two differ, the task list says so.
    fresh = {code: value for code, value in written.items() if code not in kept}
    known = draft.answers
    draft.answers_json = json.dumps(known | fresh, ensure_ascii=False)
    draft.prefilled = kept | {code: sources[code] for code in fresh}


def _fillings(found: Scenario, answers: Answers) -> tuple[dict[str, str], dict[str, str]]:
    elements = forms.elements()
    written, sources = {}, {}
    for code, given in answers.items():
        question = found.table.by_code[code]
        if question.element in elements and (value := question.filling(given)):
            written[question.element] = value
            sources[question.element] = f"{SOURCE}.{code}"
    return {code: str(value) for code, value in normalise(written, elements).items()}, sources

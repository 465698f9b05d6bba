"""Save one page of answers, right or wrong, so that nothing typed is lost."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.groundwork.foundation import clock
from tongban.handling.applications.errors import UnableToFindDraft
from tongban.handling.applications.operations.common import changeable_draft
from tongban.handling.applications.queries import form_of, problems_in_words
from tongban.handling.applications.views import FieldProblem
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import normalise, validate_page
from tongban.offer.scenarios import api as scenarios
from tongban.offer.scenarios.rules import reread
from tongban.registers.identity.api import Applicant

LONGEST_ANSWER = 20_000  # characters; longer ones are cut before they are looked at


def save_page(
    *, draft_id: UUID, applicant: Applicant, page: str, answers: Mapping[str, Any]
) -> tuple[FieldProblem, ...]:
    """
    Save the answers of one page and return what is wrong with them; answers to other pages are passed over.

    A prefilled answer that is changed is no longer shown as coming from the register.
    """
    with transaction.atomic():
        draft = changeable_draft(draft_id, applicant, part=page)
        definition = form_of(draft.item_version_id)
        try:
            fields = {field.element for field in definition.page(page).fields}
        except KeyError:
            raise UnableToFindDraft from None
        elements = forms.elements()
        typed = normalise({code: _cut(value) for code, value in answers.items() if code in fields}, elements)
        known = draft.answers
        whole = known | typed
        draft.answers_json = json.dumps(whole, ensure_ascii=False)
        draft.prefilled = {
            code: source
            for code, source in draft.prefilled.items()
            if code not in typed or typed[code] == known.get(code)
        }
        draft.saved_pages = sorted({*draft.saved_pages, page})
        draft.updated_at = clock.now()
        if draft.scenario_id is not None:
            # Where the form says it more exactly without changing what applies, the situation follows the form.
            draft.situation, _contradicted = reread(
                scenarios.scenario_version(draft.scenario_id).table, draft.situation, whole
            )
        draft.save(update_fields=["answers_json", "prefilled", "saved_pages", "situation", "updated_at"])
    return problems_in_words(validate_page(definition, elements, page, whole, clock.today()), elements)


def _cut(value: Any) -> Any:
    return value[:LONGEST_ANSWER] if isinstance(value, str) else value

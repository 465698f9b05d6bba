"""The supplement: the authority allows changes, once, where it asked for them, and what comes is frozen beside the application."""

import json
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F, Func, Value
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.applications.models import Application, Draft, MaterialGiven, Supplement
from tongban.handling.applications.operations.common import own_draft
from tongban.handling.applications.operations.freeze_application import frozen_material
from tongban.handling.applications.queries import form_of
from tongban.handling.applications.rules import DraftState, digest_of
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import shown_answers, validate_form
from tongban.registers.identity.api import Applicant


class UnableToSupplement(DomainError):
    """Something that was asked for is still missing: `data["codes"]` names it."""

    code = "supplement.incomplete"
    sentence = _("补正还不完整：还有 {count} 项没有处理，请对照补正告知书逐项完成。")
    status = 422


@transaction.atomic(savepoint=False)
def allow_supplement(*, application_id: UUID, codes: Sequence[str]) -> None:
    """Open the draft of a frozen application again, for these materials and pages alone, which count as not yet done; one statement."""
    saved: Combinable = F("saved_pages")
    for code in codes:
        saved = Func(saved, Value(code), function="array_remove")
    Draft.objects.filter(application__id=application_id).update(
        state=DraftState.SUPPLEMENTING, supplement_codes=list(codes), saved_pages=saved, updated_at=clock.now()
    )


@transaction.atomic(savepoint=False)
def freeze_supplement(*, application_id: UUID, applicant: Applicant) -> str:
    """Freeze what was supplied and return its digest; raise UnableToSupplement while something asked for is missing."""
    application = Application.objects.get(pk=application_id)
    draft = own_draft(application.draft_id, applicant, locked=True)
    given = list(MaterialGiven.objects.filter(draft=draft, in_supplement=True).order_by("id"))
    missing = _missing(draft, {thing.code for thing in given})
    if missing:
        raise UnableToSupplement(codes=missing, count=len(missing))
    answers = shown_answers(form_of(draft.item_version_id), draft.answers)
    materials = [frozen_material(thing) for thing in given]
    digest = digest_of(
        item_version=draft.item_version_id,
        party=str(draft.party_id),
        answers=answers,
        materials=materials,
        scenario=draft.scenario_id,
        situation=draft.situation,
    )
    Supplement.objects.create(
        application=application,
        answers_json=json.dumps(answers, ensure_ascii=False),
        materials=materials,
        digest=digest,
        supplied_at=clock.now(),
    )
    Draft.objects.filter(pk=draft.pk).update(state=DraftState.SUBMITTED, updated_at=clock.now())
    return digest


def _missing(draft: Draft, given: set[str]) -> list[str]:
    pages = {page.code for page in form_of(draft.item_version_id).pages}
    faulty = validate_form(form_of(draft.item_version_id), forms.elements(), draft.answers, clock.today())
    return [code for code in draft.supplement_codes if (code in faulty if code in pages else code not in given)]

"""Freeze a draft into the application that the applicant signs."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.applications.models import Application, Draft, MaterialGiven
from tongban.handling.applications.operations.common import own_draft
from tongban.handling.applications.queries import form_of, given_view, material_views
from tongban.handling.applications.rules import Channel, DraftState, MaterialStatus, Way, digest_of
from tongban.handling.applications.situations import applying_materials, draft_situation, frozen_situation
from tongban.handling.applications.views import ApplicationSummary, SituationView
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import Offer
from tongban.offer.catalogue.rules import Guide, Material
from tongban.offer.deadlines import api as deadlines
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import shown_answers, validate_form
from tongban.proofs.licences import api as licences
from tongban.registers.identity.api import Applicant


class UnableToFreezeApplication(DomainError):
    """
    Something is missing or wrong: `data["pages"]` and `data["materials"]` hold the codes, `data["lapsed"]` licences no longer valid.
    """

    code = "application.incomplete"
    sentence = _("申请还不完整：{pages_count} 页填写内容、{materials_count} 份材料需要处理，请按任务列表逐项完成。")
    status = 422


class UnableInSituation(DomainError):
    """What the applicant answered says that this item is not the right one, or the form now contradicts it."""

    code = "application.situation"
    sentence = _("您的情形还没有确定，或者不适用这个事项。请在任务列表中打开“您的情形”，核对后再提交。")
    status = 422


class UnableWithoutStatement(DomainError):
    """The applicant has not signed."""

    code = "application.unsigned"
    sentence = _("请阅读并确认声明后再提交。")
    status = 422


@transaction.atomic(savepoint=False)
def freeze_application(*, draft_id: UUID, applicant: Applicant, statement: str) -> ApplicationSummary:
    """
    Freeze a draft; a draft frozen before gives the same application again, marked `was_frozen_before`.

    The draft's row is locked, so that of two submissions at once the second waits and finds the first. Four statements, one
    more where licences are used and one more where papers are promised.
    """
    draft = own_draft(draft_id, applicant, locked=True)
    if draft.state != DraftState.OPEN:
        return _summary(Application.objects.get(draft_id=draft_id), draft, was_frozen_before=True)
    if not statement.strip():
        raise UnableWithoutStatement
    offer = catalogue.offer_version(draft.item_version_id)
    situation = draft_situation(draft, offer) if draft.scenario_id is not None else None
    if situation is not None and not situation.is_settled:
        raise UnableInSituation
    asked = applying_materials(offer, situation)
    codes = {material.code for material in asked}
    given = [thing for thing in rows.find_all(MaterialGiven, draft=draft.pk) if thing.code in codes]
    _check_whole(draft, offer, asked, given, applicant)
    _date_promises(offer, given)
    answers = shown_answers(form_of(draft.item_version_id), draft.answers)
    materials = [frozen_material(thing) for thing in given]
    now = clock.now()
    rows.change(draft, {"state": DraftState.SUBMITTED, "updated_at": now})
    application = Application(
        draft=draft,
        item_version_id=draft.item_version_id,
        region_code=draft.region_code,
        party_id=draft.party_id,
        person_id=applicant.person_id,
        applicant_name=applicant.name,
        channel=draft.channel,
        answers_json=json.dumps(answers, ensure_ascii=False),
        scenario_id=draft.scenario_id,
        situation=draft.situation,
        materials=materials,
        digest=digest_of(
            item_version=draft.item_version_id,
            party=str(draft.party_id),
            answers=answers,
            materials=materials,
            scenario=draft.scenario_id,
            situation=draft.situation,
        ),
        statement=statement.strip(),
        signed_at=now,
    )
    rows.insert(application)
    return _summary(application, draft)


def frozen_material(given: MaterialGiven) -> dict[str, Any]:
    """Return one thing given as the digest covers it."""
    return {
        "code": given.code,
        "way": given.way,
        "file": given.file_digest,
        "licence": str(given.licence_id or ""),
        "promised_on": given.promised_on.isoformat() if given.promised_on else "",
        "trust_level": given.trust_level,
    }


def _check_whole(
    draft: Draft, offer: Offer, asked: Sequence[Material], given: Sequence[MaterialGiven], applicant: Applicant
) -> None:
    definition = form_of(draft.item_version_id)
    faulty = set(validate_form(definition, forms.elements(), draft.answers, clock.today()))
    faulty |= {page.code for page in definition.pages} - set(draft.saved_pages)
    views = material_views(asked, [given_view(thing) for thing in given])
    missing = [view.code for view in views if view.status is MaterialStatus.MISSING]
    lapsed = _lapsed(offer, given, applicant)
    if faulty or missing or lapsed:
        pages = [page.code for page in definition.pages if page.code in faulty]
        raise UnableToFreezeApplication(
            pages=pages,
            materials=[*missing, *lapsed],
            lapsed=lapsed,
            pages_count=len(pages),
            materials_count=len(missing) + len(lapsed),
        )


def _lapsed(offer: Offer, given: Sequence[MaterialGiven], applicant: Applicant) -> list[str]:
    """Return the materials met by a licence that has lapsed since it was chosen."""
    types = {material.code: material.licence_type for material in offer.guide.materials}
    chosen = [thing for thing in given if thing.way == Way.LICENCE]
    if not chosen:
        return []
    usable = licences.usable_licences(applicant.party_id, {types[thing.code] for thing in chosen})
    return [
        thing.code
        for thing in chosen
        if (licence := usable.get(types[thing.code])) is None or licence.id != thing.licence_id
    ]


def _date_promises(offer: Offer, given: Sequence[MaterialGiven]) -> None:
    """Date each promise: its paper is owed within so many working days of the day of signing."""
    days = {material.code: material.commitment_days for material in offer.guide.materials}
    today, calendar = clock.today(), deadlines.calendar()
    for thing in given:
        if thing.way == Way.COMMITMENT:
            rows.change(thing, {"promised_on": calendar.add_working_days(today, days[thing.code])})


def _summary(application: Application, draft: Draft, *, was_frozen_before: bool = False) -> ApplicationSummary:
    ways = {thing["code"]: Way(thing["way"]) for thing in application.materials}
    promises = [thing for thing in application.materials if thing["promised_on"]]
    return ApplicationSummary(
        id=application.pk,
        draft_id=draft.pk,
        item_version_id=application.item_version_id,
        item_code=draft.item_code,
        region_code=application.region_code,
        party_id=application.party_id,
        person_id=application.person_id,
        channel=Channel(application.channel),
        digest=application.digest,
        statement=application.statement,
        signed_at=application.signed_at,
        given=tuple(ways.items()),
        committed_amount=_shorter_limit(
            frozen_situation(application), catalogue.offer_version(application.item_version_id).guide
        ),
        promised=tuple((thing["code"], date.fromisoformat(thing["promised_on"])) for thing in promises),
        was_frozen_before=was_frozen_before,
        delivery_method=str(application.answers.get("delivery.method", "")),
        delivery_address=str(application.answers.get("delivery.address", "")),
    )


def _shorter_limit(situation: SituationView | None, guide: Guide) -> int | None:
    if situation is None or situation.outcome is None or situation.outcome.limit.amount >= guide.committed_limit.amount:
        return None
    return situation.outcome.limit.amount

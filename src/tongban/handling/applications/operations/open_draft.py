"""Open a draft: the form is filled with what the registers know, so that nothing is asked twice."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.models import Draft
from tongban.handling.applications.operations.answer_situation import take_situation
from tongban.handling.applications.queries import draft as draft_view
from tongban.handling.applications.rules import Channel, DraftState
from tongban.handling.applications.views import DraftView
from tongban.offer.catalogue.api import Offer
from tongban.offer.forms import api as forms
from tongban.offer.scenarios import api as scenarios
from tongban.offer.scenarios.rules import Reached, answer
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Applicant, PartyKind

PURPOSE = "填写申请表时预填登记信息"


class UnableToOpenDraft(DomainError):
    """The item is not for this kind of applicant, cannot be applied for online, or lies outside the delegation."""

    code = "draft.not_for_applicant"
    sentence = _("“{item_name}”不能由当前申请人在线申请：{why}")
    status = 422


def open_draft(
    *,
    offer: Offer,
    applicant: Applicant,
    channel: str,
    situation: Mapping[str, str] | None = None,
    known: Mapping[str, Any] | None = None,
    known_from: str = "",
) -> DraftView:
    """
    Return the party's open draft for the item, making one if there is none.

    When the item or its decision table was published anew meanwhile, the draft moves to the new version and keeps the answers it
    still asks for. `situation` are answers given before, in the guidance: they are kept with the draft where they lead to a row.
    `known` are answers that a room above keeps, by element; they fill what the form asks and nobody answered, shown as coming
    from `known_from`.
    """
    _check(offer, applicant)
    draft = _open_draft_of(offer, applicant)
    if draft is None:
        draft = _new_draft(offer, applicant, Channel(channel))
    elif draft.item_version_id != offer.version_id:
        _move_to(draft, offer)
    if known:
        _fill(draft, offer, known, known_from)
    _settle(draft, offer, situation)
    return draft_view(draft.pk, applicant=applicant)


def _fill(draft: Draft, offer: Offer, known: Mapping[str, Any], source: str) -> None:
    assert offer.form_version_id is not None  # noqa: S101
    answers = draft.answers
    asked = forms.form(offer.form_version_id).element_codes
    new = {code: value for code, value in known.items() if code in asked and not answers.get(code)}
    if new:
        draft.answers = answers | new
        draft.prefilled = draft.prefilled | dict.fromkeys(new, source)
        draft.save(update_fields=["answers_json", "prefilled"])


def _settle(draft: Draft, offer: Offer, situation: Mapping[str, str] | None) -> None:
    """Take the situation that was brought along, or answer a newer table with what was answered before."""
    if not situation and draft.scenario_id is None:
        return
    found = scenarios.scenario_of(offer.basic_code)
    is_current = found is not None and draft.scenario_id == found.version_id
    if not situation and is_current:
        return
    reached = answer(found.table, situation or draft.situation) if found is not None else None
    if found is not None and isinstance(reached, Reached):
        take_situation(draft, found, reached.answers)
    elif not is_current:
        draft.scenario_id, draft.situation = None, {}  # it is asked anew
    draft.save(update_fields=["scenario", "situation", "answers_json", "prefilled"])


def _check(offer: Offer, applicant: Applicant) -> None:
    if applicant.party_kind not in offer.guide.audience:
        raise UnableToOpenDraft(item_name=offer.name, why=_("该事项不面向这类申请人，请切换办事身份。"))
    if offer.form_version_id is None or not (offer.guide.is_online or applicant.via):
        raise UnableToOpenDraft(item_name=offer.name, why=_("该事项须到现场办理，请查看办事指南中的办理地点。"))
    if not applicant.may_apply_for(offer.code):
        raise UnableToOpenDraft(item_name=offer.name, why=_("您得到的授权不包括该事项。"))
    if not applicant.may_reach(authority_id=offer.authority_id, region_code=offer.region_code, item_code=offer.code):
        raise UnableToOpenDraft(item_name=offer.name, why=_("这个事项不归您的窗口收件，请到承办单位或者综合窗口办理。"))


def _open_draft_of(offer: Offer, applicant: Applicant) -> Draft | None:
    return Draft.objects.filter(party_id=applicant.party_id, item_code=offer.code, state=DraftState.OPEN).first()


def _new_draft(offer: Offer, applicant: Applicant, channel: Channel) -> Draft:
    answers, sources = _prefilled(offer, applicant)
    now = clock.now()
    try:
        with transaction.atomic():
            draft = Draft.objects.create(
                item_version_id=offer.version_id,
                item_code=offer.code,
                region_code=offer.region_code,
                party_id=applicant.party_id,
                person_id=applicant.person_id,
                channel=channel,
                answers_json=json.dumps(answers, ensure_ascii=False),
                prefilled=sources,
                opened_at=now,
                updated_at=now,
            )
            ledger.record(
                deed="draft.opened",
                subject=f"draft:{draft.pk}",
                actor=applicant.actor,
                region_code=offer.region_code,
                facts={"item": offer.code, "channel": channel, "prefilled": sorted(sources)},
            )
    except IntegrityError:  # a double click was quicker: its draft is the one
        other = _open_draft_of(offer, applicant)
        if other is None:
            raise
        return other
    return draft


def _prefilled(offer: Offer, applicant: Applicant) -> tuple[dict[str, str], dict[str, str]]:
    """Return answers by element, and the registry field each came from. A register that is down leaves the field to be filled by hand."""
    elements = forms.elements()
    assert offer.form_version_id is not None  # noqa: S101
    codes = forms.form(offer.form_version_id).element_codes
    sources = {code: elements[code].source for code in codes if elements[code].source}
    known = {"applicant.kind": applicant.party_kind.value}  # whom for was chosen when the draft was opened
    for prefix, party_id in (("population.", applicant.person_id), ("legal.", applicant.party_id)):
        is_a_company = applicant.party_kind == PartyKind.LEGAL
        if (prefix == "population." or is_a_company) and any(source.startswith(prefix) for source in sources.values()):
            known |= _registry_facts(party_id, applicant)
    answers = {code: known[source] for code, source in sources.items() if known.get(source)}
    return answers, {code: sources[code] for code in answers}


def _registry_facts(party_id: object, applicant: Applicant) -> Mapping[str, str]:
    try:
        return identity.registry_facts(party_id, actor=applicant.actor, purpose=PURPOSE)  # type: ignore[arg-type]
    except identity.UnableToReachRegistry:
        return {}


def _move_to(draft: Draft, offer: Offer) -> None:
    assert offer.form_version_id is not None  # noqa: S101
    asked = forms.form(offer.form_version_id).element_codes
    draft.answers = {code: answer for code, answer in draft.answers.items() if code in asked}
    draft.item_version_id = offer.version_id
    draft.saved_pages = []
    draft.save(update_fields=["answers_json", "item_version", "saved_pages"])
    draft.given.exclude(code__in=[material.code for material in offer.guide.materials]).delete()

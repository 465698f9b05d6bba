"""Reads: drafts with their task list, frozen applications, papers still owed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from tongban.groundwork.foundation import clock, masks, rows
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.errors import UnableToFindDraft
from tongban.handling.applications.models import Application, Draft, MaterialGiven, Supplement
from tongban.handling.applications.rules import (
    Channel,
    DraftState,
    Given,
    Way,
    material_status,
    page_status,
)
from tongban.handling.applications.situations import applying_materials, draft_situation, frozen_situation
from tongban.handling.applications.views import (
    AnswerLine,
    AnswerPage,
    ApplicationView,
    DraftCard,
    DraftView,
    FieldProblem,
    GivenView,
    MaterialView,
    Obligation,
    PageView,
)
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.rules import Material
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import (
    DataElement,
    ElementType,
    FormDefinition,
    Problem,
    Sensitivity,
    shown_fields,
    validate_form,
)
from tongban.proofs.licences import api as licences
from tongban.proofs.licences.api import LicenceSummary
from tongban.registers.identity.api import Applicant

MOST_DRAFTS = 50
AT_WINDOW = "在窗口代为填写申请"  # as the ledger keeps it, and as the person reads it
SHOWN_AT_WINDOW = ("answers", "materials")
A_VISIT = timedelta(minutes=30)


def draft(draft_id: UUID, *, applicant: Applicant) -> DraftView:
    """
    Return a draft of the applicant's party with its task list, or raise UnableToFindDraft.

    It is clear. That a clerk at a window saw it is written down, once for a visit.
    """
    row = rows.find(Draft, id=draft_id, party_id=applicant.party_id)
    if row is None or not is_within_reach(row, applicant):
        raise UnableToFindDraft
    offer = catalogue.offer_version(row.item_version_id)
    situation = draft_situation(row, offer)
    if applicant.via is not None:
        ledger.record_reads(
            parties=[row.party_id],
            actor=applicant.actor,
            purpose=AT_WINDOW,
            fields=SHOWN_AT_WINDOW,
            region_code=row.region_code,
            once_within=A_VISIT,
        )
    definition = form_of(row.item_version_id)
    faulty = validate_form(definition, forms.elements(), row.answers, clock.today())
    given = [given_view(thing) for thing in rows.find_all(MaterialGiven, draft=row.pk)]
    asked = applying_materials(offer, situation, also=row.supplement_codes)
    wanted = {material.licence_type for material in asked if Way.LICENCE in material.ways}
    held = licences.usable_licences(row.party_id, wanted) if wanted and row.state != DraftState.SUBMITTED else {}
    return DraftView(
        id=row.pk,
        offer=offer,
        party_id=row.party_id,
        channel=Channel(row.channel),
        state=DraftState(row.state),
        pages=tuple(
            PageView(
                page.code,
                page.title,
                page.title_en,
                page_status(code=page.code, saved=row.saved_pages, has_problems=page.code in faulty),
            )
            for page in definition.pages
        ),
        materials=material_views(asked, given, held),
        answers=row.answers,
        prefilled=row.prefilled,
        supplement_codes=tuple(row.supplement_codes),
        updated_at=row.updated_at,
        situation=situation,
    )


def drafts_of(applicant: Applicant) -> tuple[DraftCard, ...]:
    """Return the open drafts of the applicant's party that are within her reach, latest first."""
    found = Draft.objects.filter(party_id=applicant.party_id, state=DraftState.OPEN).order_by("-updated_at")
    return tuple(
        DraftCard(
            id=row.pk,
            item_code=row.item_code,
            item_name=catalogue.offer_version(row.item_version_id).name,
            item_name_en=catalogue.offer_version(row.item_version_id).name_en,
            channel=Channel(row.channel),
            updated_at=row.updated_at,
        )
        for row in found[:MOST_DRAFTS]
        if is_within_reach(row, applicant)
    )


def is_within_reach(row: Draft, applicant: Applicant) -> bool:
    """Say whether a draft of the party lies within the applicant's mandate and, at a window, within the clerk's post."""
    offer = catalogue.offer_version(row.item_version_id)
    return applicant.may_reach(authority_id=offer.authority_id, region_code=offer.region_code, item_code=row.item_code)


def application_view(application_id: UUID, *, clear: bool = False) -> ApplicationView:
    """
    Return a frozen application with its supplement folded in; personal answers and file names are masked unless asked for `clear`.

    Who reads it clear, and why, is for the caller to establish and to write down.
    """
    row = Application.objects.select_related("supplement").get(pk=application_id)
    supplement = getattr(row, "supplement", None)
    answers = supplement.answers if supplement else row.answers
    situation = frozen_situation(row)
    given = [given_view(thing) for thing in rows.find_all(MaterialGiven, draft=row.draft_id)]
    supplemented = [thing.code for thing in given if thing.in_supplement]
    asked = applying_materials(catalogue.offer_version(row.item_version_id), situation, also=supplemented)
    if not clear:
        given = [replace(thing, file_name=masks.mask_file_name(thing.file_name)) for thing in given]
    return ApplicationView(
        id=row.pk,
        draft_id=row.draft_id,
        party_id=row.party_id,
        person_id=row.person_id,
        applicant_name=row.applicant_name,
        answers=answers,
        pages=_answer_pages(form_of(row.item_version_id), answers, clear=clear),
        materials=material_views(asked, given),
        digest=row.digest,
        statement=row.statement,
        signed_at=row.signed_at,
        supplied_at=supplement.supplied_at if supplement else None,
        situation=situation,
    )


def answers_of(application_id: UUID) -> Mapping[str, Any]:
    """Return the answers by element, clear and as they were given, those of the supplement where there is one: for a plan's conditions."""
    latest = rows.find(Supplement, application_id=application_id) or rows.find(Application, id=application_id)
    return latest.answers if latest else {}


def answers_in_words(application_id: UUID) -> Mapping[str, str]:
    """
    Return the answers by element as official papers print them: clear, in Chinese words and not in the values of choices.

    Those of the supplement where there is one. For the deeds of a case.
    """
    latest = rows.find(Supplement, application_id=application_id) or rows.find(Application, id=application_id)
    answers, elements = latest.answers if latest else {}, forms.elements()
    with override("zh-hans"):
        return {
            code: _in_words(elements[code], answer) for code, answer in answers.items() if code in elements and answer
        }


def open_obligations(*, until: date, after: int = 0, limit: int = 100) -> tuple[Obligation, ...]:
    """Return papers promised for a day up to and including `until` and not yet supplied, the earliest first."""
    owed = (
        MaterialGiven.objects.select_related("draft")
        .filter(promised_on__lte=until, fulfilled_at=None, pk__gt=after)
        .order_by("promised_on", "id")[:limit]
    )
    return tuple(
        Obligation(
            draft_id=row.draft_id,
            party_id=row.draft.party_id,
            code=row.code,
            name=material.name if (material := material_of(row.draft.item_version_id, row.code)) else row.code,
            promised_on=row.promised_on,
        )
        for row in owed
        if row.promised_on is not None
    )


def form_of(item_version_id: int) -> FormDefinition:
    """Return the form of a version of an item; empty where it has none."""
    version = catalogue.offer_version(item_version_id).form_version_id
    return forms.form(version) if version is not None else FormDefinition(())


def material_of(item_version_id: int, code: str) -> Material | None:
    """Return one material of a version of an item."""
    materials = catalogue.offer_version(item_version_id).guide.materials
    return next((material for material in materials if material.code == code), None)


def problems_in_words(problems: Iterable[Problem], elements: Mapping[str, DataElement]) -> tuple[FieldProblem, ...]:
    """Say problems in the reader's language."""
    return tuple(
        FieldProblem(problem.element, problem.code, forms.sentence_of(problem, elements.get(problem.element)))
        for problem in problems
    )


def given_view(row: MaterialGiven) -> GivenView:
    return GivenView(
        id=row.pk,
        code=row.code,
        way=Way(row.way),
        file_id=row.file,
        file_name=row.file_name,
        file_kind=row.file_kind,
        file_size=row.file_size,
        licence_id=row.licence_id,
        promised_on=row.promised_on,
        fulfilled_at=row.fulfilled_at,
        trust_level=row.trust_level,
        in_supplement=row.in_supplement,
        given_at=row.given_at,
    )


def material_views(
    asked: Sequence[Material], given: Sequence[GivenView], held: Mapping[str, LicenceSummary] | None = None
) -> tuple[MaterialView, ...]:
    """Return every material asked for with what was given for it; what came with the supplement goes before what was there."""
    return tuple(_material_view(material, given, held or {}) for material in asked)


def _material_view(material: Material, given: Sequence[GivenView], held: Mapping[str, LicenceSummary]) -> MaterialView:
    mine = [thing for thing in given if thing.code == material.code]
    latest = [thing for thing in mine if thing.in_supplement] or mine
    return MaterialView(
        code=material.code,
        name=material.name,
        name_en=material.name_en,
        necessity=material.necessity,
        ways=tuple(Way(way) for way in material.ways),
        accept=tuple(material.accept),
        max_mb=material.max_mb,
        commitment_days=material.commitment_days,
        filling_notes=material.filling_notes,
        status=material_status(
            necessity=material.necessity,
            given=[_given(thing) for thing in latest],
        ),
        given=tuple(latest),
        held_licence=held.get(material.licence_type) if Way.LICENCE in material.ways else None,
    )


def _given(thing: GivenView) -> Given:
    """A promise that was kept counts as the file it became."""
    way = Way.UPLOAD if thing.way is Way.COMMITMENT and thing.fulfilled_at else thing.way
    return Given(thing.code, way, seen_at_window=thing.trust_level == "B")


def _answer_pages(definition: FormDefinition, answers: Mapping[str, Any], *, clear: bool) -> tuple[AnswerPage, ...]:
    elements = forms.elements()
    shown = {field.element: field for field in shown_fields(definition, answers)}
    return tuple(
        AnswerPage(
            page.code,
            page.title,
            page.title_en,
            tuple(
                _answer_line(
                    elements[field.element], field.label, field.label_en, answers.get(field.element, ""), clear
                )
                for field in page.fields
                if field.element in shown and answers.get(field.element)
            ),
        )
        for page in definition.pages
    )


def _answer_line(element: DataElement, label: str, label_en: str, answer: Any, clear: bool) -> AnswerLine:
    is_masked = not clear and element.sensitivity is Sensitivity.PERSONAL
    return AnswerLine(
        element=element.code,
        name=label or element.name,
        name_en=label_en or element.name_en,
        value=in_words(element, answer, is_masked=is_masked),
        is_masked=is_masked,
    )


def in_words(element: DataElement, answer: Any, *, is_masked: bool = False) -> str:
    """Return an answer as people read it; personal ones as strangers may see them where `is_masked`."""
    text = _in_words(element, answer)
    return _masked(element, text) if is_masked else text


def _in_words(element: DataElement, answer: Any) -> str:
    english = (get_language() or "").startswith("en")
    match element.type:
        case ElementType.CHOICE:
            return element.choice_name(answer, english=english)
        case ElementType.CHOICES:
            return "、".join(element.choice_name(value, english=english) for value in answer)
        case ElementType.BOOLEAN:
            return _("是") if answer == "true" else _("否")
        case ElementType.MONEY:
            return _("{amount} 元").format(amount=answer)
        case _:
            return str(answer)


def _masked(element: DataElement, text: str) -> str:
    match element.type:
        case ElementType.IDENTITY_NUMBER:
            return masks.mask_identity_number(text)
        case ElementType.PHONE:
            return masks.mask_phone(text)
        case ElementType.ADDRESS:
            return masks.mask_address(text)
        case _ if element.is_person_name:
            return masks.mask_name(text)
        case _:
            return "*" * min(len(text), 8)

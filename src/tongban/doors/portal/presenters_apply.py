"""How applying is shown: whom for, what was given for a material, what is signed. What other doors show too is in frame.drafts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.doors.frame import situations, wording
from tongban.doors.frame.drafts import MATERIAL_STATUS, SummaryRow, Task, promise_text
from tongban.groundwork.documents.rules import readable_size
from tongban.handling.applications.api import (
    DraftState,
    DraftView,
    GivenView,
    MaterialView,
    PageStatus,
    Way,
)
from tongban.handling.cases.api import SupplementItem
from tongban.offer.catalogue.api import Offer
from tongban.offer.catalogue.rules import Material
from tongban.offer.scenarios.api import Scenario
from tongban.offer.scenarios.rules import outcome, row_for
from tongban.registers.identity.api import Applicant, PartyKind, Principal

TRUST = {
    "A": gettext_lazy("电子证照"),
    "B": gettext_lazy("窗口已核原件"),
    "C": gettext_lazy("您上传"),
    "D": gettext_lazy("您承诺"),
    "": gettext_lazy("到窗口核对原件"),
}


@dataclass(frozen=True)
class Choice:
    """A party that the visitor may choose to apply for."""

    party_id: UUID
    name: str
    note: str


@dataclass(frozen=True)
class GivenLine:
    """One thing that was given for a material."""

    id: int
    text: str
    note: str
    href: str  # where the file is saved from, "" when there is none
    is_removable: bool


@dataclass(frozen=True)
class MaterialPage:
    """A material, what it must be, and the ways still open to give it, the easiest first."""

    material: MaterialView
    name: str
    status: str
    tone: str
    needed: tuple[tuple[str, str], ...]  # what it must be: caption, text
    given: tuple[GivenLine, ...]
    ways: tuple[Way, ...]
    commitment_limit: str
    is_answered: bool  # something was given that counts now


def choices(offer: Offer, applicant: Applicant, parties: Sequence[Principal]) -> tuple[Choice, ...]:
    """Return for whom the visitor may apply for an item: herself and those she acts for, as far as the item is for them."""
    kinds = set(offer.guide.audience)
    mine = (
        [Choice(applicant.person_id, _("我自己"), applicant.person_masked_name)] if PartyKind.NATURAL in kinds else []
    )
    others = [Choice(party.id, party.name, party.masked_number) for party in parties if party.kind in kinds]
    return (*mine, *others)


def material_tasks(draft: DraftView) -> list[Task]:
    """Return the materials with where each stands."""
    return [
        Task(
            title=wording.local_text(material.name, material.name_en),
            href=reverse("portal:apply-material", args=[draft.id, material.code]),
            status=str(MATERIAL_STATUS[material.status][0]),
            tone=MATERIAL_STATUS[material.status][1],
            hint=_material_hint(material),
        )
        for material in draft.materials
    ]


def material_page(draft: DraftView, material: MaterialView) -> MaterialPage:
    """Return everything that the page of a material shows."""
    fact = draft.offer.guide.material(material.code)
    needed = [
        (_("要求"), fact.standard),
        (_("怎么准备"), fact.filling_notes),
        (_("从哪里来"), fact.issued_by),
        (_("依据"), fact.basis),
    ]
    # What was there before a supplement was asked for does not answer it.
    current = [thing for thing in material.given if _is_removable(draft, thing)]
    status, tone = MATERIAL_STATUS[material.status]
    if draft.state is DraftState.SUPPLEMENTING and not current:
        status, tone = _("待补正"), "amber"
    is_met_otherwise = any(thing.way is not Way.UPLOAD for thing in current)
    ways = [
        way
        for way in material.ways
        if not is_met_otherwise
        and (way is not Way.LICENCE or material.held_licence is not None)
        and (way is Way.UPLOAD or not current)
    ]
    return MaterialPage(
        material=material,
        name=wording.local_text(material.name, material.name_en),
        status=str(status),
        tone=tone,
        needed=tuple((caption, wording.hant(text)) for caption, text in needed if text),
        given=tuple(given_line(draft, thing) for thing in material.given),
        ways=tuple(ways),
        commitment_limit=wording.limit(material.commitment_days, "working_day"),
        is_answered=bool(current),
    )


def given_line(draft: DraftView, thing: GivenView) -> GivenLine:
    """Return one given thing in words."""
    note = wording.moment(thing.given_at)
    match thing.way:
        case Way.LICENCE:
            text = _("使用您的电子证照，免提交")
        case Way.COMMITMENT:
            text = promise_text(thing)
        case Way.WINDOW:
            text = _("到窗口出示原件")
        case Way.UPLOAD:
            text = thing.file_name
            note = f"{thing.file_kind.upper()} · {readable_size(thing.file_size)} · {note}"
    href = reverse("portal:apply-file", args=[draft.id, thing.id]) if thing.file_id else ""
    return GivenLine(thing.id, text, note, href, _is_removable(draft, thing))


def materials_in(found: Scenario | None, answers: Mapping[str, str], offer: Offer) -> tuple[Material, ...]:
    """Return the materials to prepare in the situation that was brought along, all of the guide without one."""
    row = row_for(found.table, answers) if found is not None and answers else None
    if found is None or row is None:
        return offer.guide.materials
    return outcome(found.table, row, offer.guide).materials


def situation_rows(draft: DraftView) -> list[SummaryRow]:
    """Return what the applicant answered about her situation, each with the way to change it; nothing where she was not asked."""
    if draft.situation is None:
        return []
    address = reverse("portal:apply-situation", args=[draft.id])
    return situations.answer_rows(draft.situation.scenario, draft.situation.answers, address)


def supplement_tasks(draft: DraftView, items: Sequence[SupplementItem]) -> list[Task]:
    """Return what the authority asked to supplement, with its reason and whether it is done."""
    pages = {page.code: page for page in draft.pages}
    materials = {material.code: material for material in draft.materials}
    tasks = []
    for item in items:
        if (page := pages.get(item.code)) is not None:
            title, name = wording.local_text(page.title, page.title_en), "portal:apply-page"
            status = (_("已核对"), "green") if page.status is PageStatus.DONE else (_("待补正"), "amber")
        else:
            material = materials[item.code]
            title, name = wording.local_text(material.name, material.name_en), "portal:apply-material"
            is_given = any(thing.in_supplement for thing in material.given)
            status = (_("已提供"), "green") if is_given else (_("待补正"), "amber")
        tasks.append(
            Task(
                title=title,
                href=reverse(name, args=[draft.id, item.code]),
                status=status[0],
                tone=status[1],
                hint=_("原因：{reason}").format(reason=wording.hant(item.reason)),
            )
        )
    return tasks


def material_summary(material: MaterialView) -> str:
    """Return in one line how a material is met."""
    if not material.given:
        return str(MATERIAL_STATUS[material.status][0])
    if promised := next((thing for thing in material.given if thing.way is Way.COMMITMENT), None):
        return promise_text(promised)
    if any(thing.way is Way.LICENCE for thing in material.given):
        return _("用电子证照，免提交")
    if any(thing.way is Way.WINDOW for thing in material.given):
        return _("到窗口出示原件")
    return _("已上传：{names}").format(names="、".join(thing.file_name for thing in material.given))


def check_materials(draft: DraftView) -> tuple[SummaryRow, ...]:
    """Return every material of a draft with how it is met."""
    return tuple(
        SummaryRow(
            key=wording.local_text(material.name, material.name_en),
            value=material_summary(material),
            change_href=reverse("portal:apply-material", args=[draft.id, material.code]),
        )
        for material in draft.materials
    )


def statement(draft: DraftView, applicant: Applicant) -> tuple[str, ...]:
    """Return what the applicant signs, a sentence a paragraph."""
    sentences = [
        _("我申请办理“{item}”。").format(item=wording.local_text(draft.offer.name, draft.offer.name_en)),
        _("我填写的内容和提供的材料真实、准确、完整。如有不实，我愿意承担相应的法律责任。"),
        _("我同意承办单位为办理这件事，查询和使用办理所必需的登记信息和电子证照；谁查过、为什么查，我可以随时查看。"),
    ]
    if applicant.party_id != applicant.person_id:
        sentences.insert(1, _("我受“{name}”委托或者作为其法定代表人办理。").format(name=applicant.name))
    if any(thing.way is Way.COMMITMENT for material in draft.materials for thing in material.given):
        sentences.append(_("我选择告知承诺的材料，会在承诺的期限内补交；逾期不补的，接受撤销决定等法律后果。"))
    return tuple(sentences)


def _is_removable(draft: DraftView, thing: GivenView) -> bool:
    return thing.in_supplement == (draft.state is DraftState.SUPPLEMENTING)


def _material_hint(material: MaterialView) -> str:
    if material.held_licence is not None and not material.given:
        return _("您有电子证照，可以免提交")
    return "" if not material.given else material_summary(material)

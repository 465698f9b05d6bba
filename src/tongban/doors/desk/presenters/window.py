"""How applying at the window is shown: materials with what the clerk compared, what is signed, what is taken home."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tongban.doors.desk import words
from tongban.doors.desk.presenters.case import Paper, given_words
from tongban.doors.frame import drafts, wording
from tongban.doors.frame.drafts import SummaryRow, Task
from tongban.groundwork.documents.api import DocumentSummary
from tongban.groundwork.documents.rules import readable_size
from tongban.handling.applications.api import DraftView, GivenView, MaterialStatus, MaterialView, Way
from tongban.registers.identity.api import Applicant


@dataclass(frozen=True)
class GivenLine:
    """One thing given, and how far it is trusted."""

    id: int
    text: str
    note: str
    trust: str
    tone: str


@dataclass(frozen=True)
class MaterialPage:
    """A material and the ways to give it at the window, the easiest first."""

    material: MaterialView
    given: tuple[GivenLine, ...]
    ways: tuple[Way, ...]
    needed: tuple[tuple[str, str], ...]


def material_tasks(draft: DraftView, party_id: UUID) -> list[Task]:
    """Return the materials with where each stands."""
    return [
        Task(
            title=wording.local_text(material.name, material.name_en),
            href=reverse("desk:window-material", args=[party_id, draft.id, material.code]),
            status=_status(material),
            tone=drafts.MATERIAL_STATUS[material.status][1],
            hint=_hint(material),
        )
        for material in draft.materials
    ]


def material_page(draft: DraftView, material: MaterialView) -> MaterialPage:
    """Return what the page of a material shows."""
    fact = draft.offer.guide.material(material.code)
    is_met_otherwise = any(thing.way is not Way.UPLOAD for thing in material.given)
    offered = [Way.LICENCE, Way.UPLOAD, Way.WINDOW, Way.COMMITMENT]
    ways = [way for way in offered if not is_met_otherwise and _is_open(way, material)]
    needed = ((_("要求"), fact.standard), (_("出具单位"), fact.issued_by), (_("依据"), fact.basis))
    return MaterialPage(
        material=material,
        given=tuple(map(_given, material.given)),
        ways=tuple(ways),
        needed=tuple((caption, wording.hant(text)) for caption, text in needed if text),
    )


def check_materials(draft: DraftView, party_id: UUID) -> tuple[SummaryRow, ...]:
    """Return every material of a draft with how it is met."""
    return tuple(
        SummaryRow(
            key=wording.local_text(material.name, material.name_en),
            value="、".join(map(given_line, material.given)) or _status(material),
            change_href=reverse("desk:window-material", args=[party_id, draft.id, material.code]),
        )
        for material in draft.materials
    )


def statement(draft: DraftView, applicant: Applicant) -> tuple[str, ...]:
    """Return what the applicant signs at the window, a sentence a paragraph."""
    sentences = [
        _("我申请办理“{item}”。").format(item=wording.local_text(draft.offer.name, draft.offer.name_en)),
        _("窗口工作人员按我的陈述填写了申请表，我已核对，内容真实、准确、完整。如有不实，我愿意承担相应的法律责任。"),
        _("我同意承办单位为办理这件事，查询和使用办理所必需的登记信息和电子证照。"),
    ]
    if applicant.party_kind == "legal":
        sentences.insert(1, _("我代表“{name}”办理。").format(name=applicant.name))
    if any(thing.way is Way.COMMITMENT for material in draft.materials for thing in material.given):
        sentences.append(_("我选择告知承诺的材料，会在承诺的期限内补交；逾期不补的，接受撤销决定等法律后果。"))
    return tuple(sentences)


def papers(party_id: UUID, draft_id: UUID, issued: Sequence[DocumentSummary], kinds: Collection[str]) -> list[Paper]:
    """Return the papers that the applicant takes home."""
    return [
        Paper(
            title=wording.hant(document.title),
            note=f"{wording.hant(document.number)} · {wording.day(document.issued_at)}",
            href=reverse("desk:window-receipt-pdf", args=[party_id, draft_id, document.id])
            if document.is_ready
            else "",
        )
        for document in issued
        if document.kind in kinds
    ]


def given_line(thing: GivenView) -> str:
    """Return one given thing in words: at the window an original is seen, not announced."""
    if thing.way is Way.WINDOW:
        return _("原件已核对")
    if thing.way is Way.COMMITMENT and thing.promised_on is None:
        return _("告知承诺，材料后补")
    return given_words(thing)


def _given(thing: GivenView) -> GivenLine:
    trust, trust_note, tone = words.TRUST[thing.trust_level]
    size = f"{thing.file_kind.upper()} {readable_size(thing.file_size)} · " if thing.file_kind else ""
    return GivenLine(thing.id, given_line(thing), f"{size}{trust_note}", str(trust), tone)


def _is_open(way: Way, material: MaterialView) -> bool:
    if way is Way.UPLOAD:
        return way in material.ways
    if material.given:
        return False
    if way is Way.LICENCE:
        return material.held_licence is not None
    return way is Way.WINDOW or way in material.ways


def _status(material: MaterialView) -> str:
    return str(drafts.MATERIAL_STATUS[material.status][0])


def _hint(material: MaterialView) -> str:
    if material.given:
        return "、".join(map(given_line, material.given))
    if material.held_licence is not None:
        return _("有电子证照，可以免提交")
    return "" if material.status is MaterialStatus.MISSING else _("可以不交或者后补")

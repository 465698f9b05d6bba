"""The guide as a leaflet: what the page says, composed for paper, set by the press."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext as _

from tongban.doors.frame import charts, wording
from tongban.doors.frame.context import HTML_LANGUAGES
from tongban.doors.portal import words
from tongban.doors.portal.guides import course, facts
from tongban.doors.portal.guides.facts import Fact
from tongban.doors.portal.guides.materials import material_row
from tongban.doors.portal.guides.page import Guiding
from tongban.doors.portal.guides.structured import address_of
from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock

MOST_LANES = 5  # beside the applicant's: more would print too small


def dated(given: Guiding) -> datetime:
    """Return the moment that the leaflet bears: the day its version took effect, so that it is the same each time."""
    return datetime.combine(given.offer.effective_from, time(), clock.CHINA)


def content(given: Guiding) -> dict[str, Any]:
    """Return what the layout `guide` prints, in the language of the moment."""
    offer = given.offer
    guide = offer.guide
    contact = facts.contact(offer, given.authority)
    place = facts.region_name(offer.region_code)
    return {
        "language": HTML_LANGUAGES.get(wording.language(), "zh-Hans"),
        "title": wording.local_text(offer.name, offer.name_en),
        "lead": wording.local_text(guide.summary, guide.summary_en),
        "kicker": " · ".join(part for part in (_("办事指南"), place, contact.name) if part),
        "authority": given.authority.name,
        "code": offer.code,
        "qr": documents.qr_svg(address_of(offer.code)),
        "qr-words": _("扫码看最新版"),
        "facts": [
            {"label": fact.label, "value": fact.value, "note": fact.note} for fact in facts.glance(guide, given.real)
        ],
        "sections": [section for section in _sections(given, contact) if section["blocks"]],
        "foot": _("{name}，第 {number} 版，{day}起生效，{code}").format(
            name=wording.local_text(offer.name, offer.name_en),
            number=offer.version_number,
            day=wording.plain_day(offer.effective_from),
            code=offer.code,
        ),
        "page-words": _("第 {page} 页，共 {pages} 页"),
    }


def _sections(given: Guiding, contact: facts.Contact) -> Iterator[dict[str, Any]]:
    offer, guide = given.offer, given.offer.guide
    yield _section(_("要带什么"), [_materials(given)] if guide.materials else [_paragraph(_("不用交任何材料。"))])
    yield _section(
        _("谁能办"),
        [
            _list(map(wording.hant, guide.conditions)),
            *_if_any(_("数量限制"), facts.quantity(guide)),
            *_if_any(_("需要的中介服务"), facts.intermediary(guide)),
        ],
    )
    yield _section(_("去哪儿办，问谁"), [_terms(_contact_facts(contact))])
    yield _section(_("怎么办"), [_steps(given), *_chart(given)])
    yield _section(
        _("办好后给您什么"),
        [_paragraph(f"{wording.hant(guide.result.name)}（{words.word(words.RESULT_KINDS, guide.result.kind)}）")],
    )
    yield _section(_("收费"), [_fees(given)] if guide.fees else [_paragraph(_("这件事不收费。"))])
    yield _section(
        _("依据"),
        [
            {
                "kind": "law",
                "title": _("《%(law)s》") % {"law": wording.hant(basis.law)} + f" {wording.hant(basis.article)}",
                "text": wording.hant(basis.text),
            }
            for basis in guide.legal_basis
        ],
    )
    yield _section(
        _("常见问题"),
        [{"kind": "question", "question": wording.hant(each.q), "answer": wording.hant(each.a)} for each in guide.faq],
    )
    yield _section(_("您有权做什么"), [_list(map(wording.hant, guide.rights))])
    yield _section(_("您要做到什么"), [_list(map(wording.hant, guide.duties))])
    yield _section(_("不服决定怎么办"), [_terms(_remedy_facts(each)) for each in facts.remedies(offer)])
    for group in (*facts.groups(guide, given.real), *facts.own_groups(offer, given.authority)):
        yield _section(group.title, [_terms(group.facts)])


def _materials(given: Guiding) -> dict[str, Any]:
    rows = []
    for number, asked in enumerate(given.offer.guide.materials, start=1):
        row = material_row(asked, {})
        rows.append(
            [
                str(number),
                f"{wording.local_text(row.name, row.name_en)}（{row.necessity}）",
                "\n".join((words.word(words.FORMS, asked.form), row.count, wording.hant(asked.paper_size))).strip(),
                "\n".join(row.ways),
                "\n".join(f"{fact.label}：{fact.value}" for fact in row.facts if fact.label in _told_on_paper()),
            ]
        )
    titles = [_("序号"), _("材料"), _("形式和份数"), _("怎么提供"), _("要求")]
    return {"kind": "table", "widths": ["13mm", "1.1fr", "24mm", "1fr", "1.9fr"], "titles": titles, "rows": rows}


def _told_on_paper() -> set[str]:
    return {_("合格标准"), _("填写说明"), _("从哪儿来"), _("什么时候不用交"), _("备注")}


def _steps(given: Guiding) -> dict[str, Any]:
    rows = [
        [str(number), step.name, step.office, step.takes, "\n".join((step.result, *step.asides))]
        for number, step in enumerate(course.step_rows(given.course, today=given.today, calendar=None), start=1)
    ]
    titles = [_("序号"), _("步骤"), _("谁办理"), _("期限"), _("结果")]
    return {"kind": "table", "widths": ["13mm", "1fr", "1.2fr", "24mm", "2fr"], "titles": titles, "rows": rows}


def _chart(given: Guiding) -> Iterator[dict[str, Any]]:
    drawing = charts.laid_out(course.chart(given.course))
    if len(drawing.columns) > MOST_LANES + 1:
        drawing = charts.laid_out(course.chart(given.course, narrow=True), charts.Measures.narrow())
    told = course.told(given.course)
    svg = charts.drawn(drawing, title=_("办理流程图"), description=told)
    yield {"kind": "chart", "svg": svg, "width": drawing.width, "alt": told}


def _fees(given: Guiding) -> dict[str, Any]:
    rows = [
        [
            wording.hant(fee.name),
            wording.yuan(fee.amount_fen),
            wording.hant(fee.basis),
            wording.hant("；".join(filter(None, (fee.reduction, fee.reduction_basis)))) or _("无"),
        ]
        for fee in given.offer.guide.fees
    ]
    titles = [_("项目"), _("标准"), _("依据"), _("减免")]
    return {"kind": "table", "widths": ["1fr", "24mm", "1.4fr", "1fr"], "titles": titles, "rows": rows}


def _contact_facts(contact: facts.Contact) -> list[Fact]:
    said = [
        Fact(_("办理部门"), contact.name),
        Fact(_("办理地点"), contact.address),
        Fact(_("办理时间"), contact.hours),
        Fact(_("交通"), contact.transport),
        Fact(_("咨询电话"), contact.consult_phone),
        Fact(_("监督投诉电话"), contact.complaint_phone),
        Fact(_("网址"), contact.website),
    ]
    return [fact for fact in said if fact.value]


def _remedy_facts(remedy: facts.RemedyRow) -> list[Fact]:
    where = "，".join(part for part in (remedy.office, remedy.address, remedy.phone, remedy.website) if part)
    return [Fact(remedy.title, where)]


def _section(heading: str, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    return {"heading": heading, "blocks": blocks}


def _paragraph(text: str) -> dict[str, Any]:
    return {"kind": "paragraph", "text": text}


def _list(lines: Iterable[str]) -> dict[str, Any]:
    return {"kind": "list", "items": list(lines)}


def _terms(said: Iterable[Fact]) -> dict[str, Any]:
    rows = [[fact.label, f"{fact.value}（{fact.note}）" if fact.note else fact.value] for fact in said]
    return {"kind": "terms", "rows": rows}


def _if_any(label: str, value: str) -> list[dict[str, Any]]:
    return [_paragraph(f"{label}：{value}")] if value else []

"""The materials of a guide: what each is, where it comes from, how it may be given, and what the visitor need not bring."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.doors.frame import wording
from tongban.doors.portal import words
from tongban.doors.portal.guides.facts import NOTHING, Fact
from tongban.offer.catalogue.rules import Material
from tongban.proofs.licences.api import LicenceSummary


@dataclass(frozen=True)
class MaterialRow:
    """One material as pages and paper show it. `blank` and `sample` name its form, where there is one to fill in by hand."""

    name: str
    name_en: str
    necessity: str
    is_required: bool
    ways: tuple[str, ...]
    count: str
    facts: tuple[Fact, ...]
    form: str
    is_held: bool
    held_number: str


def material_row(asked: Material, held: Mapping[str, LicenceSummary], *, form: str = "") -> MaterialRow:
    """Return one material; what the visitor already holds as an e-licence she need not bring."""
    licence = held.get(asked.licence_type) if "licence" in asked.ways else None
    return MaterialRow(
        name=asked.name,
        name_en=asked.name_en,
        necessity=words.word(words.NECESSITIES, asked.necessity),
        is_required=asked.is_required,
        ways=tuple(_way(asked, way) for way in asked.ways),
        count=copies(asked),
        facts=tuple(_facts(asked)),
        form=form,
        is_held=licence is not None,
        held_number=licence.grouped_number if licence else "",
    )


def copies(asked: Material) -> str:
    """Return how many originals and copies are asked for, those of which none is left out."""
    said = []
    if asked.originals or not asked.copies:
        said.append(_("原件 {count} 份").format(count=asked.originals))
    if asked.copies:
        said.append(_("复印件 {count} 份").format(count=asked.copies))
    return _("，").join(said)


def _way(asked: Material, way: str) -> str:
    match way:
        case "licence":
            return _("直接用电子证照，免提交")
        case "upload":
            return _("上传 {kinds}，不超过 {size} MB").format(
                kinds=_("、").join(asked.accept).upper(), size=asked.max_mb
            )
        case "commitment":
            said = ngettext(
                "书面承诺后 {count} 个工作日内补交", "书面承诺后 {count} 个工作日内补交", asked.commitment_days
            )
            return said.format(count=asked.commitment_days)
        case _:
            return _("到窗口出示原件")


def _facts(asked: Material) -> list[Fact]:
    said = [
        Fact(_("合格标准"), wording.hant(asked.standard), is_chinese=True),
        Fact(_("填写说明"), wording.hant(asked.filling_notes), is_chinese=True),
        Fact(_("从哪儿来"), f"{words.word(words.SOURCES, asked.source)}：{wording.hant(asked.issued_by)}"),
        Fact(_("材料类型"), words.word(words.MATERIAL_KINDS, asked.kind)),
        Fact(_("形式和份数"), _("，").join((words.word(words.FORMS, asked.form), copies(asked)))),
        Fact(_("纸张规格"), wording.hant(asked.paper_size)),
        Fact(_("什么时候不用交"), wording.hant(asked.when_not_needed), is_chinese=True),
        Fact(_("依据"), wording.hant(asked.basis), is_chinese=True),
        Fact(_("备注"), wording.hant(asked.remark), is_chinese=True),
    ]
    return [fact for fact in said if fact.value.strip() not in NOTHING]

"""Give a material, in one of the ways the item allows."""

from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.documents import api as documents
from tongban.groundwork.documents.api import FileSummary
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.applications.models import Draft, MaterialGiven
from tongban.handling.applications.operations.common import changeable_draft
from tongban.handling.applications.queries import material_of
from tongban.handling.applications.rules import DraftState, Way, trust_level
from tongban.offer.catalogue.rules import Material
from tongban.proofs.licences import api as licences
from tongban.registers.identity.api import Applicant

MEGABYTE = 1024**2  # as documents.rules.readable_size says it
MOST_FILES = 10  # for one material


class UnableToGiveMaterial(DomainError):
    """The item does not take this material in this way: `why` says how to go on."""

    code = "material.refused"
    sentence = _("材料“{name}”不能这样提供：{why}")
    status = 422


def give_material(
    *,
    draft_id: UUID,
    applicant: Applicant,
    code: str,
    way: str,
    content: BinaryIO | None = None,
    name: str = "",
    licence_id: UUID | None = None,
) -> int:
    """
    Give one material and return the id of what was given.

    `way` is licence (with `licence_id`, or the newest usable one), upload (with `content` and `name`), commitment, or window.
    Another file adds to the files given; every other way takes the place of what was given before.
    Raises `documents.UnableToKeepFile` for a file that cannot be taken.
    """
    with transaction.atomic():
        draft = changeable_draft(draft_id, applicant, part=code)
        material = material_of(draft.item_version_id, code)
        if material is None:
            raise UnableToGiveMaterial(name=code, why=_("该事项不需要这份材料。"))
        chosen = _chosen_way(material, way, applicant)
        given = MaterialGiven(
            draft=draft,
            code=code,
            way=chosen,
            in_supplement=draft.state == DraftState.SUPPLEMENTING,
            given_at=clock.now(),
            trust_level=trust_level(chosen, at_window=applicant.via is not None),
        )
        if chosen is Way.UPLOAD:
            _add_file(given, _stored(draft, material, content, name, applicant))
        elif chosen is Way.LICENCE:
            _add_licence(given, material, licence_id, applicant)
        _make_room(given, material)
        given.save(force_insert=True)
        Draft.objects.filter(pk=draft.pk).update(updated_at=given.given_at)
    return given.pk


def _chosen_way(material: Material, way: str, applicant: Applicant) -> Way:
    # At the window the clerk compares the original, whatever ways the item has online.
    if way not in list(Way) or (way not in material.ways and not (way == Way.WINDOW and applicant.via)):
        raise UnableToGiveMaterial(name=material.name, why=_("请选择办事指南列明的提供方式。"))
    return Way(way)


def _stored(draft: Draft, material: Material, content: BinaryIO | None, name: str, applicant: Applicant) -> FileSummary:
    if content is None:
        raise UnableToGiveMaterial(name=material.name, why=_("请选择要上传的文件。"))
    return documents.store_file(
        content=content,
        name=name,
        accept=material.accept,
        max_bytes=material.max_mb * MEGABYTE,
        owner=f"draft:{draft.pk}",
        actor=applicant.actor,
    )


def _add_file(given: MaterialGiven, file: FileSummary) -> None:
    given.file, given.file_name, given.file_kind = file.id, file.name, file.kind
    given.file_size, given.file_digest = file.size, file.digest


def _add_licence(given: MaterialGiven, material: Material, licence_id: UUID | None, applicant: Applicant) -> None:
    usable = licences.usable_licence(applicant.party_id, material.licence_type)
    if usable is None or (licence_id is not None and usable.id != licence_id):
        raise UnableToGiveMaterial(name=material.name, why=_("您名下没有有效的电子证照，请改用其他方式提供。"))
    given.licence_id = usable.id
    given.trust_level = usable.trust_level


def _make_room(given: MaterialGiven, material: Material) -> None:
    """Take away what the new thing replaces: everything, except files that another file joins."""
    before = MaterialGiven.objects.filter(draft_id=given.draft_id, code=given.code, in_supplement=given.in_supplement)
    if given.way != Way.UPLOAD:
        documents.forget_files(before.values_list("file", flat=True))
        before.delete()
        return
    before.exclude(way=Way.UPLOAD).delete()
    if before.count() >= MOST_FILES:
        raise UnableToGiveMaterial(name=material.name, why=_("同一份材料最多上传 10 个文件，请合并或者先删除一个。"))

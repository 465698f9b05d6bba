"""Whether a guide is plain and agrees with itself: the consistency rules by which guides are audited."""

from collections.abc import Iterator

from tongban.offer.catalogue.rules.guide import Guide, GuideProblem, Material

VAGUE = ("其他材料", "其它材料", "相关材料", "有关材料", "相关部门", "有关部门", "等材料", "等证明", "等相关", "视情况")

ESSENTIALS = (
    "summary", "audience", "themes", "legal_basis", "statutory_limit", "committed_limit", "conditions", "materials", "steps",
    "fees", "channels", "visits", "online_depth", "scope", "result", "rights", "duties", "faq", "form",
)  # fmt: skip


def lacks(guide: Guide | None) -> tuple[str, ...]:
    """
    Return what keeps a guide from being plain and complete: paths of vague words, or everything when there is none.

    A vague word ("其他材料", "有关部门") leaves the applicant guessing; 国务院令第765号 and GB/T 39554.2 forbid it.
    """
    if guide is None:
        return ESSENTIALS
    return tuple(path for path, text in _binding_texts(guide) if any(word in text for word in VAGUE))


def contradictions(guide: Guide) -> Iterator[GuideProblem]:
    """Yield where a guide contradicts itself."""
    statutory, committed = guide.statutory_limit, guide.committed_limit
    if guide.basic_code[2:4] != guide.item_type:
        yield GuideProblem("basic_code", "type_differs", {"item_type": guide.item_type})
    if committed.unit != statutory.unit:
        yield GuideProblem("committed_limit.unit", "unit_differs")
    elif committed.amount > statutory.amount:
        yield GuideProblem("committed_limit.amount", "longer_than_statutory", {"statutory": str(statutory.amount)})
    if sum(step.days for step in guide.steps) > committed.amount:
        days = str(sum(step.days for step in guide.steps))
        yield GuideProblem("steps", "longer_than_committed", {"days": days, "committed": str(committed.amount)})
    for audience, themes in (("natural", guide.themes_natural), ("legal", guide.themes_legal)):
        if (audience in guide.audience) != bool(themes):
            yield GuideProblem(f"themes_{audience}", "audience_differs")
    if (guide.visits > 0) != bool(guide.visits_reason.strip()):
        yield GuideProblem("visits_reason", "reason_differs")
    if guide.online_depth == 4 and guide.visits > 0:
        yield GuideProblem("visits", "depth_without_visits")
    if (guide.online_depth == 1) == guide.is_online:
        yield GuideProblem("channels", "depth_differs")
    if guide.payment_online and not guide.fees:
        yield GuideProblem("payment_online", "nothing_to_pay")
    seen: set[str] = set()
    for index, material in enumerate(guide.materials):
        if material.code in seen:
            yield GuideProblem(f"materials[{index}].code", "twice", {"value": material.code})
        seen.add(material.code)
        yield from _material_contradictions(material, f"materials[{index}]")


def _material_contradictions(material: Material, path: str) -> Iterator[GuideProblem]:
    if ("licence" in material.ways) != bool(material.licence_type):
        yield GuideProblem(f"{path}.licence_type", "way_differs", {"way": "licence"})
    if "upload" in material.ways and not (material.accept and material.max_mb):
        yield GuideProblem(f"{path}.accept", "way_differs", {"way": "upload"})
    if ("commitment" in material.ways) != bool(material.commitment_days):
        yield GuideProblem(f"{path}.commitment_days", "way_differs", {"way": "commitment"})


def _binding_texts(guide: Guide) -> Iterator[tuple[str, str]]:
    for index, condition in enumerate(guide.conditions):
        yield f"conditions[{index}]", condition
    for index, material in enumerate(guide.materials):
        yield f"materials[{index}].name", material.name
        yield f"materials[{index}].standard", material.standard

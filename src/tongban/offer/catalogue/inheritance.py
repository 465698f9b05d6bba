"""
How an item inherits from its basic item: own values are kept as differences, and may only be better for the applicant.

国办发〔2018〕45号 and GB/T 39554.2: the same item has the same elements everywhere; a place may ask for fewer materials and visits,
promise a shorter limit and open more ways, never the other way round.

Own values are a mapping:

    committed_limit  {amount, unit, note}
    materials        {code: {dropped: true} or {necessity, originals, copies, ways, licence_type, accept, max_mb, commitment_days}}
    fees             {name: {dropped: true} or {amount_fen, reduction, reduction_basis}}
    conditions_dropped  [the text of a condition]
    faq              [{q, a}] beside the inherited ones
    steps            the whole list: offices and days are the authority's own matter
    visits, visits_reason, online_depth, scope, channels, by_post, appointment, payment_online, terminal, hall, mobile
    local            where to go and whom to ask, see LocalFacts
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from tongban.offer.catalogue.rules import (
    SCOPES,
    Guide,
    GuideProblem,
    Material,
    UnableToReadGuide,
    parse_guide,
    stored_guide,
)

PLAIN = (
    "committed_limit", "steps", "visits", "visits_reason", "online_depth", "scope", "channels", "by_post", "appointment",
    "payment_online", "terminal", "hall", "mobile",
)  # fmt: skip
OWN_KEYS = (*PLAIN, "materials", "fees", "conditions_dropped", "faq", "local")
MATERIAL_KEYS = (
    "necessity",
    "originals",
    "copies",
    "ways",
    "licence_type",
    "accept",
    "max_mb",
    "commitment_days",
    "paper_size",
)
FEE_KEYS = ("amount_fen", "reduction", "reduction_basis")
OFFERED = ("by_post", "appointment", "payment_online", "terminal", "hall", "mobile")
LONGEST_TEXT = 400

_NECESSITIES = ("optional", "deferrable", "required")  # the mildest first


@dataclass(frozen=True)
class Remedy:
    """Where to object: the body, its address, phone and page."""

    office: str = ""
    address: str = ""
    phone: str = ""
    website: str = ""


@dataclass(frozen=True)
class LocalFacts:
    """What is true of an item in one place only. An empty text means: as the authority says of itself."""

    consult_phone: str = ""
    complaint_phone: str = ""
    address: str = ""
    hours: str = ""
    transport: str = ""
    website: str = ""
    authority_nature: str = ""  # 1 法定机关 2 授权组织 3 受委托组织
    entrusted: str = ""  # 委托部门
    places: tuple[str, ...] = ()  # keys of service points
    reconsideration: Remedy = field(default_factory=Remedy)
    litigation: Remedy = field(default_factory=Remedy)


def resolve(basic: Guide, own: Mapping[str, Any]) -> Guide:
    """Return the guide of an item: what it inherits with its own values in their places. Own values must have been read once."""
    return stored_guide(_merged(basic, own)) if own.keys() - {"local"} else basic


def read_own(basic: Guide, own: object) -> Guide:
    """
    Return the guide that own values make of an inherited one.

    Raise UnableToReadGuide with every problem: what is unknown, contradicts another, or is worse than what is inherited.
    """
    problems = list(_unreadable(basic, own))
    if problems or not isinstance(own, Mapping):
        raise UnableToReadGuide(tuple(problems))
    guide = parse_guide(_merged(basic, own))
    problems += worse(basic, guide)
    if problems:
        raise UnableToReadGuide(tuple(problems))
    return guide


def local_facts(own: Mapping[str, Any]) -> LocalFacts:
    """Return what own values say of the place."""
    local = dict(own.get("local", {}))
    for remedy in ("reconsideration", "litigation"):
        local[remedy] = Remedy(**local.get(remedy, {}))
    local["places"] = tuple(local.get("places", ()))
    return LocalFacts(**local)


def differences(basic: Guide, guide: Guide) -> dict[str, Any]:
    """Return the own values that make `guide` of what it inherits: `resolve(basic, differences(basic, guide)) == guide`."""
    own: dict[str, Any] = {}
    inherited, wanted = _plain(asdict(basic)), _plain(asdict(guide))
    own |= {key: wanted[key] for key in PLAIN if wanted[key] != inherited[key]}
    materials = _differing(basic.materials, guide.materials, "code", MATERIAL_KEYS)
    fees = _differing(basic.fees, guide.fees, "name", FEE_KEYS)
    dropped = [text for text in basic.conditions if text not in guide.conditions]
    faq = [question for question in wanted["faq"] if question not in inherited["faq"]]
    lists = {"materials": materials, "fees": fees, "conditions_dropped": dropped, "faq": faq}
    return own | {key: value for key, value in lists.items() if value}


def worse(basic: Guide, guide: Guide) -> Iterator[GuideProblem]:
    """Yield where a guide is worse for the applicant than the one it inherits from."""
    if guide.committed_limit.unit != basic.committed_limit.unit:
        yield GuideProblem("committed_limit.unit", "worse_unit")
    elif guide.committed_limit.amount > basic.committed_limit.amount:
        yield _worse(
            "committed_limit.amount", "worse_limit", basic.committed_limit.amount, guide.committed_limit.amount
        )
    if guide.visits > basic.visits:
        yield _worse("visits", "worse_visits", basic.visits, guide.visits)
    if guide.online_depth < basic.online_depth:
        yield _worse("online_depth", "worse_depth", basic.online_depth, guide.online_depth)
    if SCOPES.index(guide.scope) > SCOPES.index(basic.scope):
        yield _worse("scope", "worse_scope", basic.scope, guide.scope)
    for channel in basic.channels:
        if channel not in guide.channels:
            yield GuideProblem("channels", "worse_channel", {"value": channel})
    for name in OFFERED:
        if getattr(basic, name) and not getattr(guide, name):
            yield GuideProblem(name, "worse_offer", {"value": name})
    for condition in guide.conditions:
        if condition not in basic.conditions:
            yield GuideProblem("conditions", "worse_condition", {"value": condition})
    yield from _worse_materials(basic, guide)
    charged = {fee.name: fee.amount_fen for fee in basic.fees}
    for fee in guide.fees:
        if fee.name not in charged:
            yield GuideProblem("fees", "worse_new_fee", {"value": fee.name})
        elif fee.amount_fen > charged[fee.name]:
            yield _worse(f"fees.{fee.name}", "worse_fee", charged[fee.name] / 100, fee.amount_fen / 100)
    yield from _worse_procedures(basic, guide)


def digest_of(*parts: object) -> str:
    """Return the SHA-256 of JSON values in their canonical form, as 64 hexadecimal digits."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _worse(path: str, code: str, inherited: object, own: object) -> GuideProblem:
    return GuideProblem(path, code, {"inherited": str(inherited), "own": str(own)})


def _worse_materials(basic: Guide, guide: Guide) -> Iterator[GuideProblem]:
    asked = {material.code: material for material in basic.materials}
    for material in guide.materials:
        path, before = f"materials.{material.code}", asked.get(material.code)
        if before is None:
            yield GuideProblem(path, "worse_new_material", {"value": material.name})
            continue
        if _NECESSITIES.index(material.necessity) > _NECESSITIES.index(before.necessity):
            yield _worse(f"{path}.necessity", "worse_necessity", before.necessity, material.necessity)
        for count in ("originals", "copies"):
            if getattr(material, count) > getattr(before, count):
                yield _worse(f"{path}.{count}", "worse_count", getattr(before, count), getattr(material, count))
        for way in before.ways:
            if way not in material.ways:
                yield GuideProblem(f"{path}.ways", "worse_way", {"value": way})
        yield from _narrower_files(before, material, path)


def _narrower_files(before: Material, material: Material, path: str) -> Iterator[GuideProblem]:
    if material.max_mb < before.max_mb:
        yield _worse(f"{path}.max_mb", "worse_size", before.max_mb, material.max_mb)
    for kind in before.accept:
        if kind not in material.accept:
            yield GuideProblem(f"{path}.accept", "worse_way", {"value": kind})
    if material.commitment_days < before.commitment_days:
        yield _worse(f"{path}.commitment_days", "worse_commitment", before.commitment_days, material.commitment_days)


def _worse_procedures(basic: Guide, guide: Guide) -> Iterator[GuideProblem]:
    allowed = {each.kind: each for each in basic.special_procedures}
    for each in guide.special_procedures:
        if each.kind not in allowed or each.amount > allowed[each.kind].amount:
            yield GuideProblem("special_procedures", "worse_procedure", {"value": each.kind})


def _merged(basic: Guide, own: Mapping[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = _plain(basic.to_dict())
    body |= {key: own[key] for key in PLAIN if key in own}
    dropped = own.get("conditions_dropped", ())
    body["conditions"] = [text for text in body["conditions"] if text not in dropped]
    body["faq"] = [*body["faq"], *own.get("faq", ())]
    for key, name in (("materials", "code"), ("fees", "name")):
        changes = own.get(key, {})
        body[key] = [
            part | changes.get(part[name], {}) for part in body[key] if not changes.get(part[name], {}).get("dropped")
        ]
    return body


def _differing(
    inherited: tuple[Any, ...], wanted: tuple[Any, ...], name: str, keys: tuple[str, ...]
) -> dict[str, dict[str, Any]]:
    kept = {getattr(part, name): part for part in wanted}
    found: dict[str, dict[str, Any]] = {}
    for part in inherited:
        other = kept.get(getattr(part, name))
        if other is None:
            found[getattr(part, name)] = {"dropped": True}
        elif changed := {key: _plain(getattr(other, key)) for key in keys if getattr(other, key) != getattr(part, key)}:
            found[getattr(part, name)] = changed
    return found


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it: tuples become lists."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _unreadable(basic: Guide, own: object) -> Iterator[GuideProblem]:
    if not isinstance(own, Mapping):
        yield GuideProblem("", "not_a_mapping")
        return
    for key in own.keys() - set(OWN_KEYS):
        yield GuideProblem(str(key), "not_own")
    codes = {material.code for material in basic.materials}
    yield from _unreadable_parts(own, "materials", codes, MATERIAL_KEYS)
    yield from _unreadable_parts(own, "fees", {fee.name for fee in basic.fees}, FEE_KEYS)
    for key in ("conditions_dropped", "faq"):
        if not isinstance(own.get(key, []), list | tuple):
            yield GuideProblem(key, "not_a_list")
    if isinstance(own.get("conditions_dropped"), list | tuple):
        for text in own["conditions_dropped"]:
            if text not in basic.conditions:
                yield GuideProblem("conditions_dropped", "not_inherited", {"value": str(text)})
    yield from _unreadable_local(own.get("local", {}))


def _unreadable_parts(
    own: Mapping[str, Any], key: str, names: set[str], allowed: tuple[str, ...]
) -> Iterator[GuideProblem]:
    parts = own.get(key, {})
    if not isinstance(parts, Mapping):
        yield GuideProblem(key, "not_a_mapping")
        return
    for name, part in parts.items():
        if name not in names:
            yield GuideProblem(f"{key}.{name}", "not_inherited", {"value": str(name)})
        elif not isinstance(part, Mapping):
            yield GuideProblem(f"{key}.{name}", "not_a_mapping")
        else:
            for unknown in part.keys() - {*allowed, "dropped"}:
                yield GuideProblem(f"{key}.{name}.{unknown}", "not_own")


def _unreadable_local(local: object) -> Iterator[GuideProblem]:
    if not isinstance(local, Mapping):
        yield GuideProblem("local", "not_a_mapping")
        return
    known = {each.name for each in fields(LocalFacts)}
    for key, value in local.items():
        if key not in known:
            yield GuideProblem(f"local.{key}", "unknown_key")
        elif key == "places":
            if not (isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)):
                yield GuideProblem("local.places", "not_a_list")
        elif key in ("reconsideration", "litigation"):
            yield from _unreadable_remedy(value, f"local.{key}")
        elif not isinstance(value, str) or len(value) > LONGEST_TEXT:
            yield GuideProblem(f"local.{key}", "not_a_text")


def _unreadable_remedy(value: object, path: str) -> Iterator[GuideProblem]:
    if not isinstance(value, Mapping):
        yield GuideProblem(path, "not_a_mapping")
        return
    known = {each.name for each in fields(Remedy)}
    for key, text in value.items():
        if key not in known:
            yield GuideProblem(f"{path}.{key}", "unknown_key")
        elif not isinstance(text, str) or len(text) > LONGEST_TEXT:
            yield GuideProblem(f"{path}.{key}", "not_a_text")

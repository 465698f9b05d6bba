"""The form of an item's own values. Beside each field stands what is inherited; a field left empty inherits it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tongban.doors.desk.presenters.catalogue_fields import (
    LONGEST_TEXT,
    NO,
    YES,
    Field,
    Row,
    Rows,
    choices_of,
    chosen,
    fen,
    flags,
    id_of,
    line,
    mapping,
    number,
    rows_of,
    shown,
    words_of,
)
from tongban.doors.frame import wording
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.rules import CHANNELS, FILE_KINDS, WAYS, Guide, GuideProblem, Material
from tongban.proofs.licences import api as licences
from tongban.registers.organisations import api as organisations

FLAGS = ("by_post", "appointment", "payment_online", "terminal", "hall", "mobile")
LOCAL_TEXTS = ("consult_phone", "complaint_phone", "address", "hours", "transport", "website", "entrusted")
REMEDIES = ("reconsideration", "litigation")
REMEDY_TEXTS = ("office", "address", "phone", "website")
STEP_FIELDS = (("name", "text"), ("name_en", "text"), ("office", "text"), ("post", "text"), ("days", "number"),
               ("result", "text"))  # fmt: skip
POINTS_OFFERED = 40
_PLACE = re.compile(r"^(materials|fees|faq)\[(\d+)\]")


@dataclass(frozen=True)
class MaterialFields:
    """What an item may say of one inherited material."""

    code: str
    name: str
    summary: str
    is_dropped: bool
    fields: tuple[Field, ...]
    is_open: bool


@dataclass(frozen=True)
class OwnForm:
    """The whole form, section by section."""

    limits: tuple[Field, ...]
    materials: tuple[MaterialFields, ...]
    conditions: tuple[tuple[int, str, bool], ...]
    conditions_error: str
    fees: tuple[MaterialFields, ...]
    depth: tuple[Field, ...]
    has_own_steps: bool
    steps: Rows
    faq: Rows
    local: tuple[Field, ...]
    remedies: tuple[tuple[str, tuple[Field, ...]], ...]


# --- what was typed becomes own values ---


def read(sent: QueryDict, basic: Guide) -> dict[str, Any]:
    """Return the own values that a form says. What equals the inherited value is left out: it inherits."""
    inherited = _plain(basic.to_dict())
    own: dict[str, Any] = {}
    if limit := _read_limit(sent, basic):
        own["committed_limit"] = limit
    for key in ("visits", "online_depth"):
        if (value := number(sent, key)) is not None:
            own[key] = value
    for key in ("visits_reason", "scope"):
        if text := line(sent, key):
            own[key] = text
    if own.get("visits") == 0:
        own.setdefault("visits_reason", "")
    if extra := chosen(sent, "channels"):
        own["channels"] = [*inherited["channels"], *(each for each in extra if each not in inherited["channels"])]
    own |= {key: sent[key] == YES for key in FLAGS if sent.get(key) in (YES, NO)}
    if sent.get("own_steps") == YES:
        own["steps"] = [_read_step(sent, index) for index in range(_count(sent, "steps"))]
    parts = {
        "materials": {each.code: found for each in basic.materials if (found := _read_material(sent, each))},
        "fees": {each.name: found for index, each in enumerate(basic.fees) if (found := _read_fee(sent, index))},
        "conditions_dropped": [
            text for index, text in enumerate(basic.conditions) if str(index) in sent.getlist("conditions_dropped")
        ],
        "faq": [
            {"q": line(sent, f"faq[{index}].q"), "a": line(sent, f"faq[{index}].a", LONGEST_TEXT)}
            for index in range(_count(sent, "faq"))
        ],
        "local": _read_local(sent),
    }
    own |= {key: value for key, value in parts.items() if value}
    return {key: value for key, value in own.items() if value != inherited.get(key)}


def without_blanks(own: dict[str, Any]) -> dict[str, Any]:
    """Return own values without rows in which nothing was written."""
    for key in ("steps", "faq"):
        if key in own:
            own[key] = [row for row in own[key] if any(row.values())]
    if not own.get("faq", True):
        del own["faq"]
    return own


def act_on_rows(own: dict[str, Any], action: str, basic: Guide) -> None:
    """Add, remove or move a row, as a button asks: "add:faq", "remove:steps:2", "up:steps:1"."""
    deed, _colon, rest = action.partition(":")
    name, _colon, place = rest.partition(":")
    if name not in ("steps", "faq"):
        return
    blank = dict.fromkeys(("q", "a"), "") if name == "faq" else dict.fromkeys((key for key, _kind in STEP_FIELDS), "")
    if name == "steps":
        own.setdefault("steps", _plain(basic.to_dict())["steps"])
    change_rows(own.setdefault(name, []), deed, place, blank)


def change_rows(rows: list[Any], deed: str, place: str, blank: Mapping[str, Any]) -> None:
    """Change a list in its place: "add" a blank row, "remove" one, move one "up"."""
    at = int(place) if place.isascii() and place.isdecimal() and len(place) < 4 else -1
    if deed == "add":
        rows.append(dict(blank))
    elif deed == "remove" and 0 <= at < len(rows):
        del rows[at]
    elif deed == "up" and 0 < at < len(rows):
        rows[at - 1], rows[at] = rows[at], rows[at - 1]


def _read_limit(sent: QueryDict, basic: Guide) -> dict[str, Any] | None:
    amount, note = number(sent, "committed_limit.amount"), line(sent, "committed_limit.note")
    if amount is None and not note:
        return None
    inherited = basic.committed_limit
    return {
        "amount": inherited.amount if amount is None else amount,
        "unit": inherited.unit,
        "note": note or inherited.note,
    }


def _read_step(sent: QueryDict, index: int) -> dict[str, Any]:
    step: dict[str, Any] = {}
    for key, kind in STEP_FIELDS:
        name = f"steps[{index}].{key}"
        typed = number(sent, name) if kind == "number" else line(sent, name)
        step[key] = "" if typed is None else typed
    return step


def _read_material(sent: QueryDict, basic: Material) -> dict[str, Any]:
    at = f"materials.{basic.code}"
    if sent.get(f"{at}.dropped") == YES:
        return {"dropped": True}
    found: dict[str, Any] = {}
    for key in ("originals", "copies", "max_mb", "commitment_days"):
        if (value := number(sent, f"{at}.{key}")) is not None:
            found[key] = value
    for key in ("necessity", "licence_type", "paper_size"):
        if text := line(sent, f"{at}.{key}"):
            found[key] = text
    for key in ("ways", "accept"):
        inherited = list(getattr(basic, key))
        if extra := [each for each in chosen(sent, f"{at}.{key}") if each not in inherited]:
            found[key] = [*inherited, *extra]
    return {key: value for key, value in found.items() if value != _plain(getattr(basic, key))}


def _read_fee(sent: QueryDict, index: int) -> dict[str, Any]:
    at = f"fees[{index}]"
    if sent.get(f"{at}.dropped") == YES:
        return {"dropped": True}
    found: dict[str, Any] = {}
    if (amount := fen(sent, f"{at}.amount_fen")) is not None:
        found["amount_fen"] = amount
    for key in ("reduction", "reduction_basis"):
        if text := line(sent, f"{at}.{key}"):
            found[key] = text
    return found


def _read_local(sent: QueryDict) -> dict[str, Any]:
    local: dict[str, Any] = {
        key: text for key in (*LOCAL_TEXTS, "authority_nature") if (text := line(sent, f"local.{key}"))
    }
    if places := chosen(sent, "local.places"):
        local["places"] = places
    for remedy in REMEDIES:
        texts = {key: text for key in REMEDY_TEXTS if (text := line(sent, f"local.{remedy}.{key}"))}
        if texts:
            local[remedy] = texts
    return local


def _count(sent: QueryDict, name: str) -> int:
    number_of = sent.get(f"{name}.count", "")
    return min(int(number_of), 60) if number_of.isascii() and number_of.isdecimal() and len(number_of) < 4 else 0


# --- own values become fields ---


def form(own: Mapping[str, Any], basic: Guide, errors: Mapping[str, str], *, authority_id: int, region: str) -> OwnForm:
    """Return the form of own values, faulty or not, with what is wrong beside each field."""
    steps = rows_of(own["steps"]) if "steps" in own else rows_of(_plain(basic.to_dict())["steps"])
    return OwnForm(
        limits=tuple(_limit_fields(own, basic, errors)),
        materials=tuple(_material_fields(own, basic, errors)),
        conditions=tuple(
            (index, wording.hant(text), text in (own.get("conditions_dropped") or ()))
            for index, text in enumerate(basic.conditions)
        ),
        conditions_error=errors.get("conditions_dropped", "") or errors.get("conditions", ""),
        fees=tuple(_fee_fields(own, basic, errors)),
        depth=tuple(_depth_fields(own, basic, errors)),
        has_own_steps="steps" in own,
        steps=_step_rows(steps, errors),
        faq=_question_rows(own, errors),
        local=tuple(_local_fields(mapping(own.get("local")), errors, authority_id, region)),
        remedies=tuple(_remedy_fields(mapping(own.get("local")), errors)),
    )


def errors_of(problems: Iterable[GuideProblem], own: Mapping[str, Any], basic: Guide) -> dict[str, str]:
    """Return what is wrong by the field it belongs to."""
    found: dict[str, str] = {}
    for problem in problems:
        name = field_of(problem.path, own, basic)
        sentence = catalogue.problem_sentence(problem)
        found[name] = f"{found[name]}{_('；')}{sentence}" if name in found else sentence
    return found


def field_of(path: str, own: Mapping[str, Any], basic: Guide) -> str:
    """Return the name of the field that a path of the resulting guide is about."""
    if path == "committed_limit.unit":
        return "committed_limit.amount"
    if place := _PLACE.match(path):
        head, index = place[1], int(place[2])
        rest = path[place.end() :]
        if head == "faq":
            return f"faq[{index - len(basic.faq)}]{rest}"
        changes = mapping(own.get(head))
        if head == "materials":
            left = [each.code for each in basic.materials if not mapping(changes.get(each.code)).get("dropped")]
            return f"materials.{left[index]}{rest}" if index < len(left) else head
        kept = [at for at, each in enumerate(basic.fees) if not mapping(changes.get(each.name)).get("dropped")]
        return f"fees[{kept[index]}]{rest}" if index < len(kept) else head
    if path.startswith("fees."):
        names = [each.name for each in basic.fees]
        name = path.removeprefix("fees.")
        return f"fees[{names.index(name)}].amount_fen" if name in names else "fees"
    if path.startswith("channels["):
        return "channels"
    return path


def href_of(problem: GuideProblem, own: Mapping[str, Any], basic: Guide) -> str:
    """Return where the error summary leads for a problem."""
    return f"#{id_of(field_of(problem.path, own, basic))}" if problem.path else "#main"


def _limit_fields(own: Mapping[str, Any], basic: Guide, errors: Mapping[str, str]) -> Iterable[Field]:
    limit = mapping(own.get("committed_limit"))
    unit = words_of("committed_limit.unit", basic.committed_limit.unit)
    for key, kind in (("amount", "number"), ("note", "text")):
        value = limit.get(key)
        inherited = getattr(basic.committed_limit, key)
        yield Field(
            name=f"committed_limit.{key}",
            kind=kind,
            label=_limit_label(key, unit),
            value="" if value == inherited else shown(kind, value),
            inherited=words_of("committed_limit", asdict(replace(basic.committed_limit, note="")))
            if key == "amount"
            else wording.hant(inherited) or _("无"),
            hint=_("只能比基本目录更短") if key == "amount" else "",
            error=errors.get(f"committed_limit.{key}", ""),
        )


def _limit_label(key: str, unit: str) -> str:
    name = catalogue.element_name(f"committed_limit.{key}")
    return _("{words}（{note}）").format(words=name, note=unit) if key == "amount" else name


def _material_field(
    material: Material,
    mine: Mapping[str, Any],
    errors: Mapping[str, str],
    key: str,
    kind: str,
    choices: tuple[tuple[str, str], ...] = (),
    hint: str = "",
) -> Field:
    """Return one field of a material; of what may only be added to, the choices are what is not there yet."""
    name, inherited, value = f"materials.{material.code}.{key}", getattr(material, key), mine.get(key)
    adds = kind == "choices"
    return Field(
        name=name,
        kind=kind,
        label=catalogue.element_name(f"materials.{key}"),
        value="" if adds else shown(kind, value),
        values=tuple(each for each in value or () if each not in inherited) if adds else (),
        choices=tuple(each for each in choices if not adds or each[0] not in inherited),
        inherited=wording.hant(words_of(f"materials.{key}", inherited)),
        hint=hint,
        error=errors.get(name, ""),
    )


def _material_fields(own: Mapping[str, Any], basic: Guide, errors: Mapping[str, str]) -> Iterable[MaterialFields]:
    changes = mapping(own.get("materials"))
    kinds = tuple((each.key, wording.local_text(each.name, each.name_en)) for each in licences.licence_types().values())
    for material in basic.materials:
        mine = mapping(changes.get(material.code))
        field = partial(_material_field, material, mine, errors)
        fields = (
            field("necessity", "choice", choices_of("materials.necessity")),
            field("originals", "number"),
            field("copies", "number"),
            field("ways", "choices", tuple((way, words_of("materials.ways", way)) for way in WAYS), _("勾选要增加的")),
            field("licence_type", "choice", kinds),
            field("accept", "choices", tuple((kind, kind) for kind in FILE_KINDS), _("勾选要增加的")),
            field("max_mb", "number"),
            field("commitment_days", "number"),
            field("paper_size", "text"),
        )
        yield MaterialFields(
            code=material.code,
            name=wording.local_text(material.name, material.name_en),
            summary=" · ".join(
                (words_of("materials.necessity", material.necessity), words_of("materials.ways", material.ways))
            ),  # fmt: skip
            is_dropped=bool(mine.get("dropped")),
            fields=fields,
            is_open=bool(mine) or any(each.error for each in fields),
        )


def _fee_fields(own: Mapping[str, Any], basic: Guide, errors: Mapping[str, str]) -> Iterable[MaterialFields]:
    changes = mapping(own.get("fees"))
    for index, fee in enumerate(basic.fees):
        mine = mapping(changes.get(fee.name))
        fields = tuple(
            Field(
                name=f"fees[{index}].{key}",
                kind=kind,
                label=catalogue.element_name(f"fees.{key}") + (_("（元）") if kind == "money" else ""),
                value=shown(kind, mine.get(key)),
                inherited=wording.hant(words_of(f"fees.{key}", getattr(fee, key))),
                error=errors.get(f"fees[{index}].{key}", ""),
            )
            for key, kind in (("amount_fen", "money"), ("reduction", "text"), ("reduction_basis", "text"))
        )
        yield MaterialFields(
            code=str(index),
            name=wording.hant(fee.name),
            summary=words_of("fees.amount_fen", fee.amount_fen),
            is_dropped=bool(mine.get("dropped")),
            fields=fields,
            is_open=True,
        )


def _depth_fields(own: Mapping[str, Any], basic: Guide, errors: Mapping[str, str]) -> Iterable[Field]:
    def field(key: str, kind: str, **more: Any) -> Field:
        return Field(
            name=key,
            kind=kind,
            label=catalogue.element_name(key),
            value=shown(kind, own.get(key)) if kind != "choices" else "",
            inherited=wording.hant(words_of(key, getattr(basic, key))),
            error=errors.get(key, ""),
            **more,
        )

    yield field("visits", "number", hint=_("只能比基本目录更少"))
    yield field("visits_reason", "text")
    yield field("online_depth", "choice", choices=choices_of("online_depth"), hint=_("只能更深"))
    yield field("scope", "choice", choices=choices_of("scope"), hint=_("只能更宽"))
    more = tuple((each, words_of("channels", each)) for each in CHANNELS if each not in basic.channels)
    extra = tuple(each for each in own.get("channels") or () if each not in basic.channels)
    yield field("channels", "choices", choices=more, values=extra, hint=_("勾选要增加的"))
    for key in FLAGS:
        yield field(key, "flag", choices=flags())


def _step_rows(steps: list[Mapping[str, Any]], errors: Mapping[str, str]) -> Rows:
    rows = tuple(
        Row(
            index,
            wording.hant(str(step.get("name") or "")) or _("新的环节"),
            tuple(
                Field(
                    name=f"steps[{index}].{key}",
                    kind=kind,
                    label=catalogue.element_name(f"steps.{key}"),
                    value=shown(kind, step.get(key)),
                    error=errors.get(f"steps[{index}].{key}", ""),
                )
                for key, kind in STEP_FIELDS
            ),
        )
        for index, step in enumerate(steps)
    )
    return Rows("steps", catalogue.element_name("steps"), rows, _("增加一个环节"), errors.get("steps", ""))


def _question_rows(own: Mapping[str, Any], errors: Mapping[str, str]) -> Rows:
    rows = tuple(
        Row(
            index,
            _("第 {number} 个问题").format(number=index + 1),
            tuple(
                Field(
                    name=f"faq[{index}].{key}",
                    kind=kind,
                    label=catalogue.element_name(f"faq.{key}"),
                    value=shown(kind, question.get(key)),
                    error=errors.get(f"faq[{index}].{key}", ""),
                )
                for key, kind in (("q", "text"), ("a", "long"))
            ),
        )
        for index, question in enumerate(rows_of(own.get("faq")))
    )
    return Rows("faq", _("本地的常见问题"), rows, _("增加一个问题"), errors.get("faq", ""))


def _local_fields(
    local: Mapping[str, Any], errors: Mapping[str, str], authority_id: int, region: str
) -> Iterable[Field]:
    authority = asdict(organisations.authority(authority_id))
    stated = {"consult_phone": authority["phone"], "authority_nature": authority["nature"]} | {
        key: authority[key] for key in ("complaint_phone", "address", "hours", "transport", "website")
    }
    for key in LOCAL_TEXTS:
        yield Field(
            name=f"local.{key}",
            kind="text",
            label=catalogue.element_name(f"local.{key}"),
            value=shown("text", local.get(key)),
            inherited=wording.hant(stated.get(key, "")) or _("无"),
            error=errors.get(f"local.{key}", ""),
        )
    yield Field(
        name="local.authority_nature",
        kind="choice",
        label=catalogue.element_name("local.authority_nature"),
        value=shown("text", local.get("authority_nature")),
        choices=choices_of("local.authority_nature"),
        inherited=words_of("local.authority_nature", stated["authority_nature"]),
        error=errors.get("local.authority_nature", ""),
    )
    kept = [str(each) for each in local.get("places") or ()]
    points = {point.key: point for point in organisations.service_points(region, limit=POINTS_OFFERED)}
    points |= organisations.points_by_key([each for each in kept if each not in points])
    names = {key: wording.local_text(point.name, point.name_en) for key, point in points.items()}
    yield Field(
        name="local.places",
        kind="choices",
        label=catalogue.element_name("local.places"),
        values=tuple(kept),
        choices=tuple((key, names.get(key, key)) for key in dict.fromkeys((*names, *kept))),
        inherited=_("实施主体所在的大厅和窗口"),
        error=errors.get("local.places", ""),
    )


def _remedy_fields(local: Mapping[str, Any], errors: Mapping[str, str]) -> Iterable[tuple[str, tuple[Field, ...]]]:
    for remedy in REMEDIES:
        stated = mapping(local.get(remedy))
        fields = tuple(
            Field(
                name=f"local.{remedy}.{key}",
                kind="text",
                label=catalogue.element_name(f"local.{remedy}.{key}"),
                value=shown("text", stated.get(key)),
                error=errors.get(f"local.{remedy}.{key}", ""),
            )
            for key in REMEDY_TEXTS
        )
        yield catalogue.element_name(f"local.{remedy}"), fields


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value

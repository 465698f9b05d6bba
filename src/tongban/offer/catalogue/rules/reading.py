"""Guides as the seed files and the tables write them, read strictly: nothing is guessed."""

import re
from collections.abc import Mapping
from typing import Any

from tongban.offer.catalogue import code_tables
from tongban.offer.catalogue.rules.guide import (
    Fee,
    Guide,
    LegalBasis,
    LimitFact,
    Material,
    Question,
    ResultFact,
    SpecialProcedure,
    Step,
    UnableToReadGuide,
)
from tongban.offer.catalogue.rules.plainness import contradictions
from tongban.offer.catalogue.rules.reader import Reader
from tongban.offer.catalogue.rules.tables import (
    AUDIENCES,
    BASIC_CODE,
    CHANNELS,
    FILE_KINDS,
    LEVELS,
    POWER_SOURCES,
    SCOPES,
    SERVICE_TYPES,
    SPECIAL_PROCEDURES,
    THEMES_LEGAL,
    THEMES_NATURAL,
    WAYS,
)
from tongban.offer.deadlines.rules import Unit

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PLAN = re.compile(r"[a-z][a-z0-9_]*")  # which plans there are is known to the workflow, above
MOST_DAYS, MOST_MB, MOST_FEN = 3650, 200, 10**12


def parse_guide(body: object) -> Guide:
    """Read a guide as the seed files write it; raise UnableToReadGuide with every problem."""
    reader = Reader(body, "")
    guide = _guide(reader)
    if not reader.problems:
        reader.problems += contradictions(guide)
    if reader.problems:
        raise UnableToReadGuide(tuple(reader.problems))
    return guide


def stored_guide(body: Mapping[str, Any]) -> Guide:
    """Read a guide that was complete when it was published, although more may be asked of guides today."""
    return _guide(Reader(body, ""))


def _guide(at: Reader) -> Guide:
    guide = Guide(
        slug=at.text("slug", shape=_SLUG),
        basic_code=at.text("basic_code", shape=BASIC_CODE),
        name=at.text("name"),
        name_en=at.text("name_en"),
        summary=at.text("summary"),
        summary_en=at.text("summary_en"),
        aliases=at.texts("aliases", least=1),
        item_type=at.text("item_type", among=SERVICE_TYPES),
        authority=at.text("authority"),
        level=at.text("level", among=LEVELS),
        audience=at.texts("audience", least=1, among=AUDIENCES),
        themes_natural=at.texts("themes_natural", among=THEMES_NATURAL),
        themes_legal=at.texts("themes_legal", among=THEMES_LEGAL),
        life_events=at.texts("life_events"),
        case_type=at.text("case_type", among=code_tables.values("case_types")),
        legal_basis=at.parts("legal_basis", _legal_basis, least=1),
        statutory_limit=at.part("statutory_limit", _limit),
        committed_limit=at.part("committed_limit", _limit),
        conditions=at.texts("conditions", least=1),
        quantity_limit=at.text("quantity_limit"),
        materials=at.parts("materials", _material),
        steps=at.parts("steps", _step, least=2),
        fees=at.parts("fees", _fee),
        channels=at.texts("channels", least=1, among=CHANNELS),
        visits=at.number("visits", 0, 10),
        visits_reason=at.text("visits_reason", least=0),
        online_depth=at.number("online_depth", 1, 4),
        scope=at.text("scope", among=SCOPES),
        by_post=at.flag("by_post"),
        appointment=at.flag("appointment"),
        payment_online=at.flag("payment_online") if "payment_online" in at.body or at.body.get("fees") else False,
        terminal=at.flag("terminal"),
        result=at.part("result", _result),
        intermediary=at.text("intermediary"),
        rights=at.texts("rights", least=1),
        duties=at.texts("duties", least=1),
        faq=at.parts("faq", _question, least=1),
        plan=at.text("plan", shape=_PLAN),
        form=at.form("form"),
        local_basic_code=at.optional("local_basic_code", ""),
        power_source=at.optional("power_source", "1", among=POWER_SOURCES),
        central_department=at.optional("central_department", ""),
        joint_authorities=at.texts("joint_authorities", least=None),
        special_procedures=at.parts("special_procedures", _special_procedure, least=None),
        hall=at.chosen("hall", True),
        mobile=at.chosen("mobile", True),
    )
    at.finish()
    return guide


def _legal_basis(at: Reader) -> LegalBasis:
    part = LegalBasis(at.text("law"), at.text("article"), at.text("text"), at.text("url", least=0))
    at.finish()
    return part


def _limit(at: Reader) -> LimitFact:
    part = LimitFact(at.number("amount", 0, MOST_DAYS), at.text("unit", among=list(Unit)), at.text("note", least=0))
    at.finish()
    return part


def _material(at: Reader) -> Material:
    part = Material(
        code=at.text("code", shape=_SLUG),
        name=at.text("name"),
        name_en=at.text("name_en"),
        kind=at.text("kind", among=code_tables.values("material_kinds")),
        form=at.text("form", among=code_tables.values("material_forms")),
        originals=at.number("originals", 0, 100),
        copies=at.number("copies", 0, 100),
        necessity=at.text("necessity", among=code_tables.values("necessities")),
        source=at.text("source", among=code_tables.values("material_sources")),
        issued_by=at.text("issued_by"),
        ways=at.texts("ways", least=1, among=WAYS),
        licence_type=at.text("licence_type", least=0),
        accept=at.texts("accept", among=FILE_KINDS),
        max_mb=at.number("max_mb", 0, MOST_MB),
        commitment_days=at.number("commitment_days", 0, 365),
        filling_notes=at.text("filling_notes"),
        standard=at.text("standard"),
        basis=at.text("basis"),
        paper_size=at.optional("paper_size", ""),
        when_not_needed=at.optional("when_not_needed", ""),
        remark=at.optional("remark", ""),
    )
    at.finish()
    return part


def _step(at: Reader) -> Step:
    part = Step(
        name=at.text("name"),
        name_en=at.text("name_en"),
        office=at.text("office"),
        days=at.number("days", 0, MOST_DAYS),
        result=at.text("result"),
        post=at.optional("post", ""),
    )
    at.finish()
    return part


def _special_procedure(at: Reader) -> SpecialProcedure:
    part = SpecialProcedure(
        kind=at.text("kind", among=SPECIAL_PROCEDURES),
        amount=at.number("amount", 1, MOST_DAYS),
        unit=at.text("unit", among=list(Unit)),
        basis=at.text("basis"),
    )
    at.finish()
    return part


def _fee(at: Reader) -> Fee:
    part = Fee(
        name=at.text("name"),
        amount_fen=at.number("amount_fen", 0, MOST_FEN),
        basis=at.text("basis"),
        reduction=at.text("reduction", least=0),
        reduction_basis=at.optional("reduction_basis", ""),
    )
    at.finish()
    return part


def _result(at: Reader) -> ResultFact:
    part = ResultFact(
        kind=at.text("kind", among=code_tables.values("result_kinds")),
        name=at.text("name"),
        licence_type=at.text("licence_type", least=0),
    )
    at.finish()
    return part


def _question(at: Reader) -> Question:
    part = Question(at.text("q"), at.text("a"))
    at.finish()
    return part

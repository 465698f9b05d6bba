"""
Guides in plain Python: what a complete service guide says (GB/T 39554.2), read strictly from the seed files.

Nothing here is guessed: a key that is missing, unknown or contradicts another is named with its path, all at once.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from tongban.offer.catalogue import code_tables
from tongban.offer.deadlines.rules import Limit, Unit
from tongban.offer.forms.rules import FormDefinition

# 事项类型; those of authority over people (02–04, 06) appear in lists of powers, not as services.
ITEM_TYPES = {coded.code: coded.name for coded in code_tables.table("item_types")}
SERVICE_TYPES = ("01", "05", "07", "08", "09", "10", "20")
LEVELS = {coded.value: coded.code for coded in code_tables.table("levels")}  # as the implementation code writes them
POWER_SOURCES = {coded.code: coded.name for coded in code_tables.table("power_sources")}
SPECIAL_PROCEDURES = code_tables.values("special_procedures")
SCOPES = code_tables.values("scopes")  # 通办范围, the widest first
THEMES_NATURAL = code_tables.names("themes_natural")
THEMES_LEGAL = code_tables.names("themes_legal")
AUDIENCES = code_tables.values("audiences")
WAYS = code_tables.values("material_ways")
FILE_KINDS = ("jpg", "png", "pdf", "ofd", "doc", "docx", "xls", "xlsx", "zip", "dwg")
CHANNELS = code_tables.values("channels")
VAGUE = ("其他材料", "其它材料", "相关材料", "有关材料", "相关部门", "有关部门", "等材料", "等证明", "等相关", "视情况")

IMPLEMENTATION_CODE = re.compile(r"[0-9A-Z]{18}[1-6][0-9]{12}([0-9]{2})?")
_BASIC_CODE = re.compile(r"[0-9]{12}([0-9]{2})?")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_USCC = re.compile(r"[0-9A-Z]{18}")

MOST_DAYS, MOST_MB, MOST_FEN = 3650, 200, 10**12


@dataclass(frozen=True)
class LegalBasis:
    """A law and its article that an item rests on."""

    law: str
    article: str
    text: str
    url: str


@dataclass(frozen=True)
class LimitFact:
    """A limit as the guide states it, with the note that explains it."""

    amount: int
    unit: str  # working_day | calendar_day
    note: str

    @property
    def limit(self) -> Limit:
        return Limit(self.amount, Unit(self.unit))


@dataclass(frozen=True)
class Material:
    """Something the applicant gives, and the ways in which it may be given online, best first."""

    code: str
    name: str
    name_en: str
    kind: str  # certificate | form | other
    form: str  # paper | electronic | both
    originals: int
    copies: int
    necessity: str  # required | optional | deferrable
    source: str  # applicant | government | other
    issued_by: str
    ways: tuple[str, ...]  # licence | upload | commitment | window
    licence_type: str  # key of the licence type, when ways has licence
    accept: tuple[str, ...]  # kinds of files
    max_mb: int
    commitment_days: int  # working days within which a committed paper follows
    filling_notes: str
    standard: str
    basis: str
    paper_size: str = ""  # 纸质材料规格, "A4"
    when_not_needed: str = ""  # 非必要时办理情形
    remark: str = ""

    @property
    def is_required(self) -> bool:
        return self.necessity != "optional"


@dataclass(frozen=True)
class Step:
    """One step of the course; `days` are in the unit of the item's limits."""

    name: str
    name_en: str
    office: str
    days: int
    result: str
    post: str = ""  # who does it, by post: 办理人


@dataclass(frozen=True)
class SpecialProcedure:
    """A procedure whose time the limit does not count 特别程序 (行政许可法第四十五条), and how long it takes."""

    kind: str  # one of SPECIAL_PROCEDURES
    amount: int
    unit: str  # working_day | calendar_day
    basis: str


@dataclass(frozen=True)
class Fee:
    """A fee in fen, with its basis and who pays less."""

    name: str
    amount_fen: int
    basis: str
    reduction: str
    reduction_basis: str = ""


@dataclass(frozen=True)
class ResultFact:
    """What the applicant has in hand at the end."""

    kind: str  # licence | approval | other
    name: str
    licence_type: str  # key of the licence type that is issued, or ""


@dataclass(frozen=True)
class Question:
    """A question people ask, and its answer."""

    q: str
    a: str


@dataclass(frozen=True)
class Guide:
    """Everything a guide says. Texts are Simplified Chinese; `name_en` and `summary_en` are English."""

    slug: str
    basic_code: str
    name: str
    name_en: str
    summary: str
    summary_en: str
    aliases: tuple[str, ...]
    item_type: str
    authority: str  # key of the department
    level: str  # which level offers it: one of LEVELS
    audience: tuple[str, ...]
    themes_natural: tuple[str, ...]
    themes_legal: tuple[str, ...]
    life_events: tuple[str, ...]
    case_type: str  # committed | instant
    legal_basis: tuple[LegalBasis, ...]
    statutory_limit: LimitFact
    committed_limit: LimitFact
    conditions: tuple[str, ...]
    quantity_limit: str
    materials: tuple[Material, ...]
    steps: tuple[Step, ...]
    fees: tuple[Fee, ...]
    channels: tuple[str, ...]
    visits: int
    visits_reason: str
    online_depth: int
    scope: str
    by_post: bool
    appointment: bool
    payment_online: bool
    terminal: bool
    result: ResultFact
    intermediary: str
    rights: tuple[str, ...]
    duties: tuple[str, ...]
    faq: tuple[Question, ...]
    plan: str  # standard | instant
    form: FormDefinition
    local_basic_code: str = ""  # 地方基本编码
    power_source: str = "1"
    central_department: str = ""  # 中央业务指导部门
    joint_authorities: tuple[str, ...] = ()  # 联办机构
    special_procedures: tuple[SpecialProcedure, ...] = ()
    hall: bool = True  # 是否进驻政务大厅
    mobile: bool = True  # 移动端办理

    @property
    def is_online(self) -> bool:
        """Say whether it can be applied for online."""
        return "online" in self.channels

    @property
    def themes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.themes_natural, *self.themes_legal)))

    def material(self, code: str) -> Material:
        """Return a material by its code; raise KeyError when the guide asks for none such."""
        for material in self.materials:
            if material.code == code:
                return material
        raise KeyError(code)

    def to_dict(self) -> dict[str, Any]:
        """Return what `parse_guide` reads."""
        return asdict(self) | {"form": self.form.to_dict()}


@dataclass(frozen=True)
class GuideProblem:
    """What is wrong in a guide, and where: `materials[2].max_mb`. `params` are the facts of the sentence."""

    path: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.path}: {self.code} {dict(self.params) or ''}".rstrip()


class UnableToReadGuide(ValueError):
    """The guide is not complete or contradicts itself; `problems` names everything at once."""

    def __init__(self, problems: tuple[GuideProblem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))


def parse_guide(body: object) -> Guide:
    """Read a guide as the seed files write it; raise UnableToReadGuide with every problem."""
    reader = _Reader(body, "")
    guide = _guide(reader)
    if not reader.problems:
        reader.problems += _contradictions(guide)
    if reader.problems:
        raise UnableToReadGuide(tuple(reader.problems))
    return guide


def stored_guide(body: Mapping[str, Any]) -> Guide:
    """Read a guide that was complete when it was published, although more may be asked of guides today."""
    return _guide(_Reader(body, ""))


def lacks(guide: Guide | None) -> tuple[str, ...]:
    """
    Return what keeps a guide from being plain and complete: paths of vague words, or everything when there is none.

    A vague word ("其他材料", "有关部门") leaves the applicant guessing; 国务院令第765号 and GB/T 39554.2 forbid it.
    """
    if guide is None:
        return ESSENTIALS
    return tuple(path for path, text in _binding_texts(guide) if any(word in text for word in VAGUE))


ESSENTIALS = (
    "summary", "audience", "themes", "legal_basis", "statutory_limit", "committed_limit", "conditions", "materials", "steps",
    "fees", "channels", "visits", "online_depth", "scope", "result", "rights", "duties", "faq", "form",
)  # fmt: skip


def implementation_code(uscc: str, level: str, basic_code: str) -> str:
    """
    Return the 31 characters of an implementation item 实施编码 (GB/T 39554.1), or the 33 of a business item 业务办理项.

    They are the credit code of the authority (18), its level (1) and the basic code (12, with the variant 14). Raise
    ValueError for other shapes.
    """
    if not _USCC.fullmatch(uscc):
        raise ValueError(f"{uscc} is no unified social credit code")
    if level not in LEVELS:
        raise ValueError(f"{level} is no level")
    if not _BASIC_CODE.fullmatch(basic_code):
        raise ValueError(f"{basic_code} is no basic code")
    return f"{uscc}{LEVELS[level]}{basic_code}"


def unpadded_region_code(code: str) -> str:
    """Return a region code in its shortest form (511602000000 → 511602); raise ValueError when it is none."""
    if not re.fullmatch(r"[1-9][0-9]+", code) or len(code) not in (2, 4, 6, 9, 12):
        raise ValueError(f"{code} is no region code")
    for length, tail in ((12, "000"), (9, "000"), (6, "00"), (4, "00")):
        if len(code) == length and code.endswith(tail):
            code = code[: -len(tail)]
    return code


# --- reading strictly ---

Part = TypeVar("Part")


class _Reader:
    """Reads one mapping of a guide; what is wrong is noted and replaced by an empty value, so that reading goes on."""

    def __init__(self, body: object, path: str, problems: list[GuideProblem] | None = None) -> None:
        self.path = path
        self.problems: list[GuideProblem] = [] if problems is None else problems
        self.body: Mapping[str, Any] = body if isinstance(body, Mapping) else {}
        self._read: set[str] = set()
        if not isinstance(body, Mapping):
            self._note("", "not_a_mapping")

    def text(
        self, key: str, *, among: Collection[str] = (), shape: re.Pattern[str] | None = None, least: int = 1
    ) -> str:
        value = self._value(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self._note(key, "not_a_text")
            return str(value)
        if len(value.strip()) < least:
            self._note(key, "empty")
        elif among and value not in among:
            self._note(key, "not_among", value=value, allowed="、".join(among))
        elif shape is not None and not shape.fullmatch(value):
            self._note(key, "wrong_shape", value=value)
        return value

    def number(self, key: str, least: int, most: int) -> int:
        value = self._value(key)
        if value is None:
            return least
        if not isinstance(value, int) or isinstance(value, bool):
            self._note(key, "not_a_number")
            return least
        if not least <= value <= most:
            self._note(key, "out_of_range", value=str(value), least=str(least), most=str(most))
        return value

    def flag(self, key: str) -> bool:
        value = self._value(key)
        if value is not None and not isinstance(value, bool):
            self._note(key, "not_a_flag")
        return value is True

    def optional(
        self, key: str, default: str, *, among: Collection[str] = (), shape: re.Pattern[str] | None = None
    ) -> str:
        self._read.add(key)
        return self.text(key, among=among, shape=shape) if self.body.get(key) else default

    def chosen(self, key: str, default: bool) -> bool:
        self._read.add(key)
        return default if self.body.get(key) is None else self.flag(key)

    def texts(self, key: str, *, least: int | None = 0, among: Collection[str] = ()) -> tuple[str, ...]:
        """Read a list of texts; with `least` None it may be left out."""
        self._read.add(key)
        if least is None and self.body.get(key) is None:
            return ()
        values = self._list(key, least or 0)
        for index, value in enumerate(values):
            where = f"{key}[{index}]"
            if not isinstance(value, str):
                self._note(where, "not_a_text")
            elif not value.strip():
                self._note(where, "empty")
            elif among and value not in among:
                self._note(where, "not_among", value=value, allowed="、".join(among))
            elif value in values[:index]:
                self._note(where, "twice", value=value)
        return tuple(str(value) for value in values)

    def part(self, key: str, read: Callable[["_Reader"], Part]) -> Part:
        value = self._value(key)
        return read(_Reader({} if value is None else value, self._at(key), [] if value is None else self.problems))

    def parts(self, key: str, read: Callable[["_Reader"], Part], *, least: int | None = 0) -> tuple[Part, ...]:
        """Read a list of parts; with `least` None it may be left out."""
        self._read.add(key)
        if least is None and self.body.get(key) is None:
            return ()
        values = self._list(key, least or 0)
        return tuple(
            read(_Reader(value, f"{self._at(key)}[{index}]", self.problems)) for index, value in enumerate(values)
        )

    def form(self, key: str) -> FormDefinition:
        pages = self._list(key, 1)
        try:
            return FormDefinition.from_dict(pages)
        except (KeyError, TypeError, ValueError) as fault:
            self._note(key, "faulty_form", fault=f"{type(fault).__name__}: {fault}")
            return FormDefinition(())

    def finish(self) -> None:
        """Note keys that nobody read: a misspelt key must not pass in silence."""
        for key in self.body:
            if key not in self._read:
                self._note(str(key), "unknown_key")

    def _value(self, key: str) -> Any:
        self._read.add(key)
        if self.body.get(key) is None:
            self._note(key, "missing")
            return None
        return self.body[key]

    def _list(self, key: str, least: int) -> list[Any]:
        value = self._value(key)
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self._note(key, "not_a_list")
            return []
        if len(value) < least:
            self._note(key, "too_few", least=str(least))
        return list(value)

    def _note(self, key: str, code: str, **params: str) -> None:
        self.problems.append(GuideProblem(self._at(key), code, params))

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}".strip(".")


def _guide(at: _Reader) -> Guide:
    guide = Guide(
        slug=at.text("slug", shape=_SLUG),
        basic_code=at.text("basic_code", shape=_BASIC_CODE),
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
        plan=at.text("plan", among=("standard", "instant")),
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


def _legal_basis(at: _Reader) -> LegalBasis:
    part = LegalBasis(at.text("law"), at.text("article"), at.text("text"), at.text("url", least=0))
    at.finish()
    return part


def _limit(at: _Reader) -> LimitFact:
    part = LimitFact(at.number("amount", 0, MOST_DAYS), at.text("unit", among=list(Unit)), at.text("note", least=0))
    at.finish()
    return part


def _material(at: _Reader) -> Material:
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


def _step(at: _Reader) -> Step:
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


def _special_procedure(at: _Reader) -> SpecialProcedure:
    part = SpecialProcedure(
        kind=at.text("kind", among=SPECIAL_PROCEDURES),
        amount=at.number("amount", 1, MOST_DAYS),
        unit=at.text("unit", among=list(Unit)),
        basis=at.text("basis"),
    )
    at.finish()
    return part


def _fee(at: _Reader) -> Fee:
    part = Fee(
        name=at.text("name"),
        amount_fen=at.number("amount_fen", 0, MOST_FEN),
        basis=at.text("basis"),
        reduction=at.text("reduction", least=0),
        reduction_basis=at.optional("reduction_basis", ""),
    )
    at.finish()
    return part


def _result(at: _Reader) -> ResultFact:
    part = ResultFact(
        kind=at.text("kind", among=code_tables.values("result_kinds")),
        name=at.text("name"),
        licence_type=at.text("licence_type", least=0),
    )
    at.finish()
    return part


def _question(at: _Reader) -> Question:
    part = Question(at.text("q"), at.text("a"))
    at.finish()
    return part


def _contradictions(guide: Guide) -> Iterator[GuideProblem]:
    """Yield where a guide contradicts itself: the consistency rules by which guides are audited."""
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

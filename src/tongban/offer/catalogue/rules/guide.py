"""What a complete service guide says (GB/T 39554.2)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tongban.offer.deadlines.rules import Limit, Unit
from tongban.offer.forms.rules import FormDefinition


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

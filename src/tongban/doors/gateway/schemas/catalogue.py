"""Items, their guides and forms, and who offers them."""

from datetime import date
from typing import Literal

from pydantic import Field

from tongban.doors.gateway.schemas.common import Given

Unit = Literal["working_day", "calendar_day"]


class ItemCard(Given):
    """An item in a list."""

    code: str = Field(
        description="The implementation code 实施编码, 31 characters; an imported item may carry a local code"
    )
    name: str
    name_en: str
    summary: str
    summary_en: str
    authority_id: int
    region_code: str
    item_type: str
    audience: list[str]
    themes: list[str]
    life_events: list[str]
    case_type: str
    online_depth: int | None
    visits: int | None
    committed_amount: int | None
    committed_unit: str
    is_applied_for_online: bool
    is_online: bool = Field(description="Whether it has a published guide")


class Why(Given):
    """Why an item was found."""

    reason: str
    sentence: str


class Hit(Given):
    """An item that was found, and why; of several authorities that offer it, the nearest."""

    card: ItemCard
    why: Why


class DepartmentCount(Given):
    """A department by its key, with how many of the items it offers."""

    key: str
    count: int


class Facets(Given):
    """How many of what was found are for persons, for companies, applied for online, and with which departments."""

    natural: int
    legal: int
    online: int
    departments: list[DepartmentCount]


class Found(Given):
    """The answer to a search, best hits first."""

    asked: str
    corrected: str | None = Field(description="What was understood, where that differs from what was typed")
    hits: list[Hit]
    total: int = Field(description="How many different items were found, at most 200")
    more: int | None = Field(description="`start` of the next page; null on the last")
    facets: Facets | None
    nearest: list[str] = Field(description="When nothing was found: titles that come nearest")


class Suggestion(Given):
    """Something the beginning of a query may become, and the item it means."""

    text: str
    name: str
    code: str


class LegalBasis(Given):
    law: str
    article: str
    text: str
    url: str


class LimitFact(Given):
    amount: int
    unit: Unit
    note: str


class Material(Given):
    """A material the item asks for; `ways` are those in which it may be met online, best first."""

    code: str
    name: str
    name_en: str
    kind: str
    form: str
    originals: int
    copies: int
    necessity: Literal["required", "optional", "deferrable"]
    source: str
    issued_by: str
    ways: list[Literal["licence", "upload", "commitment", "window"]]
    licence_type: str
    accept: list[str]
    max_mb: int
    commitment_days: int
    filling_notes: str
    standard: str
    basis: str
    paper_size: str
    when_not_needed: str
    remark: str


class StepOfGuide(Given):
    name: str
    name_en: str
    office: str
    days: int
    result: str
    post: str


class SpecialProcedure(Given):
    """A procedure whose time the limit does not count 特别程序."""

    kind: str
    amount: int
    unit: Unit
    basis: str


class Fee(Given):
    name: str
    amount_fen: int
    basis: str
    reduction: str
    reduction_basis: str


class ResultFact(Given):
    kind: str
    name: str
    licence_type: str


class FrequentQuestion(Given):
    q: str
    a: str


class Guide(Given):
    """Everything the guide says. Texts are in Simplified Chinese; `…_en` are English."""

    summary: str
    summary_en: str
    aliases: list[str]
    item_type: str
    level: str
    audience: list[str]
    themes_natural: list[str]
    themes_legal: list[str]
    life_events: list[str]
    case_type: str
    legal_basis: list[LegalBasis]
    statutory_limit: LimitFact
    committed_limit: LimitFact
    conditions: list[str]
    quantity_limit: str
    materials: list[Material]
    steps: list[StepOfGuide]
    fees: list[Fee]
    channels: list[str]
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
    rights: list[str]
    duties: list[str]
    faq: list[FrequentQuestion]
    local_basic_code: str
    power_source: str = Field(description="权力来源, 1 to 6")
    central_department: str
    joint_authorities: list[str]
    special_procedures: list[SpecialProcedure]
    hall: bool
    mobile: bool


class Remedy(Given):
    """Where to object."""

    office: str
    address: str
    phone: str
    website: str


class LocalFacts(Given):
    """What is true of the item in this place only; an empty text means: as its authority says of itself."""

    consult_phone: str
    complaint_phone: str
    address: str
    hours: str
    transport: str
    website: str
    authority_nature: str
    entrusted: str
    places: list[str]
    reconsideration: Remedy
    litigation: Remedy


class ItemLinks(Given):
    """Where the guide is found in its other shapes; `{language}` is zh-hans, zh-hant or en."""

    page: str
    pdf: str
    flow_chart: str
    qr_code: str
    application_form: str = Field(description="Blank, to print; empty where nobody applies on paper")


class Item(Given):
    """An item as one authority offers it, with its guide in force."""

    code: str
    name: str
    name_en: str
    basic_code: str
    authority_id: int
    authority_name: str
    region_code: str
    version_id: int
    version_number: int
    effective_from: date
    can_apply: bool = Field(description="Whether a draft can be opened for it here")
    links: ItemLinks
    local: LocalFacts
    guide: Guide


class Choice(Given):
    value: str
    name: str
    name_en: str


class FormField(Given):
    """One question of a form: a shared data element."""

    element: str
    label: str
    label_en: str
    hint: str
    hint_en: str
    type: str
    required: bool
    asked_when: dict[str, list[str]] = Field(
        description="Element → values, one of which must be given for this to be asked"
    )
    choices: list[Choice]
    max_length: int
    source: str = Field(description="The registry field that prefills it, or empty")


class FormPage(Given):
    code: str
    title: str
    title_en: str
    fields: list[FormField]


class Form(Given):
    """The pages of an item's form, in order."""

    version_id: int
    pages: list[FormPage]


class Theme(Given):
    name: str
    audience: str
    count: int


class LifeEvent(Given):
    name: str
    count: int


class Authority(Given):
    id: int
    key: str
    code: str = Field(description="Unified social credit code")
    name: str
    short_name: str
    name_en: str
    region_code: str
    phone: str
    address: str
    hours: str
    nature: str = Field(description="实施主体性质: 1 statutory, 2 authorised, 3 entrusted")
    complaint_phone: str
    transport: str
    website: str


class Region(Given):
    code: str
    name: str
    name_en: str
    level: int
    parent_code: str

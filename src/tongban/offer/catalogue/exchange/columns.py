"""
The columns of the implementation list (GB/T 39554.2), once for all formats: heading → element, how it is read, its code table.

`key` is the path of the element in a guide, or the name of a column that says which item a row is about. The headings of
other platforms' lists are aliases here, so that there is one importer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from tongban.offer.catalogue.code_tables import Coded, table
from tongban.offer.catalogue.rules import FILE_KINDS, THEMES_LEGAL, THEMES_NATURAL


class Kind(Enum):
    """How a cell is read."""

    LINE = "line"  # one line of text
    CODE = "code"  # visible ASCII characters
    TEXT = "text"  # text, line breaks allowed
    TEXTS = "texts"  # one text a line
    NUMBER = "number"
    YUAN = "yuan"  # kept in fen
    FLAG = "flag"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    PARTS = "parts"  # one entry a line, or a sheet of their own


class Reach(Enum):
    """Whose a value is."""

    IDENTITY = "identity"  # says which item the row is about
    BASIC = "basic"  # the same everywhere: given values must be those of the basic item
    OWN = "own"  # the authority may do better than the basic item
    LOCAL = "local"  # true of one place only
    CHECKED = "checked"  # follows from other values, and must agree with them
    SHOWN = "shown"  # written by an export, passed over by an import


@dataclass(frozen=True)
class Column:
    """One column."""

    title: str
    key: str
    kind: Kind
    reach: Reach = Reach.BASIC
    codes: tuple[Coded, ...] = ()
    aliases: tuple[str, ...] = ()
    most: int = 400  # characters; of a number its greatest value
    hint: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.title, self.key, *self.aliases)


@dataclass(frozen=True)
class Section:
    """Entries of which an item has several: a sheet of a workbook, a column of CSV, a list in JSON."""

    key: str  # in the guide
    title: str
    reach: Reach
    columns: tuple[Column, ...]
    by_key: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {column.key: column for column in self.columns})


def _named(values: tuple[str, ...]) -> tuple[Coded, ...]:
    return tuple(Coded(value, value, value) for value in values)


TYPES = table("item_types")
STATES = table("item_states")
LEVEL_CODES = table("levels")
NATURES = table("authority_natures")
SOURCES = table("power_sources")
AUDIENCE = table("audiences")
CASE_TYPES = table("case_types")
UNITS = table("units")
DEPTHS = table("depths")
CHANNELS = table("channels")
SCOPES = table("scopes")
RESULT_KINDS = table("result_kinds")
FLAGS = table("flags")
PROCEDURES = table("special_procedures")
MATERIAL_KINDS = table("material_kinds")
MATERIAL_FORMS = table("material_forms")
NECESSITIES = table("necessities")
ORIGINS = table("material_sources")
WAY_CODES = table("material_ways")

IDENTITY, BASIC, OWN, LOCAL, CHECKED, SHOWN = Reach
LINE, CODE, TEXT, TEXTS, NUMBER, YUAN, FLAG, CHOICE, CHOICES, DATE, PARTS = Kind

MATERIALS = Section("materials", "材料", OWN, (
    Column("材料编号", "code", CODE, most=60),
    Column("材料名称", "name", LINE, aliases=("名称",)),
    Column("材料英文名称", "name_en", LINE),
    Column("材料类型", "kind", CHOICE, codes=MATERIAL_KINDS, aliases=("类型",)),
    Column("材料形式", "form", CHOICE, codes=MATERIAL_FORMS, aliases=("形式",)),
    Column("材料必要性", "necessity", CHOICE, OWN, NECESSITIES, ("必要性",)),
    Column("来源渠道", "source", CHOICE, codes=ORIGINS),
    Column("来源渠道说明", "issued_by", TEXT),
    Column("原件份数", "originals", NUMBER, OWN, most=100),
    Column("复印件份数", "copies", NUMBER, OWN, most=100),
    Column("纸质材料规格", "paper_size", LINE, OWN, aliases=("纸质规格",)),
    Column("提交方式", "ways", CHOICES, OWN, WAY_CODES),
    Column("电子证照类型", "licence_type", CODE, OWN, most=60),
    Column("文件格式", "accept", CHOICES, OWN, _named(FILE_KINDS)),
    Column("文件大小上限（MB）", "max_mb", NUMBER, OWN, most=200),
    Column("容缺补交期限（工作日）", "commitment_days", NUMBER, OWN, most=365),
    Column("填报须知", "filling_notes", TEXT, most=2000),
    Column("受理标准", "standard", TEXT, most=2000),
    Column("要求提供材料的依据", "basis", TEXT, aliases=("依据",), most=2000),
    Column("非必要时办理情形", "when_not_needed", TEXT, most=2000),
    Column("备注", "remark", TEXT, most=2000),
))  # fmt: skip
FEES = Section("fees", "收费项目", OWN, (
    Column("收费项目名称", "name", LINE, aliases=("项目名称",)),
    Column("收费标准（元）", "amount_fen", YUAN, OWN, aliases=("收费标准", "标准"), most=10**12),
    Column("收费依据", "basis", TEXT, most=2000),
    Column("减免情形", "reduction", TEXT, OWN, most=2000),
    Column("减免依据", "reduction_basis", TEXT, OWN, most=2000),
))  # fmt: skip
STEPS = Section("steps", "办理环节", OWN, (
    Column("环节名称", "name", LINE, OWN, aliases=("名称",)),
    Column("环节英文名称", "name_en", LINE, OWN),
    Column("办理处室", "office", LINE, OWN),
    Column("办理人", "post", LINE, OWN),
    Column("环节时限", "days", NUMBER, OWN, aliases=("时限",), most=3650),
    Column("环节结果", "result", LINE, OWN),
))  # fmt: skip
QUESTIONS = Section("faq", "常见问题", OWN, (
    Column("问题", "q", TEXT, OWN, most=2000),
    Column("解答", "a", TEXT, OWN, most=2000),
))  # fmt: skip
LEGAL_BASIS = Section("legal_basis", "设定依据", BASIC, (
    Column("法律法规名称", "law", LINE),
    Column("条款号", "article", LINE),
    Column("条款内容", "text", TEXT, most=4000),
    Column("依据网址", "url", LINE),
))  # fmt: skip
PROCEDURE = Section("special_procedures", "特别程序", BASIC, (
    Column("特别程序名称", "kind", CHOICE, codes=PROCEDURES),
    Column("特别程序时限", "amount", NUMBER, most=3650),
    Column("特别程序时限单位", "unit", CHOICE, codes=UNITS),
    Column("特别程序依据", "basis", TEXT, most=2000),
))  # fmt: skip
SECTIONS: Mapping[str, Section] = {
    each.key: each for each in (MATERIALS, FEES, STEPS, QUESTIONS, LEGAL_BASIS, PROCEDURE)
}
PART_OWNER = Column("事项编码", "item_code", CODE, IDENTITY, aliases=("实施编码", "业务办理项编码"), most=64)

ITEMS = "事项"  # the sheet of items


def _remedy(title: str, key: str) -> tuple[Column, ...]:
    parts = (("部门", "office"), ("地址", "address"), ("电话", "phone"), ("网址", "website"))
    return tuple(Column(f"{title}{name}", f"local.{key}.{part}", LINE, LOCAL) for name, part in parts)


COLUMNS: tuple[Column, ...] = (
    Column("事项名称", "name", LINE, IDENTITY, aliases=("实施清单名称",), most=200),
    Column("主项名称", "main_item", LINE, IDENTITY, aliases=("主项",), most=200),
    Column("基本编码", "basic_code", CODE, IDENTITY, most=14, hint="12 位"),
    Column("实施编码", "item_code", CODE, IDENTITY, most=64, hint="31 位；其他平台的编码也可以，但没有办事指南"),
    Column("业务办理项编码", "business_code", CODE, IDENTITY, most=33, hint="33 位，没有业务办理项的留空"),
    Column("地方基本编码", "local_basic_code", CODE, most=64),
    Column("事项类型", "item_type", CHOICE, IDENTITY, TYPES),
    Column("行使层级", "level", CHOICE, CHECKED, LEVEL_CODES),
    Column("权力来源", "power_source", CHOICE, codes=SOURCES),
    Column("实施主体", "department", LINE, IDENTITY, aliases=("实施主体名称",), most=100),
    Column("实施主体编码", "authority_code", CODE, IDENTITY, most=64, hint="统一社会信用代码"),
    Column("实施主体性质", "local.authority_nature", CHOICE, LOCAL, NATURES),
    Column("行政区划代码", "region_code", CODE, IDENTITY, most=12, hint="2、4、6、9 或者 12 位数字"),
    Column("中央业务指导部门", "central_department", LINE),
    Column("委托部门", "local.entrusted", LINE, LOCAL),
    Column("联办机构", "joint_authorities", TEXTS),
    Column("服务对象", "audience", CHOICES, codes=AUDIENCE),
    Column("办件类型", "case_type", CHOICE, codes=CASE_TYPES),
    Column("法定办结时限", "statutory_limit.amount", NUMBER, most=3650),
    Column("法定办结时限单位", "statutory_limit.unit", CHOICE, codes=UNITS),
    Column("法定办结时限说明", "statutory_limit.note", TEXT),
    Column("承诺办结时限", "committed_limit.amount", NUMBER, OWN, most=3650),
    Column("承诺办结时限单位", "committed_limit.unit", CHOICE, OWN, UNITS),
    Column("承诺办结时限说明", "committed_limit.note", TEXT, OWN),
    Column("受理条件", "conditions", TEXTS, OWN, most=20_000),
    Column("数量限制", "quantity_limit", TEXT),
    Column("到办事现场次数", "visits", NUMBER, OWN, most=10),
    Column("必须现场办理原因说明", "visits_reason", TEXT, OWN, aliases=("原因",)),
    Column("是否网办", "is_online", FLAG, CHECKED, FLAGS),
    Column("网上办理深度", "online_depth", CHOICE, OWN, DEPTHS),
    Column("办理形式", "channels", CHOICES, OWN, CHANNELS),
    Column("通办范围", "scope", CHOICE, OWN, SCOPES),
    Column("是否进驻政务大厅", "hall", FLAG, OWN, FLAGS),
    Column("是否支持预约办理", "appointment", FLAG, OWN, FLAGS),
    Column("是否支持网上支付", "payment_online", FLAG, OWN, FLAGS),
    Column("是否支持物流快递", "by_post", FLAG, OWN, FLAGS),
    Column("是否支持自助终端办理", "terminal", FLAG, OWN, FLAGS, ("是否支持自助终端",)),
    Column("是否支持移动端办理", "mobile", FLAG, OWN, FLAGS),
    Column("是否收费", "has_fees", FLAG, CHECKED, FLAGS),
    Column("审批结果类型", "result.kind", CHOICE, codes=RESULT_KINDS),
    Column("审批结果名称", "result.name", LINE),
    Column("中介服务", "intermediary", TEXT, most=2000),
    Column("面向自然人主题分类", "themes_natural", CHOICES, codes=_named(THEMES_NATURAL)),
    Column("面向法人主题分类", "themes_legal", CHOICES, codes=_named(THEMES_LEGAL)),
    Column("依法享有的权利", "rights", TEXTS, most=20_000),
    Column("依法履行的义务", "duties", TEXTS, most=20_000),
    Column("咨询方式", "local.consult_phone", LINE, LOCAL),
    Column("监督投诉方式", "local.complaint_phone", LINE, LOCAL),
    Column("办理地点", "local.address", LINE, LOCAL),
    Column("办理时间", "local.hours", LINE, LOCAL),
    Column("交通指引", "local.transport", LINE, LOCAL),
    Column("办理网址", "local.website", LINE, LOCAL),
    Column("办事服务点", "local.places", TEXTS, LOCAL, hint="服务点代号，一行一个"),
    *_remedy("行政复议", "reconsideration"),
    *_remedy("行政诉讼", "litigation"),
    Column("设定依据", "legal_basis", PARTS),
    Column("材料", "materials", PARTS, OWN, aliases=("申请材料",)),
    Column("收费项目", "fees", PARTS, OWN),
    Column("办理环节", "steps", PARTS, OWN, aliases=("办理流程",)),
    Column("特别程序", "special_procedures", PARTS),
    Column("常见问题", "faq", PARTS, OWN),
    Column("计划生效日期", "effective_from", DATE, IDENTITY),
    Column("事项状态", "state", CHOICE, IDENTITY, STATES),
    Column("事项版本", "version", LINE, SHOWN),
)  # fmt: skip

BY_KEY: Mapping[str, Column] = {column.key: column for column in COLUMNS}
BY_NAME: Mapping[str, Column] = {name: column for column in COLUMNS for name in column.names}
GUIDE_KEYS = tuple(
    column.key
    for column in COLUMNS
    if column.reach in (Reach.BASIC, Reach.OWN, Reach.CHECKED) and column.key != "level"
)
LOCAL_KEYS = tuple(column.key for column in COLUMNS if column.reach is Reach.LOCAL)
# A list must say at least these of each item.
REQUIRED = ("name", "region_code", "item_code", "item_type", "department", "authority_code")


def column_of(path: str) -> Column | None:
    """Return the column that holds an element of a guide, by the path under which a problem names it."""
    path = path.partition("[")[0]
    while path:
        if path in BY_KEY:
            return BY_KEY[path]
        path = path.rpartition(".")[0]
    return None

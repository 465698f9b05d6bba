"""What the front door of supervision hands out: numbers that say how they are computed and as of when, and never persons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongban.handling.cases.api import State
from tongban.offer.deadlines.rules import Light
from tongban.oversight.supervision.rules import CardKind, CardState

NAMES = {
    "received": _("收件数"),
    "open": _("在办件数"),
    "late": _("超期在办件数"),
    "decided": _("办结决定数"),
    "granted": _("准予数"),
    "on_time_rate": _("按承诺时限办结率"),
    "within_statute_rate": _("法定时限内办结率"),
    "satisfaction": _("好差评满意率"),
    "ratings": _("评价数"),
    "statutory_days": _("平均法定时限"),
    "committed_days": _("平均承诺时限"),
    "actual_days": _("平均实际用时"),
    "committed_compression": _("承诺时限压缩比例"),
    "actual_compression": _("实际用时压缩比例"),
    "open_cards": _("待处理黄红牌数"),
}
HOW = {
    "received": _("收件日期在统计期内的办件数，按收件日累计。"),
    "open": _("统计时刻尚未办结的办件数。"),
    "late": _("统计时刻已受理未决定，且超过承诺办结日的办件数。"),
    "decided": _("决定日期在统计期内的办件数，包括准予和不予。"),
    "granted": _("决定日期在统计期内，结果为准予的办件数。"),
    "on_time_rate": _("统计期内不晚于承诺办结日作出决定的办件数÷同期决定数。"),
    "within_statute_rate": _("统计期内不晚于法定办结日作出决定的办件数÷同期决定数。"),
    "satisfaction": _("基本满意及以上的评价数÷评价总数；经申诉排除的评价不计入。"),
    "ratings": _("统计期所在各月收到的评价数，不含经申诉排除的。"),
    "statutory_days": _("统计期内已决定办件，从受理日到法定办结日的平均自然日数。"),
    "committed_days": _("统计期内已决定办件，从受理日到承诺办结日的平均自然日数。"),
    "actual_days": _("统计期内已决定办件，从受理日到决定日的平均自然日数。"),
    "committed_compression": _("1－承诺时限÷法定时限，均按已决定办件的自然日数合计。"),
    "actual_compression": _("1－实际用时÷法定时限，均按已决定办件的自然日数合计。"),
    "open_cards": _("已发出、尚未由监督岗位处理完毕的黄牌、红牌和违法超期牌数。"),
}


@dataclass(frozen=True)
class Figure:
    """One number. `unit` is case, share (0 to 1), day, rating or card; the value is None where there is nothing to count."""

    code: str
    value: float | None
    unit: str
    as_of: datetime | None  # None: never swept
    since: date | None = None  # None: a state, not a span

    @property
    def name(self) -> str:
        """What it counts, in the reader's language."""
        return str(NAMES[self.code])

    @property
    def how(self) -> str:
        """How it is computed, in the reader's language."""
        return str(HOW[self.code])


@dataclass(frozen=True)
class AuthorityLine:
    """The figures of one authority."""

    authority_id: int
    authority_name: str
    figures: Mapping[str, Figure]


@dataclass(frozen=True)
class ItemLine:
    """What an item brought in the span: how many were decided, and how many of them late."""

    item_code: str
    item_name: str
    authority_name: str
    decided: int
    late: int
    average_days: float


@dataclass(frozen=True)
class DayLine:
    """What one day brought."""

    day: date
    received: int
    decided: int


@dataclass(frozen=True)
class Overview:
    """The state of a region and what the last days brought."""

    region: str
    as_of: datetime | None
    since: date
    figures: Mapping[str, Figure]
    by_state: Mapping[State, int]
    by_light: Mapping[Light, int]
    by_authority: tuple[AuthorityLine, ...]
    by_day: tuple[DayLine, ...]
    latest_items: tuple[ItemLine, ...]  # most decided late first


@dataclass(frozen=True)
class CardView:
    """A card."""

    id: UUID
    case_number: str
    kind: CardKind
    state: CardState
    authority_id: int
    authority_name: str
    item_name: str
    part_name: str  # the step of the authority that takes part; empty for the whole case
    due_on: date
    days_late: int  # calendar days past the limit; negative while there is time left
    opened_at: datetime
    explanation: str
    reasons: str
    settled_at: datetime | None


@dataclass(frozen=True)
class CardPage:
    """A page of cards, newest first; `after` asks for the next one and is None on the last."""

    rows: tuple[CardView, ...]
    after: str | None

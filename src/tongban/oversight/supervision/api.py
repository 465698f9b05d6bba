"""The front door of supervision: what is late and why, cards, figures that say how they are computed."""

from tongban.oversight.supervision.answers import (
    AuthorityLine,
    CardPage,
    CardView,
    DayLine,
    Figure,
    ItemLine,
    Overview,
)
from tongban.oversight.supervision.operations.settle_card import (
    UnableToSettleCard,
    explain_card,
    settle_card,
)
from tongban.oversight.supervision.operations.sweep import sweep
from tongban.oversight.supervision.queries import (
    UnableToFindCard,
    UnableToSupervise,
    UnableToTurnCardPage,
    card,
    cards,
    late_cases,
    overview,
    public_figures,
    supervised_case,
)
from tongban.oversight.supervision.rules import CardKind, CardState

__all__ = [
    "AuthorityLine",
    "CardKind",
    "CardPage",
    "CardState",
    "CardView",
    "DayLine",
    "Figure",
    "ItemLine",
    "Overview",
    "UnableToFindCard",
    "UnableToSettleCard",
    "UnableToSupervise",
    "UnableToTurnCardPage",
    "card",
    "cards",
    "explain_card",
    "late_cases",
    "overview",
    "public_figures",
    "settle_card",
    "supervised_case",
    "sweep",
]

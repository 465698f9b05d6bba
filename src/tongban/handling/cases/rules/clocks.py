"""What the dated facts of a case do to its clocks: grounds of special procedures, alarms, acceptance by silence, extension."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from tongban.offer.deadlines.rules import Limit, Stop, Turns


class AlarmKind(StrEnum):
    """What is noticed on a day: a light that turns, or something that should have been done the day before."""

    YELLOW = "yellow"
    RED = "red"
    BREACH = "breach"
    PROCEDURE = "procedure"  # a special procedure takes longer than was told
    COMMITMENT = "commitment"  # a promised paper did not come
    DELIVERY = "delivery"  # a decision is not delivered (行政许可法第四十四条)
    PART_YELLOW = "part_yellow"  # the time of one authority that takes part
    PART_RED = "part_red"


LIGHT_ALARMS = (AlarmKind.YELLOW, AlarmKind.RED, AlarmKind.BREACH)
PART_ALARMS = (AlarmKind.PART_YELLOW, AlarmKind.PART_RED)


class Ground(StrEnum):
    """Special procedures whose time is not counted (行政许可法第四十五条)."""

    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION = "inspection"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert_review"


# The words of the statute; doors translate them.
GROUND_NAMES: Mapping[Ground, str] = {
    Ground.HEARING: "听证",
    Ground.TENDER: "招标",
    Ground.AUCTION: "拍卖",
    Ground.INSPECTION: "检验",
    Ground.TESTING: "检测",
    Ground.QUARANTINE: "检疫",
    Ground.APPRAISAL: "鉴定",
    Ground.EXPERT_REVIEW: "专家评审",
}


class Basis(StrEnum):
    """What judges a case and may change while it is open."""

    CALENDAR = "calendar"  # an edition of the work calendar
    LIMITS = "limits"  # an edition of the limits that the law sets for every case
    ITEM = "item"  # the version of the item whose limits hold


def acceptance_start(*, received_on: date, supplied_on: date | None) -> date:
    """
    Return the day on which silence counts as acceptance (行政许可法第三十二条第四项: 逾期不告知的，自收到申请材料之日起即为受理).

    After a supplement the materials are complete only on the day it came.
    """
    return supplied_on or received_on


def alarms_of(turns: Turns) -> dict[AlarmKind, date]:
    """Return the days on which the light of a case turns."""
    red = {AlarmKind.RED: turns.red} if turns.red else {}
    return {AlarmKind.YELLOW: turns.yellow, **red, AlarmKind.BREACH: turns.breach}


def acceptance_stops(*, asked_on: date | None, supplied_on: date | None) -> tuple[Stop, ...]:
    """Return what stops the clock of acceptance: the time the applicant needs for the supplement."""
    return (Stop(asked_on, supplied_on, "补正"),) if asked_on else ()


def extension_of(statutory: Limit, extension: Limit) -> int:
    """
    Return by how many days of the statutory limit's own unit it may be extended, once (行政许可法第四十二条: 20 days by 10).

    Other limits are extended in the same proportion, by one day at least.
    """
    if statutory.unit is extension.unit and statutory.amount >= 2 * extension.amount:
        return extension.amount
    return max(1, statutory.amount // 2)

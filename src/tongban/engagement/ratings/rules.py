"""The rules of 好差评 (国办发〔2019〕51号): grades, what follows from a bad one, who may do what about it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Grade(IntEnum):
    """How satisfied the applicant is."""

    VERY_GOOD = 5  # 非常满意
    GOOD = 4  # 满意
    FAIR = 3  # 基本满意
    BAD = 2  # 不满意
    VERY_BAD = 1  # 非常不满意

    @property
    def is_bad(self) -> bool:
        """Whether it is a 差评, which must be followed up."""
        return self <= Grade.BAD


class Channel(StrEnum):
    """Where the rating was given (values of the national reporting interface beside)."""

    PORTAL = "portal"  # 1 PC端
    PHONE = "phone"  # 2 移动端
    QR = "qr"  # 3 二维码
    WINDOW = "window"  # 4 政务大厅平板
    KIOSK = "kiosk"  # 5 政务大厅其他终端
    SMS = "sms"  # 6 短信


class Stage(StrEnum):
    """How far the follow-up of a bad rating is."""

    OPEN = "open"
    CALLED_BACK = "called_back"
    ANSWERED = "answered"
    EXCLUDED = "excluded"  # on appeal: it counts no more


class Finding(StrEnum):
    """What the responsible unit found when it checked a bad rating."""

    JUSTIFIED = "justified"  # 属实: must be put right
    PARTLY = "partly"  # 部分属实: must be put right where it is true
    UNJUSTIFIED = "unjustified"  # 不属实: must be explained


@dataclass(frozen=True)
class Reason:
    """One reason that can be ticked, with the grades it goes with and its words by language."""

    code: str
    grades: frozenset[Grade]
    names: Mapping[str, str]


@dataclass(frozen=True)
class BadRatingFacts:
    """What the rules need to know of a bad rating."""

    stage: Stage
    is_anonymous: bool
    appealed_by: str = ""  # account id
    appeal_is_open: bool = False
    handled_by: frozenset[str] = (
        frozenset()
    )  # account ids of those rated; empty for an anonymous rating, which names no case


def misfit_reasons(grade: Grade, codes: Collection[str], reasons: Mapping[str, Reason]) -> tuple[str, ...]:
    """Return the codes that do not exist or do not go with the grade."""
    return tuple(code for code in codes if code not in reasons or grade not in reasons[code].grades)


def needs_call_back(facts: BadRatingFacts) -> bool:
    """Say whether the rater must be called back before the answer: all who gave their names (实名差评回访率100%)."""
    return facts.stage is Stage.OPEN and not facts.is_anonymous


def needs_rectification(finding: Finding) -> bool:
    """Say whether something must be put right: whatever was found true."""
    return finding is not Finding.UNJUSTIFIED


def may_be_answered(facts: BadRatingFacts) -> bool:
    """Say whether the answer may be given now."""
    return facts.stage in {Stage.OPEN, Stage.CALLED_BACK} and not needs_call_back(facts)


def may_decide_appeal(facts: BadRatingFacts, *, account_id: str, is_own_authority: bool) -> bool:
    """
    Say whether somebody may decide an appeal: never the one rated, nor the one who appealed.

    An anonymous rating does not say who was rated, so it is decided by another authority.
    """
    if facts.is_anonymous and is_own_authority:
        return False
    return account_id not in facts.handled_by and account_id != facts.appealed_by


def satisfaction(counts: Mapping[Grade, int]) -> float | None:
    """Return the share of ratings that are at least fair, None without ratings."""
    total = sum(counts.values())
    return sum(count for grade, count in counts.items() if not grade.is_bad) / total if total else None

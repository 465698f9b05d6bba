"""The rules of inspection as the data file writes them, read strictly: all faults at once, each with its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any

from tongban.offer.catalogue.rules import ITEM_TYPES
from tongban.offer.inspection.rules.conditions import Condition, faults_of

_TEXTS = ("name", "name_en", "sentence", "sentence_en", "cure", "cure_en", "source")
_MOST_WEIGHT = 50


class Severity(IntEnum):
    """How much a fault matters to who reads the guide."""

    HINT = 1  # 提示: could be said better
    FLAW = 2  # 一般: something is missing or unclear
    SERIOUS = 3  # 严重: misleads, or contradicts the law


# Which parameters each kind of check takes; checks.KINDS says what they mean.
PARAMS: Mapping[str, frozenset[str]] = {
    "missing": frozenset({"paths"}),
    "vague": frozenset({"paths", "words"}),
    "shape": frozenset({"paths", "pattern"}),
    "ends_with": frozenset({"paths", "words"}),
    "shorter_than": frozenset({"paths", "n"}),
    "contradiction": frozenset({"expect"}),
    "at_least": frozenset({"path", "n"}),
    "at_most": frozenset({"path", "n"}),
    "covers": frozenset({"path", "words"}),
    "differs": frozenset({"path", "other"}),
    "repeated": frozenset({"path"}),
    "longer_than": frozenset({"path", "other"}),
    "longer_than_law": frozenset({"path", "limit"}),
    "sum_within": frozenset({"path", "limit"}),
    "stale": frozenset({"days"}),
    "repealed": frozenset({"paths"}),
    "held_as_licence": frozenset({"path"}),
    "unknown_licence": frozenset({"path"}),
    "dead_link": frozenset({"paths"}),
    "overclaims": frozenset({"fact"}),
}
OPTIONAL: Mapping[str, frozenset[str]] = {"missing": frozenset({"empty_words"}), "vague": frozenset({"but"})}


@dataclass(frozen=True)
class Rule:
    """One rule. `when` says for which guides, `each` and `where` for which of their parts; `sentence` speaks with what was found."""

    code: str
    kind: str
    params: Mapping[str, Any]
    severity: Severity
    weight: int
    name: str
    name_en: str
    sentence: str
    sentence_en: str
    cure: str
    cure_en: str
    source: str
    active_from: date
    item_types: tuple[str, ...] = ()
    when: Condition = field(default_factory=dict)
    each: str = ""
    where: Condition = field(default_factory=dict)
    is_on: bool = True


class UnableToReadRules(ValueError):
    """The rules are not complete; `faults` names everything at once."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(faults))


def read_rules(rows: object) -> tuple[Rule, ...]:
    """Read the rules of the data file; raise UnableToReadRules with every fault."""
    if not isinstance(rows, list):
        raise UnableToReadRules(("rules: is no list",))
    faults = [f"rules[{index}] {fault}" for index, row in enumerate(rows) for fault in _faults(row)]
    codes = [row.get("code") for row in rows if isinstance(row, dict)]
    faults += [f"{code}: is there twice" for code in {code for code in codes if codes.count(code) > 1}]
    if faults:
        raise UnableToReadRules(tuple(faults))
    return tuple(map(_rule, rows))


def _faults(row: Any) -> list[str]:
    if not isinstance(row, dict):
        return ["is no mapping"]
    code, kind, params = row.get("code"), str(row.get("kind")), row.get("params", {})
    found = [f"{code}: {key} is missing" for key in ("code", "kind", *_TEXTS) if not str(row.get(key) or "").strip()]
    if kind not in PARAMS:
        found.append(f"{code}: there is no kind {kind}")
    elif not isinstance(params, dict) or not PARAMS[kind] <= set(params) <= PARAMS[kind] | OPTIONAL.get(
        kind, frozenset()
    ):
        found.append(f"{code}: {kind} takes {'、'.join(sorted(PARAMS[kind]))}")
    if row.get("severity") not in list(Severity):
        found.append(f"{code}: severity is 1, 2 or 3")
    if not isinstance(row.get("weight"), int) or not 0 < row["weight"] <= _MOST_WEIGHT:
        found.append(f"{code}: weight is 1 to {_MOST_WEIGHT}")
    if not isinstance(row.get("active_from"), date):
        found.append(f"{code}: active_from is a day")
    if not set(row.get("item_types", ())) <= set(ITEM_TYPES):
        found.append(f"{code}: item_types are codes of GB/T 39554.1")
    found += [f"{code}: {key} {fault}" for key in ("when", "where") for fault in faults_of(row.get(key, {}))]
    if kind == "contradiction" and isinstance(params, dict):
        found += [f"{code}: expect {fault}" for fault in faults_of(params.get("expect", {}))]
    return found + [f"{code}: {key} is unknown" for key in row if key not in _KEYS]


_KEYS = frozenset(
    {"code", "kind", "params", "severity", "weight", "active_from", "item_types", "when", "each", "where", *_TEXTS}
    | {"breaks", "keeps"}  # examples, for the tests
)


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        code=row["code"],
        kind=row["kind"],
        params=row.get("params", {}),
        severity=Severity(row["severity"]),
        weight=row["weight"],
        active_from=row["active_from"],
        item_types=tuple(row.get("item_types", ())),
        when=row.get("when", {}),
        each=row.get("each", ""),
        where=row.get("where", {}),
        **{key: row[key].strip() for key in _TEXTS},
    )

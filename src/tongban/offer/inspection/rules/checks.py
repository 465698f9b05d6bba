"""
The kinds of check: a small fixed vocabulary of pure predicates. A rule of the data file names one and gives its parameters.

A check is told the subject, or one part of it where the rule says `each`, and yields the places that break the rule.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tongban.offer.deadlines.rules import Limit
from tongban.offer.inspection.rules.book import Rule
from tongban.offer.inspection.rules.conditions import broken, holds
from tongban.offer.inspection.rules.depth import Platform, real_depth
from tongban.offer.inspection.rules.subject import Subject, is_empty, values

LONGEST_SAID = 60
_ROMAN = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ")
_LAW_NAMED = re.compile(r"《([^《》]{2,60})》")
_UNSAID = re.compile(r"[\s，。、；：（）()《》“”,.;:\"'·-]+")
# 复印件 of a material is the same material; so is its original.
_COPY = re.compile(r"(原件及复印件|原件和复印件|复印件|原件|（[^（）]*份）)$")


@dataclass(frozen=True)
class LawChange:
    """A law that no longer holds: since when, what took its place, and where that is written."""

    name: str
    since: date
    successor: str
    source: str


@dataclass(frozen=True)
class Facts:
    """What a check needs to know beside the guide. Nothing is fetched while checking."""

    today: date
    platform: Platform = Platform()  # noqa: RUF009 (frozen)
    limits: Mapping[str, Limit] = field(default_factory=dict)  # limits of the law by code
    laws: Mapping[str, LawChange] = field(default_factory=dict)  # by the name that no longer holds
    licences: Mapping[str, str] = field(
        default_factory=dict
    )  # name of a type that the platform issues or holds → its key
    dead_links: Mapping[str, str] = field(default_factory=dict)  # address → what was found, and when


@dataclass(frozen=True)
class Hit:
    """One place that breaks a rule: where, and what stands there, for the sentence."""

    rule: str
    path: str
    said: Mapping[str, str] = field(default_factory=dict)


_Places = Iterator[tuple[str, Mapping[str, str]]]
Check = Callable[[Any, Mapping[str, Any], Facts], _Places]


def findings(subject: Subject, rules: Sequence[Rule], facts: Facts) -> tuple[Hit, ...]:
    """Return every place where a subject breaks one of the rules that are on and in force, by rule and place, none twice."""
    found: dict[tuple[str, str], Hit] = {}
    for rule in rules:
        if rule.is_on and rule.active_from <= facts.today and _applies(rule, subject):
            for path, said in _checked(rule, subject, facts):
                found.setdefault((rule.code, path), Hit(rule.code, path, said))
    return tuple(found[key] for key in sorted(found))


def _applies(rule: Rule, subject: Subject) -> bool:
    return (not rule.item_types or subject.guide.item_type in rule.item_types) and holds(rule.when, subject)


def _checked(rule: Rule, subject: Subject, facts: Facts) -> _Places:
    check = KINDS[rule.kind]
    if not rule.each:
        yield from check(subject, rule.params, facts)
        return
    for place, part in values(subject, rule.each):
        if holds(rule.where, part):
            for path, said in check(part, rule.params, facts):
                yield f"{place}.{path}", {"name": str(getattr(part, "name", ""))} | dict(said)


def _shown(value: object) -> str:
    text = "、".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return text if len(text) <= LONGEST_SAID else f"{text[:LONGEST_SAID]}…"


# --- what one text or fact says ---


def _missing(thing: Any, params: Mapping[str, Any], _facts: Facts) -> _Places:
    """`paths`: each must be stated; words of `empty_words` (无, 详见窗口) state nothing."""
    nothing = tuple(params.get("empty_words", ()))
    for path in params["paths"]:
        for place, value in values(thing, path):
            if is_empty(value) or (isinstance(value, str) and value.strip(" 。.") in nothing):
                yield place, {"said": _shown(value)} if value else {}


def _vague(thing: Any, params: Mapping[str, Any], _facts: Facts) -> _Places:
    """`paths` must hold none of `words`, apart from the words in `but` (等级, 等额) that merely look like them."""
    words = re.compile("|".join(map(re.escape, sorted(params["words"], key=len, reverse=True))))
    harmless = re.compile("|".join(map(re.escape, sorted(params.get("but", ()), key=len, reverse=True))) or r"(?!)")
    for place, text in _texts(thing, params["paths"]):
        word = words.search(harmless.sub(lambda found: "＿" * len(found[0]), text))
        if word:
            around = text[max(0, word.start() - 12) : word.end() + 8]
            yield place, {"said": around, "word": word[0]}


def _shape(thing: Any, params: Mapping[str, Any], _facts: Facts) -> _Places:
    """`paths`, where stated, must match `pattern`."""
    pattern = re.compile(params["pattern"])
    for place, text in _texts(thing, params["paths"]):
        if text.strip() and not pattern.search(text.strip()):
            yield place, {"said": _shown(text)}


def _ends_with(thing: Any, params: Mapping[str, Any], _facts: Facts) -> _Places:
    """`paths` must not end with one of `words`."""
    for place, text in _texts(thing, params["paths"]):
        bare = text.strip(" 。.，,；;")
        if bare.endswith(tuple(params["words"])):
            yield place, {"said": _shown(bare[-24:])}


def _shorter_than(thing: Any, params: Mapping[str, Any], _facts: Facts) -> _Places:
    """`paths`, where stated, must have at least `n` characters."""
    for place, text in _texts(thing, params["paths"]):
        if text.strip() and len(text.strip()) < params["n"]:
            yield place, {"said": _shown(text), "least": str(params["n"])}


# --- how facts go together ---


def _contradiction(thing: Any, params: Mapping[str, Any], _facts: Facts) -> _Places:
    """`expect` must hold; `when` and `where` of the rule say for whom."""
    for place, value in broken(params["expect"], thing):
        yield place, {"said": _shown(value)}


def _at_least(thing: Any, params: Mapping[str, Any], _facts: Facts) -> _Places:
    """`path` must have at least `n` elements."""
    for place, value in values(thing, params["path"]):
        if len(value) < params["n"]:
            yield place, {"count": str(len(value)), "least": str(params["n"])}


def _at_most(thing: Any, params: Mapping[str, Any], _facts: Facts) -> _Places:
    """The number at `path` must not be more than `n`."""
    for place, value in values(thing, params["path"]):
        if value > params["n"]:
            yield place, {"said": str(value), "most": str(params["n"])}


def _covers(thing: Any, params: Mapping[str, Any], _facts: Facts) -> _Places:
    """Of each group of `words`, one must be in some text of `path`: a permit is accepted, examined, decided, closed, delivered."""
    texts = [text for _, text in _texts(thing, [params["path"]])]
    missing = [group[0] for group in params["words"] if not any(word in text for word in group for text in texts)]
    if missing:
        yield params["path"].partition("[")[0], {"missing": "、".join(missing)}


def _differs(thing: Any, params: Mapping[str, Any], _facts: Facts) -> _Places:
    """`path` and `other`, where both are stated, must not say the same."""
    (place, first), (_, second) = next(values(thing, params["path"])), next(values(thing, params["other"]))
    if not is_empty(first) and _plain(str(first)) == _plain(str(second)):
        yield place, {"said": _shown(first)}


def _repeated(thing: Any, params: Mapping[str, Any], _facts: Facts) -> _Places:
    """No two texts of `path` may say the same, a material and its copy included."""
    seen: dict[str, str] = {}
    for place, text in _texts(thing, [params["path"]]):
        key = _plain(_COPY.sub("", text.strip()))
        if key and key in seen:
            yield place, {"said": _shown(text), "first": seen[key]}
        seen.setdefault(key, text)


# --- limits ---


def _longer_than(thing: Any, params: Mapping[str, Any], _facts: Facts) -> _Places:
    """The limit at `path` must not be longer than the one at `other`, and be counted in the same days."""
    (place, limit), (_, other) = next(values(thing, params["path"])), next(values(thing, params["other"]))
    if limit.unit != other.unit or limit.amount > other.amount:
        yield place, {"said": _days(limit), "other": _days(other)}


def _longer_than_law(thing: Any, params: Mapping[str, Any], facts: Facts) -> _Places:
    """The limit at `path` must not be longer than the law's (`limit`), unless its note names the law that says otherwise."""
    law = facts.limits.get(params["limit"])
    for place, limit in values(thing, params["path"]):
        if law and limit.unit == law.unit and limit.amount > law.amount and not _names_a_law(limit.note):
            yield place, {"said": _days(limit), "law": _days(law)}


def _sum_within(thing: Any, params: Mapping[str, Any], _facts: Facts) -> _Places:
    """The numbers of `path` must not add up to more than the limit at `limit`."""
    total = sum(value for _, value in values(thing, params["path"]))
    limit = next(values(thing, params["limit"]))[1]
    if total > limit.amount:
        yield params["path"].partition("[")[0], {"said": str(total), "limit": _days(limit)}


def _stale(thing: Any, params: Mapping[str, Any], _facts: Facts) -> _Places:
    """A guide must have been looked through within `days`."""
    days = next(values(thing, "days_unreviewed"))[1]
    if days > params["days"]:
        yield "guide", {"days": str(days)}


# --- what the guide says against what is so ---


def _repealed(thing: Any, params: Mapping[str, Any], facts: Facts) -> _Places:
    """No text of `paths` may rest on a law that no longer holds."""
    for place, text in _texts(thing, params["paths"]):
        for name in dict.fromkeys((text.strip(), *_LAW_NAMED.findall(text))):
            change = facts.laws.get(name)
            if change and change.since <= facts.today:
                yield (
                    place,
                    {
                        "said": name,
                        "since": change.since.isoformat(),
                        "successor": f"《{change.successor}》" if change.successor else "",
                        "law_source": change.source,
                    },
                )


def _held_as_licence(thing: Any, params: Mapping[str, Any], facts: Facts) -> _Places:
    """A material that the platform holds as an electronic licence may not be asked of the applicant as paper alone."""
    for place, text in _texts(thing, [params["path"]]):
        if "licence" not in thing.ways and _COPY.sub("", text.strip()) in facts.licences:
            yield place, {"said": _shown(text)}


def _unknown_licence(thing: Any, params: Mapping[str, Any], facts: Facts) -> _Places:
    """A key of a licence type must be one that the platform knows, once it knows any."""
    for place, key in _texts(thing, [params["path"]]):
        if key and facts.licences and key not in facts.licences.values():
            yield place, {"said": key}


def _dead_link(thing: Any, params: Mapping[str, Any], facts: Facts) -> _Places:
    """No address of `paths` may be dead; one that was not checked is not dead."""
    for place, text in _texts(thing, params["paths"]):
        if text.strip() in facts.dead_links:
            yield place, {"said": _shown(text.strip()), "found": facts.dead_links[text.strip()]}


def _overclaims(thing: Any, params: Mapping[str, Any], facts: Facts) -> _Places:
    """`fact` (depth or visits) must not claim better than what is really online here."""
    real = real_depth(
        thing.guide, form_published=thing.form_published, platform=facts.platform, licences=facts.licences
    )
    claimed = thing.guide.online_depth if params["fact"] == "depth" else thing.guide.visits
    if params["fact"] == "depth" and claimed > real.depth:
        yield (
            "online_depth",
            {"said": _ROMAN[claimed - 1], "real": _ROMAN[real.depth - 1], "lacks": "、".join(real.lacks)},
        )
    if params["fact"] == "visits" and claimed < real.visits:
        yield "visits", {"said": str(claimed), "real": str(real.visits), "lacks": "、".join(real.lacks)}


KINDS: Mapping[str, Check] = {
    "missing": _missing,
    "vague": _vague,
    "shape": _shape,
    "ends_with": _ends_with,
    "shorter_than": _shorter_than,
    "contradiction": _contradiction,
    "at_least": _at_least,
    "at_most": _at_most,
    "covers": _covers,
    "differs": _differs,
    "repeated": _repeated,
    "longer_than": _longer_than,
    "longer_than_law": _longer_than_law,
    "sum_within": _sum_within,
    "stale": _stale,
    "repealed": _repealed,
    "held_as_licence": _held_as_licence,
    "unknown_licence": _unknown_licence,
    "dead_link": _dead_link,
    "overclaims": _overclaims,
}


def _texts(thing: Any, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    for path in paths:
        for place, value in values(thing, path):
            if isinstance(value, str):
                yield place, value


def _plain(text: str) -> str:
    return _UNSAID.sub("", text)


def _names_a_law(note: str) -> bool:
    return _LAW_NAMED.search(note) is not None or re.search(r"第.{1,8}条", note) is not None


def _days(limit: Any) -> str:
    return f"{limit.amount} 个工作日" if limit.unit == "working_day" else f"{limit.amount} 日"

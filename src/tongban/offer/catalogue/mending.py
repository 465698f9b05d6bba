"""Own values that a new basic guide made worse: which of them to give up, so that the rest stands."""

import copy
import re
from collections.abc import Mapping
from typing import Any

from tongban.offer.catalogue.inheritance import read_own
from tongban.offer.catalogue.rules import Guide, GuideProblem, UnableToReadGuide

_PLACE = re.compile(r"^materials\[(\d+)\]")
# Elements that only hold together: giving up the one, the others inherit again too.
_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "steps": ("steps", "committed_limit"),
    "committed_limit": ("committed_limit",),
    "visits": ("visits", "visits_reason", "online_depth"),
    "visits_reason": ("visits", "visits_reason"),
    "online_depth": ("online_depth", "visits", "visits_reason"),
    "channels": ("channels", "online_depth"),
    "conditions": ("conditions_dropped",),
}


def mended(basic: Guide, own: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return own values without those that are worse than what is inherited, or that fit it no more; the rest as it is.

    What holds of the place is never given up. The result can be read: `read_own(basic, mended(basic, own))`.
    """
    return _given_up(basic, own)[0]


def all_problems(basic: Guide, own: Mapping[str, Any]) -> tuple[GuideProblem, ...]:
    """
    Return everything that is wrong in own values: also what is worse beside something that cannot be read at all.

    `read_own` stops at what it cannot read; here that is given up, and the rest is looked at again.
    """
    return _given_up(basic, own)[1]


def _given_up(basic: Guide, own: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[GuideProblem, ...]]:
    kept: dict[str, Any] = copy.deepcopy(dict(own))
    found: list[GuideProblem] = []
    while True:
        try:
            read_own(basic, kept)
        except UnableToReadGuide as fault:
            before = copy.deepcopy(kept)
            for problem in fault.problems:
                if problem not in found:
                    found.append(problem)
                _give_up(basic, kept, problem)
            if kept == before:  # what is wrong has no value of its own: then nothing but the place remains
                return ({"local": kept["local"]} if "local" in kept else {}), tuple(found)
            continue
        return kept, tuple(found)


def _give_up(basic: Guide, own: dict[str, Any], problem: GuideProblem) -> None:
    head, *rest = problem.path.replace("[", ".").replace("]", "").split(".")
    if head in ("materials", "fees"):
        _give_up_part(basic, own, head, problem)
    elif head == "conditions_dropped":
        kept = own.get(head)
        own[head] = [text for text in kept if text in basic.conditions] if isinstance(kept, list | tuple) else []
        if not own[head]:
            del own[head]
    elif head == "faq":
        own.pop("faq", None)
    elif head != "local":
        for key in _TOGETHER.get(head, (head,)):
            own.pop(key, None)


def _give_up_part(basic: Guide, own: dict[str, Any], head: str, problem: GuideProblem) -> None:
    parts = own.get(head)
    if not isinstance(parts, dict):
        own.pop(head, None)
        return
    name, field = _part(basic, parts, head, problem.path)
    part = parts.get(name)
    if isinstance(part, dict) and field in part:
        # Ways hang together with what they need: a kind of licence, a size, days.
        for key in ("ways", "licence_type", "accept", "max_mb", "commitment_days") if _is_way(field) else (field,):
            part.pop(key, None)
        if part:
            return
    parts.pop(name, None)
    if not parts:
        del own[head]


def _part(basic: Guide, parts: Mapping[str, Any], head: str, path: str) -> tuple[str, str]:
    """Return which material or fee a path leads to, and which of its fields."""
    if place := _PLACE.match(path):
        left = [each.code for each in basic.materials if not (parts.get(each.code) or {}).get("dropped")]
        return left[int(place[1])], path.rpartition(".")[2]
    rest = path.removeprefix(f"{head}.")
    if rest in parts or head == "fees":
        return rest, "amount_fen"
    name, _dot, field = rest.rpartition(".")
    return name, field


def _is_way(field: str) -> bool:
    return field in ("ways", "licence_type", "accept", "max_mb", "commitment_days")

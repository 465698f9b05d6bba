"""Kinds of project: which stages each goes through, in which order, in how many planned days. Data with a source."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Once(StrEnum):
    """How far a stage must have come before another may be opened."""

    ACCEPTED = "accepted"
    GRANTED = "granted"


class UnableToReadKinds(ValueError):
    """The kinds are not whole: `problems` says, one sentence each, what to mend."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))


@dataclass(frozen=True)
class Condition:
    """What a stage waits for."""

    stage: str
    once: Once


@dataclass(frozen=True)
class StagePlan:
    """One stage of a kind: the item it is applied for by, and the days planned for it."""

    code: str
    name: str
    name_en: str
    basic_code: str
    lead: str  # key of the leading authority (牵头部门)
    days: int  # working days of the authorities' own time
    after: tuple[Condition, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of project."""

    code: str
    name: str
    name_en: str
    note: str
    note_en: str
    department: str  # third group of the code
    type: str  # fourth group of the code
    days: int  # planned for the whole course
    source: str
    asked: tuple[str, ...]  # elements that are asked for when it is registered
    stages: tuple[StagePlan, ...]
    results: Mapping[str, str] = field(default_factory=dict)  # type of a licence → element that keeps its number
    shared: tuple[str, ...] = ()  # beginnings of the elements that belong to the project and not to one application

    def stage(self, code: str) -> StagePlan:
        """Return a stage; KeyError when the kind has none such."""
        for stage in self.stages:
            if stage.code == code:
                return stage
        raise KeyError(code)

    def is_shared(self, element: str) -> bool:
        """Say whether an answer belongs to the project, so that later stages are filled with it."""
        return element.startswith(self.shared)


def parse_kinds(body: Mapping[str, Any], *, longest: int) -> tuple[Kind, ...]:
    """
    Return the kinds told by a mapping (seeds/project_kinds.yaml), or raise `UnableToReadKinds` with everything wrong in it.

    A stage waits for stages before it only, so no two wait for each other. The days of the longest chain of stages are within
    those of the whole, and these within `longest` working days (国办发〔2019〕11号).
    """
    results, shared = dict(body.get("results", {})), tuple(body.get("shared", ()))
    kinds = [_kind(each, results, shared) for each in body.get("kinds", ())]
    problems = [
        f"kind {kind.code or '?'}: {problem}" for kind in kinds for problem in _faults_of(kind, longest=longest)
    ]
    if len({kind.code for kind in kinds}) < len(kinds):
        problems.append("two kinds have the same code")
    if not kinds:
        problems.append("there is no kind")
    if problems:
        raise UnableToReadKinds(problems)
    return tuple(kinds)


def longest_chain(stages: Iterable[StagePlan]) -> int:
    """Return the planned days of the longest chain of stages that wait for one another's end."""
    ends: dict[str, int] = {}
    for stage in stages:
        waits = [ends.get(each.stage, 0) for each in stage.after if each.once is Once.GRANTED]
        ends[stage.code] = max(waits, default=0) + stage.days
    return max(ends.values(), default=0)


def _kind(body: Mapping[str, Any], results: Mapping[str, str], shared: tuple[str, ...]) -> Kind:
    texts = {
        name: str(body.get(name, ""))
        for name in ("code", "name", "name_en", "note", "note_en", "department", "type", "source")
    }
    return Kind(
        **texts,
        days=int(body.get("days", 0)),
        asked=tuple(body.get("asked", ())),
        stages=tuple(_stage(stage) for stage in body.get("stages", ())),
        results=results,
        shared=shared,
    )


def _stage(body: Mapping[str, Any]) -> StagePlan:
    return StagePlan(
        **{name: str(body.get(name, "")) for name in ("code", "name", "name_en", "basic_code", "lead")},
        days=int(body.get("days", 0)),
        after=tuple(
            Condition(stage, Once(once)) for each in body.get("after", ()) for stage, once in dict(each).items()
        ),
    )


def _faults_of(kind: Kind, *, longest: int) -> list[str]:
    faults = [
        f"it needs {name}"
        for name in ("code", "name", "name_en", "department", "type", "source", "asked", "stages")
        if not getattr(kind, name)
    ]
    seen: set[str] = set()
    for stage in kind.stages:
        if stage.code in seen:
            faults.append(f"stage {stage.code} stands there twice")
        if not (stage.name and stage.name_en and stage.basic_code and stage.lead) or stage.days < 1:
            faults.append(f"stage {stage.code} needs name, name_en, basic_code, lead and days")
        faults += [
            f"stage {stage.code} waits for {each.stage}, which is not a stage before it"
            for each in stage.after
            if each.stage not in seen
        ]
        seen.add(stage.code)
    if not faults and longest_chain(kind.stages) > kind.days:
        faults.append(f"its stages need {longest_chain(kind.stages)} days, more than its {kind.days}")
    if kind.days > longest:
        faults.append(f"its {kind.days} days are more than the {longest} of the whole course")
    return faults

"""What can be wrong with a plan: a code, the place, and the way that leads there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

# In English, for files and logs; `sentences` says the same to people in their language.
SENTENCES: Mapping[str, str] = {
    "not_a_mapping": "{where} should be a mapping",
    "no_code": "the plan needs a code of small letters, digits and hyphens",
    "too_many_steps": "the plan has {count} steps, more than {most}",
    "no_name": "step {where} needs a name and a name_en",
    "unknown_role": "step {where} has an unknown role {value!r}",
    "unknown_kind": "step {where} has an unknown kind {value!r}",
    "leads_nowhere": "step {where} leads nowhere",
    "unknown_target": "step {where} leads to {value!r}, which is not a step",
    "unknown_barred": "step {where} bars the doer of {value!r}, which is not a step",
    "unknown_first": "first step {value!r} is not among the steps",
    "wrong_first": "the first step is accept, not {value!r}",
    "wrong_code": "step {where}: its code and its kind {value!r} do not belong together",
    "missing_step": "step {where} is missing",
    "fixed_result": "step {where} has to lead with {result!r} to {value!r}",
    "ends_early": "step {where} ends the plan; only acceptance and delivery do",
    "decided_from": "step {where} leads to {value!r}, which follows only {allowed!r}",
    "bad_value": "step {where}: {value}",
    "bad_condition": "a branch of {where}: {value}",
    "unknown_join": "{where} joins in {value!r}, which is not a join",
    "twice_in_fork": "{where} opens {value!r} twice",
    "maybe_nothing": "{where} may open nothing: one branch has to be without a condition, or open otherwise",
    "otherwise_alone": "{where} has a branch that opens otherwise, and none with a condition",
    "outcome_missing": "join {where} does not say where {value!r} leads",
    "leaves_block": "step {where} leads to {value}, which lies in another place: a branch would be lost or opened twice",
    "join_without_fork": "step {where} leads to join {value}, whose branches it does not belong to",
    "fixed_in_branch": "step {where} lies in a branch; it belongs outside",
    "ends_in_branch": "step {where} ends the plan in a branch, while others are under way",
    "unreached": "step {where} cannot be reached",
    "waits_for_too_many": "{where} may open only {count} that have a say, and join {join} needs {needed}",
    "no_end": "step {where} never comes to an end",
    "unknown_department": "step {where} asks department {value!r}, which does not exist",
    "personal_fact": "a condition of {where} rests on personal data {value!r}",
    "too_many_ways": "the plan has more than {most} situations, too many to be proven sound: split it",
}


class Way(NamedTuple):
    """One move of a trace: the step and the result that leads on."""

    step: str
    result: str


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a plan."""

    code: str
    where: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    trace: tuple[Way, ...] = ()

    def __str__(self) -> str:
        sentence = SENTENCES[self.code].format(where=self.where, **self.params)
        if not self.trace:
            return sentence
        return f"{sentence} (by {' → '.join(f'{way.step} {way.result}' for way in self.trace)})"


class UnableToReadPlan(ValueError):
    """The plan is not whole, or not sound: `faults` says what to mend, `problems` the same in English, one sentence each."""

    def __init__(self, faults: Sequence[Fault], plan: str = "?") -> None:
        self.faults = tuple(faults)
        self.problems = tuple(f"plan {plan}: {fault}" for fault in faults)
        super().__init__("; ".join(self.problems))

"""What is wrong with a review plan, with steps by their names, and the way that leads there."""

from dataclasses import replace

from django.utils.translation import gettext as _

from tongban.doors.frame import plan_words as words
from tongban.doors.frame.plan_charts import name_of
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.rules import Fault, Plan

STEPS = ("value", "allowed", "join")  # parameters that may be codes of steps


def sentence_of(fault: Fault, plan: Plan) -> str:
    """Return what is wrong in one sentence."""
    params = {key: name_of(plan, value) if key in STEPS else value for key, value in fault.params.items()}
    for key in {"fixed_result": ("result",), "outcome_missing": ("value",)}.get(fault.code, ()):
        params[key] = words.result_word(fault.params[key])
    return workflow.fault_sentence(replace(fault, where=name_of(plan, fault.where), params=params))


def trace_text(fault: Fault, plan: Plan) -> str:
    """Return the shortest way that leads to a fault: step and result, one after the other."""
    return " → ".join(
        _("{step}（{result}）").format(step=name_of(plan, way.step), result=words.result_word(way.result, way.step))
        for way in fault.trace
    )

"""
SpiffWorkflow, a BPMN engine that others wrote, set up to run exported plans.

Its gateways count what arrived in earlier rounds of a loop, and it has no complex gateway. The ones here are as the standard has
them (BPMN 2.0.2, 13.4.1, 13.4.3 and 13.4.5), for plans that go back into a block, or need a part of the branches only.
"""

from collections.abc import Mapping

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, BpmnValidator
from SpiffWorkflow.bpmn.parser.task_parsers import ConditionalGatewayParser, GatewayParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway, ParallelGateway
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

ACTIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED


def arrived_at(my_task) -> set:
    """Return the specs from which a token has come to a gateway since it fired last."""
    mine = my_task.workflow.get_tasks(spec_name=my_task.task_spec.name)
    fired = max((task.last_state_change for task in mine if task.state == TaskState.COMPLETED), default=0)
    return {
        task.parent.task_spec
        for task in mine
        if task is my_task or (task.parent.state == TaskState.COMPLETED and task.last_state_change > fired)
    }


class Together(ParallelGateway):
    """Fires when a token has come along every way."""

    def _check_threshold_unstructured(self, my_task):
        return arrived_at(my_task) >= set(self.inputs)


class Gathering(InclusiveGateway):
    """Fires when no token is left that could still arrive, unless it could come where one has arrived as well."""

    def _check_threshold_unstructured(self, my_task):
        arrived = arrived_at(my_task)
        empty = set(self.inputs) - arrived
        for task in my_task.workflow.get_tasks(state=ACTIVE):
            reached = self._reached_from(task.task_spec)
            if task.task_spec is not self and reached & empty and not reached & arrived:
                return False
        return True

    def _reached_from(self, spec):
        seen, waiting = {spec}, [spec]
        while waiting:
            for following in waiting.pop().outputs:
                if following not in seen and following is not self:
                    seen.add(following)
                    waiting.append(following)
        return seen


class Activating(ParallelGateway):
    """A complex gateway: fires as soon as its condition holds, and drops what is still on its way to it."""

    def _check_threshold_unstructured(self, my_task):
        scope = my_task.workflow.script_engine.environment.globals
        return bool(scope["result"](self.name.removeprefix("Join_")))

    def _run_hook(self, my_task):
        for task in my_task.workflow.get_tasks(state=ACTIVE):
            if task is not my_task:
                task.cancel()
        return super()._run_hook(my_task)


class StandardParser(BpmnParser):
    """The parser with the gateways of the standard."""

    OVERRIDE_PARSER_CLASSES = {
        full_tag("parallelGateway"): (GatewayParser, Together),
        full_tag("inclusiveGateway"): (ConditionalGatewayParser, Gathering),
        full_tag("complexGateway"): (GatewayParser, Activating),
    }


class Run:
    """One run of an exported plan. `results`, `chosen` and the facts are what its conditions ask for."""

    STOCK = BpmnParser

    def __init__(
        self, content: bytes, facts: Mapping[str, object], parser_class: type[BpmnParser] = BpmnParser
    ) -> None:
        self.results: dict[str, str] = {}
        self.chosen: set[str] = set()
        parser = parser_class(validator=BpmnValidator())  # against the schema of the OMG
        parser.add_bpmn_xml(etree.fromstring(content).getroottree())
        (process,) = parser.get_process_ids()
        names = {
            "fact": lambda name: facts.get(name, -1),
            "result": lambda code: self.results.get(code, ""),
            "chosen": lambda branch: branch in self.chosen,
        }
        engine = PythonScriptEngine(environment=TaskDataEnvironment(names))
        self.workflow = BpmnWorkflow(parser.get_spec(process), script_engine=engine)
        self._go_on()

    def open_steps(self) -> set[str]:
        return {task.task_spec.name.removeprefix("Step_") for task in self._ready()}

    def is_over(self) -> bool:
        return self.workflow.is_completed()

    def finish(self, step: str) -> None:
        task = next(task for task in self._ready() if task.task_spec.name == f"Step_{step}")
        task.run()
        if task.state == TaskState.STARTED:  # a service task waits for whoever does it
            task.complete()
        self._go_on()

    def _ready(self):
        return [task for task in self.workflow.get_tasks(state=TaskState.READY) if _is_step(task)]

    def _go_on(self):
        """Run whatever runs by itself, until only steps are left."""
        self.workflow.refresh_timers()
        while by_itself := [task for task in self.workflow.get_tasks(state=TaskState.READY) if not _is_step(task)]:
            by_itself[0].run()
            self.workflow.refresh_timers()


def _is_step(task) -> bool:
    return task.task_spec.name.startswith("Step_")

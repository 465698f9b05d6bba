"""Plans as files that people send: BPMN 2.0 and YAML, out and in."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.workflow.bpmn.faults import Fault, UnableToReadDiagram
from tongban.handling.workflow.bpmn.reading import read_diagram
from tongban.handling.workflow.bpmn.sentences import sentence_of
from tongban.handling.workflow.bpmn.writing import write_plan
from tongban.handling.workflow.rules import Plan, Who, read_plan, reading_order

MOST_BYTES = 1_000_000
MOST_NESTED = 30
STEP_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
MOST_STEPS = 200  # more than any plan may have, so that a draft with some too many can still be mended
NOT_YAML = _(
    "这不是可以读取的 YAML 文件：要用 UTF-8 编码，不能用锚点和引用，最外层是一个流程，环节的代码只含字母、数字、连字符和下划线，环节不超过 200 个。"
)


class UnableToReadPlanFile(DomainError):
    """The file is no plan: `sentences` says all that is wrong in it, each with its cure. Nothing of it was taken over."""

    code = "plan.file_unreadable"
    sentence = _("文件没有导入：有 {count} 处不能导入的内容。")
    status = 422

    def __init__(self, sentences: tuple[str, ...]) -> None:
        self.sentences = sentences
        super().__init__(count=len(sentences))


@dataclass(frozen=True)
class PlanFile:
    """What a file says: the body of a plan, which may have faults of its own, and what was left out."""

    body: Mapping[str, Any]
    left_out: tuple[str, ...]


def read_plan_file(content: bytes) -> PlanFile:
    """Return what a file of BPMN or YAML says; UnableToReadPlanFile when it says what no plan can say."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _read_bpmn(content)
    return PlanFile(_read_yaml(content), ())


def plan_as_bpmn(plan: Plan, *, lane_name: Callable[[Who], str] = str, words: Mapping[str, str] | None = None) -> bytes:
    """Return a sound plan as a file of BPMN 2.0, see docs/reference/bpmn.md."""
    return write_plan(plan, lane_name=lane_name, words=words)


def plan_as_yaml(body: Mapping[str, Any]) -> str:
    """Return a body as YAML, its steps in the order of the course."""
    steps = body.get("steps")
    ordered = dict(body)
    if isinstance(steps, Mapping):
        whole = {**body, "steps": {code: step for code, step in steps.items() if isinstance(step, Mapping)}}
        order = reading_order(read_plan(whole, version=0))
        ordered["steps"] = {code: steps[code] for code in (*order, *(code for code in steps if code not in order))}
    head = {key: ordered[key] for key in ("code", "name", "name_en", "first", "steps") if key in ordered}
    text: str = yaml.safe_dump(head | ordered, allow_unicode=True, sort_keys=False, width=120)
    return text


def _read_bpmn(content: bytes) -> PlanFile:
    try:
        diagram = read_diagram(content)
    except UnableToReadDiagram as refusal:
        raise UnableToReadPlanFile(_sentences(refusal.faults)) from None
    return PlanFile(diagram.body, _sentences(diagram.left_out))


def _sentences(faults: tuple[Fault, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(sentence_of, faults)))


def _read_yaml(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise UnableToReadPlanFile((str(_("文件太大，超过 1 MB。")),))
    try:
        text = content.decode("utf-8-sig")
        _refuse_references(text)
        body = yaml.safe_load(text)
        body = body[0] if isinstance(body, list) and len(body) == 1 else body
        # As the database keeps it: text keys, no dates, nothing that is no number, no half characters.
        told = json.dumps(body, default=str, allow_nan=False, ensure_ascii=False)
        told.encode()
        body = json.loads(told)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, OverflowError):
        raise UnableToReadPlanFile((str(NOT_YAML),)) from None
    if not isinstance(body, dict) or "\\u0000" in told or _are_no_steps(body.get("steps")):
        raise UnableToReadPlanFile((str(NOT_YAML),))
    return body


def _are_no_steps(steps: object) -> bool:
    """Say whether there are too many, or one whose code could stand in no address; all else the editor can mend."""
    return isinstance(steps, dict) and (len(steps) > MOST_STEPS or not all(map(STEP_CODE.fullmatch, steps)))


def _refuse_references(text: str) -> None:
    """Raise ValueError for what could grow beyond the file when it is read: references and endless nesting."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_NESTED:
            raise ValueError

"""What a file of BPMN says that a review plan cannot say, each with the element that says it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is not read. `code` says what is wrong (`sentences.SENTENCES` has its cure), `what` names what stands there."""

    element: str  # its id in the file, "" for the file as a whole
    code: str
    what: str = ""


class UnableToReadDiagram(ValueError):
    """The file says what no plan can say: `faults` has all of it, and nothing of the file is taken over."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.element}: {fault.code} {fault.what}".strip() for fault in self.faults))

"""The elements and flows of a file of BPMN as a network: what is not supported is told, with its id, and nothing is guessed."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element  # noqa: S405 - only the type

from tongban.handling.workflow.bpmn.faults import Fault
from tongban.handling.workflow.bpmn.xml import MODEL, OURS, XSI, model, ours

TASKS = ("userTask", "serviceTask", "manualTask", "task")
GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "complexGateway")
EVENTS = ("startEvent", "endEvent")
# What carries no meaning for the course: not taken over, and said to be so.
REMARKS = ("documentation", "textAnnotation", "association", "group", "category")
WAYS = ("incoming", "outgoing")
OWN_REMARK = "时限："  # how the documentation begins that the writer adds to a step

MOST_NODES = 400  # a plan has at most 60 steps

CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@dataclass(frozen=True)
class Way:
    """One flow of the file."""

    id: str
    source: str
    target: str
    name: str
    condition: str
    result: str  # as our own attribute says it


@dataclass
class Network:
    """What was read, and what was not."""

    faults: list[Fault] = field(default_factory=list)
    left_out: list[Fault] = field(default_factory=list)
    process: Element | None = None
    name: str = ""
    nodes: dict[str, Element] = field(default_factory=dict)
    ways: dict[str, Way] = field(default_factory=dict)
    leaving: dict[str, list[Way]] = field(default_factory=lambda: defaultdict(list))
    arriving: dict[str, list[Way]] = field(default_factory=lambda: defaultdict(list))
    lanes: dict[str, Element] = field(default_factory=dict)
    lane_of: dict[str, str] = field(default_factory=dict)

    def tag(self, key: str) -> str:
        return local(self.nodes[key].tag)

    def fault(self, element: str, code: str, what: str = "") -> None:
        fault = Fault(element, code, what)
        if fault not in self.faults:
            self.faults.append(fault)

    def extension(self, element: Element, name: str) -> Element | None:
        return element.find(f"{model('extensionElements')}/{ours(name)}")


def local(tag: str) -> str:
    """Return the name of an element without its namespace."""
    return tag.rpartition("}")[2]


def network_of(root: Element) -> Network:
    """Return the network of a file; its `faults` tell what is not supported."""
    network = Network()
    for child in root:
        match local(child.tag) if child.tag.startswith(f"{{{MODEL}}}") else "":
            case "process":
                if network.process is not None:
                    network.fault(child.get("id", ""), "several_processes")
                network.process = child
            case "collaboration":
                _read_collaboration(child, network)
            case "" | "extensionElements":
                pass  # the drawing, and what other programs note for themselves about the file
            case name if name in REMARKS:
                network.left_out.append(Fault(child.get("id", ""), name))
            case name:
                network.fault(child.get("id", ""), "unknown_element", name)
    if network.process is None:
        network.fault("", "no_process")
        return network
    network.name = network.name or network.process.get("name", "")
    for child in network.process:
        _read_part(child, network)
    if len(network.nodes) > MOST_NODES:
        network.faults[:] = [Fault("", "too_large")]  # nothing more is read of it
        network.process = None
        return network
    _connect(network)
    return network


def _read_collaboration(collaboration: Element, network: Network) -> None:
    for child in collaboration:
        name, key = local(child.tag), child.get("id", "")
        if name == "participant":
            if network.name or not child.get("processRef"):
                network.fault(key, "several_processes")
            network.name = child.get("name", "")
        elif name in REMARKS:
            network.left_out.append(Fault(key, name))
        elif name != "extensionElements":
            network.fault(key, "unknown_element", name)


def _read_part(child: Element, network: Network) -> None:
    name, key = local(child.tag), child.get("id", "")
    if name in (*TASKS, *GATEWAYS, *EVENTS):
        if not key or key in network.nodes:
            network.fault(key, "id_twice", name)
        network.nodes[key] = child
        _read_inside(child, network)
    elif name == "sequenceFlow":
        _read_way(child, network)
    elif name == "laneSet":
        _read_lanes(child, network)
    elif name in REMARKS:
        _note_remark(child, key, network)
    elif name == "extensionElements":
        _read_foreign(child, network.process, network)
    else:
        network.fault(key, "unknown_element", name)


def _read_inside(element: Element, network: Network) -> None:
    """Refuse what stands inside an element and changes how it runs: timers, loops, data."""
    key = element.get("id", "")
    for attribute in element.attrib:
        if attribute.startswith("{") and not attribute.startswith((f"{{{OURS}}}", f"{{{XSI}}}")):
            network.left_out.append(Fault(key, "foreign", local(attribute)))
    for child in element:
        name = local(child.tag)
        if name in REMARKS:
            _note_remark(child, key, network)
        elif name == "extensionElements":
            _read_foreign(child, element, network)
        elif name.endswith("EventDefinition"):
            network.fault(key, "event_definition", name)
        elif name not in WAYS and not (name == "activationCondition" and local(element.tag) == "complexGateway"):
            network.fault(key, "inside", name)


def _read_foreign(extension: Element, element: Element | None, network: Network) -> None:
    key = "" if element is None else element.get("id", "")
    for child in extension:
        if not child.tag.startswith(f"{{{OURS}}}"):
            network.left_out.append(Fault(key, "foreign", local(child.tag)))


def _note_remark(remark: Element, key: str, network: Network) -> None:
    text = (remark.text or "").strip()
    if local(remark.tag) != "documentation" or (text and not text.startswith(OWN_REMARK)):
        network.left_out.append(Fault(key, local(remark.tag), text[:40]))


def _read_way(element: Element, network: Network) -> None:
    key = element.get("id", "")
    condition = element.find(model("conditionExpression"))
    way = Way(
        id=key,
        source=element.get("sourceRef", ""),
        target=element.get("targetRef", ""),
        name=element.get("name", ""),
        condition=("" if condition is None else condition.text or "").strip(),
        result=element.get(ours("result"), ""),
    )
    if not key or key in network.ways:
        network.fault(key, "id_twice", "sequenceFlow")
    network.ways[key] = way


def _read_lanes(lanes: Element, network: Network) -> None:
    for lane in lanes:
        key = lane.get("id", "")
        network.lanes[key] = lane
        for child in lane:
            name = local(child.tag)
            if name == "flowNodeRef":
                network.lane_of[(child.text or "").strip()] = key
            elif name == "childLaneSet":
                network.fault(key, "nested_lanes")


def _connect(network: Network) -> None:
    for way in network.ways.values():
        if way.source not in network.nodes or way.target not in network.nodes:
            network.fault(way.id, "loose_flow")
            continue
        network.leaving[way.source].append(way)
        network.arriving[way.target].append(way)

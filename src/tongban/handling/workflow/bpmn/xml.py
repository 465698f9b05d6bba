"""The XML of BPMN 2.0: a diagram as a file, and a file as its elements, read so that no file can do harm."""

from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring  # noqa: S405 - only writes

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from tongban.handling.workflow.bpmn.faults import Fault, UnableToReadDiagram
from tongban.handling.workflow.bpmn.layout import laid_out
from tongban.handling.workflow.bpmn.types import Bounds, Diagram, Layout, Point, Shape

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
WAY = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OURS = "urn:tongban:plan:1"
MOST_BYTES = 1_000_000
MOST_ELEMENTS = 20_000
MOST_DEPTH = 40

for _prefix, _namespace in (("bpmn", MODEL), ("bpmndi", DI), ("dc", DC), ("di", WAY), ("xsi", XSI), ("tongban", OURS)):
    register_namespace(_prefix, _namespace)


def model(name: str) -> str:
    """Return the full name of an element of BPMN."""
    return f"{{{MODEL}}}{name}"


def ours(name: str) -> str:
    """Return the full name of an element or attribute of our own."""
    return f"{{{OURS}}}{name}"


def written(diagram: Diagram) -> bytes:
    """Return a diagram as a file of BPMN 2.0 with its drawing, in UTF-8."""
    layout = laid_out(diagram)
    root = Element(
        model("definitions"),
        {"id": f"Definitions_{diagram.id}", "targetNamespace": OURS, "exporter": "Tongban", "exporterVersion": "1"},
    )
    collaboration = SubElement(root, model("collaboration"), {"id": "Collaboration"})
    SubElement(
        collaboration,
        model("participant"),
        {"id": "Pool", "name": diagram.name, "processRef": f"Process_{diagram.id}"},
    )
    root.append(_process(diagram))
    root.append(_drawing(diagram, layout))
    indent(root)
    text: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return text


def read(content: bytes) -> Element:
    """Return the root element of a file, or raise `UnableToReadDiagram`; entities, document types and huge files are refused."""
    if len(content) > MOST_BYTES:
        raise UnableToReadDiagram((Fault("", "too_large"),))
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError):
        # ValueError and LookupError: bytes that are no text, or in an encoding that nobody knows.
        raise UnableToReadDiagram((Fault("", "not_xml"),)) from None
    _refuse_what_is_too_deep(root)
    if root.tag != model("definitions"):
        raise UnableToReadDiagram((Fault("", "not_bpmn", what=root.tag.rpartition("}")[2]),))
    return root


def _refuse_what_is_too_deep(root: Element) -> None:
    seen, waiting = 0, [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        seen += 1
        if depth > MOST_DEPTH or seen > MOST_ELEMENTS:
            raise UnableToReadDiagram((Fault("", "too_large"),))
        waiting += [(child, depth + 1) for child in element]


def _process(diagram: Diagram) -> Element:
    process = Element(model("process"), {"id": f"Process_{diagram.id}", "name": diagram.name, "isExecutable": "true"})
    _extend(process, diagram.extension)
    lanes = SubElement(process, model("laneSet"), {"id": "Lanes"})
    for lane in diagram.lanes:
        element = SubElement(lanes, model("lane"), {"id": lane.id, "name": lane.name})
        _extend(element, lane.extension)
        for shape in diagram.shapes:
            if shape.lane == lane.id:
                SubElement(element, model("flowNodeRef")).text = shape.id
    for shape in diagram.shapes:
        process.append(_shape(shape, diagram))
    for flow in diagram.flows:
        element = SubElement(
            process,
            model("sequenceFlow"),
            {"id": flow.id, "sourceRef": flow.source, "targetRef": flow.target, **flow.attributes},
        )
        if flow.name:
            element.set("name", flow.name)
        if flow.condition:
            _expression(element, "conditionExpression", flow.condition)
    return process


def _shape(shape: Shape, diagram: Diagram) -> Element:
    element = Element(model(shape.tag), {"id": shape.id, **shape.attributes})
    if shape.name:
        element.set("name", shape.name)
    if shape.documentation:
        SubElement(element, model("documentation")).text = shape.documentation
    if shape.extension is not None:
        _extend(element, shape.extension)
    for end, tag in (("target", "incoming"), ("source", "outgoing")):
        for flow in diagram.flows:
            if getattr(flow, end) == shape.id:
                SubElement(element, model(tag)).text = flow.id
    if shape.condition:
        _expression(element, "activationCondition", shape.condition)
    return element


def _extend(element: Element, extension: Element) -> None:
    SubElement(element, model("extensionElements")).append(extension)


def _expression(element: Element, tag: str, text: str) -> None:
    SubElement(element, model(tag), {f"{{{XSI}}}type": "bpmn:tFormalExpression"}).text = text


def _drawing(diagram: Diagram, layout: Layout) -> Element:
    drawing = Element(f"{{{DI}}}BPMNDiagram", {"id": "Drawing"})
    plane = SubElement(drawing, f"{{{DI}}}BPMNPlane", {"id": "Plane", "bpmnElement": "Collaboration"})
    _box(plane, "Pool", layout.pool, {"isHorizontal": "true"})
    for lane in diagram.lanes:
        _box(plane, lane.id, layout.lanes[lane.id], {"isHorizontal": "true"})
    for shape in diagram.shapes:
        marked = {"isMarkerVisible": "true"} if shape.tag == "exclusiveGateway" else {}
        _box(plane, shape.id, layout.shapes[shape.id], marked)
    for flow in diagram.flows:
        edge = SubElement(plane, f"{{{DI}}}BPMNEdge", {"id": f"{flow.id}_di", "bpmnElement": flow.id})
        for x, y in layout.flows[flow.id]:
            SubElement(edge, f"{{{WAY}}}waypoint", {"x": str(x), "y": str(y)})
        if flow.name:
            _name_of_way(edge, flow.name, layout.flows[flow.id])
    return drawing


def _box(plane: Element, key: str, bounds: Bounds, attributes: dict[str, str]) -> None:
    shape = SubElement(plane, f"{{{DI}}}BPMNShape", {"id": f"{key}_di", "bpmnElement": key, **attributes})
    _bounds(shape, bounds)


def _name_of_way(edge: Element, name: str, points: tuple[Point, ...]) -> None:
    """Put the name of a way over its last level piece, or over the middle one of a way that only dips; a long one above the box."""
    (x, y), (to_x, _y) = points[1:3] if points[0][0] == points[1][0] else points[-2:]
    width = 14 * len(name) if not name.isascii() else 7 * len(name)
    left, above = ((x + to_x - width) // 2, 18) if width <= abs(to_x - x) else (min(x, to_x) + 4, 60)
    label = SubElement(edge, f"{{{DI}}}BPMNLabel")
    _bounds(label, Bounds(left, y - above, width, 14))


def _bounds(element: Element, bounds: Bounds) -> None:
    SubElement(
        element,
        f"{{{DC}}}Bounds",
        {"x": str(bounds.x), "y": str(bounds.y), "width": str(bounds.width), "height": str(bounds.height)},
    )

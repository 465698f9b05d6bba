"""Review plans as BPMN 2.0: nothing is lost on the way out and back, and nothing that a plan cannot say is taken in silence."""

import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import XSD_PATH

from tongban.groundwork.foundation.data_files import read_yaml
from tongban.handling.workflow.bpmn.expressions import read_when, when_text
from tongban.handling.workflow.bpmn.faults import UnableToReadDiagram
from tongban.handling.workflow.bpmn.layout import laid_out
from tongban.handling.workflow.bpmn.reading import read_diagram
from tongban.handling.workflow.bpmn.sentences import SENTENCES, sentence_of
from tongban.handling.workflow.bpmn.writing import diagram_of, write_plan
from tongban.handling.workflow.rules import Plan, UnableToReadPlan, parse_plan
from tongban.handling.workflow.tests.made_plans import plans

SEEDED = [parse_plan(body) for body in read_yaml(Path("seeds/plans.yaml"))]
SCHEMA = etree.XMLSchema(etree.parse(XSD_PATH))  # the schema of the OMG
MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
slow = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def joint() -> Plan:
    return next(plan for plan in SEEDED if plan.joins)


def taken_in(content: bytes) -> Plan:
    return parse_plan(read_diagram(content).body)


def faults_of(content: bytes | str) -> list[tuple[str, str]]:
    with pytest.raises(UnableToReadDiagram) as refusal:
        read_diagram(content.encode() if isinstance(content, str) else content)
    for fault in refusal.value.faults:
        assert sentence_of(fault)
    return [(fault.element, fault.code) for fault in refusal.value.faults]


def changed(old: str, new: str, *, times: int = 1) -> str:
    """Return the file of the joint plan as a modeller would have changed it."""
    text = write_plan(joint()).decode()
    assert old in text
    return text.replace(old, new, times)


@slow
@given(plans())
def test_a_plan_comes_back_as_it_went_out(plan):
    assert taken_in(write_plan(plan)) == replace(plan, version=1)


@slow
@given(plans())
def test_every_export_keeps_to_the_schema_of_the_omg(plan):
    assert SCHEMA.validate(etree.fromstring(write_plan(plan)).getroottree()), SCHEMA.error_log


@pytest.mark.parametrize("plan", SEEDED, ids=lambda plan: plan.code)
def test_the_plans_that_are_shipped_go_out_and_back(plan):
    assert taken_in(write_plan(plan)) == plan


@slow
@given(plans())
def test_conditions_are_read_as_they_were_written(plan):
    for _code, fork in plan.forks():
        for branch in fork.branches:
            assert not branch.when or read_when(when_text(branch.when)) == branch.when


@slow
@given(plans())
def test_no_way_of_the_drawing_crosses_a_box(plan):
    diagram = diagram_of(plan)
    layout = laid_out(diagram)
    boxes = list(layout.shapes.items())
    for flow in diagram.flows:
        for (x, y), (to_x, to_y) in zip(layout.flows[flow.id], layout.flows[flow.id][1:], strict=False):
            assert x == to_x or y == to_y
            for key, box in boxes:
                inside_x = min(x, to_x) < box.x + box.width and max(x, to_x) > box.x
                inside_y = min(y, to_y) < box.y + box.height and max(y, to_y) > box.y
                assert not (inside_x and inside_y), (flow, key)
    for number, (_key, one) in enumerate(boxes):
        for _other, two in boxes[number + 1 :]:
            apart = one.x + one.width <= two.x or two.x + two.width <= one.x
            assert apart or one.y + one.height <= two.y or two.y + two.height <= one.y


def test_a_step_moved_to_another_lane_is_another_authoritys():
    text = write_plan(joint()).decode()
    ref = "<bpmn:flowNodeRef>Step_health</bpmn:flowNodeRef>"
    moved = text.replace(ref, "").replace(
        "<bpmn:flowNodeRef>Step_safety</bpmn:flowNodeRef>", ref + "<bpmn:flowNodeRef>Step_safety</bpmn:flowNodeRef>"
    )
    assert taken_in(moved.encode()).step("health").who == joint().step("safety").who


def test_a_plan_drawn_elsewhere_is_read_by_its_shapes():
    drawn = f"""<definitions xmlns="{MODEL}" targetNamespace="x"><process id="Process_0abc" name="简易">
      <startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="accept"/><userTask id="accept" name="受理"/>
      <sequenceFlow id="f2" sourceRef="accept" targetRef="g"/><exclusiveGateway id="g"/>
      <sequenceFlow id="f3" name="accepted" sourceRef="g" targetRef="Activity_1"/><serviceTask id="Activity_1" name="核验"/>
      <sequenceFlow id="f4" name="not_accepted" sourceRef="g" targetRef="e"/><endEvent id="e"/>
      <sequenceFlow id="f5" sourceRef="Activity_1" targetRef="e"/></process></definitions>"""
    body = read_diagram(drawn.encode()).body
    assert body["first"] == "accept"
    assert body["steps"]["accept"]["leads_to"] == {"accepted": "activity_1", "not_accepted": ""}
    assert body["steps"]["activity_1"]["kind"] == "auto"
    assert body["steps"]["activity_1"]["leads_to"] == {"done": ""}


def test_what_says_nothing_about_the_course_is_named_as_left_out():
    noted = changed(
        "<bpmn:sequenceFlow ",
        '<bpmn:textAnnotation id="T1"><bpmn:text>请核对</bpmn:text></bpmn:textAnnotation><bpmn:sequenceFlow ',
    )
    left = read_diagram(noted.encode()).left_out
    assert [(fault.element, fault.code) for fault in left] == [("T1", "textAnnotation")]


@pytest.mark.parametrize(
    ("old", "new", "element", "code"),
    [
        ("<bpmn:sequenceFlow ", '<bpmn:subProcess id="S1"/><bpmn:sequenceFlow ', "S1", "unknown_element"),
        ("<bpmn:sequenceFlow ", '<bpmn:boundaryEvent id="B1" attachedToRef="Step_health"/><bpmn:sequenceFlow ', "B1", "unknown_element"),
        ("<bpmn:sequenceFlow ", '<bpmn:scriptTask id="C1"/><bpmn:sequenceFlow ', "C1", "unknown_element"),
        ("</bpmn:startEvent>", "<bpmn:timerEventDefinition/></bpmn:startEvent>", "Event_start", "event_definition"),
        ('<bpmn:process ', '<bpmn:process id="other"/><bpmn:process ', "Process_joint", "several_processes"),
        ("<bpmn:participant ", '<bpmn:participant id="P2" name="x"/><bpmn:participant ', "P2", "several_processes"),
        ('result("accept") == "accepted"', "amount > 5", "", "condition"),
        ('result("accept") == "accepted"', 'result("propose") == "accepted"', "", "foreign_result"),
        ('result("accept") == "accepted"', 'result("accept") == "not_accepted"', "", "result_twice"),
        ('targetRef="Step_health"', 'targetRef="nobody"', "", "loose_flow"),
        ('code="health"', 'code="safety"', "Step_safety", "code_twice"),
        ('code="health"', 'code="卫生"', "Step_health", "no_code"),
    ],
)  # fmt: skip
def test_what_no_plan_can_say_is_refused_with_its_element(old, new, element, code):
    faults = faults_of(changed(old, new))
    assert any((not element or found == element) and each == code for found, each in faults), faults


def test_all_that_is_wrong_is_told_at_once():
    text = changed("<bpmn:sequenceFlow ", '<bpmn:subProcess id="S1"/><bpmn:callActivity id="C1"/><bpmn:sequenceFlow ')
    assert {("S1", "unknown_element"), ("C1", "unknown_element")} <= set(faults_of(text))


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>',
        '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><d>&c;</d>',
        '<!DOCTYPE d SYSTEM "http://127.0.0.1/d.dtd"><d/>',
        "<open>",
        "",
        "\0\0",
        '<?xml version="1.0" encoding="no-such"?><d/>',
    ],
)
def test_a_file_that_could_do_harm_is_not_opened(content):
    assert faults_of(content) == [("", "not_xml")]


def test_a_huge_or_deep_file_is_not_opened():
    assert faults_of(b"<d>" + b" " * 10_000_000 + b"</d>") == [("", "too_large")]
    assert faults_of("<d>" * 100 + "</d>" * 100) == [("", "too_large")]
    assert faults_of("<d>" + "<x/>" * 30_000 + "</d>") == [("", "too_large")]


def test_more_gateways_than_any_plan_has_are_not_followed():
    nested = "".join(
        f'<parallelGateway id="g{n}"/><sequenceFlow id="f{n}" sourceRef="g{n}" targetRef="g{n + 1}"/>'
        for n in range(2000)
    )
    drawn = f'<definitions xmlns="{MODEL}"><process id="p"><startEvent id="s"/>{nested}</process></definitions>'
    assert faults_of(drawn) == [("", "too_large")]


def test_another_kind_of_xml_is_named():
    assert faults_of("<html/>") == [("", "not_bpmn")]
    assert faults_of(f'<definitions xmlns="{MODEL}"/>') == [("", "no_process")]


def test_every_fault_has_its_sentence():
    sources = Path(__file__).parents[1] / "bpmn"
    codes = set(re.findall(r'fault\([^"\n]*?"(\w+)"[,)]', "".join(p.read_text() for p in sources.glob("*.py"))))
    assert codes - {"id"} <= set(SENTENCES)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_whatever_a_modeller_does_to_a_file_is_read_or_refused_in_words(data):
    """Elements are taken away, moved and renamed at random: the answer is a plan's body or a list of faults, never a crash."""
    root = etree.fromstring(write_plan(data.draw(st.sampled_from(SEEDED))))
    for _number in range(data.draw(st.integers(1, 4))):
        elements = [each for each in root.iter() if each.getparent() is not None]
        if not elements:
            break
        element = data.draw(st.sampled_from(elements))
        deed = data.draw(st.sampled_from(["remove", "rename", "retag", "move", "copy"]))
        if deed == "remove":
            element.getparent().remove(element)
        elif deed == "rename" and element.attrib:
            element.set(
                data.draw(st.sampled_from(sorted(element.attrib))),
                data.draw(st.sampled_from(["", "x", "Step_accept", "accept"])),
            )
        elif deed == "retag":
            tag = data.draw(
                st.sampled_from(
                    ["task", "subProcess", "parallelGateway", "exclusiveGateway", "endEvent", "inclusiveGateway"]
                )
            )
            element.tag = f"{{{MODEL}}}{tag}"
        elif deed == "move":
            root.append(element)
        else:
            element.getparent().append(etree.fromstring(etree.tostring(element)))
    sentences: list[str] = []
    try:
        body = read_diagram(etree.tostring(root)).body
        with suppress(UnableToReadPlan):
            parse_plan(body)
    except UnableToReadDiagram as refusal:
        sentences = [sentence_of(fault) for fault in refusal.faults]
    assert all(sentences)

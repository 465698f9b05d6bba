"""Review plans drawn: every step and authority is there, and the list says what the chart shows."""

import re

import pytest
from hypothesis import HealthCheck, given, settings

from tongban.doors.frame import plan_charts, plan_words
from tongban.doors.frame.charts import Measures, drawn, laid_out
from tongban.handling.workflow.rules import read_plan
from tongban.handling.workflow.tests.made_plans import plans
from tongban.handling.workflow.tests.test_bpmn import joint
from tongban.offer.forms import api as forms


@pytest.fixture(autouse=True)
def no_catalogue(monkeypatch):
    monkeypatch.setattr(forms, "elements", dict)
    monkeypatch.setattr(plan_words, "departments", lambda: {"hea": "卫生健康委员会", "psb": "公安局"})


def test_a_joint_plan_has_a_lane_for_each_authority():
    chart = plan_charts.plan_chart(joint())
    assert [lane.title for lane in chart.lanes] == ["申请人", "主办部门", "卫生健康委员会", "公安局"]
    lane_of = {node.key: node.lane for node in chart.nodes}
    assert lane_of["health"] == "卫生健康委员会"
    assert {edge.target for edge in chart.edges if edge.source == "accept"} >= {"lead_review", "health", "safety"}


def test_on_a_telephone_all_authorities_share_one_lane():
    chart = plan_charts.plan_chart(joint(), narrow=True)
    assert len(chart.lanes) == 2
    assert laid_out(chart, Measures.narrow()).width < 400
    assert "卫生健康委员会" in next(node for node in chart.nodes if node.key == "health").lines


@settings(deadline=None, max_examples=40, suppress_health_check=[*HealthCheck])
@given(plans())
def test_every_plan_can_be_drawn_wide_and_narrow_and_told(plan):
    for narrow in (False, True):
        chart = plan_charts.plan_chart(plan, narrow=narrow)
        assert {*plan.steps, *plan.joins} <= {node.key for node in chart.nodes}
        assert drawn(laid_out(chart), title="流程", description=plan_charts.told(plan)).startswith("<svg")
    assert {line.code for line in plan_charts.step_lines(plan)} == {*plan.steps, *plan.joins}


def test_a_draft_with_faults_is_drawn_as_far_as_it_goes():
    body = {
        "code": "x",
        "first": "accept",
        "steps": {
            "accept": {"leads_to": {"accepted": {"fork": ["nobody", "check"], "join": "nowhere"}, "again": "missing"}},
            "check": {"leads_to": {"done": {"fork": ["check"], "join": "nowhere", "is_chosen": True}}},
            "alone": {},
        },
    }
    plan = read_plan(body, version=0)
    chart = plan_charts.plan_chart(plan)
    assert {"accept", "check", "alone"} <= {node.key for node in chart.nodes}
    laid_out(chart)
    assert [line.code for line in plan_charts.step_lines(plan)][0] == "accept"
    assert re.search("accept", plan_charts.told(plan))

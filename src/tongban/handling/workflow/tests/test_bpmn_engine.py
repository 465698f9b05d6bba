"""Exported plans run in another engine step by step as they run in ours: the same steps open, the same end."""

import random
from pathlib import Path

import pytest

from tongban.groundwork.foundation.data_files import read_yaml
from tongban.handling.workflow.bpmn.writing import write_plan
from tongban.handling.workflow.rules import Fork, Plan, after, parse_plan, start
from tongban.handling.workflow.rules.conditions import all_hold
from tongban.handling.workflow.tests.spiff import Run, StandardParser

MOST_STEPS = 80
SEEDED = [parse_plan(body) for body in read_yaml(Path("seeds/plans.yaml"))]

JOIN = {"name": "汇总", "name_en": "Together", "kind": "join"}


def plan_with(rule, *, inner=False) -> Plan:
    """Return a plan with conditions, a branch of two steps, returns into the block, and if wanted a block within a branch."""
    opinion = {"role": "reviewer", "name": "意见", "name_en": "Opinion"}
    planning = {"agreed": "survey", "objected": "together"}
    steps = {
        "accept": {
            "accepted": {
                "fork": [
                    {"to": "planning"},
                    {"to": "fire", "when": [{"fact": "area", "at_least": 300}]},
                    {"to": "heritage", "when": [{"fact": "zone", "any_of": ["old", "older"]}]},
                    {"to": "check", "otherwise": True},
                ],
                "join": "together",
            },
            "not_accepted": "",
            "supplement_asked": "accept",
        },
        "planning": planning,
        "survey": {"agreed": "together", "again": "planning"},
        "fire": {"agreed": "together", "objected": "together"},
        "heritage": {"agreed": "together", "objected": "together"},
        "check": {"agreed": "together", "objected": "together"},
        "propose": {
            "proposed": "decide",
            "returned": {
                "fork": [{"to": "planning"}, {"to": "fire"}, {"to": "heritage"}],
                "join": "together",
                "is_chosen": True,
            },
        },
        "decide": {"agreed": "deliver", "returned": "propose"},
        "deliver": {"delivered": ""},
    }
    joins = {"together": JOIN | rule | {"leads_to": {"agreed": "propose", "objected": "propose"}}}
    if inner:
        planning["apart"] = {"fork": [{"to": "roads"}, {"to": "water"}], "join": "utilities"}
        steps["roads"] = steps["water"] = {"agreed": "utilities"}
        joins["utilities"] = JOIN | {"of": "all", "leads_to": {"agreed": "together"}}
    body = {code: opinion | {"leads_to": leads_to} for code, leads_to in steps.items()} | joins
    return parse_plan({"code": "made", "name": "试", "name_en": "Made", "first": "accept", "steps": body})


def followed(plan: Plan, seed: int, parser_class, *, returns: bool = True) -> list[str] | None:
    """Go one chance way through a plan in both engines; return the steps in order, None when it does not end in time."""
    chance = random.Random(seed)
    facts = {"area": chance.choice([100, 500]), "zone": chance.choice(["old", "new"])}
    run = Run(write_plan(plan), facts, parser_class)
    marking = start(plan).marking
    order: list[str] = []
    for _number in range(MOST_STEPS):
        assert run.open_steps() == set(marking.open), order
        if not marking.open:
            assert run.is_over()
            return order
        step = chance.choice(sorted(marking.open))
        ways = {
            result: following
            for result, following in plan.step(step).leads_to.items()
            if returns or result not in ("returned", "again")
        }
        result = chance.choice(sorted(ways))
        following = ways[result]
        run.chosen.clear()
        if isinstance(following, Fork) and following.is_chosen:
            entries = [branch.to for branch in following.branches if all_hold(branch.when, facts)]
            run.chosen.update(chance.sample(entries, chance.randint(1, len(entries))))
        moves = after(plan, marking, step, result, facts, tuple(run.chosen))
        run.results |= {step: result, **dict(moves.joined)}
        order.append(step)
        run.finish(step)
        for join, _outcome in moves.joined:
            run.results.pop(join)
        marking = moves.marking
    return None


@pytest.mark.parametrize("plan", SEEDED, ids=lambda plan: plan.code)
def test_the_plans_that_are_shipped_run_to_the_same_end(plan):
    ended = [followed(plan, seed, StandardParser) for seed in range(12)]
    assert any(ended)


def test_a_plan_with_conditions_runs_to_the_end_in_the_engine_as_it_is():
    plan = plan_with({"of": "all", "agreeing": ["agreed"]})
    ended = [followed(plan, seed, parser_class=Run.STOCK, returns=False) for seed in range(25)]
    assert len({tuple(order) for order in ended if order}) > 5


@pytest.mark.parametrize(
    "rule", [{"of": "all", "agreeing": ["agreed"]}, {"of": "any", "agreeing": ["agreed"]}], ids=["all", "any"]
)
@pytest.mark.parametrize("inner", [False, True], ids=["one", "nested"])
def test_returns_into_a_block_and_joins_of_a_part_run_by_the_gateways_of_the_standard(rule, inner):
    plan = plan_with(rule, inner=inner)
    ended = [followed(plan, seed, StandardParser) for seed in range(40)]
    assert len({tuple(order) for order in ended if order}) > 5

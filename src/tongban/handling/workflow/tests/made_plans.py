"""Sound plans of every shape, for properties: branches with conditions, inner blocks, quorums, returns, meetings."""

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from tongban.handling.workflow.rules import Plan, UnableToReadPlan, parse_plan

ROLES = ("clerk", "reviewer", "decider")
TEXTS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x9FFF, exclude_categories=("Cs",)), min_size=1, max_size=12
)
NAMES = TEXTS.map(str.strip).filter(bool)
WHO = st.sampled_from(["lead", "department:nat", "department:hou", "upper:nat", "lower", "lower:civ"])
FACTS = st.sampled_from(["site.area", "site.zone", "is-old", "planning.result"])
CONDITIONS = st.one_of(
    st.builds(lambda fact, text: {"fact": fact, "equals": text}, FACTS, TEXTS),
    st.builds(lambda fact, texts: {"fact": fact, "any_of": texts}, FACTS, st.lists(TEXTS, min_size=1, max_size=3)),
    st.builds(lambda fact, amount: {"fact": fact, "at_least": amount}, FACTS, st.integers(-9, 9000)),
    st.builds(lambda fact, amount: {"fact": fact, "at_most": amount}, FACTS, st.sampled_from(["0.50", "1E+3", "-7"])),
    st.builds(lambda fact: {"fact": fact, "is_true": True}, FACTS),
    st.builds(lambda fact: {"fact": fact, "is_false": True}, FACTS),
)
LIMITS = st.none() | st.builds(
    lambda amount, unit, source: {"amount": amount, "unit": unit, "source": source},
    st.integers(1, 60),
    st.sampled_from(["working_day", "calendar_day", "month", "hour"]),
    st.sampled_from(["", "某办法第三条"]),
)


class _Maker:
    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.steps: dict[str, Any] = {}
        self.count = 0

    def step(self, code: str, leads_to: dict[str, Any], **more: Any) -> str:
        draw = self.draw
        self.steps[code] = {
            "name": draw(NAMES),
            "name_en": draw(NAMES),
            "role": draw(st.sampled_from(ROLES)),
            "who": draw(WHO) if more else "lead",
            "limit": draw(LIMITS),
            "materials": draw(st.none() | st.lists(st.sampled_from(["plan-drawing", "land"]), unique=True)),
            "assignment": draw(st.sampled_from(["claim", "random"])),
            "issues": draw(st.none() | st.just({"kind": "opinion", "title": "审查意见"})),
            "leads_to": leads_to,
            **more,
        }
        return code

    def branch(self, join: str, depth: int) -> str:
        """Make a branch that comes to a join, and return its first step."""
        self.count += 1
        code = f"step-{self.count}"
        kind = self.draw(st.sampled_from(["opinion", "consult", "auto", "meeting"]))
        results: dict[str, Any] = {"agreed": join}
        if self.draw(st.booleans()):
            results["objected"] = join
        if self.draw(st.booleans()):
            results["on"] = self.branch(join, depth + 1) if depth < 2 else join
        if depth < 1 and self.draw(st.integers(0, 3)) == 0:
            results["all-of-us"] = self.block(join, depth + 1)
        more = {"kind": kind} | ({"check": "registry"} if kind == "auto" else {})
        return self.step(code, results, **more)

    def block(self, following: str, depth: int = 0) -> dict[str, Any]:
        """Make a fork and its join, which leads on, and return the fork."""
        self.count += 1
        draw, join = self.draw, f"join-{self.count}"
        branches = [{"to": self.branch(join, depth)} for _ in range(draw(st.integers(1, 3)))]
        for branch in branches[1:]:
            if draw(st.booleans()):
                branch["when"] = draw(st.lists(CONDITIONS, min_size=1, max_size=2))
        if len(branches) > 1 and any("when" in branch for branch in branches) and draw(st.booleans()):
            branches[0]["otherwise"] = True
        leads_to: dict[str, Any] = {"agreed": following}
        agreeing = draw(st.sampled_from([[], ["agreed"], ["agreed", "on"]]))
        of = draw(st.sampled_from(["all", "all", "any", 2]))
        if agreeing or of != "all":
            again = {"fork": [{"to": branch["to"]} for branch in branches], "join": join, "is_chosen": True}
            leads_to["objected"] = draw(st.sampled_from([following, again]))
        self.steps[join] = {
            "name": draw(NAMES),
            "name_en": draw(NAMES),
            "kind": "join",
            "of": of,
            "agreeing": agreeing,
            "leads_to": leads_to,
        }
        return {"fork": branches, "join": join}


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw a plan that is sound."""
    maker = _Maker(draw)
    into: Any = maker.block("propose") if draw(st.integers(0, 3)) else "propose"
    maker.step("accept", {"accepted": into, "not_accepted": "", "supplement_asked": "accept"})
    proposed: dict[str, Any] = {"proposed": "decide"}
    if isinstance(into, dict) and draw(st.booleans()):
        entries = [{"to": branch["to"]} for branch in into["fork"]]
        proposed["returned"] = {"fork": entries, "join": into["join"], "is_chosen": True}
    maker.step("propose", proposed)
    maker.step("decide", {"agreed": "deliver", "returned": "propose"}, kind="decide", not_by=["propose"])
    maker.step("deliver", {"delivered": ""})
    body = {
        "code": draw(st.sampled_from(["site", "joint-2"])),
        "name": draw(NAMES),
        "name_en": draw(NAMES),
        "first": "accept",
        "steps": maker.steps,
    }
    try:
        return parse_plan(body)
    except UnableToReadPlan:
        assume(False)
        raise

"""Review plans for tests: small ones by name, and any block-structured one."""

from typing import Any

from hypothesis import strategies as st

FIXED: dict[str, Any] = {
    "propose": {"name": "审查", "name_en": "Review", "role": "reviewer", "leads_to": {"proposed": "decide"}},
    "decide": {
        "name": "决定",
        "name_en": "Decision",
        "role": "decider",
        "not_by": ["propose"],
        "leads_to": {"agreed": "deliver", "returned": "propose"},
    },
    "deliver": {"name": "送达", "name_en": "Delivery", "role": "clerk", "leads_to": {"delivered": ""}},
}
AGREES, OBJECTS = "agrees", "objects"


def plan_of(accepted: Any, steps: dict[str, Any], **propose: Any) -> dict[str, Any]:
    """Return a plan between whose acceptance and proposal these steps stand; `propose` adds results to the proposal."""
    accept = {
        "name": "受理",
        "name_en": "Acceptance",
        "role": "clerk",
        "leads_to": {"accepted": accepted, "not_accepted": "", "supplement_asked": "accept"},
    }
    fixed = {**FIXED, "propose": {**FIXED["propose"], "leads_to": {"proposed": "decide", **propose}}}
    return {
        "code": "plan",
        "name": "流程",
        "name_en": "Plan",
        "first": "accept",
        "steps": {"accept": accept, **steps, **fixed},
    }


def opinion(**leads_to: Any) -> dict[str, Any]:
    return {"name": "审查", "name_en": "Opinion", "kind": "opinion", "role": "reviewer", "leads_to": leads_to}


def consultation(**leads_to: Any) -> dict[str, Any]:
    return {**opinion(**leads_to), "kind": "consult"}


def join(of: Any = "all", agreeing: tuple[str, ...] = (AGREES,), **leads_to: Any) -> dict[str, Any]:
    body = {"name": "汇总", "name_en": "Join", "kind": "join", "of": of, "agreeing": list(agreeing)}
    return body | {"leads_to": {"agreed": "propose", "objected": "propose", **leads_to}}


def fork(*branches: Any, join: str = "together", **details: Any) -> dict[str, Any]:
    return {"fork": [{"to": each} if isinstance(each, str) else each for each in branches], "join": join, **details}


def three_at_once(of: Any = "all", **details: Any) -> dict[str, Any]:
    """Return a plan with three authorities at once; a meeting, or the proposal, may send back those that are chosen."""
    again = fork("a", "b", "c", is_chosen=True)
    steps: dict[str, Any] = {code: opinion(agrees="together", objects="together") for code in ("a", "b", "c")}
    meeting = {"name": "会审", "name_en": "Meeting", "kind": "meeting", "role": "reviewer"}
    steps["together"] = join(of, objected="meeting")
    steps["meeting"] = meeting | {"leads_to": {"concluded": "propose", "returned": again}}
    return plan_of(details.pop("accepted", fork("a", "b", "c")), steps, returned=again)


class _Drawing:
    """Draws a plan block by block, so that it is sound by the way it is made."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw, self.steps, self._count = draw, {}, 0

    def _new(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._count}"

    def sequence(self, depth: int, follows: str) -> str:
        """Draw what stands before `follows` and return the step it begins with."""
        first = follows
        for _each in range(self._draw(st.integers(1, 2))):
            first = self._step(depth, first)
        return first

    def _step(self, depth: int, follows: str) -> str:
        code = self._new("s")
        if depth and self._draw(st.booleans()):
            again = self._fork(depth, follows)
            self.steps[code] = opinion(agrees=again, objects=again)
        elif self._draw(st.integers(0, 3)) == 0:
            self.steps[code] = opinion(agrees=follows, objects=follows, again=code)
        else:
            self.steps[code] = opinion(agrees=follows, objects=follows)
        return code

    def _fork(self, depth: int, follows: str) -> dict[str, Any]:
        code = self._new("j")
        entries = [self.sequence(depth - 1, code) for _each in range(self._draw(st.integers(1, 3)))]
        branches: list[Any] = []
        for number, entry in enumerate(entries):
            way = self._draw(st.sampled_from(["always", "when", "otherwise"])) if number else "always"
            if way == "when":
                test = self._draw(st.sampled_from([{"at_least": 300}, {"at_most": 300}, {"equals": 300}]))
                branches.append({"to": entry, "when": [{"fact": "site.area", **test}]})
            else:
                branches.append({"to": entry, "otherwise": True} if way == "otherwise" else {"to": entry})
        if not any("when" in branch for branch in branches):
            branches = [{"to": branch["to"]} for branch in branches]
        always = sum(set(branch) == {"to"} for branch in branches)
        of = self._draw(st.sampled_from(["all", "any", *range(1, always + 1)]))
        outcomes = {"agreed": follows, "objected": follows}
        if self._draw(st.booleans()):  # what was objected to is looked at again, by those who are chosen
            outcomes["objected"] = back = self._new("s")
            again = {"fork": [{"to": entry} for entry in entries], "join": code, "is_chosen": True}
            self.steps[back] = opinion(agrees=follows, objects=follows, returned=again)
        self.steps[code] = join(of, (AGREES, "agreed"), **outcomes)
        return {"fork": branches, "join": code}


@st.composite
def block_structured(draw: st.DrawFn) -> dict[str, Any]:
    """Return any plan of steps, loops, blocks and blocks in blocks."""
    drawing = _Drawing(draw)
    return plan_of(drawing.sequence(2, "propose"), drawing.steps)

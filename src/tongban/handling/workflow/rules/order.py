"""The steps and joins of a plan in the order in which people read it."""

from tongban.handling.workflow.rules.plan import Fork, Next, Plan


def reading_order(plan: Plan) -> tuple[str, ...]:
    """
    Return steps and joins, each after what leads to it as far as nothing leads back, a join after its branches.

    It takes a plan that is not sound as well: what leads nowhere is passed over, and what cannot be reached comes last.
    """
    order: list[str] = []
    seen: set[str] = set()

    def visit(code: str) -> None:
        if code in seen or (code not in plan.steps and code not in plan.joins):
            return
        seen.add(code)
        for following in reversed(list(plan.node(code).leads_to.values())):
            for target in reversed(_targets(following)):
                visit(target)
        order.append(code)

    visit(plan.first)
    reached = order[::-1]
    order.clear()
    for code in (*plan.steps, *plan.joins):  # what only a return leads to, or nothing at all
        visit(code)
    return (*reached, *order[::-1])


def _targets(following: Next) -> list[str]:
    if not isinstance(following, Fork):
        return [following]
    return [] if following.is_chosen else [branch.to for branch in following.branches]

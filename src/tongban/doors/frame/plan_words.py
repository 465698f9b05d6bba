"""Review plans in words: kinds of steps, results, who acts, conditions, in the reader's language."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from tongban.doors.frame import wording
from tongban.handling.workflow.rules import Branch, Condition, Join, Kind, Plan, Test, Who, WhoKind
from tongban.offer.forms import api as forms
from tongban.registers.organisations import api as organisations

Words = str | Promise
LaneName = Callable[[Who], str]

KINDS: Mapping[str, Words] = {
    Kind.ACCEPT: gettext_lazy("受理"),
    Kind.OPINION: gettext_lazy("审查并出结论"),
    Kind.CONSULT: gettext_lazy("征求意见，不作结论"),
    Kind.AUTO: gettext_lazy("系统自动核验"),
    Kind.MEETING: gettext_lazy("联合会审"),
    Kind.PROPOSE: gettext_lazy("提出审查意见"),
    Kind.DECIDE: gettext_lazy("决定"),
    Kind.DELIVER: gettext_lazy("送达办结"),
}
# What leads from one step of a plan to the next, as people say it.
RESULTS: Mapping[str, Words] = {
    "accepted": gettext_lazy("受理"),
    "not_accepted": gettext_lazy("不属于受理范围"),
    "supplement_asked": gettext_lazy("材料不齐"),
    "proposed": gettext_lazy("提出意见"),
    "agreed": pgettext_lazy("plan result", "同意"),
    "with_conditions": gettext_lazy("附条件同意"),
    "objected": pgettext_lazy("plan result", "不同意"),
    "returned": gettext_lazy("退回重审"),
    "concluded": gettext_lazy("会审有结论"),
    "passed": gettext_lazy("核验通过"),
    "failed": gettext_lazy("核验未通过"),
    "answered": gettext_lazy("已答复"),
    "delivered": pgettext_lazy("plan result", "办结"),
}
ROLES: Mapping[str, Words] = {
    "clerk": pgettext_lazy("plan role", "受理人员"),
    "reviewer": pgettext_lazy("plan role", "审查人员"),
    "decider": pgettext_lazy("plan role", "决定人员"),
}
ASSIGNMENTS: Mapping[str, Words] = {"claim": gettext_lazy("自己领取"), "random": gettext_lazy("随机分派")}


def result_word(result: str, step: str = "") -> str:
    """Return a result in words; agreement in the step of decision grants the application."""
    if (step, result) == (Kind.DECIDE, "agreed"):
        return _("准予")
    return str(RESULTS.get(result, result))


def departments() -> dict[str, str]:
    """Return the name of each department by its key: that of its highest authority."""
    found: dict[str, str] = {}
    for authority in organisations.authorities():
        found.setdefault(authority.key, wording.local_text(authority.name, authority.name_en))
    return found


def general_lanes() -> LaneName:
    """Return how to name who acts, where no case says in which place."""
    names = departments()

    def named(who: Who) -> str:
        name = names.get(who.key, who.key)
        match who.kind:
            case WhoKind.LEAD:
                return _("主办部门")
            case WhoKind.DEPARTMENT:
                return name
            case WhoKind.UPPER:
                return _("上级{department}").format(department=name)
            case WhoKind.LOWER:
                return _("乡镇（街道）{department}").format(department=name) if who.key else _("乡镇（街道）")

    return named


def lane_in(lead: organisations.Authority) -> LaneName:
    """Return how to name who acts in the cases of an authority: by the authority that is competent there."""
    general = general_lanes()

    def named(who: Who) -> str:
        if who.kind is WhoKind.LEAD:
            return wording.local_text(lead.name, lead.name_en)
        if who.kind is not WhoKind.DEPARTMENT:
            return general(who)
        try:
            authority = organisations.authority_for(who.key, lead.region_code)
        except organisations.UnableToFindAuthority:
            return general(who)
        return wording.local_text(authority.name, authority.name_en)

    return named


def limit_words(amount: int, unit: str) -> str:
    return wording.limit(amount, unit)


def rule_words(join: Join) -> str:
    """Return what a join waits for."""
    if join.rule.of == "all":
        return _("全部答复后汇总，全部同意才通过") if join.rule.agreeing else _("全部答复后汇总")
    if join.rule.of == "any":
        return _("一个同意即通过")
    return ngettext("{count} 个同意即通过", "{count} 个同意即通过", join.rule.needed).format(count=join.rule.needed)


def branch_words(branch: Branch, plan: Plan) -> str:
    """Return when a branch is opened; "" when always."""
    if branch.is_otherwise:
        return _("其他情形")
    return condition_words(branch.when, plan)


def condition_words(conditions: Sequence[Condition], plan: Plan) -> str:
    return _("，且").join(_condition(condition, plan) for condition in conditions)


def _condition(condition: Condition, plan: Plan) -> str:
    fact, values = _fact(condition.fact, plan), [_value(condition.fact, value) for value in condition.values]
    match condition.test:
        case Test.AT_LEAST:
            return f"{fact} ≥ {values[0]}"
        case Test.AT_MOST:
            return f"{fact} ≤ {values[0]}"
        case Test.IS_TRUE:
            return _("{fact}：是").format(fact=fact)
        case Test.IS_FALSE:
            return _("{fact}：否").format(fact=fact)
        case _:
            return _("{fact}：{values}").format(fact=fact, values=_("或").join(values))


def _fact(code: str, plan: Plan) -> str:
    element = forms.elements().get(code)
    if element is not None:
        return wording.local_text(element.name, element.name_en)
    step, _dot, field = code.partition(".")
    if field == "result" and step in plan.steps:
        return _("{step}的结果").format(step=wording.local_text(plan.steps[step].name, plan.steps[step].name_en))
    return code


def _value(fact: str, value: str) -> str:
    if fact.endswith(".result"):
        return result_word(value)
    element = forms.elements().get(fact)
    if element is None or not element.choices:
        return value
    return wording.hant(element.choice_name(value, english=wording.language() == "en"))

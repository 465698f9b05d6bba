"""The desk's words for states, steps, lights and ways, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongban.handling.applications.api import Channel, Way
from tongban.handling.cases.api import Ground, Outcome, State, Step

Words = str | Promise

STATES: Mapping[State, tuple[Words, str]] = {
    State.SUBMITTED: (_("待受理"), "blue"),
    State.SUPPLEMENT_ASKED: (_("等申请人补正"), "amber"),
    State.ACCEPTED: (_("审查中"), "blue"),
    State.PROPOSED: (_("待决定"), "blue"),
    State.DECIDED: (_("已决定，待送达"), "blue"),
    State.CLOSED: (_("已办结"), "grey"),
}
OUTCOMES: Mapping[Outcome, tuple[Words, str]] = {
    Outcome.GRANTED: (_("准予"), "green"),
    Outcome.REFUSED: (_("不予"), "red"),
    Outcome.NOT_ACCEPTED: (_("不予受理"), "red"),
    Outcome.WITHDRAWN: (_("申请人撤回"), "grey"),
    Outcome.TERMINATED: (_("终止办理"), "grey"),
}
# What each deed is called on its button and its page.
DEEDS: Mapping[Step, Words] = {
    Step.ACCEPT: pgettext_lazy("deed", "同意受理"),
    Step.ASK_TO_SUPPLEMENT: pgettext_lazy("deed", "一次性告知补正"),
    Step.REFUSE_ACCEPTANCE: pgettext_lazy("deed", "不予受理"),
    Step.PROPOSE: pgettext_lazy("deed", "提出审查意见"),
    Step.DECIDE: pgettext_lazy("deed", "作出决定"),
    Step.START_SPECIAL_PROCEDURE: pgettext_lazy("deed", "启动特别程序"),
    Step.END_SPECIAL_PROCEDURE: pgettext_lazy("deed", "登记特别程序结果"),
    Step.EXTEND_TIME_LIMIT: pgettext_lazy("deed", "延长期限"),
    Step.CLOSE: pgettext_lazy("deed", "送达办结"),
    Step.TERMINATE: pgettext_lazy("deed", "终止办理"),
    Step.TRANSFER: pgettext_lazy("deed", "移送有权机关"),
    Step.PASS_ON: pgettext_lazy("deed", "上报或者下交"),
    Step.SEND_RESULT: pgettext_lazy("deed", "寄出或者公告"),
    Step.FAIL_DELIVERY: pgettext_lazy("deed", "登记没有送到"),
    Step.NOTE_REMEDY: pgettext_lazy("deed", "登记异议、复议或者诉讼"),
    Step.PROPOSE_REVOCATION: pgettext_lazy("deed", "提出撤销、撤回或者注销"),
    Step.CONFIRM_REVOCATION: pgettext_lazy("deed", "决定是否撤销"),
}
# What each step is called once it is done.
COURSE: Mapping[Step, Words] = {
    Step.SUBMIT: _("提交申请"),
    Step.ACCEPT: _("受理"),
    Step.ASK_TO_SUPPLEMENT: _("一次性告知补正"),
    Step.SUPPLY_SUPPLEMENT: _("申请人交来补正内容"),
    Step.REFUSE_ACCEPTANCE: _("不予受理"),
    Step.DEEM_ACCEPTED: _("逾期未告知，视为受理"),
    Step.START_SPECIAL_PROCEDURE: _("启动特别程序，期间不计时"),
    Step.END_SPECIAL_PROCEDURE: _("特别程序结束，继续计时"),
    Step.EXTEND_TIME_LIMIT: _("延长办理期限"),
    Step.PROPOSE: _("提出审查意见"),
    Step.DECIDE: _("作出决定"),
    Step.RETURN_TO_REVIEW: _("退回重新审查"),
    Step.CLOSE: _("送达，办结"),
    Step.WITHDRAW: _("申请人撤回申请"),
    Step.TERMINATE: _("终止办理"),
    Step.FULFIL_COMMITMENT: _("申请人补交承诺的材料"),
    Step.MOVE_DUE_DATES: _("日历或者时限更改，期限调整"),
    Step.TRANSFER: _("移送有权机关"),
    Step.PASS_ON: _("转由上级或者下级办理"),
    Step.GIVE_OPINION: _("部门出具意见"),
    Step.ANSWER_CONSULTATION: _("答复征求意见"),
    Step.HOLD_MEETING: _("联合会审"),
    Step.RUN_CHECK: _("平台自动核查"),
    Step.CONSULT_OFFICE: _("征求其他部门意见"),
    Step.RETURN_TO_STEP: _("退回部门重新办理"),
    Step.MOVE_PLAN: _("审批流程更新"),
    Step.AGREE_ON_DELIVERY: _("申请人确认送达方式"),
    Step.SEND_RESULT: _("办理结果已发出"),
    Step.FAIL_DELIVERY: _("没有送到"),
    Step.CONFIRM_RECEIPT: _("申请人确认收到，办结"),
    Step.DEEM_DELIVERED: _("自动送达，办结"),
    Step.OPEN_RESULT: _("申请人打开了送达的文书"),
    Step.ARCHIVE: _("归档"),
    Step.NOTE_REMEDY: _("登记异议、复议或者诉讼"),
    Step.PROPOSE_REVOCATION: _("提出撤销、撤回或者注销"),
    Step.ANSWER_REVOCATION: _("被许可人陈述、申辩"),
    Step.CONFIRM_REVOCATION: _("准予决定不再有效"),
    Step.DROP_REVOCATION: _("决定不撤销"),
}
# How a case came to an authority.
CUSTODY: Mapping[str, Words] = {
    "received": _("收到申请"),
    "up": _("下级上报"),
    "down": _("上级下交"),
    "over": _("移送"),
    "handed_over": _("初审后报送"),
    "sent_back": _("决定后交回送达"),
}
# The steps of review plans, as the worklist names what is to be done.
TASKS: Mapping[str, Words] = {
    "accept": _("受理"),
    "propose": _("审查"),
    "decide": _("决定"),
    "deliver": _("送达办结"),
}
INTERESTS: Mapping[str, Words] = {
    "relative": _("亲属"),
    "company": _("本人的单位"),
    "share": _("持有股份"),
    "employment": _("曾经任职"),
    "earlier_role": _("曾经代理或者参与"),
}
INTEREST_STATES: Mapping[str, tuple[Words, str]] = {
    "declared": (_("待确认，已生效"), "amber"),
    "confirmed": (_("已确认"), "green"),
    "ending": (_("申请终止"), "amber"),
    "ended": (_("已终止"), "grey"),
    "refused": (_("未予确认"), "grey"),
}
LIGHTS: Mapping[str, Words] = {
    "red": _("已超期"),
    "yellow": _("将到期"),
    "green": _("正常"),
    "breach": _("已超法定期限"),
}
GROUNDS: Mapping[Ground, Words] = {
    Ground.HEARING: _("听证"),
    Ground.TENDER: _("招标"),
    Ground.AUCTION: _("拍卖"),
    Ground.INSPECTION: _("检验"),
    Ground.TESTING: _("检测"),
    Ground.QUARANTINE: _("检疫"),
    Ground.APPRAISAL: _("鉴定"),
    Ground.EXPERT_REVIEW: _("专家评审"),
}
CHANNELS: Mapping[Channel, Words] = {
    Channel.PORTAL: _("网上提交"),
    Channel.WINDOW: _("窗口提交"),
    Channel.TERMINAL: _("自助终端提交"),
    Channel.API: _("接口提交"),
}
WAYS: Mapping[Way, Words] = {
    Way.LICENCE: _("电子证照，免提交"),
    Way.UPLOAD: _("上传文件"),
    Way.COMMITMENT: _("告知承诺"),
    Way.WINDOW: _("窗口出示原件"),
}
# How far a material may be trusted, with what that means for whoever examines it.
TRUST: Mapping[str, tuple[Words, Words, str]] = {
    "A": (_("A 级"), _("机关签发的电子证照"), "green"),
    "B": (_("B 级"), _("窗口已与原件核对"), "green"),
    "C": (_("C 级"), _("申请人自行上传，原件待核"), "amber"),
    "D": (_("D 级"), _("申请人承诺，事后核查"), "amber"),
    "": (_("待核"), _("原件还没有出示"), "grey"),
}


def state_tag(state: State, outcome: Outcome) -> tuple[str, str]:
    """Return where a case stands in words, and the tone of its tag."""
    if outcome is not Outcome.NONE and state in (State.DECIDED, State.CLOSED):
        words, tone = OUTCOMES[outcome]
        return f"{STATES[state][0]} · {words}", tone
    words, tone = STATES[state]
    return str(words), tone

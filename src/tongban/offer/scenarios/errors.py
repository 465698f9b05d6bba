"""Refusals that several deeds on tables share."""

from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError


class UnableToFindScenario(DomainError):
    """The item has no published decision table."""

    code = "scenario.unknown"
    sentence = _("这个事项还没有情形引导，请直接看办事指南。")
    status = 404


class UnableToWorkOnTable(DomainError):
    """The officer's post does not reach every authority that offers the item."""

    code = "scenario.out_of_reach"
    sentence = _("情形表对所有承办单位生效，您的岗位只能查看，不能修改或者发布。请联系上级单位的事项管理人员。")
    status = 403


class UnableToKeepUp(DomainError):
    """Somebody else changed the draft since it was read."""

    code = "scenario.stale"
    sentence = _("这张表刚刚被{who}改过。您的内容还在下面，请核对后再保存一次；这会覆盖对方的修改。")
    status = 409


class UnableToFindTable(DomainError):
    """There is no such basic item, or nobody offers it with a guide."""

    code = "scenario.no_guide"
    sentence = _("没有找到基本编码为 {basic} 的已发布事项，不能为它建情形表。")
    status = 404

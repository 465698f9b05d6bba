"""Refusals that several deeds on drafts share."""

from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError


class UnableToFindDraft(DomainError):
    """There is no such draft, or it is another party's: both get the same answer."""

    code = "draft.not_found"
    sentence = _("没有找到这份草稿。它可能已经提交或者已被删除。")
    status = 404


class UnableToChangeDraft(DomainError):
    """The draft is submitted, or the authority did not ask for a change here."""

    code = "draft.closed"
    sentence = _("这份申请已经提交，不能再修改。需要补正的，请只修改补正告知书中列明的内容。")

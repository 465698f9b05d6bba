"""The cast of the notifications' tests."""

from typing import Any
from uuid import UUID

from tongban.groundwork.foundation.identifiers import uuid7
from tongban.groundwork.notifications.api import Recipient, queue

CONTEXT = {
    "item_name": "居民身份证首次申领",
    "item_name_en": "First identity card",
    "case_number": "990101261121000017",
    "due": "2026年12月2日",
    "received_at": "2026年11月21日",
    "materials": "照片、户口簿",
    "reason": "不属于本机关职权范围",
    "code": "042137",
    "answer": "已经整改，谢谢您的意见",
    "authority": "宁溪县公安局",
    "authority_en": "Ningxi County Public Security Bureau",
    "way": "邮寄送达",
    "way_en": "by post",
    "parcel": "EMS 1043127859034",
    "kind": "撤销",
    "kind_en": "revocation",
}


def recipient(**changes: Any) -> Recipient:
    """Return somebody with an account and a phone, who reads Simplified Chinese."""
    values: dict[str, Any] = {"account_id": uuid7(), "phone": "13900000000", "language": "zh-hans"}
    return Recipient(**values | changes)


def tell(to: Recipient | None = None, template: str = "case-received", **context: str) -> UUID | None:
    """Queue a message; return the account of its reader."""
    to = to or recipient()
    queue(to=to, template=template, context=CONTEXT | context, subject="case:990101261121000017")
    return to.account_id

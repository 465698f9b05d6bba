"""Refusals of the documents that more than one module raises."""

from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError


class Refusal(StrEnum):
    """Why a file is not kept."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_ACCEPTED = "not_accepted"
    DISGUISED = "disguised"
    PROGRAM = "program"
    WEB_PAGE = "web_page"
    CORRUPT = "corrupt"
    ENCRYPTED = "encrypted"
    ACTIVE = "active"
    BOMB = "bomb"
    NESTED = "nested"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_PAGES = "too_many_pages"


SENTENCES = {
    Refusal.EMPTY: (_("“{name}”是空文件。"), _("请检查原文件能否打开，再重新上传。")),
    Refusal.TOO_LARGE: (
        _("“{name}”超过了 {limit} 的上限。"),
        _("请压缩图片、降低扫描分辨率，或者拆成几个文件后再上传。"),
    ),
    Refusal.NOT_ACCEPTED: (
        _("“{name}”是 {actual} 文件，这里不能使用。"),
        _("请改用下列格式：{accepted}。"),
    ),
    Refusal.DISGUISED: (
        _("“{name}”的名称与内容不符：按名称应是 {named}，实际内容是 {actual}。"),
        _("请用相应软件打开原文件，另存为下列格式后再上传：{accepted}。"),
    ),
    Refusal.PROGRAM: (_("“{name}”的内容是程序，不是材料。"), _("请确认选对了文件，并检查电脑是否安全。")),
    Refusal.WEB_PAGE: (
        _("“{name}”的内容是网页或者脚本，不是材料。"),
        _("请将页面打印为 PDF，或者截图保存为图片后再上传。"),
    ),
    Refusal.CORRUPT: (_("“{name}”已损坏或者不完整，无法打开。"), _("请检查原文件，重新扫描、拍照或者导出后再上传。")),
    Refusal.ENCRYPTED: (_("“{name}”设有密码或者加密。"), _("请取消密码，另存后再上传。")),
    Refusal.ACTIVE: (
        _("“{name}”含有会自动运行的内容（脚本、宏或者外部程序）。"),
        _("请打印为新的 PDF，或者另存为不含宏的文档后再上传。"),
    ),
    Refusal.BOMB: (_("“{name}”展开后过大，可能损害系统。"), _("请用相应软件重新保存，或者打印为 PDF 后再上传。")),
    Refusal.NESTED: (
        _("“{name}”里面还嵌有其他压缩文件或者文档。"),
        _("请去掉嵌入的文件，把它们分别上传。"),
    ),
    Refusal.TOO_MANY_PIXELS: (
        _("图片“{name}”的像素过多（宽 {width}、高 {height}）。"),
        _("请缩小图片，或者用较低的分辨率重新拍摄后再上传。"),
    ),
    Refusal.TOO_MANY_PAGES: (_("“{name}”超过了 {limit} 页。"), _("请拆成几个文件后再上传。")),
}


class UnableToKeepFile(DomainError):
    """
    The file was not kept.

    `reason` says why for programs, `code` is "file." and the reason; `str(error)` is a sentence followed by its `cure`.
    """

    def __init__(self, reason: Refusal, **data: Any) -> None:
        super().__init__(**data)
        self.reason = reason
        self.code = f"file.{reason}"  # type: ignore[misc]
        self.status = 413 if reason is Refusal.TOO_LARGE else 422  # type: ignore[misc]

    @property
    def cure(self) -> str:
        """What the person can do, in the reader's language."""
        return str(SENTENCES[self.reason][1]).format(**self.data)

    def __str__(self) -> str:
        sentence = str(SENTENCES[self.reason][0]).format(**self.data)
        return f"{sentence}{'' if sentence.endswith('。') else ' '}{self.cure}"

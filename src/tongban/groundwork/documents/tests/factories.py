"""The cast of the documents' tests: files of each kind, honest and dishonest, and an office that issues."""

import io
import zipfile
from typing import Any, BinaryIO

from PIL import Image

from tongban.groundwork.documents.api import DocumentSummary, FileSummary, Issuer, issue_document, store_file
from tongban.groundwork.foundation.actors import Actor

ACCEPT_ALL = ("jpg", "png", "pdf", "docx", "xlsx", "ofd")
LI_XIULAN = Actor(reference="person:0190a000-0000-7000-8000-000000000001", name="李*兰")
PUBLIC_SECURITY = Issuer(code="11990100MB00000110", name="宁川市公安局", region_code="990100")
FACTS = {
    "case_number": "990101261121000017",
    "item_name": "居民身份证首次申领",
    "item_type": "行政许可",
    "received_on": "2026-11-21",
    "reasons": "材料齐全。",
}
LICENCE_FACTS = {
    "number": "JY29901050000017",
    "identifier": "1.2.156.3005.2.11990000000000017X204.11990100MB00000110.JY29901050000017.001.7",
    "type_name": "食品经营许可证",
    "fields": {"经营者名称": "宁川市大江餐饮有限公司"},
    "verify_url": "http://127.0.0.1:8000/verify/JY29901050000017",
    "valid_from": "2026-11-21",
}


def store(
    content: bytes | BinaryIO, name: str = "材料.pdf", *, max_bytes: int = 5_000_000, **changes: Any
) -> FileSummary:
    """Hand in a content as Li Xiulan would."""
    arguments = {"accept": ACCEPT_ALL, "owner": "draft:1", "actor": LI_XIULAN} | changes
    return store_file(
        content=io.BytesIO(content) if isinstance(content, bytes) else content,
        name=name,
        max_bytes=max_bytes,
        **arguments,
    )


def issue(kind: str = "acceptance_notice", **changes: Any) -> DocumentSummary:
    """Issue a document of the public security bureau about one case."""
    facts = LICENCE_FACTS if kind == "licence" else FACTS
    arguments: dict[str, Any] = {
        "subject": "case:990101261121000017", "issuer": PUBLIC_SECURITY, "recipient": "李秀兰", "facts": facts,
    }  # fmt: skip
    return issue_document(kind=kind, **arguments | changes)


def image(format: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    output = io.BytesIO()
    Image.new("RGB", size, "white").save(output, format)
    return output.getvalue()


def archive(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", compression) as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
    return output.getvalue()


def docx(**more: bytes) -> bytes:
    """Return a small Word document, with more members by name (a dot is written as two underscores)."""
    members = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
    return archive(members | {name.replace("__", "."): content for name, content in more.items()})


def pdf(catalogue: bytes = b"", *, trailer: bytes = b"") -> bytes:
    """Return a PDF of one empty page, with more entries in its catalogue or trailer."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R" + catalogue + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
    ]
    output = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(output))
        output += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"xref\n0 4\n0000000000 65535 f \n%strailer\n<</Size 4/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
    return output + tail % (table, trailer, len(output))

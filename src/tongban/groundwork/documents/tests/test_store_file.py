import contextlib
import hashlib
import io
import os
import struct
import time
import zipfile
import zlib
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.utils import translation
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from tongban.groundwork.documents import api, storage
from tongban.groundwork.documents.api import UnableToKeepFile
from tongban.groundwork.documents.models import StoredFile
from tongban.groundwork.documents.tests.factories import archive, docx, image, pdf, store
from tongban.groundwork.foundation import clock

pytestmark = pytest.mark.django_db

KEEPABLE = {
    "jpg": image("JPEG"),
    "png": image("PNG"),
    "pdf": pdf(),
    "docx": docx(),
    "xlsx": archive({"xl/workbook.xml": b"<workbook/>"}),
    "ofd": archive({"OFD.xml": b"<ofd:OFD/>", "Doc_0/Document.xml": b"<ofd:Document/>"}),
}


def refusal(content: bytes, name: str = "材料.pdf", **changes) -> UnableToKeepFile:
    with pytest.raises(UnableToKeepFile) as caught:
        store(content, name, **changes)
    assert not StoredFile.objects.exists()
    return caught.value


@pytest.mark.parametrize("kind", KEEPABLE)
def test_each_kind_of_file_is_kept_whole(kind):
    kept = store(KEEPABLE[kind], f"材料.{kind}")
    assert (kept.kind, kept.name, kept.owner) == (kind, f"材料.{kind}", "draft:1")
    with api.open_file(kept.id) as content:
        assert content.read() == KEEPABLE[kind]
    assert api.file_summary(kept.id) == kept


def test_a_photo_with_the_wrong_ending_is_kept_under_its_true_one():
    assert store(image("JPEG"), "身份证.png").name == "身份证.jpg"


def test_the_same_content_is_kept_once(own_file_store):
    first, second = store(image(), "甲.jpg"), store(image(), "乙.jpg")
    assert first.digest == second.digest
    assert first.id != second.id
    assert sum(path.is_file() for path in own_file_store.rglob("*")) == 1


def test_a_file_name_is_encrypted_at_rest():
    store(image(), "李秀兰身份证.jpg")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM documents_storedfile")
        assert "李秀兰".encode() not in bytes(cursor.fetchone()[0])


def test_reading_stops_at_the_limit():
    class Endless(io.RawIOBase):
        taken = 0

        def read(self, size=-1):
            self.taken += size
            return b"x" * size

    upload = Endless()
    with pytest.raises(UnableToKeepFile) as caught:
        store(upload, "大.pdf", max_bytes=1_000_000)
    assert upload.taken < 2_000_000
    assert caught.value.code == "file.too_large"
    assert caught.value.status == 413


def test_an_upload_of_200_mb_is_refused_before_it_is_read():
    class Announced(io.BytesIO):
        size = 200 * 1024 * 1024

        def read(self, *_):
            raise AssertionError("it was read")

    with pytest.raises(UnableToKeepFile, match="20 MB") as caught:
        store(Announced(), "大.pdf", max_bytes=20 * 1024**2)
    assert "拆成几个文件" in caught.value.cure


def test_an_empty_file_is_refused():
    assert refusal(b"").code == "file.empty"


@pytest.mark.parametrize("start", [b"MZ\x90\x00", b"\x7fELF\x02", b"#!/bin/sh\n"])
def test_a_renamed_program_is_refused(start):
    assert refusal(start + b"\x00" * 500, "照片.jpg").code == "file.program"


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><html><script>alert(1)</script></html>",
        b"\xef\xbb\xbf  <HTML><body></body></html>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"<!-- photo --><script>alert(1)</script>",
    ],
)
def test_a_web_page_disguised_as_a_picture_is_refused(page):
    assert refusal(page, "照片.png").code == "file.web_page"


def test_a_kind_that_the_form_does_not_ask_for_is_refused_with_those_it_does():
    refused = refusal(pdf(), accept=("jpg", "png"), name="扫描.pdf")
    assert refused.code == "file.not_accepted"
    assert str(refused) == "“扫描.pdf”是 PDF 文件，这里不能使用。请改用下列格式：JPG / PNG。"


def test_a_content_other_than_the_name_says_is_called_disguised():
    assert refusal(pdf(), "照片.jpg", accept=("jpg",)).code == "file.disguised"


def test_text_that_is_nothing_is_refused():
    assert refusal("我是一张照片".encode(), "照片.jpg").code == "file.corrupt"


@pytest.mark.parametrize(("format", "name"), [("JPEG", "一.jpg"), ("PNG", "一.png")])
def test_a_torn_picture_is_refused(format, name):
    whole = image(format, (400, 300))
    assert refusal(whole[: len(whole) // 2], name).code == "file.corrupt"


def test_a_picture_that_unfolds_into_gigabytes_is_refused_by_its_header():
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)) + image("PNG")[33:]
    )
    refused = refusal(bomb, "照片.png")
    assert refused.code in {"file.too_many_pixels", "file.bomb"}


def test_a_zip_bomb_in_a_document_is_refused():
    assert refusal(docx(**{"word/media/a__bin": b"\x00" * 30_000_000}), "表.docx").code == "file.bomb"


def test_a_document_with_thousands_of_parts_is_refused():
    many = {f"word/{number}.xml": b"" for number in range(2500)}
    assert refusal(archive({"word/document.xml": b"<a/>", **many}), "表.docx").code == "file.bomb"


def test_a_document_that_lies_about_its_size_is_refused():
    content = bytearray(archive({"word/document.xml": b"\x00" * 5_000_000}))
    place = content.rindex(b"PK\x01\x02") + 24
    content[place : place + 4] = struct.pack("<I", 100)
    assert refusal(bytes(content), "表.docx").code in {"file.corrupt", "file.bomb"}


def test_a_document_with_another_archive_inside_is_refused():
    assert refusal(docx(**{"word/embeddings/a__zip": archive({"b": b"c"})}), "表.docx").code == "file.nested"


def test_a_document_with_a_program_inside_is_refused():
    assert refusal(docx(**{"word/embeddings/a__bin": b"MZ\x90"}), "表.docx").code == "file.program"


def test_a_document_with_macros_is_refused():
    assert refusal(docx(**{"word/vbaProject__bin": b"\xd0\xcf"}), "表.docx").code == "file.active"


def test_a_document_that_loads_a_template_from_outside_is_refused():
    link = (
        b'<Relationships><Relationship Type="http://x/attachedTemplate" Target="http://x" TargetMode="External"/>'
        b"</Relationships>"
    )
    assert refusal(docx(**{"word/_rels/settings__xml__rels": link}), "表.docx").code == "file.active"


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("before", [0, 64 * 1024 - 40])
def test_a_template_from_outside_is_found_wherever_it_stands(before, quote):
    link = b"<Relationship Type='x/attachedTemplate' Target='https://example.org' TargetMode='External'/>"
    rels = b"<Relationships>" + b" " * before + link.replace(b"'", quote.encode()) + b"</Relationships>"
    assert refusal(docx(**{"word/_rels/settings__xml__rels": rels}), "a.docx").code == "file.active"


def test_markup_that_cannot_be_read_for_what_it_loads_is_refused():
    rels = "<Relationships/>".encode("utf-16")
    assert refusal(docx(**{"word/_rels/settings__xml__rels": rels}), "a.docx").code == "file.corrupt"


@pytest.mark.parametrize(
    "content",
    [b"<!---->" * 500 + b"x", b"<!--" * 1000, b"<?xml " * 600, docx(a__rels=b"<Relationship " * 50_000)],
    ids=["comments", "open comments", "declarations", "open tags"],
)
def test_no_file_takes_longer_to_look_at_than_to_send(content):
    started = time.process_time()
    with contextlib.suppress(UnableToKeepFile):
        store(content, "a.docx")
    assert time.process_time() - started < 2


def test_an_xml_bomb_in_a_document_is_refused():
    assert refusal(archive({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "表.docx").code == "file.bomb"


def test_a_document_with_a_password_is_refused():
    content = bytearray(docx())
    place = content.index(b"PK\x01\x02") + 8
    content[place] |= 1
    assert refusal(bytes(content), "表.docx").code == "file.encrypted"


def test_a_plain_zip_is_not_taken_for_a_document():
    assert refusal(archive({"a.txt": b"b"}, zipfile.ZIP_STORED), "表.docx").code == "file.disguised"


def test_a_torn_pdf_is_refused():
    assert refusal(pdf()[:120]).code == "file.corrupt"


def test_a_pdf_without_pages_is_refused():
    assert refusal(pdf().replace(b"/Kids[3 0 R]", b"/Kids[     ]")).code == "file.corrupt"


def test_an_encrypted_pdf_is_refused():
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    output = io.BytesIO()
    writer.write(output)
    assert refusal(output.getvalue()).code == "file.encrypted"


@pytest.mark.parametrize(
    "action", [b"/S/JavaScript/JS(app.alert\\(1\\))", b"/S/Launch/F(cmd.exe)", b"/S/J#61vaScript/JS(1)"]
)
def test_a_pdf_that_starts_something_is_refused(action):
    assert refusal(pdf(b"/OpenAction<<" + action + b">>")).code == "file.active"


def test_a_script_hidden_in_a_packed_object_of_a_pdf_is_found():
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    plain = io.BytesIO()
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(DictionaryObject(action))
    writer.write(plain)
    assert refusal(_with_object_streams(plain.getvalue())).code == "file.active"


def _with_object_streams(content: bytes) -> bytes:
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(content)), writer_kwargs={"stream_xrefs": True})
    packed = writer.prepare_object_stream()
    for (generation, number), thing in list(writer.objects.items()):
        if "/JavaScript" in str(thing):
            packed.add_object(number, thing)
            del writer.objects[(generation, number)]
    output = io.BytesIO()
    writer.write(output)
    assert b"/JavaScript" not in output.getvalue()
    return output.getvalue()


def test_nothing_of_a_refused_file_stays_behind(own_file_store):
    refusal(b"MZ" * 400, "照片.jpg")
    assert not [path for path in own_file_store.rglob("*") if path.is_file()]


def test_half_written_files_are_cleared_away_after_a_day(own_file_store):
    folder = own_file_store / "incoming"
    folder.mkdir(parents=True)
    for name, age in (("old", 2), ("new", 0)):
        (folder / name).write_bytes(b"x")
        moment = (clock.now() - timedelta(days=age)).timestamp()
        os.utime(folder / name, (moment, moment))
    assert api.tidy_files() == 1
    assert [path.name for path in folder.iterdir()] == ["new"]


def test_a_file_that_is_not_there_is_said_to_be_missing():
    with pytest.raises(FileNotFoundError):
        api.open_file(UUID(int=1))


def test_a_content_path_is_named_by_its_digest():
    assert storage.content_path("ab" * 32).name == "ab" * 32


def test_a_refusal_speaks_the_readers_language():
    refused = refusal(b"")
    with translation.override("en"):
        assert str(refused) == (
            "“材料.pdf” is an empty file. Please check that the original opens, then upload it again."
        )
    with translation.override("zh-hant"):
        assert "請檢查" in str(refused)


def contents(own_file_store):
    return [path for path in own_file_store.rglob("*") if path.is_file()]


def test_what_is_taken_back_is_forgotten_with_its_content(own_file_store, django_capture_on_commit_callbacks):
    first, second = store(image(), "甲.jpg"), store(image(), "乙.jpg")
    with django_capture_on_commit_callbacks(execute=True):
        assert api.forget_files([first.id]) == 1
    assert api.open_file(second.id).read() == image()
    with pytest.raises(FileNotFoundError):
        api.open_file(first.id)
    with django_capture_on_commit_callbacks(execute=True):
        assert api.forget_files([first.id, second.id]) == 1
    assert contents(own_file_store) == []
    assert store(image(), "丙.jpg").digest == first.digest
    assert len(contents(own_file_store)) == 1


def test_a_content_is_encrypted_at_rest(own_file_store):
    content = image()
    kept = store(content, "李秀兰.jpg")
    [path] = [path for path in own_file_store.rglob("*") if path.is_file()]
    assert content[:100] not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert api.open_file(kept.id).read() == content
    path.write_bytes(content)
    with pytest.raises(OSError, match="altered"):
        api.open_file(kept.id)


@pytest.mark.parametrize("size", [1, storage.PIECE, storage.PIECE + 1, 3 * storage.PIECE])
def test_a_content_of_several_pieces_comes_back_whole_and_only_whole(own_file_store, size):
    content = os.urandom(size)
    path, digest = own_file_store / "place" / "name", hashlib.sha256(content).hexdigest()
    with storage.incoming() as file:
        file.write(content)
        storage.keep(file, path)
    assert storage.read(path, digest=digest) == content
    assert [each for each in own_file_store.rglob("*") if each.is_file()] == [path]

    sealed = path.read_bytes()
    pieces, start = [], len(storage.MARK)
    while start < len(sealed):
        end = start + 4 + storage.LENGTH.unpack(sealed[start : start + 4])[0]
        pieces.append(sealed[start:end])
        start = end
    forgeries = [
        sealed[:-1],
        sealed[: len(storage.MARK)],
        sealed[:40] + bytes([sealed[40] ^ 1]) + sealed[41:],
        storage.MARK + b"".join(pieces[:-1]),
        storage.MARK + b"".join(pieces * 2),
    ]
    if len(pieces) > 1:
        forgeries.append(storage.MARK + b"".join(pieces[1::-1] + pieces[2:]))
    for forged in forgeries:
        path.write_bytes(forged)
        with pytest.raises(OSError, match="altered"):
            storage.read(path, digest=digest)
    other = path.with_name("another")
    other.write_bytes(sealed)
    with pytest.raises(OSError, match="altered"):
        storage.read(other, digest=digest)

import io
import threading
from datetime import timedelta

import pytest
from django.db import connection
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from tongban.groundwork.documents import api, storage
from tongban.groundwork.documents.letters.bodies import sample_facts
from tongban.groundwork.documents.models import OfficialDocument
from tongban.groundwork.documents.operations import render_pending as deed
from tongban.groundwork.documents.rendering import keys
from tongban.groundwork.documents.template_data import kinds, shipped_letters
from tongban.groundwork.documents.tests.factories import issue
from tongban.groundwork.foundation import clock

pytestmark = pytest.mark.django_db


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", "")


def rendered(kind: str = "acceptance_notice", **changes) -> bytes:
    document = issue(kind, **changes)
    assert api.render_pending() == 1
    pdf = api.document_pdf(document.id)
    assert pdf is not None
    return pdf


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_becomes_a_pdf_with_its_number_and_issuer(kind):
    document = issue(kind, **({"facts": sample_facts(kinds()[kind])} if kind in shipped_letters() else {}))
    api.render_pending()
    text = text_of(api.document_pdf(document.id))
    assert document.number in text
    assert "宁川市公安局" in text
    assert api.find_document(document.id).is_ready


def test_the_pdf_says_what_the_deed_knew():
    text = text_of(rendered())
    for words in ("李秀兰：", "居民身份证首次申领", "990101261121000017", "2026年11月21日", "行政许可法"):
        assert words in text


def test_rare_characters_are_printed():
    assert "欧阳㛃䶮𬭎𠮷" in text_of(rendered(recipient="欧阳㛃䶮𬭎𠮷"))


def test_a_long_reason_runs_over_pages_and_the_seal_keeps_with_the_text():
    reasons = "经核查，约定的用途为住宅，与申请的餐饮经营用途不一致。" * 90
    pages = PdfReader(
        io.BytesIO(rendered("refusal_decision", facts={"item_name": "食品经营许可", "reasons": reasons}))
    ).pages
    assert len(pages) > 2
    assert "提起行政诉讼" in pages[-1].extract_text().replace("\n", "")


def test_text_that_looks_like_markup_is_only_text():
    text = text_of(rendered("refusal_decision", facts={"item_name": "x", "reasons": "#panic() *粗* $x$ [方] \\"}))
    assert "#panic() *粗* $x$ [方] \\" in text


def test_the_pdf_is_signed_by_its_issuer_and_one_changed_byte_breaks_it():
    pdf = rendered()
    root = keys.authority_keys().certificate
    from asn1crypto import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    trust = ValidationContext(trust_roots=[x509.Certificate.load(root.public_bytes(Encoding.DER))])
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    assert validate_pdf_signature(signature, trust).bottom_line
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert "宁川市公安局" in signature.signer_cert.subject.human_friendly
    altered = bytearray(pdf)
    altered[len(pdf) // 4] ^= 1
    assert not validate_pdf_signature(
        PdfFileReader(io.BytesIO(bytes(altered)), strict=False).embedded_signatures[0], trust
    ).intact


def test_the_pdf_claims_pdf_a_2b():
    pdf = rendered()
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf


def test_nothing_waits_after_rendering():
    issue()
    assert api.render_pending() == 1
    assert api.render_pending() == 0


def test_a_limit_bounds_one_run():
    for _ in range(3):
        issue()
    assert api.render_pending(limit=2) == 2
    assert api.render_pending(limit=2) == 1


def test_a_failing_document_waits_longer_and_longer_and_hinders_no_other(monkeypatch):
    bad, good = issue(recipient="坏"), issue()
    real = deed.signed_pdf
    monkeypatch.setattr(deed, "signed_pdf", lambda document: 1 / 0 if document.recipient == "坏" else real(document))
    assert api.render_pending() == 1
    assert api.find_document(good.id).is_ready
    row = OfficialDocument.objects.get(id=bad.id)
    assert (row.attempts, row.last_error) == (1, "ZeroDivisionError")
    assert api.render_pending() == 0
    monkeypatch.setattr(deed, "signed_pdf", real)
    with clock.frozen_at(clock.now() + timedelta(minutes=2)):
        assert api.render_pending() == 1
    assert OfficialDocument.objects.get(id=bad.id).last_error == ""


def test_failures_are_logged_without_what_the_document_says(monkeypatch, caplog):
    issue(recipient="李秀兰")
    monkeypatch.setattr(deed, "signed_pdf", lambda document: int(document.recipient))
    api.render_pending()
    assert "could not be rendered" in caplog.text
    assert "李秀兰" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_file_and_commit_loses_and_doubles_nothing(monkeypatch):
    document = issue()

    class Killed(BaseException):
        pass

    def killed_after_writing(*_):
        real(*_)
        raise Killed

    real = storage.keep
    monkeypatch.setattr(storage, "keep", killed_after_writing)
    with pytest.raises(Killed):
        api.render_pending()
    monkeypatch.setattr(storage, "keep", real)
    assert api.document_pdf(document.id) is None
    assert api.render_pending() == 1
    assert api.document_pdf(document.id).startswith(b"%PDF")


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_work_and_render_nothing_twice(monkeypatch):
    for _ in range(24):
        issue()
    seen = []
    monkeypatch.setattr(deed, "signed_pdf", lambda document: seen.append(document.id) or b"%PDF")

    def work() -> None:
        try:
            api.render_pending()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(seen) == len(set(seen)) == 24


def test_an_altered_file_is_not_handed_out():
    document = issue()
    api.render_pending()
    storage.document_path(document.id).write_bytes(b"%PDF altered")
    with pytest.raises(OSError, match="altered"):
        api.document_pdf(document.id)


def test_keys_are_made_once_and_kept_encrypted(settings, tmp_path):
    settings.TONGBAN_HOME = tmp_path
    keys.issuer_keys.cache_clear()
    first = keys.issuer_keys("11990100MB00000110", "宁川市公安局")
    keys.issuer_keys.cache_clear()
    again = keys.issuer_keys("11990100MB00000110", "宁川市公安局")
    keys.issuer_keys.cache_clear()
    assert first.certificate == again.certificate
    file = tmp_path / "keys" / "issuers" / "11990100MB00000110.pem"
    assert b"ENCRYPTED PRIVATE KEY" in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0

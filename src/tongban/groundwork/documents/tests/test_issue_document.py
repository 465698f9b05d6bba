import threading

import pytest
from django.db import connection, transaction

from tongban.groundwork.documents import api
from tongban.groundwork.documents.events import DocumentAwaitsRendering
from tongban.groundwork.documents.models import NumberSeries, OfficialDocument
from tongban.groundwork.documents.template_data import kinds
from tongban.groundwork.documents.tests.factories import PUBLIC_SECURITY, issue
from tongban.groundwork.foundation import news
from tongban.groundwork.foundation.clock import now

pytestmark = pytest.mark.django_db


def year() -> int:
    return now().year


def test_a_document_has_its_number_at_once():
    document = issue()
    assert document.title == "受理通知书"
    assert document.number == f"宁公受字〔{OfficialDocument.objects.get().year}〕第00001号"
    assert not document.is_ready
    assert api.find_document(document.id) == document
    assert api.document_pdf(document.id) is None


def test_numbers_run_by_issuer_and_kind():
    numbers = [issue(kind).number for kind in ("acceptance_notice", "acceptance_notice", "grant_decision")]
    other = issue(issuer=api.Issuer(code="11990100MB00000221", name="宁川市民政局", region_code="990100"))
    assert [number[-6:] for number in [*numbers, other.number]] == ["00001号", "00002号", "00001号", "00001号"]
    assert other.number.startswith("宁民受")


def test_an_issuer_may_bring_its_own_word_mark():
    marked = api.Issuer(code="11990100MB00000110", name="宁川市公安局", region_code="990100", mark="宁警")
    assert issue(issuer=marked).number.startswith("宁警受字")


def test_numbers_above_five_digits_are_not_cut():
    issue()
    NumberSeries.objects.update(last=123_456)
    assert issue().number.endswith("第123457号")


def test_issuing_is_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        issue()
    with django_assert_num_queries(1):
        issue("licence")


def test_a_rolled_back_deed_leaves_no_gap():
    issue()
    with transaction.atomic():
        issue()
        transaction.set_rollback(True)
    assert issue().number.endswith("第00002号")


@pytest.mark.django_db(transaction=True)
def test_eight_clerks_at_once_get_eight_numbers_without_gaps():
    def issue_some() -> None:
        try:
            for _ in range(5):
                issue()
        finally:
            connection.close()

    clerks = [threading.Thread(target=issue_some) for _ in range(8)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    assert sorted(OfficialDocument.objects.values_list("serial", flat=True)) == list(range(1, 41))


def test_a_licence_brings_its_own_number():
    assert issue("licence").number == "JY29901050000017"
    with pytest.raises(api.UnableToIssueDocument):
        issue("licence", facts={"type_name": "食品经营许可证"})


def test_an_unknown_kind_is_refused_in_words():
    with pytest.raises(api.UnableToIssueDocument, match="love_letter"):
        issue("love_letter")


def test_a_decision_on_another_matter_is_not_called_a_licence():
    assert issue("grant_decision", facts={"item_type": "行政给付"}).title == "准予决定书"


def test_facts_and_recipient_are_encrypted_at_rest():
    issue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient, facts FROM documents_officialdocument")
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert "李秀兰".encode() not in stored
    assert OfficialDocument.objects.get().recipient == "李秀兰"


def test_documents_about_many_subjects_are_read_in_one_statement(django_assert_num_queries):
    first, second = issue(subject="case:1"), issue("grant_decision", subject="case:1")
    with django_assert_num_queries(1):
        found = api.documents_about_many(["case:1", "case:2"])
    assert found == {"case:1": (first, second), "case:2": ()}
    assert api.documents_about("case:1") == (first, second)


def test_the_worker_is_woken(django_capture_on_commit_callbacks, monkeypatch):
    heard = []
    monkeypatch.setitem(news._listeners, DocumentAwaitsRendering, [heard.append])
    with django_capture_on_commit_callbacks(execute=True):
        issue()
    assert heard == [DocumentAwaitsRendering()]


def test_every_kind_can_be_issued():
    for kind in kinds():
        assert issue(kind).title
    assert PUBLIC_SECURITY.name

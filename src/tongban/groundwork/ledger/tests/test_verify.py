"""What a hand in the database cannot hide."""

import json
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.ledger import api as ledger
from tongban.groundwork.ledger.models import LedgerCheckpoint, LedgerEntry
from tongban.groundwork.ledger.operations import seal
from tongban.groundwork.ledger.rules import root_from_proof

CLERK = Actor(reference="officer:1", name="王*", post="宁川市公安局 受理岗")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_witness_file(settings, tmp_path):
    settings.TONGBAN_HOME = tmp_path


@pytest.fixture
def _open_to_tampering():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_ledgerentry DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE ledger_ledgercheckpoint DISABLE TRIGGER USER")


def write_entries(count=5, *, sealed=True):
    for number in range(count):
        ledger.record(deed="case.accepted", subject=f"case:{number}", actor=CLERK, reason="材料齐全")
    if sealed:
        ledger.seal_entries()


def execute(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def kinds_of_faults():
    return {fault.kind for fault in ledger.verify().faults}


def test_an_untouched_ledger_is_sound():
    write_entries()
    verdict = ledger.verify()
    assert verdict.is_sound
    assert (verdict.sealed, verdict.unsealed, verdict.checkpoints, verdict.witnessed) == (5, 0, 1, 1)


def test_an_entry_reads_the_same_whatever_time_zone_its_moment_was_given_in():
    with clock.frozen_at(datetime(2026, 3, 1, 9, 30, tzinfo=clock.CHINA)):
        ledger.record(deed="case.accepted", subject="case:1", actor=CLERK, facts={"days": 5, "share": 0.25, "名": "值"})
    assert ledger.verify().is_sound


def test_sealing_in_parts_gives_the_same_root_as_sealing_at_once():
    write_entries(7, sealed=False)
    while ledger.seal_entries(limit=2):
        pass
    verdict = ledger.verify()
    assert verdict.is_sound
    assert verdict.checkpoints == 4


@pytest.mark.usefixtures("_open_to_tampering")
def test_an_edited_entry_is_found():
    write_entries()
    execute("UPDATE ledger_ledgerentry SET actor_name = '另一个人' WHERE position = 2")
    assert kinds_of_faults() == {"edited"}


@pytest.mark.usefixtures("_open_to_tampering")
def test_a_reason_is_encrypted_and_an_exchanged_one_is_found():
    write_entries()
    ledger.record(deed="case.accepted", subject="case:other", actor=CLERK, reason="李秀兰本人到场")
    ledger.seal_entries()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_reason FROM ledger_ledgerentry WHERE subject = 'case:other'")
        other = bytes(cursor.fetchone()[0])
    assert "李秀兰".encode() not in other

    for subject, forged in (("case:2", other), ("case:3", b"x" * 40)):
        execute("UPDATE ledger_ledgerentry SET sealed_reason = %s WHERE subject = %s", forged, subject)
    assert {fault.kind for fault in ledger.verify().faults} == {"edited"}
    assert len(ledger.verify().faults) == 2
    assert [entry.reason for entry in ledger.entries_about("case:3")] == [""]


@pytest.mark.usefixtures("_open_to_tampering")
def test_a_removed_entry_is_found():
    write_entries()
    execute("DELETE FROM ledger_ledgerentry WHERE position = 2")
    assert "missing" in kinds_of_faults()


@pytest.mark.usefixtures("_open_to_tampering")
def test_a_removed_entry_is_found_even_when_the_gap_is_closed():
    write_entries()
    execute("DELETE FROM ledger_ledgerentry WHERE position = 2")
    execute("UPDATE ledger_ledgerentry SET position = position + 100 WHERE position > 2")
    execute("UPDATE ledger_ledgerentry SET position = position - 101 WHERE position > 100")
    assert not ledger.verify().is_sound


@pytest.mark.usefixtures("_open_to_tampering")
def test_entries_that_changed_places_are_found():
    write_entries()
    execute("UPDATE ledger_ledgerentry SET position = 99 WHERE position = 1")
    execute("UPDATE ledger_ledgerentry SET position = 1 WHERE position = 3")
    execute("UPDATE ledger_ledgerentry SET position = 3 WHERE position = 99")
    assert kinds_of_faults() == {"reordered"}


def test_an_entry_put_in_by_hand_is_found():
    write_entries()
    forged = LedgerEntry.objects.get(position=1)
    LedgerEntry.objects.filter(id=forged.id).values()
    forged.pk = uuid4()
    forged.position = None
    forged.mac = b"\x00" * 32
    forged.save(force_insert=True)
    assert kinds_of_faults() == {"inserted"}


@pytest.mark.usefixtures("_open_to_tampering")
def test_cutting_off_the_end_together_with_its_checkpoint_is_found():
    write_entries()
    write_entries()
    LedgerCheckpoint.objects.filter(size=10).delete()
    LedgerEntry.objects.filter(position__gte=5).delete()
    assert kinds_of_faults() == {"checkpoint", "missing"}


@pytest.mark.usefixtures("_open_to_tampering")
def test_cutting_off_the_end_together_with_the_witness_shows_in_the_copy_of_somebody_else(tmp_path):
    write_entries()
    witness, copy = tmp_path / "ledger" / "checkpoints.jsonl", tmp_path / "copy.jsonl"
    first = witness.read_text()
    write_entries()
    copy.write_text(witness.read_text())
    witness.write_text(first)
    LedgerCheckpoint.objects.filter(size=10).delete()
    LedgerEntry.objects.filter(position__gte=5).delete()
    assert ledger.verify().is_sound
    assert {fault.kind for fault in ledger.verify(copy=copy).faults} == {"checkpoint", "missing"}


@pytest.mark.usefixtures("_open_to_tampering")
def test_entries_that_nobody_signed_for_are_found(tmp_path):
    write_entries()
    write_entries()
    (tmp_path / "ledger" / "checkpoints.jsonl").unlink()
    LedgerCheckpoint.objects.filter(size=10).delete()
    assert [fault.where for fault in ledger.verify().faults] == ["no signature over 5–9"]
    LedgerCheckpoint.objects.all().delete()
    assert [fault.where for fault in ledger.verify().faults] == ["no signature over 0–9"]


def test_a_witness_that_contradicts_itself_is_found(tmp_path):
    write_entries()
    witness = tmp_path / "ledger" / "checkpoints.jsonl"
    other = json.loads(witness.read_text()) | {"root": "00" * 32}
    witness.write_text(json.dumps(other) + "\n" + witness.read_text())
    assert {fault.where for fault in ledger.verify().faults} == {"witness file line 2", "witness of 5"}
    witness.write_text("\n".join(reversed(witness.read_text().splitlines())))
    assert {fault.where for fault in ledger.verify().faults} == {"witness file line 2"}


@pytest.mark.usefixtures("_open_to_tampering")
def test_what_is_kept_of_the_tree_is_compared_too():
    write_entries(600)
    assert ledger.verify().is_sound
    execute("UPDATE ledger_ledgercheckpoint SET peaks = %s", b"\x00" * 32 * 4)
    execute("UPDATE ledger_ledgernode SET hash = %s WHERE level = 9", b"\x00" * 32)
    assert {fault.where for fault in ledger.verify().faults} == {"peaks at 600", "node 9/0"}


@pytest.mark.usefixtures("_open_to_tampering")
def test_a_checkpoint_signed_by_another_is_found():
    write_entries()
    execute("UPDATE ledger_ledgercheckpoint SET signature = %s", b"\x00" * 64)
    assert kinds_of_faults() == {"checkpoint"}


def test_the_database_itself_refuses_to_change_an_entry():
    write_entries()
    with pytest.raises(Exception, match="append-only"):
        execute("UPDATE ledger_ledgerentry SET deed = 'x' WHERE position = 2")


def test_a_receipt_can_be_checked_without_the_database():
    digests = [ledger.record(deed="case.accepted", subject="case:1", actor=CLERK) for _ in range(600)]
    ledger.seal_entries()
    receipt = ledger.receipt_for(digests[300])
    assert receipt is not None
    path = [bytes.fromhex(node) for node in receipt.path]
    position = receipt.entry.position
    assert position is not None
    assert root_from_proof(bytes.fromhex(digests[300]), position, receipt.size, path) == bytes.fromhex(receipt.root)


def test_an_unsealed_or_unknown_entry_has_no_receipt():
    assert ledger.receipt_for(ledger.record(deed="a.b", subject="case:1", actor=CLERK)) is None
    assert ledger.receipt_for("not hex") is None


def test_a_reader_of_personal_data_is_named_to_the_person():
    person, other = uuid4(), uuid4()
    ledger.record_reads(parties=[person, other], actor=CLERK, purpose="审核本件", fields=["phone", "name"])
    (read,) = ledger.reads_of(person)
    assert (read.actor_post, read.reason, read.facts) == (CLERK.post, "审核本件", {"fields": ["name", "phone"]})


def test_writing_a_deed_takes_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        ledger.record(deed="case.accepted", subject="case:1", actor=CLERK)


def test_a_second_sealer_leaves_the_work_to_the_first(monkeypatch):
    write_entries(sealed=False)
    monkeypatch.setattr(seal, "_is_the_only_sealer", lambda: False)
    assert ledger.seal_entries() == 0

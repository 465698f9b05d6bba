"""Notes among colleagues: in order, encrypted, for those who may see the case; and mentions."""

from dataclasses import replace

import pytest
from django.db import connection

from tongban.groundwork.ledger import api as ledger
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests.cast import submitted
from tongban.handling.teamwork import api as teamwork
from tongban.handling.teamwork.models import Note


def test_notes_stand_in_their_order_and_are_encrypted(resident, staff):
    number = submitted(resident)
    teamwork.write_note(number=number, officer=staff.clerk, text="户口簿看不清")
    teamwork.write_note(number=number, officer=staff.reviewer, text="已电话核实")
    notes = teamwork.notes_of(number, officer=staff.decider)
    assert [note.text for note in notes] == ["户口簿看不清", "已电话核实"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(text, 'escape') FROM teamwork_note")
        assert "户口簿" not in repr(cursor.fetchall())
    entry = ledger.entries_about(f"case:{number}")[-1]
    assert (entry.deed, "户口簿" in repr(entry)) == ("note.written", False)


def test_who_may_not_see_the_case_neither_reads_nor_writes(resident, staff):
    number = submitted(resident)
    stranger = replace(staff.clerk, authority_id=staff.clerk.authority_id + 1000)
    tied = replace(staff.clerk, interests=frozenset({resident.party_id}))
    for nobody, error in ((stranger, cases.UnableToFindCase), (tied, cases.UnableWithOwnInterest)):
        with pytest.raises(error):
            teamwork.notes_of(number, officer=nobody)
        with pytest.raises(error):
            teamwork.write_note(number=number, officer=nobody, text="看看")
    assert not Note.objects.exists()


@pytest.mark.parametrize("text", ["", "  ", "长" * 1001])
def test_an_empty_or_endless_note_is_refused(resident, staff, text):
    with pytest.raises(teamwork.UnableToWriteNote):
        teamwork.write_note(number=submitted(resident), officer=staff.clerk, text=text)


def test_a_mention_reaches_the_colleague_and_is_read_with_the_case(resident, staff, second):
    number = submitted(resident)
    teamwork.write_note(number=number, officer=staff.clerk, text="请@赵强核对一下，谢谢")
    assert teamwork.unread_mentions(second) == 1
    assert [(each.number, each.is_read) for each in teamwork.mentions_of(second)] == [(number, False)]
    assert teamwork.notes_of(number, officer=second)[0].mentions == ("赵强",)
    teamwork.read_mentions(number, officer=second)
    assert teamwork.unread_mentions(second) == 0
    assert teamwork.mentions_of(staff.clerk) == ()


def test_who_may_not_see_the_case_cannot_be_mentioned_and_nothing_is_kept(resident, staff, second):
    number = submitted(resident)
    cases.keep_away(number=number, account_id=second.account_id)
    for text in ("@赵强 看看", "@张三 看看"):
        with pytest.raises(teamwork.UnableToMention):
            teamwork.write_note(number=number, officer=staff.clerk, text=text)
    assert not Note.objects.exists()
    assert teamwork.unread_mentions(second) == 0


def test_lists_are_kept_under_a_name_twenty_at_most(staff, second):
    for number in range(20):
        teamwork.save_list(officer=staff.clerk, name=f"清单{number:02}", query={"light": "red", "item": ""})
    teamwork.save_list(officer=staff.clerk, name="清单00", query={"step": "accept"})
    for name in ("又一个", "", "长" * 31):
        with pytest.raises(teamwork.UnableToSaveList):
            teamwork.save_list(officer=staff.clerk, name=name, query={})
    kept = teamwork.saved_lists(staff.clerk)
    assert (len(kept), kept[0].query, kept[1].query) == (20, {"step": "accept"}, {"light": "red"})
    teamwork.forget_list(kept[0].id, officer=second)
    assert len(teamwork.saved_lists(staff.clerk)) == 20
    teamwork.forget_list(kept[0].id, officer=staff.clerk)
    assert len(teamwork.saved_lists(staff.clerk)) == 19
    assert teamwork.saved_lists(second) == ()

"""Texts of official documents: worked on by one person, published by another, kept for ever."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import Error, connection, transaction

from tongban.groundwork.documents import api, template_data
from tongban.groundwork.documents.models import LetterVersion, OfficialDocument
from tongban.groundwork.documents.operations import install_letters as deed
from tongban.groundwork.documents.rendering.typesetting import typeset
from tongban.groundwork.documents.tests.factories import PUBLIC_SECURITY, issue
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.ledger import api as ledger

pytestmark = pytest.mark.django_db

GENERAL = api.GENERAL
KIND = "acceptance_notice"
EDITOR = api.Keeper(Actor("officer:1", "孔澜柏", "目录编制岗"), "9901")
REVIEWER = api.Keeper(Actor("officer:2", "顾荔", "目录审核岗"), "9901")
LOCAL = replace(REVIEWER, issuers=frozenset({PUBLIC_SECURITY.code}))
OWN = PUBLIC_SECURITY.code


def text_of(variant=GENERAL):
    return api.letter(KIND, variant).text


def worked(text, variant=GENERAL, day=None, keeper=EDITOR):
    """Save a text and submit it; return its revision."""
    place = {"kind": KIND, "variant": variant, "keeper": keeper}
    revision = api.save_letter(text=text, revision=api.letter(KIND, variant).revision, **place)
    api.submit_letter(revision=revision, why="更通俗", effective_from=day or clock.today(), **place)
    return revision + 1


def published(text, variant=GENERAL, day=None):
    return api.publish_letter(kind=KIND, variant=variant, revision=worked(text, variant, day), keeper=REVIEWER)


def blocks(document):
    row = OfficialDocument.objects.get(id=document.id)
    return str(row.letter.body["parts"])


def test_every_kind_has_its_first_version():
    assert api.letter(KIND, GENERAL).in_force.number == 1
    assert api.install_letters() == 0


def test_a_new_text_holds_for_new_documents_and_old_ones_keep_theirs():
    old = issue()
    before = typeset(OfficialDocument.objects.get(id=old.id))
    assert published(text_of() + "请保管好本通知书。") == 2
    assert "请保管好" in blocks(issue())
    assert "请保管好" not in blocks(old)
    assert typeset(OfficialDocument.objects.get(id=old.id)) == before


def test_a_text_holds_from_its_day_on():
    published(text_of() + "自新规定施行之日起。", day=clock.today() + timedelta(days=3))
    assert "自新规定" not in blocks(issue())
    with clock.frozen_at(clock.now() + timedelta(days=3)):
        assert "自新规定" in blocks(issue())


def test_issuing_is_still_one_statement(django_assert_num_queries):
    published(text_of() + "新的一段。")
    with django_assert_num_queries(1):
        issue()


def test_nobody_publishes_what_she_worked_on():
    revision = worked(text_of() + "新的一段。")
    with pytest.raises(api.UnableToPublishLetter, match="另一名"):
        api.publish_letter(kind=KIND, variant=GENERAL, revision=revision, keeper=EDITOR)


def test_what_the_law_demands_cannot_be_submitted_away():
    revision = api.save_letter(kind=KIND, variant=GENERAL, text="已经收到。", revision=0, keeper=EDITOR)
    with pytest.raises(api.UnableToSubmitLetter, match="1 处"):
        api.submit_letter(
            kind=KIND, variant=GENERAL, revision=revision, why="短些", effective_from=clock.today(), keeper=EDITOR
        )
    assert "第三十二条第二款" in api.letter(KIND, GENERAL).faults[0].sentence


@pytest.mark.parametrize(("why", "days"), [(" ", 0), ("因", -1)])
def test_a_reason_and_a_day_to_come_are_needed(why, days):
    revision = api.save_letter(kind=KIND, variant=GENERAL, text=text_of(), revision=0, keeper=EDITOR)
    with pytest.raises(api.UnableToSubmitLetter):
        api.submit_letter(
            kind=KIND, variant=GENERAL, revision=revision, why=why, keeper=EDITOR,
            effective_from=clock.today() + timedelta(days=days),
        )  # fmt: skip


def test_a_text_is_returned_with_what_is_to_be_changed():
    revision = worked(text_of() + "新的一段。")
    with pytest.raises(api.UnableToPublishLetter, match="要改什么"):
        api.return_letter(kind=KIND, variant=GENERAL, revision=revision, note="", keeper=REVIEWER)
    api.return_letter(kind=KIND, variant=GENERAL, revision=revision, note="太长", keeper=REVIEWER)
    found = api.letter(KIND, GENERAL)
    assert (found.state, found.note) == ("draft", "太长")


def test_who_looked_at_an_older_text_has_lost():
    api.save_letter(kind=KIND, variant=GENERAL, text="甲", revision=0, keeper=EDITOR)
    with pytest.raises(api.UnableToKeepUpWithLetter, match="孔澜柏"):
        api.save_letter(kind=KIND, variant=GENERAL, text="乙", revision=0, keeper=REVIEWER)


def test_a_discarded_text_leaves_the_versions():
    api.save_letter(kind=KIND, variant=GENERAL, text="甲", revision=0, keeper=EDITOR)
    api.discard_letter(kind=KIND, variant=GENERAL, revision=1, keeper=EDITOR)
    assert api.letter(KIND, GENERAL).state == ""
    assert text_of().startswith("您（单位）")


def test_an_authority_keeps_its_own_text_only():
    assert api.save_letter(kind=KIND, variant=OWN, text="{通用}", revision=0, keeper=LOCAL) == 1
    for variant in (GENERAL, "11990100MB00000221"):
        with pytest.raises(api.UnableToReachLetter):
            api.save_letter(kind=KIND, variant=variant, text="{通用}", revision=0, keeper=LOCAL)
    with pytest.raises(api.UnableToReachLetter):
        api.publish_letter(kind=KIND, variant=GENERAL, revision=0, keeper=LOCAL)


def test_an_own_text_holds_for_its_authority_only():
    published("{通用}\n领取地点：本局一楼。", OWN)
    other = api.Issuer(code="11990100MB00000221", name="宁川市民政局", region_code="990100")
    assert "本局一楼" in blocks(issue())
    assert "本局一楼" not in blocks(issue(issuer=other))


def test_an_item_type_may_have_its_own_text():
    published("{通用}\n本事项不收费。", "行政给付")
    facts = {"case_number": "1", "item_name": "高龄津贴", "item_type": "行政给付"}
    assert "不收费" in blocks(issue(facts=facts))
    assert "不收费" not in blocks(issue())


def test_a_new_general_text_reaches_those_that_take_it_over():
    published("{通用}\n领取地点：本局一楼。", OWN)
    published(text_of() + "请保管好本通知书。")
    assert "请保管好" in blocks(issue())
    assert "本局一楼" in blocks(issue())
    newest = api.letter(KIND, OWN).history[0]
    assert (newest.number, newest.why) == (2, "随通用文本第 2 版更新")


def test_a_general_text_to_come_is_taken_over_from_its_day():
    published(text_of() + "以后的一段。", day=clock.today() + timedelta(days=5))
    published("{通用}\n领取地点：本局一楼。", OWN)
    assert "以后的一段" not in blocks(issue())
    with clock.frozen_at(clock.now() + timedelta(days=6)):
        assert "以后的一段" in blocks(issue())


def test_own_texts_of_today_and_of_a_day_to_come_follow_a_new_general_text():
    published("{通用}\n领取地点：一楼。", OWN)
    published("{通用}\n领取地点：二楼。", OWN, day=clock.today() + timedelta(days=9))
    published(text_of() + "请保管好本通知书。")
    now = blocks(issue())
    assert "一楼" in now
    assert "请保管好" in now
    with clock.frozen_at(clock.now() + timedelta(days=9)):
        later = blocks(issue())
    assert "二楼" in later
    assert "请保管好" in later


def test_an_own_text_may_change_before_a_general_text_to_come():
    published(text_of() + "以后的一段。", day=clock.today() + timedelta(days=5))
    published("{通用}\n领取地点：一楼。", OWN)
    published("{通用}\n领取地点：三楼。", OWN)
    assert "三楼" in blocks(issue())
    with clock.frozen_at(clock.now() + timedelta(days=6)):
        later = blocks(issue())
    assert "三楼" in later
    assert "以后的一段" in later


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_wait_for_one_another():
    revision = worked(text_of() + "请保管好本通知书。")
    own = worked("{通用}\n领取地点：一楼。", OWN)
    failures = []

    def publish(variant, revision):
        try:
            api.publish_letter(kind=KIND, variant=variant, revision=revision, keeper=REVIEWER)
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    at_once = [threading.Thread(target=publish, args=each) for each in ((GENERAL, revision), (OWN, own))]
    for each in at_once:
        each.start()
    for each in at_once:
        each.join()
    assert failures == []
    said = blocks(issue())
    assert "请保管好" in said
    assert "一楼" in said


def test_versions_cannot_be_changed_in_the_database_either():
    for statement in ("UPDATE documents_letterversion SET text = ''", "DELETE FROM documents_letterversion"):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    row = LetterVersion.objects.get(kind=KIND)
    row.id, row.number, row.authors, row.published_by = None, 9, ["officer:1"], "officer:1"
    with pytest.raises(Error), transaction.atomic():
        row.save(force_insert=True)


def test_the_software_does_not_write_over_what_people_changed():
    published(text_of() + "我们的一段。")
    assert api.install_letters() == 0


def test_a_release_brings_its_new_text_where_nobody_changed_it(monkeypatch):
    letters = dict(template_data.shipped_letters())
    letters[KIND] = replace(letters[KIND], parts=[*letters[KIND].parts, {"text": "新版本带来的一段。"}])
    monkeypatch.setattr(deed, "shipped_letters", lambda: letters)
    published("{通用}\n领取地点：一楼。", OWN)
    assert api.install_letters() == 1
    assert "新版本带来的一段" in blocks(issue())
    assert "一楼" in blocks(issue())
    assert api.install_letters() == 0


def test_deeds_are_in_the_ledger():
    published(text_of() + "新的一段。")
    deeds = [entry.deed for entry in ledger.entries_about(f"letter:{KIND}/{GENERAL}")]
    assert sorted(deeds) == ["letter.draft_saved", "letter.published", "letter.submitted"]


def test_versions_are_compared_line_by_line():
    published(text_of().replace("自受理次日起计算", "从受理的第二天算起"))
    lines = api.letter_differences(KIND, GENERAL, 1, 2)
    assert {line.sign for line in lines} >= {"-", "+"}
    assert any("从受理的第二天算起" in line.text for line in lines if line.sign == "+")


def test_an_unknown_kind_has_no_text():
    for kind in ("love_letter", "licence"):
        with pytest.raises(api.UnableToFindLetter):
            api.letter(kind, GENERAL)

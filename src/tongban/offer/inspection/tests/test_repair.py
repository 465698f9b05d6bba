import pytest

from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.groundwork.notifications import api as notifications
from tongban.offer.catalogue.tests.factories import publish
from tongban.offer.inspection import api
from tongban.offer.inspection.models import Finding, FindingState, Inspected, RepairTask
from tongban.offer.inspection.rules import TaskState
from tongban.offer.inspection.tests.factories import (
    FAULTY,
    manager,
    other_bureau,
    publish_guides,
    sound_guide,
    supervisor,
)
from tongban.registers.identity.tests.factories import officer
from tongban.registers.organisations.models import Authority

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]


@pytest.fixture
def bureau() -> Authority:
    """A bureau with two guides that break a serious rule, inspected once; and its item manager."""
    found = publish_guides(sound_guide(1, **FAULTY), sound_guide(2, conditions=["按有关规定办理"]))
    manager(found)
    api.inspect_all()
    return found


def only_task() -> RepairTask:
    return RepairTask.objects.get(rule="vague-condition")


def test_a_serious_finding_opens_one_task_of_its_rule_due_in_ten_working_days(bureau):
    task = only_task()

    assert (task.authority_id, task.findings, task.state) == (bureau.pk, 2, "open")
    assert task.due_on > clock.today()
    assert not RepairTask.objects.filter(rule="faq-too-few").exists()
    api.inspect_all()
    assert RepairTask.objects.filter(rule="vague-condition").count() == 1


def test_the_item_managers_are_told_once_in_their_inbox(bureau):
    account = manager(bureau).account_id
    publish(sound_guide(1), sound_guide(2))
    api.inspect_all()
    publish(sound_guide(1, **FAULTY))
    api.inspect_all()

    told = [message for message in notifications.inbox(account) if message.template == "repair-tasks-opened"]
    assert len(told) == 1
    assert "1 项" in told[0].title


def test_a_task_is_claimed_said_to_be_mended_and_verified_by_the_next_run(bureau):
    her = manager(bureau)
    api.claim_task(task_id=only_task().pk, officer=her)
    publish(sound_guide(1), sound_guide(2))
    api.report_mended(task_id=only_task().pk, officer=her, note="写明了部门")

    api.inspect_all()

    assert only_task().state == TaskState.VERIFIED
    assert only_task().closed_on == clock.today()


def test_what_is_said_to_be_mended_and_is_not_comes_back(bureau):
    api.report_mended(task_id=only_task().pk, officer=manager(bureau), note="改好了")
    api.inspect_all()

    assert only_task().state == TaskState.OPEN


def test_a_supervisor_excuses_with_a_reason_and_the_findings_count_no_more(bureau):
    her, judge = manager(bureau), supervisor()
    before = Inspected.objects.get(name="第2号事项办理")
    api.ask_to_excuse(task_id=only_task().pk, officer=her, reason="条例原文就是这样写的")
    api.decide_excuse(task_id=only_task().pk, officer=judge, grant=True, reasons="与条例第三条一致")

    after = Inspected.objects.get(name="第2号事项办理")
    assert only_task().state == TaskState.EXCUSED
    assert after.score > before.score
    assert set(Finding.objects.filter(rule="vague-condition").values_list("state", flat=True)) == {FindingState.EXCUSED}
    api.inspect_all()
    assert Inspected.objects.get(name="第2号事项办理").score == after.score
    assert RepairTask.objects.filter(rule="vague-condition").count() == 1


def test_a_declined_excuse_gives_the_task_back(bureau):
    api.ask_to_excuse(task_id=only_task().pk, officer=manager(bureau), reason="不想改")
    api.decide_excuse(task_id=only_task().pk, officer=supervisor(), grant=False, reasons="理由不成立")

    assert only_task().state == TaskState.OPEN


def test_nobody_excuses_herself(bureau):
    both = officer(authority=bureau, name="两个岗位", roles=["item_manager", "supervisor"])
    api.ask_to_excuse(task_id=only_task().pk, officer=both, reason="就这样")

    with pytest.raises(api.UnableToExcuse):
        api.decide_excuse(task_id=only_task().pk, officer=both, grant=True, reasons="同意")
    with pytest.raises(api.UnableToExcuse):
        api.decide_excuse(task_id=only_task().pk, officer=manager(bureau), grant=True, reasons="同意")


def test_who_has_the_task_does_not_excuse_a_single_finding_of_it(bureau):
    both = officer(authority=bureau, name="两个岗位", roles=["item_manager", "supervisor"])
    api.claim_task(task_id=only_task().pk, officer=both)
    finding = Finding.objects.filter(rule="vague-condition").first()

    with pytest.raises(api.UnableToExcuse):
        api.excuse_finding(finding_id=finding.pk, officer=both, reason="就这样")
    api.excuse_finding(finding_id=finding.pk, officer=supervisor(), reason="与条例一致")
    finding.refresh_from_db()
    assert finding.state == FindingState.EXCUSED
    code = Inspected.objects.get(pk=finding.item_id).code
    assert "inspection.finding_excused" in [entry.deed for entry in ledger.entries_about(f"item:{code}")]


def test_nothing_is_said_without_words(bureau):
    her = manager(bureau)
    for deed in (
        lambda: api.report_mended(task_id=only_task().pk, officer=her, note="  "),
        lambda: api.ask_to_excuse(task_id=only_task().pk, officer=her, reason=""),
    ):
        with pytest.raises(api.UnableToRepair):
            deed()


def test_a_rule_is_switched_off_with_a_reason_and_its_findings_go(bureau):
    judge = supervisor()
    with pytest.raises(api.UnableToSwitchRule):
        api.switch_rule(code="vague-condition", on=False, officer=judge, reason=" ")
    with pytest.raises(api.UnableToSwitchRule):
        api.switch_rule(code="vague-condition", on=False, officer=manager(bureau), reason="太严")
    api.switch_rule(code="vague-condition", on=False, officer=judge, reason="词表要先修订")

    api.inspect_all()

    assert not Finding.objects.filter(rule="vague-condition", state=FindingState.OPEN).exists()
    assert only_task().state == TaskState.VERIFIED
    assert ledger.entries_about("inspection-rule:vague-condition")[0].reason == "词表要先修订"


# --- who may read what ---


READS = {
    "overview": lambda who: api.overview(who).items,
    "findings": lambda who: len(api.findings(who).rows),
    "items": lambda who: len(api.items(who).rows),
    "tasks": lambda who: len(api.tasks(who).rows),
    "rules": lambda who: sum(row.open for row in api.rules(who)),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_an_item_manager_sees_her_authority_a_supervisor_the_region_and_others_nothing(read, bureau):
    assert read(manager(bureau)) > 0
    assert read(supervisor()) > 0
    assert read(manager(other_bureau())) == 0
    with pytest.raises(api.UnableToInspect):
        read(officer(authority=bureau, name="受理岗", roles=["clerk"]))


def test_a_stranger_finds_neither_item_nor_task(bureau):
    stranger, task = manager(other_bureau()), only_task()
    code = Inspected.objects.first().code

    with pytest.raises(api.UnableToFindInspection):
        api.item_inspection(code, officer=stranger)
    with pytest.raises(api.UnableToFindTask):
        api.task(task.pk, officer=stranger)
    with pytest.raises(api.UnableToFindInspection):
        api.confirm_guide(code=code, officer=stranger)
    for deed in (
        lambda: api.claim_task(task_id=task.pk, officer=stranger),
        lambda: api.report_mended(task_id=task.pk, officer=stranger, note="x"),
        lambda: api.ask_to_excuse(task_id=task.pk, officer=stranger, reason="x"),
        lambda: api.decide_excuse(task_id=task.pk, officer=stranger, grant=True, reasons="x"),
    ):
        with pytest.raises(api.UnableToFindTask):
            deed()


def test_a_supervisor_does_not_mend_what_she_supervises(bureau):
    with pytest.raises(api.UnableToFindTask):
        api.claim_task(task_id=only_task().pk, officer=supervisor())


@pytest.mark.parametrize("mark", ["x", "1_", "_", "9" * 40, "2026-01-01_x", "١"])
def test_an_altered_mark_of_a_page_is_refused(mark, bureau):
    her = manager(bureau)
    for read in (api.findings, api.items, api.tasks):
        with pytest.raises(api.UnableToTurnInspectionPage):
            read(her, after=mark)


def test_pages_follow_one_another_without_gap_or_repeat(bureau):
    her = manager(bureau)
    seen, after = [], None
    while True:
        page = api.findings(her, after=after, limit=2)
        seen += [row.id for row in page.rows]
        after = page.after
        if after is None:
            break

    assert sorted(seen) == sorted(Finding.objects.filter(state="open").values_list("pk", flat=True))
    assert len(seen) == len(set(seen))

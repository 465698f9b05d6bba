import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.groundwork.foundation import clock
from tongban.offer.catalogue.models import Item, ItemState
from tongban.offer.catalogue.tests.factories import publish
from tongban.offer.inspection import api
from tongban.offer.inspection.models import DayScore, Finding, FindingState, Inspected, Run, Tally
from tongban.offer.inspection.operations import inspect_items as deed
from tongban.offer.inspection.tests.factories import FAULTY, manager, publish_guides, sound_guide
from tongban.registers.organisations.tests.factories import AuthorityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
OF_THE_PLACE = {"complaint-phone-missing", "transport-missing"}  # which the authorities of the tests do not tell


def open_findings():
    found = Finding.objects.filter(state=FindingState.OPEN).exclude(rule__in=OF_THE_PLACE)
    return set(found.values_list("rule_id", "path"))


def test_a_run_finds_what_is_wrong_and_scores_it():
    publish_guides(sound_guide(1), sound_guide(2, **FAULTY))

    report = api.inspect_all()

    assert report.items == 2
    assert open_findings() == {
        ("vague-condition", "conditions[0]"), ("faq-too-few", "faq"), ("answer-too-short", "faq[0].a"),
    }  # fmt: skip
    sound, faulty = Inspected.objects.order_by("-score")
    assert sound.score > faulty.score
    assert (faulty.serious, faulty.real_depth) == (1, 4)


def test_looking_twice_writes_nothing_new():
    publish_guides(sound_guide(1, **FAULTY))
    api.inspect_all()
    before = list(Finding.objects.values())

    report = api.inspect_all()

    assert (report.opened, report.reopened, report.mended) == (0, 0, 0)
    assert list(Finding.objects.values()) == before


def test_a_finding_closes_by_itself_and_is_known_when_it_comes_back():
    publish_guides(sound_guide(1, **FAULTY))
    api.inspect_all()
    publish(sound_guide(1))
    api.inspect_all()
    assert not open_findings()

    publish(sound_guide(1, **FAULTY))
    report = api.inspect_all()

    assert report.reopened == 3
    assert Finding.objects.get(rule="vague-condition").reopened == 1


def test_what_is_published_is_looked_at_at_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        publish_guides(sound_guide(1, **FAULTY))

    assert ("faq-too-few", "faq") in open_findings()
    assert Tally.objects.get().items == 1


def test_a_run_that_was_killed_goes_on_where_it_was(monkeypatch):
    publish_guides(*(sound_guide(number, **FAULTY) for number in range(1, 8)))
    monkeypatch.setattr(deed, "ITEMS_AT_ONCE", 3)
    looked_at, look = [], deed._look_at

    def killed_in_the_second_batch(offers, examiner):
        if looked_at and len(looked_at) < 4:
            raise KeyboardInterrupt
        looked_at.extend(offer.item_id for offer in offers)
        return look(offers, examiner)

    monkeypatch.setattr(deed, "_look_at", killed_in_the_second_batch)
    with pytest.raises(KeyboardInterrupt):
        api.inspect_all()
    assert Run.objects.get().items == 3
    assert Run.objects.get().finished_at is None

    monkeypatch.setattr(deed, "_look_at", look)
    report = api.inspect_all()

    assert report.items == 7
    assert Inspected.objects.count() == 7
    assert Run.objects.count() == 1


def test_an_item_that_is_no_longer_online_counts_no_more():
    publish_guides(sound_guide(1, **FAULTY), sound_guide(2))
    api.inspect_all()
    Item.objects.filter(name="第1号事项办理").update(state=ItemState.SUSPENDED)

    report = api.inspect_all()

    assert report.items == 1
    assert not open_findings()
    assert Tally.objects.get().items == 1


def test_a_batch_of_unchanged_items_costs_the_same_statements_however_many(monkeypatch):
    def statements():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            api.inspect_all()
        return len(captured)

    publish_guides(*(sound_guide(number) for number in range(1, 4)))
    api.inspect_all()
    few = statements()
    publish_guides(*(sound_guide(number) for number in range(1, 12)))
    api.inspect_all()

    assert statements() == few


def test_each_day_keeps_one_score(monkeypatch):
    publish_guides(sound_guide(1))
    api.inspect_all()
    api.inspect_all()

    assert DayScore.objects.get().day == clock.today()


def test_a_guide_that_nobody_has_looked_through_for_a_year_is_stale_until_somebody_does():
    bureau = publish_guides(sound_guide(1))
    api.inspect_all()
    row = Inspected.objects.get()
    with clock.frozen_at(clock.now().replace(year=clock.now().year + 2)):
        api.inspect_all()
        assert ("stale-guide", "guide") in open_findings()

        api.confirm_guide(code=row.code, officer=manager(bureau))

        assert ("stale-guide", "guide") not in open_findings()


def test_before_publishing_an_editor_is_told_what_would_be_found():
    publish_guides(sound_guide(1))
    item = api.inspect_all() and Inspected.objects.get()
    from tongban.offer.catalogue import api as catalogue
    from tongban.offer.catalogue.rules import parse_guide

    offer = catalogue.offer(item.code)
    verdict = api.inspect(parse_guide(sound_guide(1, **FAULTY)), offer.local)

    assert verdict.faults[0].rule.code == "vague-condition"
    assert verdict.score < 100
    assert verdict.real.depth == 4
    assert Finding.objects.filter(rule="vague-condition").count() == 0


def test_columns_without_items_are_named():
    AuthorityFactory(city=True)
    publish_guides(sound_guide(1))
    api.inspect_all()
    from tongban.offer.inspection.models import EmptyColumn

    empty = set(EmptyColumn.objects.values_list("kind", "name"))
    assert ("theme", "婚姻登记") in empty
    assert ("theme", "证件办理") not in empty
    assert ("authority", "宁川市公安局") in empty

"""Entrustments: written, told, within the region of who enters them, never backwards, over at midnight of the last day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import system
from tongban.registers.organisations import api
from tongban.registers.organisations.api import EntrustmentFacts

pytestmark = pytest.mark.django_db
WHO = system("test")


@pytest.fixture
def facts(seeded_organisations):
    return EntrustmentFacts(
        by_id=api.authority_for("civ", "990101").id,
        to_id=api.authority_for("twp", "990101002").id,
        scope="高龄津贴的受理和审查",
        basis="《社会救助暂行办法》第四十八条",
        document="宁东民委字〔2026〕1号",
        item_codes=("000511061001",),
        steps=("accept", "propose"),
        since=clock.today(),
        until=clock.today() + timedelta(days=30),
    )


def entrust(facts: EntrustmentFacts, region: str = "9901") -> int:
    return api.entrust(facts, region_code=region, actor=WHO)


def problems(facts: EntrustmentFacts, region: str = "9901") -> dict[str, str]:
    with pytest.raises(api.UnableToEntrust) as refusal:
        entrust(facts, region)
    return {problem.field: problem.code for problem in refusal.value.problems}


def test_it_holds_from_its_first_day_through_its_last(facts):
    id = entrust(facts)
    first, last = facts.since, facts.until

    def holds(on: date) -> bool:
        return id in [each.id for each in api.entrustments(facts.to_id, on)]

    assert [holds(first), holds(last)] == [True, True]
    assert [holds(first - timedelta(days=1)), holds(last + timedelta(days=1))] == [False, False]
    assert api.entrustment(id).steps == ("accept", "propose")


def test_everything_that_is_wrong_is_told_at_once(facts):
    empty = replace(facts, scope=" ", basis="", document="", item_codes=(), steps=(), since=None)
    assert set(problems(empty)) == {"scope", "basis", "document", "item_codes", "steps", "since"}
    assert problems(replace(facts, since=clock.today() - timedelta(days=1))) == {"since": "past"}
    assert problems(replace(facts, until=facts.since - timedelta(days=1))) == {"until": "ends_early"}
    assert problems(replace(facts, to_id=facts.by_id)) == {"to": "itself"}
    assert problems(replace(facts, to_id=0)) == {"to": "missing"}
    assert problems(replace(facts, steps=("De cide",), item_codes=("一",))) == {
        "item_codes": "no_item_code",
        "steps": "no_step",
    }


def test_only_an_administrative_organ_is_entrusted_and_only_within_ones_region(facts):
    village = api.authority_for("vil", "990101001001")
    assert problems(replace(facts, to_id=village.id)) == {"to": "no_organ"}
    assert problems(facts, "990103") == {"by": "out_of_reach"}


def test_the_same_from_the_same_day_is_entered_once(facts):
    entrust(facts)
    assert problems(facts) == {"scope": "taken"}


def test_it_is_ended_at_midnight_of_a_day_with_the_reason_and_never_backwards(facts):
    id = entrust(facts)

    def end(last_day: date | None, reason: str = "机构调整", region: str = "9901") -> None:
        api.end_entrustment(id=id, last_day=last_day, reason=reason, region_code=region, actor=WHO)

    for last_day, reason, region in (
        (None, "机构调整", "9901"),
        (clock.today() - timedelta(days=1), "机构调整", "9901"),
        (clock.today(), " ", "9901"),
        (clock.today(), "机构调整", "990103"),
    ):
        with pytest.raises(api.UnableToEntrust):
            end(last_day, reason, region)
    end(clock.today())
    assert api.entrustments(facts.to_id, clock.today())
    assert id not in [each.id for each in api.entrustments(facts.to_id, clock.today() + timedelta(days=1))]
    assert api.entrustment(id).end_reason == "机构调整"


def test_the_public_list_has_what_holds_or_will_and_the_past_on_request(facts):
    id = entrust(facts)
    later = facts.until + timedelta(days=1)
    assert id in [each.id for each in api.entrustments_within("9901", on=clock.today())]
    assert id not in [each.id for each in api.entrustments_within("990103", on=clock.today())]
    assert id not in [each.id for each in api.entrustments_within("9901", on=later)]
    assert id in [each.id for each in api.entrustments_within("9901", on=later, with_past=True)]
    with pytest.raises(api.UnableToFindEntrustment):
        api.entrustment(0)

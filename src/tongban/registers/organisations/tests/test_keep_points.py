"""Keeping service points: who may, what is refused, what the ledger and everybody else get to know."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.news import listens_to
from tongban.groundwork.ledger import api as ledger
from tongban.registers.organisations import api
from tongban.registers.organisations.api import Keeper, PointFacts
from tongban.registers.organisations.events import OrganisationsChanged
from tongban.registers.organisations.rules import HoursRule, ordinary_days
from tongban.registers.organisations.tests.factories import AuthorityFactory, RegionFactory, ServicePointFactory

pytestmark = pytest.mark.django_db

ADA = Actor("officer:1", "戴莲澜", "系统管理岗")
OFFICE = [["09:00", "12:00"], ["13:30", "17:30"]]
FACTS = PointFacts(
    name="河西社区便民服务站", name_en="Hexi Community Service Station", kind="station", region_code="990101",
    authority_id=None, address="河西路1号", phone="0999-2000001", latitude="33.5", longitude="108.9", services=("parking",),
)  # fmt: skip


@pytest.fixture
def keeper():
    RegionFactory(county=True)
    return Keeper(ADA, "990101")


@pytest.fixture
def point(keeper):
    return api.service_point(ServicePointFactory().key)


def deeds(key):
    return [(entry.deed, entry.actor, entry.reason) for entry in ledger.entries_about(f"service_point:{key}")]


def faults(refusal):
    return [(problem.field, problem.code) for problem in refusal.value.problems]


def test_a_new_point_is_closed_until_its_hours_are_set(keeper):
    made = api.add_point(key="hexi-station", facts=FACTS, keeper=keeper)
    assert not made.is_open(clock.now(), ordinary_days)
    assert made.services == ("parking",)
    api.change_hours(
        key=made.key, revision=made.revision, weekly={str(day): [["00:00", "24:00"]] for day in range(1, 8)},
        rule="own", keeper=keeper,
    )  # fmt: skip
    assert api.service_point("hexi-station").is_open(clock.now(), ordinary_days)
    assert [deed for deed, _actor, _reason in deeds("hexi-station")] == [
        "service_point.added",
        "service_point.hours_changed",
    ]


def test_two_points_of_one_key_are_refused(keeper, point):
    with pytest.raises(api.UnableToKeepPoint) as refusal:
        api.add_point(key=point.key, facts=FACTS, keeper=keeper)
    assert faults(refusal) == [("key", "key_taken")]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name": " "}, ("name", "missing")),
        ({"name": "长" * 101}, ("name", "too_long")),
        ({"address": "a\x00b"}, ("address", "unreadable")),
        ({"phone": "<script>"}, ("phone", "no_phone")),
        ({"kind": "castle"}, ("kind", "unknown")),
        ({"region_code": "999999"}, ("region", "unknown")),
        ({"region_code": "\x00"}, ("region", "unknown")),
        ({"authority_id": 2**40}, ("authority", "unknown")),
        ({"latitude": "91"}, ("latitude", "no_position")),
        ({"latitude": "NaN"}, ("latitude", "no_position")),
        ({"longitude": "abc"}, ("latitude", "no_position")),
        ({"services": ("parking", "spa")}, ("services", "unknown")),
        ({"transport": "x" * 10_000}, ("transport", "too_long")),
    ],
)
def test_facts_that_cannot_be_are_refused_with_the_field(keeper, change, fault):
    with pytest.raises(api.UnableToKeepPoint) as refusal:
        api.add_point(key="hexi-station", facts=replace(FACTS, **change), keeper=keeper)
    assert fault in faults(refusal)
    assert all(problem.sentence for problem in refusal.value.problems)


@pytest.mark.parametrize("key", ["", "x", "Hexi", "a b c d", "河西站点", "-abc", "a" * 61])
def test_a_key_is_fit_for_an_address(keeper, key):
    with pytest.raises(api.UnableToKeepPoint) as refusal:
        api.add_point(key=key, facts=FACTS, keeper=keeper)
    assert faults(refusal) == [("key", "no_key")]


@pytest.mark.parametrize(
    ("weekly", "fault"),
    [
        ({"1": [["12:00", "09:00"]]}, ("hours-1", "end_before_start")),
        ({"2": [["09:00", "12:00"], ["11:00", "13:00"]]}, ("hours-2", "overlap")),
        ({"7": [["9", "12"]]}, ("hours-7", "no_time")),
    ],
)
def test_impossible_hours_are_refused_and_nothing_changes(keeper, point, weekly, fault):
    with pytest.raises(api.UnableToKeepPoint) as refusal:
        api.change_hours(key=point.key, revision=point.revision, weekly=weekly, rule="calendar", keeper=keeper)
    assert faults(refusal) == [fault]
    assert api.service_point(point.key) == point


def test_nobody_writes_over_what_another_changed_meanwhile(keeper, point):
    change = {"key": point.key, "revision": point.revision, "rule": HoursRule.CALENDAR.value, "keeper": keeper}
    api.change_hours(weekly={"1": OFFICE}, **change)
    with pytest.raises(api.UnableToOverwritePoint):
        api.change_hours(weekly={"2": OFFICE}, **change)
    assert set(api.service_point(point.key).weekly_hours) == {"1"}


def test_an_exception_holds_for_its_days_with_its_reason(keeper, point):
    first = clock.today() + timedelta(days=1)
    last = first + timedelta(days=2)
    api.add_exception(key=point.key, first=first, last=last, hours=[], reason=" 停电检修 ", keeper=keeper)
    kept = api.service_point(point.key)
    assert sorted(kept.exceptions) == [(first + timedelta(days=number)).isoformat() for number in range(3)]
    assert kept.hours.on(last, ordinary_days).note == "停电检修"
    api.remove_exception(key=point.key, day=last, keeper=keeper)
    api.remove_exception(key=point.key, day=last, keeper=keeper)  # asking twice is no error
    assert len(api.service_point(point.key).exceptions) == 2
    assert [(deed, reason) for deed, _actor, reason in deeds(point.key)] == [
        ("service_point.exception_added", "停电检修"),
        ("service_point.exception_removed", ""),
    ]


@pytest.mark.parametrize(
    ("first", "last", "hours", "reason", "fault"),
    [
        (-1, None, [], "x", ("first", "past")),
        (3, 1, [], "x", ("last", "ends_early")),
        (1, 40, [], "x", ("last", "too_many_days")),
        (600, None, [], "x", ("last", "far")),
        (None, None, [], "x", ("first", "no_day")),
        (1, None, [["10:00", "09:00"]], "x", ("hours", "end_before_start")),
        (1, None, [], "  ", ("reason", "missing")),
        (1, None, [], "长" * 201, ("reason", "too_long")),
    ],
)
def test_exceptions_that_cannot_be_are_refused(keeper, point, first, last, hours, reason, fault):
    today = clock.today()
    days = [None if offset is None else today + timedelta(days=offset) for offset in (first, last)]
    with pytest.raises(api.UnableToKeepPoint) as refusal:
        api.add_exception(key=point.key, first=days[0], last=days[1], hours=hours, reason=reason, keeper=keeper)
    assert faults(refusal) == [fault]


def test_the_past_is_not_changed(keeper, point):
    with pytest.raises(api.UnableToKeepPoint):
        api.remove_exception(key=point.key, day=clock.today() - timedelta(days=1), keeper=keeper)


def test_items_are_listed_once_and_forgotten_when_all_are_done_there(keeper, point):
    listed = api.change_items(
        key=point.key, revision=point.revision, offers="listed", item_codes=["0002", "0001", "0002"], keeper=keeper
    )
    assert listed.item_codes == ("0001", "0002")
    whole = api.change_items(key=point.key, revision=listed.revision, offers="all", item_codes=["0001"], keeper=keeper)
    assert whole.item_codes == ()


@pytest.mark.parametrize(
    ("offers", "codes", "fault"),
    [
        ("listed", [], "no_items"),
        ("listed", ["<b>"], "no_item_code"),
        ("listed", ["1234"] * 501, "too_many_items"),
        ("none", [], "unknown"),
    ],
)
def test_lists_of_items_that_cannot_be_are_refused(keeper, point, offers, codes, fault):
    with pytest.raises(api.UnableToKeepPoint) as refusal:
        api.change_items(key=point.key, revision=point.revision, offers=offers, item_codes=codes, keeper=keeper)
    assert fault in [code for _field, code in faults(refusal)]


def test_a_point_closes_with_a_reason_and_may_open_again(keeper, point):
    today = clock.today()
    for on, reason, fault in ((None, "x", "no_day"), (today - timedelta(days=1), "x", "past"), (today, "", "missing")):
        with pytest.raises(api.UnableToKeepPoint) as refusal:
            api.close_point(key=point.key, on=on, reason=reason, keeper=keeper)
        assert fault in [code for _field, code in faults(refusal)]
    api.close_point(key=point.key, on=today, reason="迁至河西路", keeper=keeper)
    assert api.points_by_key([point.key]) == {}
    assert api.service_point(point.key).closing_reason == "迁至河西路"
    api.reopen_point(key=point.key, keeper=keeper)
    assert set(api.points_by_key([point.key])) == {point.key}


def test_a_keeper_reaches_her_region_or_what_her_authority_runs(point):
    bureau = AuthorityFactory()
    own = ServicePointFactory(authority=bureau)
    elsewhere, here = Keeper(ADA, "990102"), Keeper(ADA, "9901")
    bureau_s = Keeper(ADA, "990101", bureau.pk)
    for keeper, key, may in (
        (elsewhere, point.key, False),
        (here, point.key, True),
        (bureau_s, point.key, False),
        (bureau_s, own.key, True),
    ):
        change = {"key": key, "first": clock.today(), "last": None, "hours": [], "reason": "x", "keeper": keeper}
        if may:
            api.add_exception(**change)
        else:
            with pytest.raises(api.UnableToReachPoint):
                api.add_exception(**change)
    with pytest.raises(api.UnableToReachPoint):
        api.add_point(key="hexi-station", facts=FACTS, keeper=elsewhere)


def test_nobody_moves_a_point_out_of_her_own_reach(keeper, point):
    RegionFactory(code="990102", name="城西区", level=3)
    with pytest.raises(api.UnableToReachPoint):
        api.change_facts(
            key=point.key, revision=point.revision, facts=replace(FACTS, region_code="990102"), keeper=keeper
        )


def test_what_is_changed_is_told_and_seen_at_once(keeper, point, django_capture_on_commit_callbacks):
    heard = []
    listens_to(OrganisationsChanged)(heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        changed = api.change_facts(key=point.key, revision=point.revision, facts=FACTS, keeper=keeper)
    assert heard
    assert api.service_point(point.key) == changed
    assert changed.name == FACTS.name
    assert changed.revision == point.revision + 1
    (entry,) = ledger.entries_about(f"service_point:{point.key}")
    assert "name" in entry.facts["fields"]

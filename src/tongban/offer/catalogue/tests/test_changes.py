from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import system
from tongban.groundwork.ledger import api as ledger
from tongban.offer.catalogue import api
from tongban.offer.catalogue.models import BasicVersion, Change, Conflict, Item, ItemVersion
from tongban.offer.catalogue.tests.factories import guide_body, publish
from tongban.registers.identity.api import Officer
from tongban.registers.identity.tests.factories import officer
from tongban.registers.organisations.tests.factories import AuthorityFactory, RegionFactory

pytestmark = pytest.mark.django_db

CODE = "002011001001"
MANAGER = ["item_manager"]
FASTER = {
    "committed_limit": {"amount": 5, "unit": "working_day", "note": "提速"},
    "materials": {"photo": {"dropped": True}},
}


@pytest.fixture
def bureau():
    return AuthorityFactory()


@pytest.fixture
def item(bureau):
    publish()
    return Item.objects.get()


@pytest.fixture
def author(bureau) -> Officer:
    return officer(authority=bureau, name="事项编辑", roles=MANAGER)


@pytest.fixture
def reviewer(bureau) -> Officer:
    return officer(authority=bureau, name="事项审核", roles=MANAGER)


@pytest.fixture
def head(bureau) -> Officer:
    city = AuthorityFactory(region=bureau.region.parent, key="gov", name="市政府办", code="11990100MB900012X1")
    return officer(authority=city, name="基本目录", roles=MANAGER, region_wide=True)


@pytest.fixture
def second_head(head) -> Officer:
    from tongban.registers.organisations.models import Authority

    return officer(authority=Authority.objects.get(key="gov"), name="目录审核", roles=MANAGER, region_wide=True)


def drafted(item: Item, by: Officer, *, kind: str = "change", on: date | None = None, **body: object):
    change_id = api.draft_change(kind=kind, code=item.code, officer=by, effective_from=on or clock.today(), why="便民")
    if body:
        change = Change.objects.get(id=change_id)
        api.save_change(
            change_id=change_id, officer=by, revision=change.revision, body=dict(body), why="便民",
            effective_from=on or clock.today(),
        )  # fmt: skip
    return change_id


def gone_through(change_id, author: Officer, reviewer: Officer) -> Change:
    api.submit_change(change_id=change_id, officer=author)
    api.review_change(change_id=change_id, officer=reviewer, agree=True)
    api.publish_change(change_id=change_id, officer=reviewer)
    return Change.objects.get(id=change_id)


def test_a_change_goes_from_draft_to_review_to_a_new_version(item, author, reviewer):
    before = api.offer(item.code)
    change = gone_through(drafted(item, author, own={"materials": {"photo": {"dropped": True}}}), author, reviewer)
    after = api.offer(item.code)
    assert change.state == "in_force"
    assert (before.version_number, after.version_number) == (1, 2)
    assert (len(before.guide.materials), after.guide.materials) == (1, ())
    assert api.offer_version(before.version_id) == before
    deeds = {entry.deed for entry in ledger.entries_about(f"item:{item.code}")}
    assert {f"catalogue_change.{each}" for each in ("drafted", "saved", "submitted", "reviewed", "published")} <= deeds


def test_a_draft_may_be_faulty_but_not_submitted(item, author):
    change_id = drafted(item, author, own={"scope": "county"})
    with pytest.raises(api.UnableToSubmitChange) as refusal:
        api.submit_change(change_id=change_id, officer=author)
    assert "worse_scope" in {problem.code for problem in refusal.value.problems}
    assert Change.objects.get().body == {"own": {"scope": "county"}}


def test_who_wrote_a_change_does_not_review_it(item, author):
    change_id = drafted(item, author, own={})
    api.submit_change(change_id=change_id, officer=author)
    with pytest.raises(api.UnableToReviewChange):
        api.review_change(change_id=change_id, officer=author, agree=True)
    with pytest.raises(IntegrityError, match="somebody_else"), transaction.atomic():
        Change.objects.update(reviewer=author.actor.reference)


def test_a_returned_change_is_a_draft_again_with_the_reason(item, author, reviewer):
    change_id = drafted(item, author, own={})
    api.submit_change(change_id=change_id, officer=author)
    with pytest.raises(api.UnableToReturnChange):
        api.review_change(change_id=change_id, officer=reviewer, agree=False, note=" ")
    api.review_change(change_id=change_id, officer=reviewer, agree=False, note="请补充依据")
    change = Change.objects.get()
    assert (change.state, change.note) == ("draft", "请补充依据")


def test_two_people_do_not_overwrite_each_other(item, author, reviewer):
    change_id = drafted(item, author)
    revision = Change.objects.get().revision
    values = {"body": {"own": {}}, "why": "便民", "effective_from": clock.today()}
    api.save_change(change_id=change_id, officer=author, revision=revision, **values)
    with pytest.raises(api.UnableToMoveChange):
        api.save_change(change_id=change_id, officer=reviewer, revision=revision, **values)


def test_one_item_has_one_open_change(item, author, reviewer):
    drafted(item, author)
    with pytest.raises(api.UnableToDraftChange, match=author.name):
        drafted(item, reviewer)


def test_another_department_neither_sees_nor_touches_it(item, author):
    other = officer(authority=AuthorityFactory(key="civ", name="民政局"), name="别处", roles=MANAGER)
    clerk = officer(authority=AuthorityFactory(), name="窗口", roles=["clerk"])
    change_id = drafted(item, author)
    for stranger in (other, clerk):
        with pytest.raises(api.UnableToChangeItem):
            drafted(item, stranger)
        for deed in (api.submit_change, api.publish_change, api.drop_change):
            with pytest.raises(api.UnableToFindChange):
                deed(change_id=change_id, officer=stranger)


def test_a_basic_item_belongs_to_posts_for_the_whole_region(item, author, head):
    with pytest.raises(api.UnableToChangeItem):
        api.draft_change(kind="change", code=CODE, officer=author, effective_from=clock.today())
    api.draft_change(kind="change", code=CODE, officer=head, effective_from=clock.today())
    assert Change.objects.get().is_basic


def test_a_change_of_a_basic_item_reaches_all_that_inherit_it(bureau, head, second_head):
    west = RegionFactory(code="990102", name="城西区", name_en="West", level=3, parent=bureau.region.parent)
    AuthorityFactory(region=west)
    publish()
    change_id = api.draft_change(
        kind="change", code=CODE, officer=head, effective_from=clock.today(), why="国家统一",
        body={"guide": guide_body(summary="新的说明")},
    )  # fmt: skip
    gone_through(change_id, head, second_head)
    offers = api.offers_of_basic(CODE)
    assert {offer.version_number for offer in offers} == {2}
    assert {offer.guide.summary for offer in offers} == {"新的说明"}
    assert BasicVersion.objects.count() == 2


def test_what_a_change_of_a_basic_item_makes_worse_is_a_conflict_until_it_is_settled(
    item, author, reviewer, head, second_head
):
    own = {"committed_limit": {"amount": 5, "unit": "working_day", "note": ""}}
    gone_through(drafted(item, author, own=own), author, reviewer)
    steps = [step | {"days": 1} for step in guide_body()["steps"]]
    stricter = guide_body(committed_limit={"amount": 3, "unit": "working_day", "note": ""}, steps=steps)
    change_id = api.draft_change(
        kind="change", code=CODE, officer=head, effective_from=clock.today(), why="再提速", body={"guide": stricter}
    )
    gone_through(change_id, head, second_head)
    conflict = Conflict.objects.get(settled_at=None)
    assert [problem["code"] for problem in conflict.problems] == ["worse_limit"]
    assert api.offer(item.code).guide.committed_limit.amount == 5
    gone_through(drafted(item, author, own={}), author, reviewer)
    assert not Conflict.objects.filter(settled_at=None).exists()
    assert api.offer(item.code).guide.committed_limit.amount == 3


def test_own_values_that_stay_better_are_kept_through_a_change_of_the_basic_item(
    item, author, reviewer, head, second_head
):
    gone_through(drafted(item, author, own={"materials": {"photo": {"dropped": True}}}), author, reviewer)
    change_id = api.draft_change(
        kind="change", code=CODE, officer=head, effective_from=clock.today(), why="改说明",
        body={"guide": guide_body(summary="新的说明")},
    )  # fmt: skip
    gone_through(change_id, head, second_head)
    offer = api.offer(item.code)
    assert (offer.guide.summary, offer.guide.materials) == ("新的说明", ())


def test_a_change_of_tomorrow_waits_for_its_day(item, author, reviewer):
    tomorrow = clock.today() + timedelta(days=1)
    change = gone_through(
        drafted(item, author, on=tomorrow, own={"materials": {"photo": {"dropped": True}}}), author, reviewer
    )
    assert change.state == "published"
    assert api.put_into_force(clock.today(), actor=system("test")) == 0
    assert api.offer(item.code).version_number == 1
    assert api.put_into_force(tomorrow, actor=system("test")) == 1
    assert api.put_into_force(tomorrow, actor=system("test")) == 0
    offer = api.offer(item.code)
    assert (offer.version_number, offer.effective_from) == (2, tomorrow)


def test_a_change_that_became_impossible_goes_back_and_stops_no_other(item, author, reviewer, head, second_head):
    tomorrow = clock.today() + timedelta(days=1)
    own = {"committed_limit": {"amount": 5, "unit": "working_day", "note": "x"}}
    gone_through(drafted(item, author, on=tomorrow, own=own), author, reviewer)
    steps = [step | {"days": 1} for step in guide_body()["steps"]]
    stricter = guide_body(committed_limit={"amount": 3, "unit": "working_day", "note": ""}, steps=steps)
    gone_through(
        api.draft_change(
            kind="change", code=CODE, officer=head, effective_from=clock.today(), why="提速", body={"guide": stricter}
        ),
        head, second_head,
    )  # fmt: skip
    assert api.put_into_force(tomorrow, actor=system("test")) == 0
    change = Change.objects.get(code=item.code)
    assert (change.state, "worse_limit" in change.note) == ("draft", True)


def test_a_suspended_item_takes_no_applications_until_it_is_resumed(item, author, reviewer):
    gone_through(drafted(item, author, kind="suspend"), author, reviewer)
    with pytest.raises(api.UnableToFindOffer):
        api.offer(item.code)
    assert api.card(item.code).state == "suspended"
    with pytest.raises(api.UnableToApplyForItem):
        api.require_open(api.offer_version(Item.objects.get().version_id))
    gone_through(drafted(item, author, kind="resume"), author, reviewer)
    api.require_open(api.offer(item.code))


def test_a_cancelled_item_names_where_to_go(item, author, reviewer, bureau):
    publish(guide_body(), guide_body(slug="b", basic_code="002011001002", name="新事项"))
    successor = Item.objects.get(basic_id="002011001002")
    gone_through(drafted(item, author, kind="cancel", successors=[successor.code]), author, reviewer)
    assert [card.code for card in api.successors(item.code)] == [successor.code]
    assert api.card(item.code).state == "cancelled"
    with pytest.raises(api.UnableToDraftChange):
        drafted(Item.objects.get(id=item.id), author, kind="resume")


@pytest.mark.parametrize(
    ("kind", "body", "problem"),
    [
        ("split", {"successors": []}, ("successors", "too_few")),
        ("merge", {"merged": [], "successors": []}, ("successors", "exactly_one")),
        ("cancel", {"successors": ["X"]}, ("successors", "no_item")),
    ],
)
def test_a_split_needs_two_and_a_merge_one_successor(item, author, kind, body, problem):
    change_id = drafted(item, author, kind=kind, **body)
    with pytest.raises(api.UnableToSubmitChange) as refusal:
        api.submit_change(change_id=change_id, officer=author)
    assert problem in {(each.path, each.code) for each in refusal.value.problems}


def test_an_item_cannot_be_its_own_successor(item, author):
    change_id = drafted(item, author, kind="cancel", successors=[item.code])
    with pytest.raises(api.UnableToSubmitChange, match="1"):
        api.submit_change(change_id=change_id, officer=author)


def test_a_new_item_of_a_basic_item_is_offered_after_review(item, author, reviewer, head, second_head):
    station = AuthorityFactory(
        key="twp",
        name="望江街道办事处",
        code="11990101MB9000999X",
        region=RegionFactory(code="990101001", name="望江街道", name_en="W", level=4, parent_id="990101"),
    )
    change_id = api.draft_new_item(
        basic_code=CODE, authority_id=station.id, officer=head, effective_from=clock.today(), own={}, why="下沉到街道"
    )
    gone_through(change_id, head, second_head)
    assert api.offer(f"11990101MB9000999X5{CODE}").region_code == "990101001"


def test_many_items_move_to_a_new_basic_version_with_a_handful_of_statements(bureau, django_assert_max_num_queries):
    for number in range(30):
        region = RegionFactory(
            code=f"9901{number + 10}", name=f"{number}县", name_en="C", level=3, parent=bureau.region.parent
        )
        AuthorityFactory(region=region, code=f"11990101MB8{number:06d}0")
    publish()
    assert Item.objects.count() == 31
    with django_assert_max_num_queries(40):
        publish(guide_body(summary="新的说明"))
    assert ItemVersion.objects.count() == 62

"""Reads for those who keep the catalogue, and how conflicts are mended."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import system
from tongban.offer.catalogue import api
from tongban.offer.catalogue.comparing import compare
from tongban.offer.catalogue.elements import element_name, element_of, value_words
from tongban.offer.catalogue.inheritance import read_own, resolve
from tongban.offer.catalogue.mending import all_problems, mended
from tongban.offer.catalogue.models import BasicItem, Change, Conflict, Item
from tongban.offer.catalogue.operations.publishing import Publication, publish_basic, publish_item
from tongban.offer.catalogue.rules import parse_guide
from tongban.offer.catalogue.tests.factories import guide_body, publish
from tongban.registers.identity.tests.factories import officer
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.models import Authority
from tongban.registers.organisations.tests.factories import AuthorityFactory, PostFactory

OWN: dict[str, Any] = {
    "committed_limit": {"amount": 4, "unit": "working_day", "note": ""},
    "steps": [
        {"name": "受理", "name_en": "Acceptance", "office": "窗口", "days": 1, "result": "受理通知书"},
        {"name": "决定", "name_en": "Decision", "office": "负责人", "days": 3, "result": "老年人优待证"},
    ],
    "faq": [{"q": "周末能办吗？", "a": "能。"}],
    "materials": {"photo": {"necessity": "optional"}},
    "local": {"transport": "乘 5 路车"},
}


def guide(**changes: Any):
    return parse_guide(guide_body(**changes))


# --- rules ---


def test_differences_name_the_row_and_the_element():
    before = guide()
    body = guide_body(summary="六十周岁以上老年人申领。")
    body["materials"][0]["copies"] = 1
    body["faq"].append({"q": "多久？", "a": "五天。"})
    body["conditions"] = ["年满六十五周岁"]
    found = {(each.element, each.row, each.kind) for each in compare(before, parse_guide(body))}
    assert found == {
        ("summary", "", "changed"),
        ("materials.copies", "近期照片", "changed"),
        ("faq", "多久？", "added"),
        ("conditions", "", "changed"),
    }
    assert compare(before, before) == ()


def test_rows_in_another_order_are_a_difference_of_their_own():
    body = guide_body()
    body["steps"].reverse()
    (found,) = compare(guide(), parse_guide(body))
    assert (found.element, found.before) == ("steps", ("受理", "决定"))


def test_elements_are_named_wherever_they_stand():
    assert element_of("materials[2].max_mb") == element_of("materials.photo.max_mb") == "materials.max_mb"
    assert element_of("fees.工本费") == "fees"
    assert str(element_name("local.reconsideration.office")) == "行政复议机关"
    assert (
        value_words("committed_limit", {"amount": 5, "unit": "working_day", "note": "含公示"}) == "5 个工作日（含公示）"
    )
    assert value_words("fees.amount_fen", 4050) == "40.50 元"


def test_only_what_is_worse_is_given_up():
    shorter = guide(committed_limit={"amount": 2, "unit": "working_day", "note": ""}, steps=_steps(1, 1))
    kept = mended(shorter, OWN)
    assert kept.keys() == {"faq", "materials", "local"}
    read_own(shorter, kept)
    assert mended(guide(), OWN) == OWN


def test_own_values_of_materials_that_are_gone_are_given_up():
    without = guide(materials=[])
    assert "materials" not in mended(without, OWN)


def test_what_is_worse_is_named_beside_what_cannot_be_read():
    own = {"committed_limit": {"amount": 9, "unit": "working_day", "note": ""}, "visits": "zwei"}
    assert {(each.path, each.code) for each in all_problems(guide(), own)} == {
        ("visits", "not_a_number"),
        ("committed_limit.amount", "worse_limit"),
    }


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "visits": st.integers(-1, 12),
            "online_depth": st.integers(0, 5) | st.text(max_size=3),
            "scope": st.sampled_from(["nation", "city", "village", "x"]),
            "channels": st.lists(st.sampled_from(["window", "online", "kiosk", "fax"]), max_size=4),
            "committed_limit": st.fixed_dictionaries(
                {
                    "amount": st.integers(0, 40),
                    "unit": st.sampled_from(["working_day", "calendar_day"]),
                    "note": st.just(""),
                }
            ),
            "materials": st.dictionaries(
                st.sampled_from(["photo", "none"]),
                st.dictionaries(
                    st.sampled_from(["copies", "max_mb", "dropped", "secret"]), st.integers(0, 3), max_size=2
                ),
                max_size=2,
            ),
            "conditions_dropped": st.lists(st.sampled_from(["年满六十周岁", "别的"]), max_size=2),
            "nonsense": st.integers(),
        },
    )
)
def test_whatever_is_mended_can_be_read(own):
    basic = guide()
    before = copy.deepcopy(own)
    kept = mended(basic, own)
    read_own(basic, kept)
    resolve(basic, kept)
    assert own == before


# --- reads ---


@pytest.fixture
def place(db):
    authority = AuthorityFactory()
    publish()
    return authority


def manager(authority: Authority, **details: Any):
    name = "事项管理岗" + str(len(details))
    PostFactory(authority=authority, name=name, roles=["item_manager"], **details)
    return officer(authority=authority, name=name)


def item_of(authority: Authority) -> Item:
    return Item.objects.select_related("basic__version").get(authority_id=authority.pk)


def improve(authority: Authority, own: dict[str, Any]) -> Item:
    item = item_of(authority)
    return publish_item(
        code=item.code,
        basic=item.basic,
        authority=organisations.authority(authority.pk),
        own=own,
        publication=Publication(system("test"), "便民", clock.today()),
    )


def tighten() -> None:
    body = guide_body(committed_limit={"amount": 2, "unit": "working_day", "note": ""}, steps=_steps(1, 1))
    publish_basic(parse_guide(body), Publication(system("test"), "压缩时限", clock.today()))


def test_versions_are_paged_newest_first_and_compared(place):
    item = improve(place, OWN)
    first = api.versions_of(item.code, limit=1)
    assert [(line.number, line.own_count, line.is_current) for line in first.items] == [(2, 4, True)]
    assert [line.number for line in api.versions_of(item.code, after=first.after).items] == [1]
    differences = api.compare_versions(api.version(item.code, 1), api.version(item.code, 2))
    assert {"committed_limit.amount", "local.transport"} <= {each.element for each in differences}
    with pytest.raises(api.UnableToFindVersion):
        api.version(item.code, 3)
    with pytest.raises(api.UnableToTurnPage):
        api.versions_of(item.code, after="x")


def test_a_new_basic_guide_names_its_consequences_before_it_is_published(place):
    improve(place, OWN)
    body = guide_body(committed_limit={"amount": 2, "unit": "working_day", "note": ""}, steps=_steps(1, 1))
    told = api.consequences("002011001001", parse_guide(body))
    assert (told.inheriting, told.conflicting) == (1, 1)
    assert told.conflicts[0].problems[0].code == "worse_limit"
    assert not Conflict.objects.exists()
    assert api.consequences("002011001001", guide()).conflicting == 0


def test_conflicts_are_settled_for_all_that_differ_alike(place):
    item = improve(place, OWN)
    tighten()
    keeper = manager(place)
    (line,) = api.conflicts(keeper).items
    assert api.offer(item.code).guide.committed_limit.amount == 4
    view = api.conflict(line.id, keeper)
    assert view.mended.keys() == {"faq", "materials", "local"}
    (settled,) = api.settle_conflicts(conflict_ids=[line.id], officer=keeper, why="统一", effective_from=clock.today())
    assert settled.refusal == ""
    (again,) = api.settle_conflicts(conflict_ids=[line.id], officer=keeper, why="统一", effective_from=clock.today())
    assert "正在变更它" in again.refusal
    assert Change.objects.get().state == "submitted"


def test_nobody_settles_conflicts_of_others(place):
    improve(place, OWN)
    tighten()
    stranger = manager(AuthorityFactory(key="civ", name="城东区民政局", code="11990100MB9000023T"))
    conflict = Conflict.objects.get()
    assert api.conflicts(stranger).items == ()
    with pytest.raises(api.UnableToFindConflict):
        api.conflict(conflict.pk, stranger)
    (refused,) = api.settle_conflicts(
        conflict_ids=[conflict.pk], officer=stranger, why="x", effective_from=clock.today()
    )
    assert refused.change_id is None


def test_items_are_listed_for_those_who_keep_them(place):
    item, keeper = item_of(place), manager(place)
    assert [line.code for line in api.items_of(keeper).items] == [item.code]
    assert [line.code for line in api.items_of(keeper, asked="优待").items] == [item.code]
    assert api.items_of(keeper, asked=item.code[:20]).items
    assert api.items_of(keeper, differing=True).items == ()
    assert api.items_of(keeper, state="suspended").items == ()
    stranger = manager(AuthorityFactory(key="civ", name="城东区民政局", code="11990100MB9000023T"))
    assert api.items_of(stranger).items == ()
    assert api.item_view(item.code, stranger).may_manage is False


def test_a_page_of_items_costs_the_same_however_many_there_are(place, django_assert_max_num_queries):
    keeper = manager(place)
    with django_assert_max_num_queries(4):
        api.items_of(keeper)


def test_who_only_looked_on_reviews(place):
    item = item_of(place)
    first, second = manager(place), manager(place, region_wide=True)
    change_id = api.draft_change(
        kind="suspend", code=item.code, officer=first, effective_from=clock.today(), why="搬迁"
    )
    revision = api.change(change_id, second).line.revision
    api.save_change(
        change_id=change_id, officer=second, revision=revision, body={}, why="搬迁停办", effective_from=clock.today()
    )
    api.submit_change(change_id=change_id, officer=second)
    with pytest.raises(api.UnableToReviewChange):
        api.review_change(change_id=change_id, officer=first, agree=True)
    assert [line.id for line in api.waiting(first).to_review] == []


def test_a_basic_item_without_a_department_or_known_elements_is_not_submitted(place):
    keeper = manager(place, region_wide=True)
    body = guide_body(authority="nobody")
    body["form"][0]["fields"].append({"element": "no.such"})
    change_id = api.draft_change(
        kind="change",
        code=body["basic_code"],
        officer=keeper,
        effective_from=clock.today(),
        body={"guide": body},
        why="x",
    )
    with pytest.raises(api.UnableToSubmitChange) as refused:
        api.submit_change(change_id=change_id, officer=keeper)
    assert {(each.path, each.code) for each in refused.value.problems} == {
        ("authority", "no_department"),
        ("form", "faulty_form"),
    }
    assert BasicItem.objects.get().version.number == 1


def _steps(*days: int) -> list[dict[str, Any]]:
    return [step | {"days": count} for step, count in zip(guide_body()["steps"], days, strict=True)]

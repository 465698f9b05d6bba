import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.offer.inspection.rules import Lack, Platform, lifts, real_depth
from tongban.offer.inspection.tests.sound import subject

FEE = {"name": "工本费", "amount_fen": 1000, "basis": "《收费通知》", "reduction": ""}


def depth_of(changes=None, *, form_published=True, **platform):
    return real_depth(subject(changes).guide, form_published=form_published, platform=Platform(**platform))


def test_what_can_be_given_paid_and_fetched_online_is_wholly_online():
    real = depth_of()

    assert (real.depth, real.visits, real.lacks) == (4, 0, ())


@pytest.mark.parametrize(
    ("changes", "depth", "visits", "lack"),
    [
        ({"channels": ["window"]}, 1, 1, Lack.CHANNEL),
        ({"form": []}, 1, 1, Lack.FORM),
        ({"materials[0].ways": ["window"]}, 2, 1, Lack.MATERIALS),
        ({"fees": [FEE], "payment_online": True}, 3, 1, Lack.PAYMENT),
        ({"visits": 1, "visits_reason": "核验本人"}, 3, 1, Lack.PRESENCE),
        ({"visits": 2, "visits_reason": "两次"}, 2, 2, Lack.PRESENCE),
        ({"by_post": False, "result": {"kind": "licence", "name": "证", "licence_type": ""}}, 3, 1, Lack.DELIVERY),
    ],
)
def test_what_does_not_work_makes_it_shallower(changes, depth, visits, lack):
    real = depth_of(changes)

    assert (real.depth, real.visits) == (depth, visits)
    assert lack in real.lacks


def test_a_form_that_is_not_published_leaves_information_only():
    assert depth_of(form_published=False).depth == 1


def test_with_payment_at_work_a_fee_is_no_hindrance():
    assert depth_of({"fees": [FEE], "payment_online": True}, payment=True).depth == 4


def test_an_optional_material_at_the_window_is_no_hindrance():
    assert depth_of({"materials[0].ways": ["window"], "materials[0].necessity": "optional"}).depth == 4


def test_a_licence_of_a_type_that_is_not_known_cannot_be_given():
    guide = subject({"materials[0].ways": ["licence"], "materials[0].licence_type": "moon-permit"}).guide
    known = real_depth(guide, form_published=True, platform=Platform(), licences={"居民身份证": "resident-id"})

    assert known.materials == ("photo",)
    assert known.depth == 2


def test_handing_in_and_collecting_are_two_visits_unless_it_is_done_on_the_spot():
    apart = {"channels": ["window"], "by_post": False, "result": {"kind": "licence", "name": "证", "licence_type": ""}}

    assert depth_of(apart).visits == 2
    assert depth_of(apart | {"case_type": "instant"}).visits == 1


def test_the_most_fruitful_cure_comes_first_and_the_aim_is_named():
    gaps = {
        frozenset({Lack.MATERIALS}): 18,
        frozenset({Lack.FORM}): 12,
        frozenset({Lack.CHANNEL, Lack.FORM}): 8,
    }

    steps = lifts(items=100, online=62, gaps=gaps, aim=0.8)

    assert [(step.cures, step.items, round(step.after, 2), step.reaches_aim) for step in steps] == [
        ((Lack.MATERIALS,), 18, 0.8, True),
        ((Lack.FORM,), 12, 0.92, False),
        ((Lack.CHANNEL,), 8, 1.0, False),
    ]


@given(
    st.dictionaries(
        st.frozensets(st.sampled_from(list(Lack)), min_size=1), st.integers(min_value=1, max_value=500), max_size=12
    ),
    st.integers(min_value=0, max_value=500),
)
def test_curing_everything_puts_everything_online_and_counts_nobody_twice(gaps, online):
    items = online + sum(gaps.values())
    steps = lifts(items=items, online=online, gaps=gaps, aim=0.8)

    assert sum(step.items for step in steps) == sum(gaps.values())
    assert all(step.items > 0 and step.before < step.after for step in steps)
    assert not steps or steps[-1].after == 1
    assert sum(step.reaches_aim for step in steps) <= 1

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tongban.offer.catalogue.inheritance import differences, read_own, resolve, worse
from tongban.offer.catalogue.rules import Guide, UnableToReadGuide, parse_guide
from tongban.offer.catalogue.tests.factories import guide_body

GUIDES = [
    parse_guide(yaml.safe_load(file.read_text(encoding="utf-8")))
    for file in sorted((Path(__file__).resolve().parents[5] / "seeds" / "items").glob("*.yaml"))
]
BASIC = parse_guide(
    guide_body(
        visits=1,
        visits_reason="核对原件",
        online_depth=3,
        scope="city",
        fees=[{"name": "工本费", "amount_fen": 2000, "basis": "收费办法", "reduction": ""}],
        payment_online=False,
        conditions=["年满六十周岁", "本市户籍"],
    )
)


def problems_of(own: Any, basic: Guide = BASIC) -> set[tuple[str, str]]:
    with pytest.raises(UnableToReadGuide) as refusal:
        read_own(basic, own)
    return {(problem.path, problem.code) for problem in refusal.value.problems}


@st.composite
def better(draw: st.DrawFn) -> tuple[Guide, dict[str, Any]]:
    """A guide of the city, and own values that are nowhere worse."""
    basic = draw(st.sampled_from(GUIDES))
    own: dict[str, Any] = {}
    needed = sum(step.days for step in basic.steps)
    if draw(st.booleans()):
        amount = draw(st.integers(min(needed, basic.committed_limit.amount), basic.committed_limit.amount))
        own["committed_limit"] = {
            "amount": amount,
            "unit": basic.committed_limit.unit,
            "note": draw(st.text("甲乙", max_size=3)),
        }
    changed = draw(st.sets(st.sampled_from([m.code for m in basic.materials]))) if basic.materials else set()
    own["materials"] = {
        code: draw(st.sampled_from([{"dropped": True}, {"necessity": "optional"}, {"originals": 0, "copies": 0}]))
        for code in changed
    }
    if draw(st.booleans()):
        own |= {"hall": True, "mobile": True, "appointment": True, "terminal": True, "scope": "nation"}
    if draw(st.booleans()):
        own["faq"] = [{"q": "要带什么？", "a": "什么都不用带。"}]
    if basic.conditions and len(basic.conditions) > 1 and draw(st.booleans()):
        own["conditions_dropped"] = [basic.conditions[-1]]
    return basic, own


@given(better())
def test_what_is_better_everywhere_is_taken(pair):
    basic, own = pair
    guide = read_own(basic, own)
    assert list(worse(basic, guide)) == []


@given(better())
def test_differences_make_the_guide_again(pair):
    basic, own = pair
    guide = read_own(basic, own)
    found = differences(basic, guide)
    assert resolve(basic, found) == guide
    assert read_own(basic, found) == guide
    assert differences(basic, resolve(basic, found)) == found


@given(better())
def test_own_values_are_not_touched_by_reading_them(pair):
    basic, own = pair
    before = copy.deepcopy(own)
    read_own(basic, own)
    assert own == before


def test_without_own_values_everything_is_inherited():
    assert resolve(BASIC, {}) is BASIC
    assert resolve(BASIC, {"local": {"hours": "周一至周五"}}) is BASIC
    assert differences(BASIC, BASIC) == {}


@pytest.mark.parametrize(
    ("own", "problem"),
    [
        (
            {"committed_limit": {"amount": 6, "unit": "working_day", "note": ""}},
            ("committed_limit.amount", "worse_limit"),
        ),
        ({"visits": 2}, ("visits", "worse_visits")),
        ({"online_depth": 2}, ("online_depth", "worse_depth")),
        ({"scope": "county"}, ("scope", "worse_scope")),
        ({"channels": ["online"]}, ("channels", "worse_channel")),
        ({"by_post": False}, ("by_post", "worse_offer")),
        ({"materials": {"photo": {"originals": 2}}}, ("materials.photo.originals", "worse_count")),
        ({"materials": {"photo": {"max_mb": 1}}}, ("materials.photo.max_mb", "worse_size")),
        ({"materials": {"photo": {"ways": ["window"]}}}, ("materials.photo.ways", "worse_way")),
        ({"fees": {"工本费": {"amount_fen": 2001}}}, ("fees.工本费", "worse_fee")),
        ({"materials": {"passport": {"dropped": True}}}, ("materials.passport", "not_inherited")),
        ({"fees": {"加急费": {"amount_fen": 1}}}, ("fees.加急费", "not_inherited")),
        ({"conditions_dropped": ["无犯罪记录"]}, ("conditions_dropped", "not_inherited")),
        ({"conditions": ["本区户籍"]}, ("conditions", "not_own")),
        ({"form": []}, ("form", "not_own")),
        ({"materials": {"photo": {"name": "照片两张"}}}, ("materials.photo.name", "not_own")),
        ({"local": {"telephone": "1"}}, ("local.telephone", "unknown_key")),
        ({"local": {"places": "hall"}}, ("local.places", "not_a_list")),
        ({"local": {"litigation": {"court": "x"}}}, ("local.litigation.court", "unknown_key")),
        ({"materials": []}, ("materials", "not_a_mapping")),
        ([], ("", "not_a_mapping")),
        ("own", ("", "not_a_mapping")),
    ],
)
def test_what_is_worse_or_unknown_is_refused_with_its_place(own, problem):
    assert problem in problems_of(own)


def test_everything_that_is_worse_is_named_at_once():
    own = {"visits": 2, "scope": "village", "committed_limit": {"amount": 9, "unit": "working_day", "note": ""}}
    assert {code for _, code in problems_of(own)} == {"worse_visits", "worse_scope", "worse_limit"}


def test_a_limit_in_another_unit_cannot_be_compared_and_is_refused():
    assert ("committed_limit.unit", "unit_differs") in problems_of(
        {"committed_limit": {"amount": 5, "unit": "calendar_day", "note": ""}}
    )


def test_own_values_may_not_contradict_each_other():
    assert ("visits", "depth_without_visits") in problems_of({"online_depth": 4})


def test_a_place_may_ask_for_less():
    guide = read_own(
        BASIC,
        {
            "visits": 0, "visits_reason": "", "online_depth": 4, "scope": "province",
            "materials": {"photo": {"dropped": True}}, "fees": {"工本费": {"dropped": True}},
            "conditions_dropped": ["本市户籍"],
        },
    )  # fmt: skip
    assert (guide.visits, guide.materials, guide.fees, guide.conditions) == (0, (), (), ("年满六十周岁",))

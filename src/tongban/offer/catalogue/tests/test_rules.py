from pathlib import Path

import pytest
import yaml
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tongban.offer.catalogue.rules import (
    ESSENTIALS,
    Guide,
    GuideProblem,
    UnableToReadGuide,
    implementation_code,
    lacks,
    parse_guide,
    stored_guide,
    unpadded_region_code,
)
from tongban.offer.catalogue.sentences import SENTENCES, problem_sentence
from tongban.offer.catalogue.tests.factories import GUIDE, guide_body

SEEDS = sorted((Path(__file__).resolve().parents[5] / "seeds" / "items").glob("*.yaml"))


def problems_of(body: object) -> list[tuple[str, str]]:
    try:
        parse_guide(body)
    except UnableToReadGuide as fault:
        return [(problem.path, problem.code) for problem in fault.problems]
    return []


def test_a_complete_guide_is_read_and_can_be_stored():
    guide = parse_guide(guide_body())
    assert guide.committed_limit.limit.amount == 5
    assert guide.material("photo").is_required
    assert guide.themes == ("证件办理",)
    assert parse_guide(guide.to_dict()) == stored_guide(guide.to_dict()) == guide


@pytest.mark.parametrize("file", SEEDS, ids=lambda file: file.stem)
def test_every_seeded_guide_is_complete_and_plain(file):
    guide = parse_guide(yaml.safe_load(file.read_text(encoding="utf-8")))
    assert lacks(guide) == ()
    assert file.stem == guide.slug


def test_every_seeded_guide_has_its_own_basic_code():
    codes = [yaml.safe_load(file.read_text(encoding="utf-8"))["basic_code"] for file in SEEDS]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("key", sorted(set(GUIDE) - {"payment_online"}))
def test_a_missing_key_is_named(key):
    body = guide_body()
    del body[key]
    assert (key, "missing") in problems_of(body)


def test_a_guide_without_fees_need_not_speak_of_payment():
    body = guide_body()
    del body["payment_online"]
    assert problems_of(body) == []
    body["fees"] = [{"name": "工本费", "amount_fen": 100, "basis": "某文件", "reduction": ""}]
    assert problems_of(body) == [("payment_online", "missing")]


def test_every_problem_is_named_at_once_with_its_path():
    body = guide_body(name=5, visits="none", colour="red", by_post="yes", rights="none")
    body["materials"][0] |= {"max_mb": 1000, "ways": ["pigeon"], "kode": 1}
    body["materials"].append("photo")
    assert problems_of(body) == [
        ("name", "not_a_text"),
        ("materials[0].ways[0]", "not_among"),
        ("materials[0].max_mb", "out_of_range"),
        ("materials[0].kode", "unknown_key"),
        *[("materials[1]", "not_a_mapping")],
        *[(path, "missing") for path in _paths_of_an_empty_material()],
        ("visits", "not_a_number"),
        ("by_post", "not_a_flag"),
        ("rights", "not_a_list"),
        ("colour", "unknown_key"),
    ]


def _paths_of_an_empty_material() -> list[str]:
    return [f"materials[1].{key}" for key in GUIDE["materials"][0]]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"committed_limit": {"amount": 21, "unit": "working_day", "note": ""}}, ("committed_limit.amount", "longer_than_statutory")),
        ({"committed_limit": {"amount": 5, "unit": "calendar_day", "note": ""}}, ("committed_limit.unit", "unit_differs")),
        ({"committed_limit": {"amount": 4, "unit": "working_day", "note": ""}}, ("steps", "longer_than_committed")),
        ({"visits": 1, "online_depth": 3}, ("visits_reason", "reason_differs")),
        ({"visits_reason": "核验原件"}, ("visits_reason", "reason_differs")),
        ({"visits": 1, "visits_reason": "核验原件"}, ("visits", "depth_without_visits")),
        ({"channels": ["window"]}, ("channels", "depth_differs")),
        ({"online_depth": 1}, ("channels", "depth_differs")),
        ({"payment_online": True}, ("payment_online", "nothing_to_pay")),
        ({"audience": ["natural", "legal"]}, ("themes_legal", "audience_differs")),
        ({"item_type": "07"}, ("basic_code", "type_differs")),
        ({"themes_natural": ["没有这个主题"]}, ("themes_natural[0]", "not_among")),
        ({"materials": GUIDE["materials"] * 2}, ("materials[1].code", "twice")),
        ({"materials": [GUIDE["materials"][0] | {"ways": ["licence"]}]}, ("materials[0].licence_type", "way_differs")),
        ({"materials": [GUIDE["materials"][0] | {"accept": []}]}, ("materials[0].accept", "way_differs")),
        ({"materials": [GUIDE["materials"][0] | {"ways": ["commitment"]}]}, ("materials[0].commitment_days", "way_differs")),
        ({"form": [{"code": "a"}]}, ("form", "faulty_form")),
        ({"conditions": []}, ("conditions", "too_few")),
        ({"aliases": ["老年证", "老年证"]}, ("aliases[1]", "twice")),
        ({"summary": " "}, ("summary", "empty")),
        ({"basic_code": "12"}, ("basic_code", "wrong_shape")),
    ],
)  # fmt: skip
def test_a_guide_that_contradicts_itself_is_refused(changes, expected):
    assert problems_of(guide_body(**changes)) == [expected]


@pytest.mark.parametrize("body", [None, [], "guide", 5])
def test_what_is_no_guide_at_all_is_refused(body):
    assert ("", "not_a_mapping") in problems_of(body)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda child: st.lists(child) | st.dictionaries(
    st.sampled_from(sorted(GUIDE)), child), max_leaves=20))  # fmt: skip
def test_no_content_whatever_makes_reading_fail_otherwise(body):
    with pytest.raises(UnableToReadGuide):
        parse_guide(body)


def test_vague_words_are_found():
    body = guide_body(conditions=["符合有关部门规定的其他条件"])
    assert lacks(parse_guide(body)) == ("conditions[0]",)


def test_without_a_guide_everything_essential_is_lacking():
    assert lacks(None) == ESSENTIALS
    assert {part.removesuffix("s") for part in ESSENTIALS} >= {"legal_basi", "material", "step", "fee"}
    assert set(ESSENTIALS) <= set(Guide.__dataclass_fields__) | {"themes"}


def test_an_implementation_code_has_31_characters():
    assert implementation_code("11370800MB28559184", "city", "370117002011") == "11370800MB285591843370117002011"
    for wrong in [
        ("1137", "city", "370117002011"),
        ("11370800MB28559184", "moon", "370117002011"),
        ("11370800MB28559184", "city", "37"),
    ]:
        with pytest.raises(ValueError, match="is no"):
            implementation_code(*wrong)


@pytest.mark.parametrize(
    ("padded", "expected"),
    [
        ("511602000000", "511602"),
        ("510000000000", "51"),
        ("510100000000", "5101"),
        ("990101001000", "990101001"),
        ("990101001001", "990101001001"),
        ("990101", "990101"),
        ("511600", "5116"),
    ],
)
def test_a_region_code_is_kept_without_its_padding(padded, expected):
    assert unpadded_region_code(padded) == expected


@pytest.mark.parametrize("code", ["", "5", "abc", "000000000000", "5116021", "５１"])
def test_what_is_no_region_code_is_refused(code):
    with pytest.raises(ValueError, match="region code"):
        unpadded_region_code(code)


@pytest.mark.parametrize("code", SENTENCES)
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_problem_of_a_guide_has_its_sentence(code, language):
    params = dict.fromkeys(
        (
            "value",
            "allowed",
            "least",
            "most",
            "fault",
            "item_type",
            "statutory",
            "days",
            "committed",
            "way",
            "file",
            "inherited",
            "own",
            "name",
            "authority",
        ),
        "7",
    )
    with translation.override(language):
        assert "{" not in problem_sentence(GuideProblem("x", code, params))

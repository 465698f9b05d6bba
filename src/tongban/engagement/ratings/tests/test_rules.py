import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.engagement.ratings import rules
from tongban.engagement.ratings.reasons import all_reasons, name_of, reasons_for
from tongban.engagement.ratings.rules import BadRatingFacts, Finding, Grade, Stage

counts = st.dictionaries(st.sampled_from(list(Grade)), st.integers(0, 1000), max_size=5)


def test_the_two_lowest_grades_are_bad():
    assert [grade for grade in Grade if grade.is_bad] == [Grade.BAD, Grade.VERY_BAD]


@given(counts)
def test_satisfaction_is_a_share_and_nothing_without_ratings(given_counts):
    share = rules.satisfaction(given_counts)
    if sum(given_counts.values()) == 0:
        assert share is None
    else:
        assert 0 <= share <= 1


@given(counts)
def test_one_more_bad_rating_never_makes_people_more_satisfied(given_counts):
    before = rules.satisfaction(given_counts)
    after = rules.satisfaction(given_counts | {Grade.BAD: given_counts.get(Grade.BAD, 0) + 1})
    assert before is None or after <= before


def test_every_grade_has_reasons_in_three_languages():
    assert all(reasons_for(grade) for grade in Grade)
    assert all(set(reason.names) == {"zh-hans", "zh-hant", "en"} for reason in all_reasons().values())
    assert name_of("no-longer-there") == "no-longer-there"


def test_a_reason_for_praise_does_not_go_with_a_bad_grade():
    assert rules.misfit_reasons(Grade.BAD, ["rude", "fast", "nonsense"], all_reasons()) == ("fast", "nonsense")


@pytest.mark.parametrize(
    ("is_anonymous", "stage", "answerable"),
    [
        (False, Stage.OPEN, False),
        (False, Stage.CALLED_BACK, True),
        (True, Stage.OPEN, True),
        (True, Stage.ANSWERED, False),
        (False, Stage.EXCLUDED, False),
    ],
)
def test_who_gave_a_name_is_called_back_before_the_answer(is_anonymous, stage, answerable):
    assert rules.may_be_answered(BadRatingFacts(stage=stage, is_anonymous=is_anonymous)) is answerable


def test_what_was_found_true_must_be_put_right():
    assert [finding for finding in Finding if not rules.needs_rectification(finding)] == [Finding.UNJUSTIFIED]


def test_an_appeal_is_decided_by_somebody_else():
    facts = BadRatingFacts(stage=Stage.OPEN, is_anonymous=False, appealed_by="a", handled_by=frozenset({"h"}))
    assert [rules.may_decide_appeal(facts, account_id=who, is_own_authority=True) for who in "ahx"] == [
        False,
        False,
        True,
    ]


def test_of_an_anonymous_rating_nobody_knows_who_was_rated_so_another_authority_decides():
    facts = BadRatingFacts(stage=Stage.OPEN, is_anonymous=True)
    assert not rules.may_decide_appeal(facts, account_id="x", is_own_authority=True)
    assert rules.may_decide_appeal(facts, account_id="x", is_own_authority=False)

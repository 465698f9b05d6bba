import dataclasses
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.offer.inspection.rules import (
    FULL_SCORE,
    KINDS,
    TaskState,
    UnableToReadRules,
    findings,
    may_decide_excuse,
    read_rules,
    score,
    task_state_after_run,
)
from tongban.offer.inspection.rules.book import PARAMS
from tongban.offer.inspection.tests.sound import DATA, FACTS, RULES, subject

EXAMPLES = {row["code"]: row for row in DATA["rules"]}


def codes(found):
    return {hit.rule for hit in found}


def test_a_sound_guide_breaks_no_rule():
    assert not findings(subject(), RULES, FACTS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_guide_that_breaks_the_rule_is_found_by_it(rule):
    found = findings(subject(EXAMPLES[rule.code]["breaks"]), RULES, FACTS)

    assert rule.code in codes(found)


@pytest.mark.parametrize("rule", [rule for rule in RULES if "keeps" in EXAMPLES[rule.code]], ids=lambda rule: rule.code)
def test_a_guide_that_looks_like_breaking_the_rule_is_not(rule):
    found = findings(subject(EXAMPLES[rule.code]["keeps"]), RULES, FACTS)

    assert rule.code not in codes(found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_sentence_speaks_only_with_what_its_check_found(rule):
    for hit in findings(subject(EXAMPLES[rule.code]["breaks"]), [rule], FACTS):
        for sentence in (rule.sentence, rule.sentence_en):
            assert "{" not in sentence.format(**hit.said)


def test_every_kind_of_check_is_used_and_has_its_parameters():
    assert set(KINDS) == set(PARAMS) == {rule.kind for rule in RULES}


def test_looking_twice_finds_the_same():
    broken = subject({"materials[0].name": "其他材料", "faq": [], "rights": []})

    assert findings(broken, RULES, FACTS) == findings(broken, RULES, FACTS)


def test_a_rule_that_is_off_or_not_yet_in_force_finds_nothing():
    broken = subject({"conditions": []})
    rule = next(rule for rule in RULES if rule.code == "conditions-missing")

    assert findings(broken, [rule], FACTS)
    assert not findings(broken, [dataclasses.replace(rule, is_on=False)], FACTS)
    assert not findings(broken, [dataclasses.replace(rule, active_from=FACTS.today + timedelta(days=1))], FACTS)


def test_a_law_is_no_fault_before_the_day_it_was_repealed():
    rests_on = subject({"materials[0].basis": "《中华人民共和国婚姻法》第十条"})
    then = dataclasses.replace(FACTS, today=date(2020, 12, 31))

    assert "law-repealed" not in codes(findings(rests_on, RULES, then))


def test_where_a_word_stands_is_named():
    found = findings(subject({"materials[1].name": "单位的其他材料"}), RULES, FACTS)

    assert [(hit.path, hit.said["word"]) for hit in found if hit.rule == "vague-material"] == [
        ("materials[1].name", "其他材料")
    ]


def test_faulty_rules_are_refused_all_at_once():
    rows = [
        {"code": "one", "kind": "guess"},
        EXAMPLES["faq-too-few"] | {"params": {"path": "faq"}, "severity": 9},
        EXAMPLES["faq-too-few"] | {"when": {"visits": {"looks": 1}}, "colour": "red"},
    ]

    with pytest.raises(UnableToReadRules) as refusal:
        read_rules(rows)

    told = " ".join(refusal.value.faults)
    for fault in (
        "there is no kind guess",
        "takes n、path",
        "severity is",
        "no test looks",
        "colour is unknown",
        "twice",
    ):
        assert fault in told


@given(st.lists(st.sampled_from([rule.code for rule in RULES])))
def test_a_score_lies_between_nothing_and_full_and_never_grows_with_faults(broken):
    weights = {rule.code: rule.weight for rule in RULES}
    points = score(broken, weights)

    assert 0 <= points <= FULL_SCORE
    assert score([*broken, "faq-too-few"], weights) <= points
    assert score([], weights) == FULL_SCORE


TEXTS = (
    "name",
    "summary",
    "conditions[0]",
    "materials[0].name",
    "materials[0].standard",
    "faq[0].a",
    "local.consult_phone",
)


@given(st.dictionaries(st.sampled_from(TEXTS), st.text(max_size=80)))
def test_no_text_however_odd_stops_an_inspection(changes):
    for hit in findings(subject(changes), RULES, FACTS):
        rule = next(rule for rule in RULES if rule.code == hit.rule)
        rule.sentence.format(**hit.said)


def test_a_task_is_verified_by_what_the_next_run_counts_and_not_by_saying_so():
    assert task_state_after_run(TaskState.MENDED, findings=0) is TaskState.VERIFIED
    assert task_state_after_run(TaskState.MENDED, findings=2) is TaskState.OPEN
    assert task_state_after_run(TaskState.CLAIMED, findings=2) is TaskState.CLAIMED
    assert task_state_after_run(TaskState.EXCUSED, findings=0) is TaskState.EXCUSED


def test_nobody_excuses_what_she_has_to_mend_or_asked_to_be_excused():
    assert may_decide_excuse(account_id="c", asked_by="a", claimed_by="b")
    assert not may_decide_excuse(account_id="a", asked_by="a", claimed_by="b")
    assert not may_decide_excuse(account_id="b", asked_by="a", claimed_by="b")

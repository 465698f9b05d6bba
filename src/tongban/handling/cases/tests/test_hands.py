"""Steps handed out by who leads the posts, lots that anybody can draw again, and officers who keep away."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.tests.cast import offer_of
from tongban.handling.cases import api as cases
from tongban.handling.cases.hand_rules import digest_of, drawn
from tongban.handling.cases.models import CourseEntry
from tongban.handling.cases.tests.cast import accepted, officer_of, proposed, row, submitted
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.models import Assignment, Plan
from tongban.registers.identity.models import DeclaredInterest, Party


def handed(number, to, by, step="accept"):
    return cases.hand_out(number=number, step=step, to=to.account_id, officer=by, note="请今天办")


def numbers(officer, **details):
    return [each.number for each in cases.worklist(officer, **details).rows]


@pytest.fixture
def second(staff):
    """Return another clerk of the authority."""
    return officer_of(offer_of(), "clerk", name="同事")


@pytest.fixture
def lots(city):
    """Let the acceptance and the review of the standard plan go by lot."""
    plan = Plan.objects.filter(code="standard").order_by("-version").first()
    before = plan.graph
    graph = {**before, "steps": {**before["steps"]}}
    graph["steps"]["propose"] = {**graph["steps"]["propose"], "assignment": "random"}
    Plan.objects.create(
        code="standard",
        version=plan.version + 1,
        graph=graph,
        effective_from=clock.today(),
        installed_at=clock.now(),
    )
    workflow.forget_kept()
    yield
    workflow.forget_kept()


def test_only_who_leads_the_posts_hands_out(resident, staff, second):
    number = submitted(resident)
    for nobody in (staff.clerk, staff.reviewer):
        with pytest.raises(cases.UnableToHandOut):
            handed(number, second, nobody)
    with pytest.raises(cases.UnableToFindCase):
        handed(number, second, officer_of(offer_of(), "supervisor"))
    assert handed(number, second, staff.decider) == second.name
    assert numbers(staff.clerk) == []
    assert numbers(second) == [number]
    assert ledger.entries_about(f"case:{number}")[-1].deed == "task.assigned"


def test_what_is_assigned_to_another_is_refused_in_every_deed(resident, staff, second):
    number = submitted(resident)
    handed(number, second, staff.decider)
    with pytest.raises(workflow.UnableToDoAssigned):
        cases.accept_application(number=number, officer=staff.clerk)
    with pytest.raises(workflow.UnableToDoAssigned):
        cases.ask_to_supplement(number=number, officer=staff.clerk, items=[])
    assert row(number).state == "submitted"
    cases.accept_application(number=number, officer=second)
    assert row(number).state == "accepted"


def test_the_unfit_are_refused_with_the_reason(resident, staff, second):
    number = submitted(resident)
    with pytest.raises(cases.UnableToHandTo, match="职责"):
        handed(number, staff.reviewer, staff.decider)
    with pytest.raises(cases.UnableToHandTo):
        cases.hand_out(number=number, step="accept", to=uuid4(), officer=staff.decider)
    DeclaredInterest.objects.create(
        person_id=second.party_id,
        kind="relative",
        name="甲",
        number="1",
        number_key=identity_key(resident),
        since="2020-01-01",
        region_code=second.region_code,
        officer_name=second.name,
        officer_post="",
        declared_at="2026-01-01T00:00Z",
    )
    with pytest.raises(cases.UnableToHandTo, match="利害关系"):
        handed(number, second, staff.decider)
    (step,) = cases.steps_to_give(number, officer=staff.decider)
    assert {each.account_id: bool(each.why_not) for each in step.colleagues} == {
        staff.clerk.account_id: False,
        second.account_id: True,
    }
    assert cases.steps_to_give(number, officer=staff.clerk) == ()


def identity_key(resident):
    return Party.objects.get(pk=resident.party_id).number_key


def test_who_is_away_is_not_given_anything_and_her_substitute_is_named_in_the_course(resident, staff, second):
    number = submitted(resident)
    handed(number, second, staff.decider)
    workflow.enter_absence(
        who=second,
        substitute=staff.clerk,
        start_on=clock.today(),
        end_on=clock.today() + timedelta(days=3),
        reason="出差",
        by=staff.decider,
    )
    with pytest.raises(cases.UnableToHandTo, match="离岗"):
        handed(number, second, staff.decider)
    assert numbers(staff.clerk) == [number]
    cases.accept_application(number=number, officer=staff.clerk)
    assert CourseEntry.objects.filter(step="accept").get().actor_post.endswith(f"（代{second.name}）")
    entry = next(each for each in ledger.entries_about(f"case:{number}") if each.deed == "case.accepted")
    assert entry.actor_post.endswith(f"（代{second.name}）")


def test_a_step_goes_back_by_her_who_has_it_or_by_the_chief(resident, staff, second):
    number = submitted(resident)
    handed(number, second, staff.decider)
    with pytest.raises(workflow.UnableToDoAssigned):
        cases.give_back(number=number, step="accept", officer=staff.clerk)
    cases.give_back(number=number, step="accept", officer=second, note="手头太多")
    with pytest.raises(workflow.UnableToGiveBack):
        cases.give_back(number=number, step="accept", officer=staff.decider)
    assert numbers(staff.clerk) == [number]


def test_an_interest_blocks_reading_and_acting_and_her_task_goes_on_to_others(resident, staff, second):
    number = submitted(resident)
    handed(number, second, staff.decider)
    tied = replace(second, interests=frozenset({resident.party_id}))
    with pytest.raises(cases.UnableWithOwnInterest):
        cases.case_for_officer(number, officer=tied)
    with pytest.raises(cases.UnableWithOwnInterest):
        cases.accept_application(number=number, officer=tied)
    assert numbers(tied) == []
    assert numbers(staff.clerk) == [number]
    assert [each.reason for each in ledger.entries_about(f"case:{number}") if each.deed == "case.step_refused"] == [
        "conflict_of_interest"
    ] * 2


def test_who_keeps_away_stays_away_in_every_later_step(resident, staff):
    chief = officer_of(offer_of(), "reviewer", "decider", name="科长")
    number = accepted(resident, staff)
    for _ in range(2):
        cases.keep_away(number=number, account_id=chief.account_id)
    assert numbers(chief) == []
    cases.propose_decision(number=number, officer=staff.reviewer, outcome="granted", reasons="符合条件。")
    assert numbers(chief) == []
    with pytest.raises(cases.UnableWithOwnInterest):
        cases.decide_case(number=number, officer=chief, agree=True)
    assert row(number).recused == [chief.account_id]


def test_a_lot_falls_when_the_step_opens_and_anybody_can_draw_it_again(resident, staff, lots):
    more = [officer_of(offer_of(), "reviewer", name=f"审核{number}") for number in range(3)]
    number = accepted(resident, staff)
    (check,) = cases.draws_of(number, officer=staff.clerk)
    assert check.is_right
    assert set(check.candidates) == {each.account_id for each in [staff.reviewer, *more]}
    again = drawn(
        root=check.root, subject=f"case:{number}", step="propose", round=1, candidates=reversed(check.candidates)
    )
    assert again == check.told
    entry = next(each for each in ledger.entries_about(f"case:{number}") if each.deed == "task.drawn")
    assert entry.facts["candidates"] == digest_of(check.candidates)
    for each in [staff.reviewer, *more]:
        assert numbers(each) == ([number] if each.account_id == check.told else [])


def test_nobody_chooses_where_lots_are_drawn_and_another_draw_needs_a_reason(resident, staff, lots):
    officer_of(offer_of(), "reviewer", name="审核二")
    number = accepted(resident, staff)
    first = cases.draws_of(number)[0].told
    with pytest.raises(cases.UnableToChooseWhereDrawn):
        handed(number, staff.reviewer, staff.decider, step="propose")
    with pytest.raises(cases.UnableToChooseWhereDrawn):
        cases.give_back(number=number, step="propose", officer=staff.decider)
    with pytest.raises(cases.UnableWithoutReasons):
        cases.draw_again(number=number, step="propose", officer=staff.decider, reason=" ")
    with pytest.raises(cases.UnableToHandOut):
        cases.draw_again(number=number, step="propose", officer=staff.clerk, reason="生病")
    cases.draw_again(number=number, step="propose", officer=staff.decider, reason="生病")
    one, two = cases.draws_of(number)
    assert (one.told, two.round, two.is_right) == (first, 2, True)
    assert two.told != first


def test_a_lot_that_was_tampered_with_is_found(resident, staff, lots):
    officer_of(offer_of(), "reviewer", name="审核二")
    number = accepted(resident, staff)
    lot = Assignment.objects.get()
    other = next(each for each in lot.candidates if each != lot.to)
    Assignment.objects.update(to=other)
    assert not cases.draws_of(number)[0].is_right
    Assignment.objects.update(to=lot.to, candidates=[lot.to])
    assert not cases.draws_of(number)[0].is_right


def test_with_nobody_to_draw_the_step_stays_open_and_the_ledger_says_so(resident, staff, lots):
    number = submitted(resident)
    cases.keep_away(number=number, account_id=staff.reviewer.account_id)
    cases.accept_application(number=number, officer=staff.clerk)
    assert cases.draws_of(number) == ()
    assert "task.draw_failed" in {each.deed for each in ledger.entries_about(f"case:{number}")}
    with pytest.raises(cases.UnableToDraw):
        cases.draw_again(number=number, step="propose", officer=staff.decider, reason="再试")


def test_every_candidate_is_drawn_about_as_often():
    candidates = [uuid4() for _ in range(4)]
    falls = [
        drawn(root="ab" * 32, subject=f"case:{number}", step="propose", round=1, candidates=candidates)
        for number in range(2000)
    ]
    assert all(400 < falls.count(each) < 600 for each in candidates)


def test_a_decision_proposed_before_is_read_by_no_one_who_keeps_away(resident, staff):
    number = proposed(resident, staff)
    cases.keep_away(number=number, account_id=staff.decider.account_id)
    with pytest.raises(cases.UnableWithOwnInterest):
        cases.case_for_officer(number, officer=staff.decider)

"""Random walks through the life of a case: whatever is tried, the buttons tell the truth and nothing comes apart."""

import io
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications import api as applications
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import State, Step
from tongban.handling.cases.tests.cast import MONDAY, officer_of, row, submitted
from tongban.handling.workflow import api as workflow

RETURN, AGREE = Step.RETURN_TO_REVIEW, Step.DECIDE


def officers_step(step, number, officer):
    match step:
        case Step.ACCEPT:
            cases.accept_application(number=number, officer=officer)
        case Step.ASK_TO_SUPPLEMENT:
            cases.ask_to_supplement(number=number, officer=officer, items=[{"code": "id-photo", "reason": "不清晰"}])
        case Step.REFUSE_ACCEPTANCE:
            cases.refuse_acceptance(number=number, officer=officer, reason="不属于职权范围。")
        case Step.START_SPECIAL_PROCEDURE:
            cases.start_special_procedure(number=number, officer=officer, ground="testing", working_days=2)
        case Step.END_SPECIAL_PROCEDURE:
            cases.end_special_procedure(number=number, officer=officer, result="合格。")
        case Step.EXTEND_TIME_LIMIT:
            cases.extend_time_limit(number=number, officer=officer, ground="案情复杂。")
        case Step.PROPOSE:
            cases.propose_decision(number=number, officer=officer, outcome="granted", reasons="符合条件。")
        case Step.DECIDE | Step.RETURN_TO_REVIEW:
            cases.decide_case(number=number, officer=officer, agree=step is AGREE, reasons="同意。")
        case Step.CLOSE:
            cases.close_case(number=number, officer=officer, delivery="window")
        case Step.TERMINATE:
            cases.terminate_case(number=number, officer=officer, reason="对象灭失。")


def applicants_step(step, number, applicant):
    match step:
        case Step.SUPPLY_SUPPLEMENT:
            draft = applications.draft(
                cases.case_for_applicant(number, applicant=applicant).draft_id, applicant=applicant
            )
            if draft.state == applications.DraftState.SUPPLEMENTING:
                cast.give(draft, applicant, "id-photo")
            cases.supply_supplement(number=number, applicant=applicant)
        case Step.WITHDRAW:
            cases.withdraw_case(number=number, applicant=applicant)
        case Step.FULFIL_COMMITMENT:
            content = io.BytesIO(cast.PNG)
            cases.fulfil_commitment(
                number=number, applicant=applicant, code="loss-statement", content=content, name="声明.png"
            )


OFFICERS_STEPS = [
    Step.ACCEPT, Step.ASK_TO_SUPPLEMENT, Step.REFUSE_ACCEPTANCE, Step.START_SPECIAL_PROCEDURE,
    Step.END_SPECIAL_PROCEDURE, Step.EXTEND_TIME_LIMIT, Step.PROPOSE, AGREE, RETURN, Step.CLOSE, Step.TERMINATE,
]  # fmt: skip
APPLICANTS_STEPS = [Step.SUPPLY_SUPPLEMENT, Step.WITHDRAW, Step.FULFIL_COMMITMENT]
LATE = (Step.REFUSE_ACCEPTANCE, Step.TERMINATE, Step.WITHDRAW)  # they end the walk, so they are seldom tried
attempts = st.tuples(
    st.sampled_from([*OFFICERS_STEPS * 2, *(step for step in APPLICANTS_STEPS if step not in LATE)] + [*LATE]),
    st.integers(0, 1),
    st.integers(0, 3),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=st.lists(attempts, min_size=6, max_size=16))
def test_whatever_is_tried_the_buttons_tell_the_truth_and_nothing_comes_apart(city, walk):
    applicant = cast.resident()
    people = [officer_of(cast.offer_of(), "clerk", "reviewer", "decider", name=f"全能岗{count}") for count in range(2)]
    number, now = submitted(applicant), MONDAY
    for step, who, days in walk:
        now += timedelta(days=days)
        with clock.frozen_at(now):
            if step in APPLICANTS_STEPS:
                offered = step in cases.case_for_applicant(number, applicant=applicant).open_steps
                done = _try(applicants_step, step, number, applicant)
            else:
                offered = step in cases.case_for_officer(number, officer=people[who]).open_steps
                done = _try(officers_step, step, number, people[who])
            assert done == offered, (step, row(number).state)
            _check_whole(number, applicant)


def _try(deed, step, number, actor):
    try:
        deed(step, number, actor)
    except DomainError:
        return False
    return True


def _check_whole(number, applicant):
    case, view = row(number), cases.case_for_applicant(number, applicant=applicant)
    tasks = [task for task in workflow.tasks_of(f"case:{number}") if task.done_at is None]
    assert len(tasks) == (0 if case.state in (State.SUPPLEMENT_ASKED, State.CLOSED) else 1)
    assert len(view.course) == len(ledger.entries_about(f"case:{number}")) == case.revision + 1
    if view.clock is not None and case.accepted_on and not case.is_stopped:
        assert (view.clock.committed_due, view.clock.statutory_due) == (case.committed_due_on, case.statutory_due_on)
        assert tasks[0].due_on == case.committed_due_on

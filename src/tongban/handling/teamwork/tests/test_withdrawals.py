"""Keeping away: of one's own accord, or asked for and decided by another."""

import pytest

from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.tests import cast as people
from tongban.handling.applications.tests.cast import offer_of
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests.cast import accepted, officer_of, submitted
from tongban.handling.teamwork import api as teamwork


def asked(number, resident, officer, reason="是我前同事"):
    return teamwork.ask_for_withdrawal(number=number, applicant=resident, account_id=officer.account_id, reason=reason)


def test_an_officer_withdraws_and_is_out_of_the_case(resident, staff, second):
    number = submitted(resident)
    with pytest.raises(teamwork.UnableToWithdraw):
        teamwork.withdraw_oneself(number=number, officer=second, reason=" ")
    cases.hand_out(number=number, step="accept", to=second.account_id, officer=staff.decider)
    teamwork.withdraw_oneself(number=number, officer=second, reason="申请人是我的表姐")
    with pytest.raises(cases.UnableWithOwnInterest):
        cases.case_for_officer(number, officer=second)
    with pytest.raises(cases.UnableWithOwnInterest):
        cases.accept_application(number=number, officer=second)
    assert [row.number for row in cases.worklist(staff.clerk).rows] == [number]
    (kept,) = teamwork.withdrawals_of(number, officer=staff.clerk)
    assert (kept.is_own_accord, kept.state, kept.reason) == (True, "agreed", "申请人是我的表姐")
    assert "withdrawal.own" in {entry.deed for entry in ledger.entries_about(f"case:{number}")}
    assert teamwork.withdrawals_for_applicant(number, applicant=resident) == ()


def test_an_applicant_asks_and_the_decider_agrees_with_reasons(resident, staff):
    number = accepted(resident, staff)
    request = asked(number, resident, staff.clerk)
    assert [each.id for each in teamwork.withdrawals_to_decide(staff.decider)] == [request]
    assert teamwork.withdrawals_to_decide(staff.reviewer) == ()
    with pytest.raises(teamwork.UnableToAskForWithdrawal):
        asked(number, resident, staff.clerk)
    with pytest.raises(teamwork.UnableToDecideWithdrawal):
        teamwork.decide_withdrawal(request, officer=staff.reviewer, agree=True, answer="属实")
    with pytest.raises(teamwork.UnableToWithdraw):
        teamwork.decide_withdrawal(request, officer=staff.decider, agree=True, answer="")
    teamwork.decide_withdrawal(request, officer=staff.decider, agree=True, answer="属实")
    with pytest.raises(teamwork.UnableToDecideWithdrawal):
        teamwork.decide_withdrawal(request, officer=staff.decider, agree=False, answer="再想想")
    with pytest.raises(cases.UnableWithOwnInterest):
        cases.case_for_officer(number, officer=staff.clerk)
    (told,) = teamwork.withdrawals_for_applicant(number, applicant=resident)
    assert (told.state, told.answer) == ("agreed", "属实")


def test_refused_it_may_be_asked_again(resident, staff):
    number = accepted(resident, staff)
    teamwork.decide_withdrawal(
        asked(number, resident, staff.clerk), officer=staff.decider, agree=False, answer="不属实"
    )
    assert cases.case_for_officer(number, officer=staff.clerk).number == number
    assert asked(number, resident, staff.clerk)


def test_nobody_decides_about_herself(resident, staff):
    chief = officer_of(offer_of(), "clerk", "decider", name="科长")
    number = submitted(resident)
    cases.accept_application(number=number, officer=chief)
    request = asked(number, resident, chief)
    assert teamwork.withdrawals_to_decide(chief) == ()
    with pytest.raises(teamwork.UnableToDecideWithdrawal):
        teamwork.decide_withdrawal(request, officer=chief, agree=False, answer="没有的事")


def test_only_for_ones_own_case_and_officers_who_handle_it(resident, staff):
    number = accepted(resident, staff)
    with pytest.raises(cases.UnableToFindCase):
        asked(number, people.resident(), staff.clerk)
    with pytest.raises(teamwork.UnableToAskForWithdrawal):
        asked(number, resident, staff.reviewer)  # has not touched it
    assert list(cases.officers_of(number, applicant=resident)) == [staff.clerk.account_id]


def test_when_all_is_over_nothing_is_asked_any_more(resident, staff):
    number = accepted(resident, staff)
    cases.terminate_case(number=number, officer=staff.decider, reason="申请人已迁出")
    with pytest.raises(teamwork.UnableToAskForWithdrawal):
        asked(number, resident, staff.clerk)

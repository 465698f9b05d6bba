from hypothesis import given
from hypothesis import strategies as st

from tongban.handling.cases.api import AlarmKind
from tongban.oversight.supervision import rules
from tongban.oversight.supervision.rules import CardKind, CardState


def test_every_alarm_has_its_card():
    assert [kind.value for kind in CardKind] == [kind.value for kind in AlarmKind]


def test_a_settled_card_stays_settled():
    assert [state for state in CardState if rules.may_be_settled(state)] == [CardState.OPEN, CardState.EXPLAINED]


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_shares_need_something_to_take_them_of(part, whole):
    share = rules.share(part, whole)
    assert (share is None) == (whole == 0)
    assert rules.compression(part, whole) == (None if share is None else 1 - share)

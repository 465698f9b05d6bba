import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.offer.deadlines.rules import Light
from tongban.oversight.supervision import rules
from tongban.oversight.supervision.rules import CardKind, CardState


@pytest.mark.parametrize(
    ("light", "card"),
    [
        (Light.GREEN, None),
        (Light.YELLOW, CardKind.YELLOW),
        (Light.RED, CardKind.RED),
        (Light.BREACH, CardKind.BREACH),
    ],
)
def test_a_light_earns_its_card_unless_the_clock_stands_still(light, card):
    assert rules.card_for(light, is_stopped=False) is card
    assert rules.card_for(light, is_stopped=True) is None


def test_a_settled_card_stays_settled():
    assert [state for state in CardState if rules.may_be_settled(state)] == [CardState.OPEN, CardState.EXPLAINED]


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_shares_need_something_to_take_them_of(part, whole):
    share = rules.share(part, whole)
    assert (share is None) == (whole == 0)
    assert rules.compression(part, whole) == (None if share is None else 1 - share)

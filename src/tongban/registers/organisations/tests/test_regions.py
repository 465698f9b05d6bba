from hypothesis import given
from hypothesis import strategies as st

from tongban.registers.organisations.rules import CODE_LENGTHS, is_within, upwards


def test_the_regions_above_are_named_nearest_first():
    assert upwards("990101001001") == ("990101001001", "990101001", "990101", "9901", "99")
    assert upwards("9901") == ("9901", "99")


@given(st.from_regex(r"\A[0-9]{12}\Z"), st.sampled_from(CODE_LENGTHS))
def test_a_region_is_within_each_region_above_it(code, length):
    assert is_within(code, code[:length])
    assert code[:length] in upwards(code)

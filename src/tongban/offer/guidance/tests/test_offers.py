"""Who offers what, where: the arrays give what a plain list of rows would."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.offer.guidance.offers import APPLIED_FOR_ONLINE, COMPLETE, GONE, LEGAL, NATURAL, Offers, Wanted
from tongban.registers.organisations.rules import upwards

REGIONS = ["99", "9901", "9902", "990101", "990102", "990101001", "990101001002"]
ENTRIES = 4

rows = st.lists(
    st.tuples(
        st.integers(0, ENTRIES - 1),
        st.integers(1, 40),
        st.sampled_from(REGIONS),
        st.integers(1, 3),
        st.sampled_from([0, COMPLETE, COMPLETE | NATURAL, COMPLETE | LEGAL | APPLIED_FOR_ONLINE, NATURAL | LEGAL]),
    ),
    unique_by=lambda row: row[1],
    max_size=40,
)
wishes = st.builds(
    Wanted,
    region=st.sampled_from(["", *REGIONS, "44", "990103"]),
    audience=st.sampled_from(["", "natural", "legal"]),
    online=st.booleans(),
    authorities=st.one_of(st.none(), st.frozensets(st.integers(1, 3))),
)


def plainly_best(rows, wanted):
    """Return {entry: item} by looking at every row."""
    groups = defaultdict(list)
    for entry, item, region, authority, marks in rows:
        local = len(wanted.region) >= 6
        there = region in upwards(wanted.region) if local else region.startswith(wanted.region)
        mark = {"natural": NATURAL, "legal": LEGAL}.get(wanted.audience, 0)
        for_her = not mark or marks & mark or not marks & (NATURAL | LEGAL)
        online = not wanted.online or marks & APPLIED_FOR_ONLINE
        theirs = wanted.authorities is None or authority in wanted.authorities
        if there and for_her and online and theirs:
            nearness = -len(region) if local else 0
            groups[entry].append((nearness, not marks & COMPLETE, region, item))
    return {entry: min(found) for entry, found in groups.items()}


@settings(suppress_health_check=[HealthCheck.too_slow])  # the machine is shared
@given(rows, wishes)
def test_the_best_offer_of_each_entry_is_what_looking_at_every_row_finds(rows, wanted):
    offers = Offers.of(rows, entries=ENTRIES)
    places = offers.best(np.arange(ENTRIES), wanted)
    expected = plainly_best(rows, wanted)
    assert {entry for entry, place in enumerate(places) if place >= 0} == set(expected)
    marked = {item: (region, marks) for _, item, region, _, marks in rows}
    for entry, (nearness, incomplete, region, _) in expected.items():
        chosen_region, marks = marked[int(offers.items[places[entry]])]
        assert (chosen_region, not marks & COMPLETE) == (region, incomplete)
        assert not nearness or len(chosen_region) == -nearness


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(rows, rows, st.sets(st.integers(1, 40)))
def test_merging_changes_gives_what_reading_everything_anew_gives(before, changed, gone):
    changes = [(*row[:4], GONE) if row[1] in gone else row for row in changed]
    merged = Offers.of(before, entries=ENTRIES).with_changes(changes, entries=ENTRIES + 1)
    touched = {row[1] for row in changed}
    after = [row for row in before if row[1] not in touched] + [row for row in changes if not row[4] & GONE]
    anew = Offers.of(after, entries=ENTRIES + 1)
    assert told(merged) == told(anew)


def told(offers):
    return [
        {
            (
                int(offers.items[place]),
                offers.codes[offers.regions[place]],
                int(offers.authorities[place]),
                int(offers.marks[place]),
            )
            for place in range(offers.starts[entry], offers.starts[entry + 1])
        }
        for entry in range(len(offers.starts) - 1)
    ]


def test_a_million_offers_take_thirty_megabytes():
    rows = ((number // 200, number, REGIONS[number % 7], number % 3000, COMPLETE) for number in range(100_000))
    offers = Offers.of(rows, entries=500)
    arrays = (offers.starts, offers.items, offers.regions, offers.authorities, offers.marks)
    assert sum(array.nbytes for array in arrays) / len(offers) < 30


@pytest.mark.parametrize("region", ["99", "9901", "990101"])
def test_facts_are_of_what_is_wanted_only(region):
    rows = [(0, 1, "9901", 7, COMPLETE), (0, 2, "990101", 8, COMPLETE), (1, 3, "9902", 9, COMPLETE)]
    offers = Offers.of(rows, entries=2)
    found, owners = offers.facts(np.array([0, 1]), Wanted(region=region))
    assert {(int(owner), int(offers.items[place])) for place, owner in zip(found, owners, strict=True)} == {
        "99": {(0, 1), (0, 2), (1, 3)},
        "9901": {(0, 1), (0, 2)},
        "990101": {(0, 1), (0, 2)},
    }[region]

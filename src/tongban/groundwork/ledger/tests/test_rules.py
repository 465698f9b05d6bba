"""The Merkle log against a plain recursive reading of RFC 6962."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from tongban.groundwork.ledger.rules import (
    EMPTY_ROOT,
    Growth,
    canonical,
    complete_subtrees,
    fold_right_edge,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_from_proof,
    root_of,
    split_point,
)

LEAVES = [hashlib.sha256(bytes([number])).digest() for number in range(80)]


def root_by_definition(leaves: list[bytes]) -> bytes:
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    middle = split_point(len(leaves))
    return node_hash(root_by_definition(leaves[:middle]), root_by_definition(leaves[middle:]))


def test_an_empty_ledger_has_the_root_of_rfc_6962():
    assert root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(st.integers(0, 80))
def test_growing_leaf_by_leaf_gives_the_root_of_the_definition(size):
    assert root_of(LEAVES[:size]) == root_by_definition(LEAVES[:size])


@given(st.integers(1, 80), st.data())
def test_every_leaf_of_every_tree_can_be_proved(size, data):
    position = data.draw(st.integers(0, size - 1))
    path = inclusion_proof(position, size, lambda start, end: root_by_definition(LEAVES[start:end]))
    assert root_from_proof(LEAVES[position], position, size, path) == root_by_definition(LEAVES[:size])


@given(st.integers(2, 80), st.data())
def test_a_proof_proves_no_other_leaf_and_no_other_position(size, data):
    position = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda number: number != position))
    path = inclusion_proof(position, size, lambda start, end: root_by_definition(LEAVES[start:end]))
    root = root_by_definition(LEAVES[:size])
    assert root_from_proof(LEAVES[other], position, size, path) != root
    assert root_from_proof(LEAVES[position], other, size, path) != root


def test_a_path_of_the_wrong_length_leads_nowhere():
    assert root_from_proof(LEAVES[0], 0, 4, LEAVES[:1]) is None


@given(st.integers(1, 80), st.data())
def test_a_range_is_the_fold_of_its_complete_subtrees(size, data):
    """Ranges as an audit path asks for them: complete on the left, cut off at the right edge."""
    position = data.draw(st.integers(0, size - 1))
    asked = []
    inclusion_proof(position, size, lambda start, end: asked.append((start, end)) or b"")
    for start, end in asked:
        parts = [
            root_by_definition(LEAVES[index << level : (index + 1) << level])
            for level, index in complete_subtrees(start, end)
        ]
        assert fold_right_edge(parts) == root_by_definition(LEAVES[start:end])


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_tree_grows_on_from_its_peaks(first, more):
    grown = Growth()
    grown.extend(LEAVES[:first])
    resumed = Growth(grown.size, grown.peaks)
    resumed.extend(LEAVES[first : first + more])
    assert resumed.root() == root_by_definition(LEAVES[: first + more])


def test_completed_subtrees_are_reported_once_with_their_place():
    tree = Growth()
    completed = [node for leaf in LEAVES[:4] for node in tree.append(leaf)]
    assert [(level, index) for level, index, _ in completed] == [(1, 0), (1, 1), (2, 0)]


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.none()))
def test_the_canonical_form_does_not_depend_on_the_order_of_keys(content):
    assert canonical(content) == canonical(dict(reversed(content.items())))


def test_a_leaf_can_never_be_taken_for_a_node():
    assert leaf_hash(LEAVES[0] + LEAVES[1]) != node_hash(LEAVES[0], LEAVES[1])

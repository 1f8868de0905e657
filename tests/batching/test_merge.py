"""Laws of putting requests together and taking answers apart."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tfserve.batching.merge import NotByRows, join, lane_of, merge, rows_of, slice_rows, split
from tfserve.errors import FailedPrecondition, InvalidArgument

DTYPES = st.sampled_from([np.float32, np.int64, np.uint8, np.bool_, np.complex64, object])


def array_of(draw, dtype, shape):
    if dtype is object:
        return draw(hnp.arrays(object, shape, elements=st.binary(max_size=5)))
    return draw(hnp.arrays(dtype, shape))


@st.composite
def alike(draw):
    """Requests of one lane: equal inner shapes and dtypes, 1 to 7 rows each."""
    aliases = draw(st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True))
    inner = {alias: draw(hnp.array_shapes(min_dims=0, max_dims=3, max_side=3)) for alias in aliases}
    dtypes = {alias: draw(DTYPES) for alias in aliases}
    sizes = draw(st.lists(st.integers(1, 7), min_size=1, max_size=6))
    return [
        {alias: array_of(draw, dtypes[alias], (rows, *inner[alias])) for alias in aliases}
        for rows in sizes
    ]


@st.composite
def ragged(draw):
    """Requests of equal ranks whose inner dimensions differ; none is empty."""
    dtype = draw(DTYPES)
    rank = draw(st.integers(1, 5))
    count = draw(st.integers(2, 5))
    side = st.integers(1, 4)
    shapes = [tuple(draw(side) for _ in range(rank)) for _ in range(count)]
    return [{"x": array_of(draw, dtype, shape)} for shape in shapes]


def same(one, other):
    return one.dtype == other.dtype and one.shape == other.shape and bits(one) == bits(other)


def bits(array):
    return array.tolist() if array.dtype == object else array.tobytes()


@given(alike(), st.integers(0, 5))
def test_an_echo_gives_everyone_exactly_its_rows(requests, padding):
    merged = merge(requests, padding)
    sizes = [rows_of(each) for each in requests]
    answers = split((tuple(merged.values()),), sizes, padding)
    assert rows_of(merged) == sum(sizes) + padding
    for request, (arrays,) in zip(requests, answers, strict=True):
        for alias, array in zip(merged, arrays, strict=True):
            assert same(array, request[alias])


@given(alike(), st.integers(1, 5))
def test_padding_is_the_first_row_of_the_last_request(requests, padding):
    merged = merge(requests, padding)
    for alias, array in merged.items():
        for row in array[len(array) - padding :]:
            assert bits(np.asarray(row)) == bits(np.asarray(requests[-1][alias][0]))


@given(alike())
def test_a_request_that_is_alone_is_not_copied(requests):
    first = requests[0]
    merged = merge([first])
    assert all(merged[alias] is first[alias] for alias in first)


@given(alike())
def test_what_is_answered_is_a_view(requests):
    merged = merge(requests)
    answers = split((tuple(merged.values()),), [rows_of(each) for each in requests])
    for (arrays,) in answers:
        for array, whole in zip(arrays, merged.values(), strict=True):
            assert array.size == 0 or np.may_share_memory(array, whole)


@given(ragged(), st.integers(0, 3))
def test_shorter_requests_are_filled_at_the_end_with_their_own_first_element(requests, padding):
    (whole,) = merge(requests, padding).values()
    begin = 0
    for request in requests:
        array = request["x"]
        block = whole[begin : begin + len(array)]
        inside = tuple(slice(0, size) for size in array.shape)
        assert same(np.ascontiguousarray(block[inside]), array)
        outside = np.ones(block.shape, bool)
        outside[inside] = False
        filling = np.full(block.shape, array.flat[0], array.dtype)
        assert bits(block[outside]) == bits(filling[outside])
        begin += len(array)


@given(alike(), st.data())
def test_pieces_put_together_are_the_whole(requests, data):
    request = requests[0]
    rows = rows_of(request)
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, rows - 1)), max_size=3)) - {rows})
    bounds = [0, *cuts, rows]
    pieces = [
        (tuple(slice_rows(request, begin, end).values()),)
        for begin, end in itertools.pairwise(bounds)
        if begin < end
    ]
    (arrays,) = join(pieces)
    for alias, array in zip(request, arrays, strict=True):
        assert same(array, request[alias])


def test_pieces_of_different_inner_shapes_are_refused():
    with pytest.raises(FailedPrecondition, match="different shapes"):
        join([((np.ones((1, 2)),),), ((np.ones((1, 3)),),)])


@pytest.mark.parametrize(
    ("inputs", "text"),
    [
        ({}, "Batching Run() must have at least one input tensor"),
        ({"x": 1.0}, "Batching Run() input tensors must have at least one dimension"),
        ({"x": [1, 2], "y": 1}, "Batching Run() input tensors must have at least one dimension"),
        (
            {"x": [1, 2], "y": [1]},
            "Batching Run() input tensors must have equal 0th-dimension size",
        ),
    ],
)
def test_inputs_without_common_rows_are_refused_in_tensorflow_servings_words(inputs, text):
    with pytest.raises(InvalidArgument) as raised:
        rows_of({alias: np.asarray(value) for alias, value in inputs.items()})
    assert raised.value.message == text


@pytest.mark.parametrize(
    ("output", "text"),
    [
        (np.float32(1), "Batched output tensor has 0 dimensions"),
        (
            np.ones(4),
            (
                "Batched output tensor's 0th dimension does not equal the sum of the 0th dimension "
                "sizes of the input tensors"
            ),
        ),
    ],
)
def test_outputs_that_are_not_made_of_rows_are_refused_in_tensorflow_servings_words(output, text):
    with pytest.raises(NotByRows) as raised:
        split(((np.asarray(output),),), [2, 1])
    assert raised.value.message == text


LANES = [
    ("the same", np.ones((2, 3)), np.ones((5, 3)), True, True),
    ("another dtype", np.ones((2, 3)), np.ones((2, 3), np.float32), False, False),
    ("another inner shape", np.ones((2, 3)), np.ones((2, 4)), False, True),
    ("another rank", np.ones((2, 3)), np.ones((2, 3, 1)), False, False),
    ("nothing to fill up with", np.ones((2, 3)), np.ones((2, 0)), False, False),
]


@pytest.mark.parametrize(
    ("one", "other", "together", "padded"), [each[1:] for each in LANES], ids=[e[0] for e in LANES]
)
def test_which_requests_may_share_a_batch(one, other, together, padded):
    def share(pads):
        return lane_of({"x": one}, pads=pads) == lane_of({"x": other}, pads=pads)

    assert (share(pads=False), share(pads=True)) == (together, padded)


def test_what_has_too_many_dimensions_to_be_padded_is_refused_alone():
    with pytest.raises(
        InvalidArgument, match=r"Only tensors with rank from 1 to 6 can be padded\."
    ):
        lane_of({"x": np.ones((1,) * 7)}, pads=True)
    lane_of({"x": np.ones((1,) * 7)}, pads=False)

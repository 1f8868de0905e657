"""What a queue lets in, when batches leave it, and with whom; without clock and threads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfserve.batching.queue import BatchQueue, QueueRules
from tfserve.batching.task import Task
from tfserve.core.deadline import Deadline
from tfserve.errors import InvalidArgument, Unavailable

SPLITTING = QueueRules(max_request_rows=16, max_batch_rows=4, max_batches=2, splits=True)
LANE, OTHER_LANE = (("x", "f", ()),), (("x", "f", (2,)),)


def task(rows, queued_at=0.0, done=None):
    inputs = {"x": np.arange(rows)}
    return Task(inputs, rows, Deadline.NONE, done or (lambda outputs, error: None), queued_at)


def filled(rules, *sizes, lane=LANE):
    queue = BatchQueue(rules)
    for size in sizes:
        queue.offer(lane, task(size))
    return queue


def leaving(queue, now=1e9, **limits):
    """Rows of each task of each batch, until the queue is empty."""
    batches = []
    while batch := queue.take(now, **limits):
        batches.append([each.rows for each in batch])
    return batches


@pytest.mark.parametrize(
    ("sizes", "batches"),
    [
        ((), []),
        ((1,), [[1]]),
        ((1, 2, 1), [[1, 2, 1]]),
        ((4,), [[4]]),
        ((4, 4), [[4], [4]]),
        ((3, 2), [[3], [2]]),  # what does not fit closes the batch
        ((3, 2, 1), [[3], [2, 1]]),
        ((1, 1, 1, 1, 1), [[1, 1, 1, 1], [1]]),
    ],
)
def test_batches_are_filled_first_come_first_served(sizes, batches):
    assert leaving(filled(QueueRules(max_request_rows=4, max_batch_rows=4), *sizes)) == batches


@pytest.mark.parametrize(
    ("sizes", "batches"),
    [
        ((10,), [[4], [4], [2]]),
        ((3, 2), [[3, 1], [1]]),  # the first piece fills the open batch
        ((3, 10, 2), [[3, 1], [4], [4], [1, 2]]),
        ((4, 4), [[4], [4]]),
    ],
)
def test_large_requests_are_cut_to_fill_batches(sizes, batches):
    rules = QueueRules(max_request_rows=10, max_batch_rows=4, splits=True)
    assert leaving(filled(rules, *sizes)) == batches


def test_a_batch_that_is_full_or_closed_leaves_at_once_another_waits_for_company():
    rules = QueueRules(max_request_rows=4, max_batch_rows=4, timeout_s=5)
    queue = BatchQueue(rules)
    assert queue.ready_at() == float("inf")
    queue.offer(LANE, task(3, queued_at=10))
    assert queue.ready_at() == 15
    assert queue.take(14.9) == []
    queue.offer(LANE, task(2, queued_at=11))  # closes the first
    assert queue.ready_at() == 10
    assert [each.rows for each in queue.take(11)] == [3]
    assert queue.ready_at() == 16
    queue.offer(LANE, task(2, queued_at=12))  # fills the second
    assert queue.ready_at() <= 12
    assert [each.rows for each in queue.take(12)] == [2, 2]


def test_requests_of_another_shape_wait_in_a_batch_of_their_own():
    queue = filled(QueueRules(), 1, 1)
    queue.offer(OTHER_LANE, task(1))
    queue.offer(LANE, task(1))
    assert queue.batches == 2
    assert leaving(queue) == [[1, 1, 1], [1]]


def test_the_batch_that_has_waited_longest_leaves_first():
    queue = BatchQueue(QueueRules())
    queue.offer(OTHER_LANE, task(2, queued_at=5))
    queue.offer(LANE, task(1, queued_at=4))
    assert leaving(queue) == [[1], [2]]


def test_fewer_may_be_taken_than_there_are_and_the_rest_keeps_its_place():
    queue = filled(QueueRules(), 3, 3, 3)
    assert [each.rows for each in queue.take(0, max_rows=7)] == [3, 3]
    assert [each.rows for each in queue.take(0, max_rows=1)] == [3]  # one has more: it goes alone
    queue = filled(QueueRules(), 1, 1, 1)
    assert leaving(queue, max_tasks=2) == [[1, 1], [1]]
    assert (len(queue), queue.rows, queue.batches) == (0, 0, 0)


@pytest.mark.parametrize(
    ("rules", "waiting", "size", "text"),
    [
        (
            QueueRules(max_request_rows=4, max_batch_rows=4, max_batches=2), (4, 4), 1,
            ("The batch scheduling queue to which this task was submitted is full; currently 2 "
            "batches enqueued and max_enqueued_batches is 2"),
        ),
        (  # it does not fit into the open one
            QueueRules(max_request_rows=4, max_batch_rows=4, max_batches=1), (3,), 2,
            ("The batch scheduling queue to which this task was submitted is full; currently 1 "
            "batches enqueued and max_enqueued_batches is 1"),
        ),
        (  # 0 counts as 1
            QueueRules(max_request_rows=4, max_batch_rows=4, max_batches=0), (4,), 1,
            ("The batch scheduling queue to which this task was submitted is full; currently 1 "
            "batches enqueued and max_enqueued_batches is 1"),
        ),
        (
            SPLITTING, (4, 3), 2,
            ("The batch scheduling queue to which this task was submitted is full; task size is 2 "
            "but scheduling capacity is only 1 (num_enqueued_batches=2, max_enqueued_batches=2, "
            "open_batch_size=3, max_execution_batch_size=4)"),
        ),
        (
            SPLITTING, (), 9,
            ("The batch scheduling queue to which this task was submitted is full; task size is 9 "
            "but scheduling capacity is only 8 (num_enqueued_batches=1, max_enqueued_batches=2, "
            "open_batch_size=0, max_execution_batch_size=4)"),
        ),
    ],
)  # fmt: skip
def test_a_full_queue_refuses_in_tensorflow_servings_words(rules, waiting, size, text):
    queue = filled(rules, *waiting)
    before = (len(queue), queue.rows, queue.batches)
    with pytest.raises(Unavailable) as raised:
        queue.offer(LANE, task(size))
    assert raised.value.message == text
    assert raised.value.details["flag"] == "batching_parameters_file"
    assert (len(queue), queue.rows, queue.batches) == before


def test_what_fits_into_the_open_batch_is_let_in_however_full_the_queue_is():
    queue = filled(QueueRules(max_request_rows=4, max_batch_rows=4, max_batches=2), 4, 3)
    queue.offer(LANE, task(1))
    assert leaving(queue) == [[4], [3, 1]]


def test_the_length_of_a_queue_counts_over_all_shapes():
    queue = filled(QueueRules(max_batches=2), 1)
    queue.offer(OTHER_LANE, task(1))
    with pytest.raises(Unavailable, match="currently 2 batches enqueued"):
        queue.offer((("x", "f", (3,)),), task(1))


@pytest.mark.parametrize("splits", [False, True])
def test_a_request_larger_than_the_maximum_is_refused_with_splitting_too(splits):
    queue = BatchQueue(QueueRules(max_request_rows=8, max_batch_rows=4, splits=splits))
    with pytest.raises(InvalidArgument) as raised:
        queue.offer(LANE, task(9))
    assert raised.value.message == "Task size 9 is larger than maximum input batch size 8"


def test_a_task_that_is_dropped_leaves_its_room_to_others():
    rules = QueueRules(max_request_rows=4, max_batch_rows=4, max_batches=1)
    queue = BatchQueue(rules)
    first, second = task(3), task(1)
    queue.offer(LANE, first)
    queue.offer(LANE, second)
    assert queue.drop(first)
    assert not queue.drop(first)
    assert not first.is_waiting
    assert [each.rows for each in queue.take(0)] == [1]
    queue.offer(LANE, task(4))
    assert (len(queue), queue.batches) == (1, 1)


def test_a_batch_whose_tasks_are_all_dropped_is_gone():
    queue = BatchQueue(QueueRules())
    only = task(3)
    queue.offer(LANE, only)
    queue.drop(only)
    assert (len(queue), queue.rows, queue.batches, queue.ready_at()) == (0, 0, 0, float("inf"))


@given(
    st.lists(st.tuples(st.integers(1, 9), st.sampled_from([LANE, OTHER_LANE]), st.booleans())),
    st.integers(1, 9),
    st.booleans(),
    st.integers(1, 12),
)
def test_every_row_leaves_once_in_order_and_no_batch_is_too_large(offers, most, splits, wanted):
    rules = QueueRules(
        max_request_rows=9 if splits else most, max_batch_rows=most, max_batches=4, splits=splits
    )
    queue = BatchQueue(rules)
    came = {LANE: [], OTHER_LANE: []}
    left = {LANE: [], OTHER_LANE: []}

    def take():
        batch = queue.take(0, max_rows=wanted)
        rows = sum(each.rows for each in batch)
        assert rows <= most
        assert rows <= wanted or len(batch) == 1
        (lane,) = (each for each in came if batch[0] in came[each])
        left[lane] += batch

    for rows, lane, takes in offers:
        try:
            came[lane] += queue.offer(lane, task(rows))
        except (Unavailable, InvalidArgument):
            continue
        if takes:
            take()
    while len(queue):
        take()
    assert left == came
    assert (queue.rows, queue.batches) == (0, 0)

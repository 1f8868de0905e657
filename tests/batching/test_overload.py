"""Full queues, and what one model's flood does to another."""

from __future__ import annotations

import threading

from tfserve.batching import Batching
from tfserve.config.batching import BatchingConfig, BatchingMode, BatchingParameters
from tfserve.core.ids import ServableId

ID2 = ServableId("other", 1)
QUEUE_TEXT = "Run() timeout exceeded while waiting in batching queue"

QUEUE_TEXT = "Run() timeout exceeded while waiting in batching queue"


def test_a_full_queue_refuses_at_once_and_takes_more_when_there_is_room(
    recorder, make, ask, executor
):
    model = recorder()
    batched = make(model, max_batch_size=2, max_enqueued_batches=3)
    answers = [ask(batched, [number]) for number in range(60)]
    refused = [each for each in answers if each.error]
    assert len(refused) == 54
    text = (
        "The batch scheduling queue to which this task was submitted is full; currently 3 "
        "batches enqueued and max_enqueued_batches is 3"
    )
    assert {each.error.message for each in refused} == {text}
    (now,) = batched.statistics()
    assert (now.waiting, now.waiting_batches, now.counts.refused) == (6, 3, 54)
    executor.run_all()
    assert [each.y for each in answers[:6]] == [[number] for number in range(6)]
    assert ask(batched, [7]).error is None


def test_one_full_queue_does_not_block_another(recorder, make, ask, executor, tmp_path):
    order = []
    parameters = {"max_batch_size": 1, "max_enqueued_batches": 10, "num_batch_threads": 1}
    busy = make(recorder(lambda x: order.append("busy") or x), **parameters)
    model = recorder(lambda x: order.append("light") or x)
    light = busy.batching.wrap(ID2, str(tmp_path), model)
    for number in range(20):
        ask(busy, [number])
    answer = ask(light, [1])
    executor.run_all()
    assert answer.y == [1]
    assert order.index("light") <= 1


def test_declared_concurrency_is_respected_however_many_threads_there_are(
    recorder, clock, timers, ask, tmp_path
):
    class Single(recorder):
        max_concurrency = 1

    def once(x):
        assert alone.acquire(blocking=False)
        alone.release()
        return x

    alone = threading.Lock()
    batching = Batching(
        BatchingConfig(
            BatchingMode.ON,
            per_model=False,
            parameters=BatchingParameters(
                num_batch_threads=4, max_batch_size=1, max_enqueued_batches=1000
            ),
        ),
        timers=timers,
        clock=clock,
    )
    batched = batching.wrap(ID2, str(tmp_path), Single(once))
    answers = [ask(batched, [number]) for number in range(500)]
    for answer in answers:
        answer.arrived.wait(30)
    assert [each.y for each in answers] == [[number] for number in range(500)]
    assert batching.close(30)

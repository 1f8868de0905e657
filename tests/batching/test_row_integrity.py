"""Many requests of all sizes through real threads: everyone gets exactly their rows."""

from __future__ import annotations

import random
import threading
from functools import partial

import numpy as np
import pytest

from tfserve.batching import Batching
from tfserve.config.batching import BatchingConfig, BatchingMode, BatchingParameters
from tfserve.core.clock import SystemClock
from tfserve.core.deadline import Deadline
from tfserve.core.executor import ThreadExecutor
from tfserve.core.ids import ServableId
from tfserve.core.servable import Call, SignatureCall
from tfserve.core.timer import Timers

REQUESTS = 2000
WAYS = {
    "cut": {
        "max_batch_size": 7, "enable_large_batch_splitting": True, "max_execution_batch_size": 5,
    },
    "padded": {"max_batch_size": 16, "allowed_batch_sizes": (3, 16)},
    "cut and padded": {
        "max_batch_size": 16, "enable_large_batch_splitting": True, "max_execution_batch_size": 5,
        "allowed_batch_sizes": (2, 16),
    },
    "waiting": {"batch_timeout_micros": 500, "max_batch_size": 32},
    "auto": None,
}  # fmt: skip


WORK = np.random.default_rng(0).random(20_000)


@pytest.mark.parametrize("way", WAYS)
def test_everyone_gets_exactly_their_rows(recorder, tmp_path, way):
    def echo(x):
        if way == "auto":  # which does not batch what is much shorter than a millisecond
            np.sort(WORK)
        return x

    clock = SystemClock()
    timers = Timers(name="timers", clock=clock)
    batching = Batching(_config(WAYS[way]), timers=timers, clock=clock)
    model = recorder(echo)
    batched = batching.wrap(ServableId("m", 1), str(tmp_path), model)
    chance = random.Random(7)  # noqa: S311 - no secret
    wrong = []
    answered = threading.Semaphore(0)

    def ask(number, rows):
        x = np.arange(rows * 3, dtype=np.int64).reshape(rows, 3) + number * 1000

        def done(outputs, error):
            if error is not None or not np.array_equal(outputs[0][0], x):
                wrong.append((number, error))
            answered.release()

        batched.submit(Call({"x": x}, (SignatureCall("s", ("y",)),)), Deadline.NONE, done)

    clients = ThreadExecutor("clients", 16)
    for number in range(REQUESTS):
        clients.submit(partial(ask, number, chance.randint(1, 7)))
    for _ in range(REQUESTS):
        assert answered.acquire(timeout=30)
    assert wrong == []
    assert max(len(rows) for rows in model.runs) >= 5
    assert clients.close(10)
    assert batching.close(10)
    timers.close()


def _config(parameters):
    if parameters is None:
        return BatchingConfig(BatchingMode.AUTO, per_model=False)
    given = BatchingParameters(max_enqueued_batches=10_000, num_batch_threads=4, **parameters)
    return BatchingConfig(BatchingMode.ON, per_model=False, parameters=given)

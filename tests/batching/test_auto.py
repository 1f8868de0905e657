"""Batching by learning: the learner alone, and servables that are batched by it."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tfserve.batching.auto import TRANSITIONS, Learner, Phase
from tfserve.batching.batching import Batching
from tfserve.config.batching import BatchingConfig, BatchingMode
from tfserve.core.deadline import Deadline
from tfserve.core.ids import ServableId
from tfserve.core.servable import SignatureCall
from tfserve.errors import Internal, InvalidArgument
from tfserve.testing import FakeServable

MS = 0.001


def taught(learner, seconds, rounds=40, *, is_varied=True):
    """Let the learner see runs as a queue that is never empty makes them.

    Args:
        seconds: rows -> how long a run takes.
    """
    for _ in range(8):
        learner.ran_directly(seconds(1))
    for _ in range(rounds):
        if learner.is_out:
            break
        rows, tasks = learner.limits()
        size = 1 if tasks == 1 else min(rows, tasks or rows, 512)
        if size == 1:
            learner.ran_alone(1, seconds(1))
            continue
        if learner.is_to_be_compared(is_varied=is_varied):
            learner.compared("", is_varied=is_varied)
        learner.ran_merged(size, seconds(size))
    return learner


def test_short_runs_turn_it_off_at_once():
    learner = Learner(2)
    for _ in range(8):
        learner.ran_directly(0.1 * MS)
    assert learner.phase is Phase.OFF
    assert learner.lesson().reason == "its runs are so short that merging them saves nothing"


def test_short_runs_that_waited_for_the_interpreter_are_short():
    learner = Learner(2)
    for seconds in (9, 8, 0.1, 12, 0.1, 7, 8, 9):
        learner.ran_directly(seconds * MS)
    assert learner.phase is Phase.OFF


def test_nothing_is_merged_before_it_is_compared():
    learner = Learner(2)
    assert learner.limits() == (1, 1)
    for _ in range(8):
        learner.ran_directly(3 * MS)
    assert learner.phase is Phase.TRIAL
    for _ in range(3):
        assert learner.limits()[1] in (1, 4)
        assert learner.is_to_be_compared(is_varied=True)
        learner.compared("", is_varied=True)
    learner.ran_merged(4, 4 * MS)
    assert learner.phase is Phase.ON


def test_comparing_becomes_rarer_but_never_ends():
    learner = taught(Learner(2), lambda rows: (2 + 0.3 * rows) * MS)
    compared = [number for number in range(200) if learner.is_to_be_compared(is_varied=True)]
    assert 1 <= len(compared) <= 8
    assert any(learner.is_to_be_compared(is_varied=True) for _ in range(400))


def test_batches_of_equal_requests_prove_nothing_about_others():
    learner = taught(Learner(2), lambda rows: 5 * MS, is_varied=False)
    assert learner.phase is Phase.ON
    assert not learner.is_proven
    for _ in range(3):
        assert learner.is_to_be_compared(is_varied=True)
        learner.compared("", is_varied=True)
    assert learner.is_proven


def test_one_difference_ends_it_for_good():
    learner = taught(Learner(2), lambda rows: 3 * MS)
    learner.compared("output 0 has other values", is_varied=True)
    assert learner.phase is Phase.NEVER
    assert learner.lesson().reason == "output 0 has other values"
    assert all(learner.is_out for _ in range(10_000))


def test_sizes_grow_while_they_pay_and_stop_where_they_do_not():
    learner = taught(Learner(2), lambda rows: max(2.0, 0.1 * rows) * MS, rounds=200)
    assert learner.phase is Phase.ON
    assert 32 <= learner.max_rows <= 64  # beyond 20 rows a batch only takes longer


def test_a_model_that_always_gains_is_given_all_that_fits():
    learner = taught(Learner(2), lambda rows: 5 * MS, rounds=200)
    assert learner.max_rows == 1000


def test_a_model_that_gains_nothing_is_left_alone_and_looked_at_again():
    learner = taught(Learner(2), lambda rows: 3 * rows * MS, rounds=100)
    assert learner.phase is Phase.OFF
    assert learner.lesson().reason == "merging its requests saves no time"
    asked = sum(1 for _ in itertools.takewhile(lambda _: learner.is_out, range(100_000)))
    assert 1000 < asked < 2000
    assert learner.phase is Phase.MEASURING
    taught(learner, lambda rows: 5 * MS)
    assert learner.phase is Phase.ON


def test_it_is_looked_at_ever_more_rarely():
    learner = Learner(2)
    waits = []
    for _ in range(10):
        taught(learner, lambda rows: 3 * rows * MS, rounds=100)
        assert learner.phase is Phase.OFF
        waits.append(sum(1 for _ in itertools.takewhile(lambda _: learner.is_out, range(200_000))))
    assert waits == sorted(waits)
    assert waits[-1] == waits[-2] > 30 * waits[0]


def test_a_few_slow_batches_at_the_beginning_do_not_end_it():
    seconds = [60 * MS] * 8

    def of(rows):
        if rows > 1 and seconds:
            return seconds.pop()
        return (2.5 + 0.25 * rows) * MS

    learner = taught(Learner(2), of, rounds=200)
    assert learner.phase is Phase.ON
    assert learner.max_rows >= 32


def test_a_single_run_between_batches_tells_what_merging_saves():
    learner = taught(Learner(2), lambda rows: 5 * MS)
    alone = sum(learner.limits()[1] == 1 for _ in range(320))
    assert alone == 10


def test_phases_change_only_as_the_table_says():
    for old, new in itertools.product(Phase, Phase):
        learner = Learner(1)
        learner.phase = old
        if new in TRANSITIONS[old]:
            learner._move(new)
            assert learner.phase is new
        else:
            with pytest.raises(AssertionError):
                learner._move(new)


# Servables


@pytest.fixture
def make_auto(clock, timers, executor, tmp_path):
    def make_one(servable):
        batching = Batching(
            BatchingConfig(BatchingMode.AUTO, per_model=False),
            timers=timers, clock=clock, make_executor=lambda name, threads: executor,
        )  # fmt: skip
        wrapped = batching.wrap(ServableId("m", 1), str(tmp_path), servable)
        wrapped.batching = batching
        return wrapped

    return make_one


class Slow:
    """A servable whose runs take time on a fake clock; submitted ones end when the test says so."""

    max_under_way = 0

    def __init__(self, model, clock, seconds):
        self.model, self._clock, self._seconds = model, clock, seconds
        self.signatures = model.signatures
        self.under_way = []

    def has_side_effects(self, parts):
        return self.model.has_side_effects(parts)

    def run(self, call, deadline):
        self._clock.advance(self._seconds(len(call.inputs["x"])))
        return self.model.run(call, deadline)

    def submit(self, call, deadline, done):
        self.under_way.append((call, deadline, done))

    def finish(self):
        """End the oldest run."""
        call, deadline, done = self.under_way.pop(0)
        try:
            outputs = self.run(call, deadline)
        except InvalidArgument as error:
            done(None, error)
        else:
            done(outputs, None)


@pytest.fixture
def serve(make_auto, recorder, clock):
    """`serve(function, seconds)`: a slow model and its batched wrapper."""

    def serve_one(function=lambda x: x, seconds=lambda rows: 3 * MS, **options):
        slow = Slow(recorder(function, **options), clock, seconds)
        return slow, make_auto(slow)

    return serve_one


def phase_of(batched):
    (now,) = batched.statistics()
    return now.lesson.phase


def load(slow, batched, ask, executor, values, clients=16):
    """Closed loop of so many clients; every answer comes back."""
    answers = {}
    waiting = iter(values)
    for value in itertools.islice(waiting, clients):
        answers[value] = ask(batched, [value])
    while any(each.count == 0 for each in answers.values()):
        if slow.under_way:
            slow.finish()
        executor.run_all()
        done = sum(each.count for each in answers.values())
        for value in itertools.islice(waiting, clients - (len(answers) - done)):
            answers[value] = ask(batched, [value])
    return answers


def test_a_client_that_is_alone_is_served_as_without_batching(serve, ask, executor):
    slow, batched = serve()
    for number in range(50):
        answer = ask(batched, [number])
        assert len(slow.under_way) == 1  # straight to the servable, no queue, no other thread
        slow.finish()
        assert answer.y == [number]
    assert executor.pending == 0


def test_under_load_it_learns_to_merge_and_answers_rightly_all_the_way(serve, ask, executor):
    slow, batched = serve(lambda x: x * 2)
    answers = load(slow, batched, ask, executor, range(600))
    assert all(answers[value].y == [2 * value] for value in range(600))
    assert phase_of(batched) is Phase.ON
    rows = [len(each) for each in slow.model.runs]
    assert max(rows) >= 8
    assert sum(rows[-100:]) > 300
    compared = batched.statistics()[0].counts.compared
    assert 3 <= compared <= 3 * 4 + 10 * 4  # the first batches whole, a sample of later ones


def test_what_waits_goes_as_soon_as_a_run_has_ended(serve, ask, executor):
    slow, batched = serve()
    load(slow, batched, ask, executor, range(400))
    before = len(slow.model.runs)
    answers = [ask(batched, [number]) for number in range(1000, 1009)]
    assert executor.pending == 0  # the threads have nothing to do but batches
    while slow.under_way:
        slow.finish()
    executor.run_all()
    assert [each.y for each in answers] == [[number] for number in range(1000, 1009)]
    assert len(slow.model.runs) - before <= 4


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x - x.mean(),
        lambda x: x[::-1],
        lambda x: np.full(len(x), len(x), np.float32),
        np.sort,
        lambda x: -np.sort(-x),
        lambda x: np.cumsum(x) if len(x) > 1 else x,
    ],
)
def test_a_model_that_mixes_rows_is_found_out_and_nobody_gets_a_wrong_answer(
    serve, ask, executor, function, caplog
):
    slow, batched = serve(lambda x: function(x.astype(np.float32)))
    values = [float(number % 17) + number for number in range(200)]
    answers = load(slow, batched, ask, executor, values)
    for value, answer in answers.items():
        assert answer.y == function(np.array([value], np.float32)).tolist()
    assert phase_of(batched) is Phase.NEVER
    assert "are not batched" in caplog.text


@pytest.mark.parametrize("function", [np.sum, lambda x: x[:1], lambda x: np.concatenate([x, x])])
def test_a_model_whose_outputs_have_no_rows_is_found_out_too(serve, ask, executor, function):
    slow, batched = serve(function)
    answers = load(slow, batched, ask, executor, range(1, 200))
    for value, answer in answers.items():
        ((array,),) = answer.outputs
        assert array.tolist() == np.asarray(function(np.array([value]))).tolist()
    assert phase_of(batched) is Phase.NEVER


def test_a_poisonous_request_harms_nobody_while_it_learns_either(serve, ask, executor):
    def poisoned(x):
        if (x % 10 == 3).any():
            text = "poison"
            raise InvalidArgument(text)
        return x

    slow, batched = serve(poisoned)
    answers = load(slow, batched, ask, executor, range(400))
    for value, answer in answers.items():
        if value % 10 == 3:
            assert answer.error == InvalidArgument("poison")
        else:
            assert answer.y == [value]


def test_a_model_with_side_effects_is_never_merged_nor_run_twice(serve, ask, executor):
    slow, batched = serve(has_side_effects=True)
    load(slow, batched, ask, executor, range(100))
    assert sorted(slow.model.runs) == [[number] for number in range(100)]
    assert batched.statistics()[0].lesson.reason == "it has side effects"


def test_a_model_that_does_not_say_whether_it_has_side_effects_is_left_alone(make_auto, ask):
    model = FakeServable()
    batched = make_auto(model)
    answer = ask(batched, [1], parts=(SignatureCall("s", ("x",)),))
    assert (answer.count, model.calls) == (1, 1)
    assert batched.statistics()[0].lesson.reason == "whether it has side effects is not known"


@pytest.mark.parametrize("inputs", [{"x": np.float32(1)}, {"x": np.ones(2), "z": np.ones(3)}])
def test_what_cannot_be_batched_runs_as_it_is(serve, ask, inputs):
    slow, batched = serve()
    answer = ask(batched, inputs)
    slow.finish() if inputs["x"].ndim else slow.under_way.pop(0)[2](((inputs["x"],),), None)
    assert answer.error is None


def test_a_request_beyond_all_sizes_runs_alone(serve, ask):
    slow, batched = serve()
    answer = ask(batched, np.zeros(5000))
    slow.finish()
    assert len(answer.y) == 5000


def test_requests_with_deadlines_are_dropped_from_its_queue_too(
    serve, ask, executor, clock, timers
):
    slow, batched = serve()
    under_way = [ask(batched, [number]) for number in range(20)]
    late = ask(batched, [100], Deadline(clock.now() + 1))
    clock.advance(1)
    timers.fire_due()
    assert late.count == 1
    assert late.error.message == "Run() timeout exceeded while waiting in batching queue"
    while slow.under_way:
        slow.finish()
        executor.run_all()
    assert all(each.count == 1 for each in under_way)
    assert [100] not in slow.model.runs


def test_a_servable_that_raises_while_submitting_gives_its_slot_back(serve, ask):
    slow, batched = serve()

    def broken(call, deadline, done):
        text = "broken"
        raise Internal(text)

    submit, slow.submit = slow.submit, broken
    for _ in range(10):
        with pytest.raises(Internal):
            ask(batched, [1])
    slow.submit = submit
    ask(batched, [2])
    assert len(slow.under_way) == 1

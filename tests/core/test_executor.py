import logging
import threading

import pytest

from tfserve.core.executor import InlineExecutor, ThreadExecutor


@pytest.fixture
def make_executor():
    made = []

    def make(threads):
        made.append(ThreadExecutor("tfserve-test", threads))
        return made[-1]

    yield make
    for each in made:
        assert each.close(5.0)


class Busy:
    """A task that says when it runs and runs until it is let go."""

    def __init__(self):
        self.running = threading.Event()
        self.may_end = threading.Event()
        self.thread = None

    def __call__(self):
        self.thread = threading.current_thread()
        self.running.set()
        self.may_end.wait()


def test_tasks_of_one_thread_run_in_order(make_executor):
    executor, seen = make_executor(1), []
    for number in range(5):
        executor.submit(lambda number=number: seen.append(number))
    assert executor.close(5.0)
    assert seen == [0, 1, 2, 3, 4]


def test_threads_are_named_and_daemons(make_executor):
    executor, busy = make_executor(2), [Busy(), Busy()]
    for each in busy:
        executor.submit(each)
        each.running.wait()
    assert {each.thread.name for each in busy} == {"tfserve-test-0", "tfserve-test-1"}
    assert all(each.thread.daemon for each in busy)
    for each in busy:
        each.may_end.set()


@pytest.mark.parametrize("raised", [ValueError("no"), SystemExit(3), MemoryError()])
def test_a_thread_survives_whatever_a_task_raises(make_executor, raised, caplog):
    executor, seen = make_executor(1), []

    def fail():
        raise raised

    with caplog.at_level(logging.ERROR):
        executor.submit(fail)
        executor.submit(lambda: seen.append(threading.current_thread().name))
        assert executor.close(5.0)
    assert seen == ["tfserve-test-0"]
    assert "A background task failed" in caplog.text


class IdleCondition(threading.Condition):
    """A condition that tells a test whenever a thread begins to wait."""

    def __init__(self):
        super().__init__()
        self.waits = threading.Semaphore(0)

    def wait(self, timeout=None):
        self.waits.release()
        return super().wait(timeout)


def test_an_idle_thread_is_used_before_a_new_one_is_started(make_executor):
    executor, threads = make_executor(4), []
    condition = executor._condition = IdleCondition()
    for _ in range(3):
        executor.submit(lambda: threads.append(threading.current_thread()))
        condition.waits.acquire()
    assert len(threads) == 3
    assert len(set(threads)) == 1


def test_more_threads_take_up_what_is_queued(make_executor):
    executor, busy = make_executor(1), [Busy(), Busy()]
    for each in busy:
        executor.submit(each)
    busy[0].running.wait()
    executor.resize(2)
    busy[1].running.wait()
    for each in busy:
        each.may_end.set()


def test_fewer_threads_end_after_their_tasks(make_executor):
    executor, busy = make_executor(3), [Busy(), Busy(), Busy()]
    for each in busy:
        executor.submit(each)
        each.running.wait()
    executor.resize(1)
    for each in busy[:2]:
        each.may_end.set()
        each.thread.join()
    last = Busy()
    executor.submit(last)
    busy[2].may_end.set()
    last.running.wait()
    assert last.thread is busy[2].thread
    last.may_end.set()


def test_a_task_is_run_although_the_thread_that_was_called_is_leaving(make_executor):
    executor, seen = make_executor(4), []
    for round_number in range(50):
        executor.resize(4)
        busy = [Busy() for _ in range(4)]
        for each in busy:
            executor.submit(each)
        for each in busy:
            each.may_end.set()
        done = threading.Event()
        executor.resize(1)
        executor.submit(done.set)
        done.wait()
        seen.append(round_number)
    assert len(seen) == 50


def test_close_runs_what_was_submitted_and_refuses_more(make_executor):
    executor, seen = make_executor(1), []
    executor.submit(lambda: seen.append(1))
    assert executor.close(5.0)
    assert executor.close(5.0)
    assert seen == [1]
    with pytest.raises(RuntimeError, match="tfserve-test is closed"):
        executor.submit(print)


def test_close_reports_what_outlasts_its_timeout(make_executor):
    executor, busy = make_executor(1), Busy()
    executor.submit(busy)
    busy.running.wait()
    assert not executor.close(0.0)
    busy.may_end.set()


def test_a_task_may_close_its_own_executor(make_executor):
    executor, answers, done = make_executor(1), [], threading.Event()

    def close():
        answers.append(executor.close())
        done.set()

    executor.submit(close)
    done.wait()
    assert answers == [True]


@pytest.mark.parametrize("threads", [0, -1])
def test_an_executor_has_at_least_one_thread(threads, make_executor):
    with pytest.raises(ValueError, match="at least one thread"):
        ThreadExecutor("tfserve-test", threads)
    with pytest.raises(ValueError, match="at least one thread"):
        make_executor(1).resize(threads)


def test_an_executor_shows_its_threads():
    assert repr(ThreadExecutor("load", 4)) == "<ThreadExecutor load threads=0/4 queued=0>"


def test_inline_runs_at_once_in_the_callers_thread():
    seen = []
    InlineExecutor().submit(lambda: seen.append(threading.current_thread()))
    assert seen == [threading.current_thread()]


def test_inline_lets_ctrl_c_through():
    def interrupt():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        InlineExecutor().submit(interrupt)


def test_where_no_more_threads_can_be_started_those_there_are_do_the_work(
    make_executor, monkeypatch
):
    executor, busy, seen = make_executor(2), Busy(), []
    executor.submit(busy)
    busy.running.wait()
    monkeypatch.setattr(threading.Thread, "start", _refuse_to_start)
    executor.submit(lambda: seen.append("queued"))
    busy.may_end.set()
    assert executor.close(5.0)
    assert seen == ["queued"]


def test_where_no_thread_at_all_can_be_started_the_task_is_refused(make_executor, monkeypatch):
    executor = make_executor(2)
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", _refuse_to_start)
        with pytest.raises(RuntimeError, match="can't start"):
            executor.submit(lambda: None)
    assert "queued=0" in repr(executor)


def _refuse_to_start(_):
    text = "can't start new thread"
    raise RuntimeError(text)

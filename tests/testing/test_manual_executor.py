import pytest

from tfserve.testing import ManualExecutor


@pytest.fixture
def seen():
    return []


@pytest.fixture
def executor(seen):
    executor = ManualExecutor("load", 4)
    for number in (1, 2, 3):
        executor.submit(lambda number=number: seen.append(number))
    return executor


def test_nothing_runs_before_it_is_told_to(executor, seen):
    assert (executor.pending, seen) == (3, [])


def test_tasks_run_one_at_a_time_in_any_order(executor, seen):
    assert executor.run_next()
    assert executor.run_next(1)
    assert seen == [1, 3]
    assert not executor.run_next(1)


def test_run_all_runs_what_tasks_submit_too(executor, seen):
    executor.submit(lambda: executor.submit(lambda: seen.append("late")))
    assert executor.run_all() == 5
    assert seen == [1, 2, 3, "late"]


def test_a_task_that_fails_is_logged(executor, seen, caplog):
    executor.submit(lambda: 1 / 0)
    executor.run_all()
    assert "ZeroDivisionError" in caplog.text
    assert seen == [1, 2, 3]


def test_close_runs_what_is_left_and_refuses_more(executor, seen):
    assert executor.close()
    assert seen == [1, 2, 3]
    with pytest.raises(RuntimeError, match="executor load is closed"):
        executor.submit(print)


def test_it_stands_in_for_a_pool_of_threads(executor):
    executor.resize(2)
    assert (executor.name, executor.threads) == ("load", 2)
    assert repr(executor) == "<ManualExecutor load pending=3>"

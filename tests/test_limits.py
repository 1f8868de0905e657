"""Budgets for what is in flight."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfserve.errors import ResourceExhausted
from tfserve.limits import InflightBudget, inflight_bytes


def test_what_fits_is_charged_until_it_is_released():
    budget = InflightBudget(max_bytes=100)
    first = budget.admit(30, factor=2)
    second = budget.admit(40)
    assert budget.statistics().size_bytes == 100
    first.release()
    first.release()
    assert (budget.statistics().size_bytes, budget.statistics().requests) == (40, 1)
    second.release()
    assert (budget.statistics().size_bytes, budget.statistics().requests) == (0, 0)


@pytest.mark.parametrize(
    ("limits", "flag"),
    [
        ({"max_bytes": 100}, "max_inflight_bytes"),
        ({"max_requests": 1}, "max_inflight_requests"),
        ({"max_bytes": 100, "max_requests": 1}, "max_inflight_requests"),
    ],
)
def test_what_does_not_fit_is_refused_by_the_flag_s_name_and_charges_nothing(limits, flag):
    budget = InflightBudget(**limits)
    held = budget.admit(60)
    with pytest.raises(ResourceExhausted, match=f"--{flag}") as caught:
        budget.admit(60)
    assert caught.value.details == {"flag": flag}
    held.release()
    budget.admit(60).release()
    told = budget.statistics()
    assert (told.requests, told.size_bytes, told.admitted, told.refused) == (0, 0, 2, 1)


def test_what_has_just_arrived_is_refused_in_the_same_words_while_there_is_no_room_for_one_more():
    budget = InflightBudget(max_requests=1)
    assert budget.refusal() is None
    held = budget.admit(1)
    with pytest.raises(ResourceExhausted) as caught:
        budget.admit(1)
    early = budget.refusal()
    assert early is not None
    assert (early.message, early.details) == (caught.value.message, caught.value.details)
    held.release()
    assert budget.refusal() is None
    told = budget.statistics()
    assert (told.requests, told.admitted, told.refused) == (0, 1, 2)


def test_nothing_is_refused_on_arrival_without_a_limit():
    budget = InflightBudget(max_bytes=1)
    charge = budget.admit(1)
    assert budget.refusal() is None
    charge.release()


def test_a_request_larger_than_the_whole_budget_is_refused():
    with pytest.raises(ResourceExhausted):
        InflightBudget(max_bytes=100).admit(51, factor=2)


def test_zero_means_no_limit():
    budget = InflightBudget()
    charges = [budget.admit(2**40) for _ in range(100)]
    assert budget.statistics().requests == len(charges)
    assert repr(budget) == f"<InflightBudget requests=100 bytes={100 * 2**40}>"


@given(st.lists(st.integers(0, 50), max_size=30))
def test_never_more_than_the_limit_and_all_comes_back(sizes):
    budget = InflightBudget(max_bytes=100, max_requests=5)
    charges = []
    for size in sizes:
        try:
            charges.append(budget.admit(size))
        except ResourceExhausted:
            charges and charges.pop(0).release()
        told = budget.statistics()
        assert told.size_bytes <= 100
        assert told.requests <= 5
    for charge in charges:
        charge.release()
    assert budget.statistics().size_bytes == budget.statistics().requests == 0


def test_threads_do_not_lose_charges():
    budget = InflightBudget(max_requests=1000)

    def work():
        for _ in range(500):
            budget.admit(1).release()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert budget.statistics().admitted == 2000
    assert budget.statistics().requests == 0


def test_the_default_is_a_share_of_memory_with_a_ceiling():
    assert 0 < inflight_bytes() <= 2 * 2**30
    assert inflight_bytes(5) == 5

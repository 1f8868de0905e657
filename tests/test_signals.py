"""Signals as calls, whichever thread the system gives them to."""

from __future__ import annotations

import queue
import signal
import threading

import pytest

from tfserve.signals import signals_to


@pytest.mark.parametrize("to_main_thread", [True, False])
def test_a_signal_is_heard_while_the_main_thread_waits_for_a_lock(to_main_thread):
    heard: queue.SimpleQueue[int] = queue.SimpleQueue()
    is_free = threading.Event()

    def send() -> None:
        target = threading.main_thread() if to_main_thread else threading.current_thread()
        signal.pthread_kill(target.ident, signal.SIGTERM)
        is_free.set()

    with signals_to(heard.put, (signal.SIGTERM,)):
        sender = threading.Thread(target=send)
        sender.start()
        # A wait that no handler could cut short if another thread got the signal.
        assert heard.get(timeout=5) == signal.SIGTERM
        sender.join()
    assert is_free.is_set()


def test_other_signals_are_not_told():
    heard: list[int] = []
    before = signal.signal(signal.SIGUSR2, lambda *_: None)
    try:
        with signals_to(heard.append, (signal.SIGTERM,)):
            signal.raise_signal(signal.SIGUSR2)
            signal.raise_signal(signal.SIGTERM)
        assert heard == [signal.SIGTERM]
    finally:
        signal.signal(signal.SIGUSR2, before)


def test_what_was_there_before_is_there_again():
    before = signal.getsignal(signal.SIGTERM)
    with signals_to(print, (signal.SIGTERM,)):
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before
    assert signal.set_wakeup_fd(-1) == -1

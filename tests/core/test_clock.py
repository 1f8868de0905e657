import threading

from tfserve.core.clock import SystemClock


def test_monotonic_time_does_not_go_back():
    clock = SystemClock()
    assert clock.now() <= clock.now()


def test_wait_returns_false_when_the_time_is_over():
    condition = threading.Condition()
    with condition:
        assert SystemClock().wait(condition, 0.0) is False


def test_wait_takes_timeouts_that_no_platform_can_wait():
    condition = threading.Condition()

    def notify():
        with condition:
            condition.notify_all()

    with condition:
        threading.Thread(target=notify).start()
        assert SystemClock().wait(condition, float("inf")) is True

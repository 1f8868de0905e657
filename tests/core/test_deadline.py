from tfserve.core.deadline import Deadline
from tfserve.testing import FakeClock


def test_a_deadline_passes_at_its_moment_and_not_before():
    clock = FakeClock(now=10.0)
    deadline = Deadline.after(5.0, clock)
    assert not deadline.has_passed(14.9)
    assert deadline.has_passed(15.0)


def test_what_remains_is_never_negative():
    deadline = Deadline(15.0)
    assert deadline.remaining_s(12.0) == 3.0
    assert deadline.remaining_s(20.0) == 0.0


def test_no_limit_never_passes():
    deadline = Deadline.after(None, FakeClock())
    assert deadline.remaining_s(1e12) is None
    assert not deadline.has_passed(1e12)
    assert not Deadline.NONE.has_passed(1e12)


def test_a_deadline_shows_whether_the_caller_is_gone():
    assert repr(Deadline(12.5, lambda: True)) == "<Deadline 12.5 cancelled>"

"""How often base paths are looked at."""

import pytest

from tfserve.config.models import ModelConfig
from tfserve.sources.pace import Pace, PaceOf
from tfserve.sources.review import Rules

REMOTE = Pace(60.0, Rules(settle_s=2.0), jitter=0.1, longest=5.0)


def test_the_base_path_decides():
    pace_of = PaceOf(local=Pace(1.0), remote=REMOTE)
    paths = ("/m", "s3://b/m", "file:///m")
    assert [pace_of(ModelConfig("m", path)).interval_s for path in paths] == [1, 60, 1]


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 54.0), (0.5, 60.0), (1.0, 66.0)])
def test_intervals_vary_by_the_jitter(chance, seconds):
    assert REMOTE.next_s(is_waiting=False, failures=0, chance=chance) == pytest.approx(seconds)


def test_a_store_that_fails_is_asked_less_and_less_often():
    waits = [REMOTE.next_s(is_waiting=False, failures=n, chance=0.5) for n in range(6)]
    assert waits == [60, 120, 240, 300, 300, 300]


def test_a_local_disk_that_fails_is_asked_as_before():
    assert Pace(1.0).next_s(is_waiting=False, failures=9, chance=0.9) == 1


def test_a_version_that_is_held_back_is_looked_at_soon():
    assert REMOTE.next_s(is_waiting=True, failures=0, chance=0.0) == 1
    assert Pace(0.1).next_s(is_waiting=True, failures=0, chance=0.0) == 0.1
    assert Pace(0).next_s(is_waiting=True, failures=0, chance=0.0) == 0.5


def test_without_an_interval_there_is_no_next_look():
    assert Pace(0).next_s(is_waiting=False, failures=0, chance=0.0) is None

"""TensorFlow's recorder, in this process."""

from __future__ import annotations

import pytest

from tfserve.errors import AlreadyExists, Internal
from tfserve.servables.tensorflow.profiler import TensorFlowProfiler

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def recording() -> bytes:
    """A multiplication."""
    import tensorflow as tf

    profiler = TensorFlowProfiler()
    profiler.start({})
    tf.linalg.matmul(tf.ones((8, 8)), tf.ones((8, 8)))
    return profiler.stop()


def test_a_recording_tells_what_was_run(recording):
    assert b"MatMul" in recording
    assert not TensorFlowProfiler().is_empty(recording)


@pytest.mark.parametrize("recording", [b"", b"\x0a\x02\x12\x00", b"\x0a\x05", b"\xff\xff"])
def test_what_has_no_events_is_empty(recording):
    assert TensorFlowProfiler().is_empty(recording)


def test_a_process_records_once_at_a_time():
    first, second = TensorFlowProfiler(), TensorFlowProfiler()
    first.start({})
    try:
        with pytest.raises(AlreadyExists, match="Another profiling session active"):
            second.start({})
    finally:
        first.stop()
    second.start({})
    second.stop()


def test_nothing_is_stopped_that_was_not_begun():
    with pytest.raises(Internal):
        TensorFlowProfiler().stop()


def test_a_recording_is_written_to_a_new_file_only(tmp_path):
    profiler, path = TensorFlowProfiler(), tmp_path / "a" / "b.xplane.pb"
    profiler.save(b"one", str(path))
    with pytest.raises(AlreadyExists):
        profiler.save(b"two", str(path))
    assert path.read_bytes() == b"one"

"""A queue in front of what may be slow, full or gone."""

from __future__ import annotations

import errno

import pytest

from tfserve.core.executor import InlineExecutor, ThreadExecutor
from tfserve.telemetry.queued_writer import QueueBounds, QueuedWriter, WriterStatistics
from tfserve.testing import Gate, ManualExecutor


class Sink:
    def __init__(self):
        self.writes = []
        self.error = None
        self.is_closed = False

    def write(self, data):
        if self.error is not None:
            raise self.error
        self.writes.append(data)

    def close(self):
        self.is_closed = True


@pytest.fixture
def sink():
    return Sink()


@pytest.fixture
def executor():
    return ManualExecutor()


def encode(text):
    return text.encode("ascii")


def test_things_that_wait_together_are_written_together(sink, executor):
    writer = QueuedWriter(sink, encode, executor)
    for text in "abc":
        writer.put(text)
    assert sink.writes == []
    executor.run_all()
    assert sink.writes == [b"abc"]
    writer.put("d")
    executor.run_all()
    assert sink.writes == [b"abc", b"d"]
    assert writer.statistics() == WriterStatistics(4, 0, 0)


def test_what_finds_the_queue_full_is_dropped_and_counted(sink, executor):
    writer = QueuedWriter(sink, encode, executor, bounds=QueueBounds(things=2))
    for text in "abcd":
        writer.put(text)
    executor.run_all()
    assert sink.writes == [b"ab"]
    assert writer.statistics() == WriterStatistics(2, 2, 0)


def test_a_full_disk_loses_things_and_nothing_else(sink):
    writer = QueuedWriter(sink, encode, InlineExecutor())
    sink.error = OSError(errno.ENOSPC, "No space left on device")
    writer.put("a")
    sink.error = None
    writer.put("b")
    assert sink.writes == [b"b"]
    assert writer.statistics() == WriterStatistics(1, 0, 1)


def test_what_cannot_be_encoded_is_lost_alone(sink, executor):
    writer = QueuedWriter(sink, encode, executor)
    for text in ("a", "ü", "b"):
        writer.put(text)
    executor.run_all()
    assert sink.writes == [b"ab"]
    assert writer.statistics() == WriterStatistics(2, 0, 1)


def test_closing_writes_what_waits_and_closes_the_sink(sink):
    writer = QueuedWriter(sink, encode, ThreadExecutor("test-writer", 1))
    writer.put("a")
    assert writer.close(10)
    assert (sink.writes, sink.is_closed) == ([b"a"], True)
    assert writer.close(10)
    writer.put("b")
    assert writer.statistics() == WriterStatistics(1, 1, 0)


def test_a_sink_that_blocks_holds_up_the_end_no_longer_than_said(sink):
    gate = Gate()
    sink.write = lambda data: gate.pass_through()
    executor = ThreadExecutor("test-writer", 1)
    writer = QueuedWriter(sink, encode, executor)
    writer.put("a")
    gate.wait_until_entered()
    writer.put("b")
    assert not writer.close(0.01)
    assert not sink.is_closed
    gate.open()
    executor.close()


def test_an_executor_without_threads_is_tried_again(sink):
    class Executor(InlineExecutor):
        has_threads = False

        def submit(self, task):
            if not self.has_threads:
                raise RuntimeError
            super().submit(task)

    executor = Executor()
    writer = QueuedWriter(sink, encode, executor)
    writer.put("a")
    executor.has_threads = True
    writer.put("b")
    assert sink.writes == [b"ab"]


def test_what_takes_too_much_memory_while_it_waits_is_dropped(sink, executor):
    ends = []
    writer = QueuedWriter(
        sink, encode, executor, bounds=QueueBounds(size_bytes=5, together=1), size_of=len,
        ended=lambda text, is_written: ends.append((text, is_written)),
    )  # fmt: skip
    for text in ("abc", "def", "gh"):
        writer.put(text)
    assert ends == [("def", False)]
    executor.run_all()
    assert sink.writes == [b"abc", b"gh"]
    assert ends == [("def", False), ("abc", True), ("gh", True)]
    writer.put("abcde")
    executor.run_all()
    assert ends[-1] == ("abcde", True)

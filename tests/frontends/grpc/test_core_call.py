"""One call: over exactly once, whatever fails on the way. The binding is a fake."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tfserve.errors import Internal
from tfserve.frontends.grpc.core_call import CoreCall

CLOSED, MESSAGE = 0, 1


class FakeCall:
    """Keeps batches and their tags; of a watched call, the first tag is that of the client's
    leaving.
    """

    def __init__(self):
        self.tags = []
        self.batches = []
        self.fails_with = None
        self.cancelled = []

    def start_server_batch(self, operations, tag):
        if self.fails_with is not None:
            raise self.fails_with
        self.tags.append(tag)
        self.batches.append([type(each).__name__ for each in operations])

    def cancel(self, code, text):
        self.cancelled.append((code, text))


def happened(*, cancelled=False, message=None):
    operation = SimpleNamespace(cancelled=lambda: cancelled, message=lambda: message)
    return SimpleNamespace(batch_operations=(operation,))


@pytest.fixture
def fake():
    return FakeCall()


@pytest.fixture
def finished():
    return []


@pytest.fixture
def untouched(fake, finished):
    return CoreCall(SimpleNamespace(call=fake), "/s/M", lambda: finished.append(True))


@pytest.fixture
def call(untouched):
    """A call whose client is watched."""
    untouched.on_gone(lambda: None)
    return untouched


def test_a_call_that_is_refused_at_once_costs_one_batch(untouched, fake, finished):
    untouched.fail(Internal("no"))
    assert fake.batches == [
        [
            "SendInitialMetadataOperation",
            "SendStatusFromServerOperation",
            "ReceiveCloseOnServerOperation",
        ]
    ]
    fake.tags[0](happened())
    assert finished == [True]


def test_a_call_is_watched_once_from_its_first_message_on(untouched, fake):
    untouched.receive(lambda _: None)
    untouched.receive(lambda _: None)
    untouched.send(b"", lambda: None)
    closes = [batch for batch in fake.batches if "ReceiveCloseOnServerOperation" in batch]
    assert closes == [["ReceiveCloseOnServerOperation"]]


def test_of_several_ends_one_counts(call, fake, finished):
    call.reply(b"")
    call.fail(Internal("no"))
    fake.tags[CLOSED](happened(cancelled=True))
    assert len(fake.tags) == 2
    fake.tags[-1](happened())
    assert finished == [True]


def test_the_end_of_a_call_whose_client_is_gone_sends_nothing(call, fake, finished):
    fake.tags[CLOSED](happened(cancelled=True))
    call.reply(b"")
    assert len(fake.tags) == 1
    assert finished == [True]


def test_an_answer_that_cannot_be_sent_ends_the_call_all_the_same(call, fake, finished, caplog):
    fake.fails_with = MemoryError()
    call.reply(b"")
    assert finished == [True]
    assert fake.cancelled == [(13, "The answer could not be sent")]
    assert "/s/M could not be answered" in caplog.text


@pytest.mark.parametrize("when", ["before", "after"])
def test_that_the_client_goes_is_told_once(call, fake, when):
    told = []
    if when == "before":
        fake.tags[CLOSED](happened(cancelled=True))
    call.on_gone(lambda: told.append(True))
    if when == "after":
        fake.tags[CLOSED](happened(cancelled=True))
    assert told == [True]


def test_a_client_that_leaves_properly_is_not_gone(call, fake):
    call.on_gone(lambda: pytest.fail("it is not gone"))
    fake.tags[CLOSED](happened(cancelled=False))
    assert not call.is_gone()


@pytest.mark.parametrize("step", ["receive", "send"])
def test_a_bug_in_a_callback_ends_the_call(call, fake, finished, step, caplog):
    def bug(*_):
        raise ZeroDivisionError

    if step == "receive":
        call.receive(bug)
    else:
        call.send(b"", bug)
    fake.tags[MESSAGE](happened(message=b""))
    fake.tags[-1](happened())
    assert finished == [True]
    assert "/s/M failed" in caplog.text

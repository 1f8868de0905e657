"""SessionRun: raw feeds and fetches, off by default."""

from __future__ import annotations

import numpy as np
import pytest

from tfserve.apis.session_service_pb2 import SessionRunRequest
from tfserve.core.deadline import Deadline
from tfserve.errors import Code, InvalidArgument, NotFound, ResourceExhausted, Unimplemented
from tfserve.tensors import make_ndarray, make_tensor_proto
from tfserve.testing import FakeServable, ManualExecutor


class RawServable(FakeServable):
    """Answers each fetch with the fed tensor of the same name."""

    targets = ()

    def run_raw(self, feeds, fetches, targets, deadline):
        self.targets = targets
        if not set(fetches) <= set(feeds):
            text = "unknown tensor"
            raise InvalidArgument(text)
        return tuple(feeds[name] for name in fetches)


def request(feeds=None, fetches=(), *, name="m", **fields):
    message = SessionRunRequest(fetch=fetches, **fields)
    message.model_spec.name = name
    for tensor, value in (feeds or {}).items():
        message.feed.add(name=tensor).tensor.CopyFrom(make_tensor_proto(value))
    return message


FEEDS = {"a:0": np.array([1.0, 2.0], np.float32), "b:0": np.array([3])}


def test_fetches_come_back_in_order(serve):
    servable = RawServable()
    served = serve(servable, enable_session_run=True)
    asked = request(FEEDS, ["b:0", "a:0"], target=["init"])
    response = served.ask("session_run", asked).response
    assert [each.name for each in response.tensor] == ["b:0", "a:0"]
    assert make_ndarray(response.tensor[1].tensor).tolist() == [1.0, 2.0]
    assert (response.model_spec.name, response.model_spec.version.value) == ("m", 3)
    assert servable.targets == ("init",)


def test_it_is_unimplemented_unless_enabled_and_says_how(serve):
    answer = serve(RawServable()).ask("session_run", request())
    assert isinstance(answer.error, Unimplemented)
    assert answer.error.details == {"flag": "enable_session_run"}
    assert answer.events == ["done", "ended"]


BAD = request()
BAD.feed.add(name="a:0").tensor.dtype = 0


@pytest.mark.parametrize(
    ("asked", "leaf", "text"),
    [
        (SessionRunRequest(), InvalidArgument, "Missing ModelSpec"),
        (request(name="x"), NotFound, "Servable not found for request: Latest(x)"),
        (request(fetches=["z:0"]), InvalidArgument, "unknown tensor"),
        (BAD, InvalidArgument, "tensor parsing error: a:0"),
        (
            request(tensor_name_is_alias=True),
            Unimplemented,
            "SessionRun with tensor_name_is_alias is not supported",
        ),
    ],
)
def test_refuses(serve, asked, leaf, text):
    error = serve(RawServable(), enable_session_run=True).ask("session_run", asked).error
    assert (type(error), error.message) == (leaf, text)


def test_a_model_without_a_graph_cannot_be_fed(serve):
    error = serve(FakeServable(), enable_session_run=True).ask("session_run", request()).error
    assert error == Unimplemented("SessionRun is not supported by servable {name: m version: 3}")


def test_feeds_share_the_tensor_budget(serve):
    served = serve(RawServable(), enable_session_run=True, max_tensor_bytes=15)
    error = served.ask("session_run", request(FEEDS, ["a:0"])).error
    assert error.details["flag"] == "max_tensor_bytes"


def test_work_past_its_deadline_is_dropped(serve):
    served = serve(RawServable(), enable_session_run=True)
    answer = served.ask("session_run", request(), Deadline(served.clock.now()))
    assert isinstance(answer.error, ResourceExhausted)


class ExitingServable(RawServable):
    def run_raw(self, feeds, fetches, targets, deadline):
        raise SystemExit(3)


def test_a_model_that_wants_to_exit_is_answered_as_internal(serve):
    serving = serve(ExitingServable(), enable_session_run=True)
    answer = serving.ask("session_run", request(FEEDS, ["a:0"]))
    assert answer.error.code is Code.INTERNAL
    assert answer.events == ["done", "ended"]
    assert serving.models.held == 0


def test_a_run_that_the_executor_does_not_take_is_answered_and_over(serve):
    executor = ManualExecutor()
    executor.close()
    serving = serve(RawServable(), enable_session_run=True, executor=executor)
    answer = serving.ask("session_run", request(FEEDS, ["a:0"]))
    assert answer.error.code is Code.INTERNAL
    assert answer.events == ["done", "ended"]

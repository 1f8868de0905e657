"""The kits pass what keeps the promises and name the promise that is broken."""

from types import SimpleNamespace

import numpy as np
import pytest

from tfserve.core.deadline import Deadline
from tfserve.core.ids import ServableId
from tfserve.core.resources import ResourceAllocation
from tfserve.core.servable import Call, Signature, SignatureCall, TensorSpec
from tfserve.core.source import ServableData
from tfserve.errors import Unknown
from tfserve.testing import (
    FakeLoader,
    FakeServable,
    check_loader,
    check_servable,
    check_source,
)

FLOAT = SimpleNamespace(numpy=np.float32)  # as much of a DataType as the kit looks at
SIGNATURES = {
    "half": Signature(
        "half", {"x": TensorSpec("x:0", FLOAT, (None,))}, {"y": TensorSpec("y:0", FLOAT, (None,))}
    )
}
CALL = Call({"x": np.array([1.0, 2.0], np.float32)}, (SignatureCall("half", ("y",)),))


def half(inputs):
    return {"y": inputs["x"] / np.float32(2)}


def servable(function=half, signatures=SIGNATURES):
    return FakeServable(signatures, {"half": function})


def use(servable):
    servable.run(CALL, Deadline.NONE)


# Servables


def test_a_servable_that_keeps_its_promises_passes():
    check_servable(servable(), [CALL, CALL])


class AnswersTwice(FakeServable):
    def submit(self, call, deadline, done):
        super().submit(call, deadline, done)
        super().submit(call, deadline, done)


class IgnoresDeadlines(FakeServable):
    def submit(self, call, deadline, done):
        super().submit(call, Deadline.NONE, done)


class ForeignErrors(FakeServable):
    def run(self, call, deadline):
        return tuple(
            tuple({"half": half}[part.signature](call.inputs)[alias] for alias in part.outputs)
            for part in call.parts
        )


class FailsToSubmit(FakeServable):
    def submit(self, call, deadline, done):
        done(None, Unknown("no"))


def write_to_inputs(inputs):
    outputs = half(inputs)
    inputs["x"][0] = -1.0
    return outputs | {"y": np.array([1.0], np.float32)}


def count_up(inputs, counter=[0]):  # noqa: B006 - it is to remember
    counter[0] += 1
    return {"y": np.array([counter[0]], np.float32)}


BROKEN_SERVABLES = {
    "float32, as its signature says; it is float64": servable(lambda _: {"y": np.zeros(2)}),
    "is a numpy array": servable(lambda _: {"y": [1.0]}),
    "inputs are not written to": servable(write_to_inputs),
    "give what run gives": servable(count_up),
    "carries its key as name": servable(signatures={"other": SIGNATURES["half"]}),
    "done is called once": AnswersTwice(SIGNATURES, {"half": half}),
    "dropped with RESOURCE_EXHAUSTED": IgnoresDeadlines(SIGNATURES, {"half": half}),
    "never foreign": ForeignErrors(SIGNATURES, {"half": half}),
    "submit succeeds where run does": FailsToSubmit(SIGNATURES, {"half": half}),
}


@pytest.mark.parametrize("promise", BROKEN_SERVABLES)
def test_a_servable_that_breaks_a_promise_fails_with_its_name(promise):
    call = Call({"x": np.array([1.0, 2.0], np.float32)}, CALL.parts)
    with pytest.raises(AssertionError, match=promise):
        check_servable(BROKEN_SERVABLES[promise], [call])


def test_a_servable_may_be_random_when_it_says_so():
    check_servable(servable(count_up), [CALL], is_deterministic=False)


# Loaders


def test_a_loader_that_keeps_its_promises_passes():
    check_loader(lambda: FakeLoader(servable()), use)


class GrowingEstimate(FakeLoader):
    def estimate(self):
        self.estimates = getattr(self, "estimates", 0) + 1
        return ResourceAllocation.ram(self.estimates)


class NewServableEachTime(FakeLoader):
    @property
    def servable(self):
        return servable()


@pytest.mark.parametrize(
    ("make_loader", "promise"),
    [
        (lambda: GrowingEstimate(servable()), "the estimate is the same each time"),
        (lambda: NewServableEachTime(servable()), "the same object each time"),
    ],
)
def test_a_loader_that_breaks_a_promise_fails_with_its_name(make_loader, promise):
    with pytest.raises(AssertionError, match=promise):
        check_loader(make_loader, use)


def test_a_loader_whose_servable_outlives_it_fails():
    shared = servable()
    with pytest.raises(AssertionError, match="nothing keeps the servable after unload"):
        check_loader(lambda: FakeLoader(shared), use)


# Sources


def told(*calls):
    def feed(target):
        for name, ids in calls:
            target.aspire(name, [ServableData(each, "/path") for each in ids])

    return feed


def test_a_source_that_keeps_its_promises_passes():
    check_source(told(("m", [ServableId("m", 0), ServableId("m", 2**63 - 1)]), ("n", [])))


@pytest.mark.parametrize(
    ("feed", "promise"),
    [
        (told(), "the source tells something"),
        (told(("", [])), "a servable has a name"),
        (told(("m", [ServableId("n", 1)])), "all ids carry the name m"),
        (told(("m", [ServableId("m", 1)] * 2)), "no version of m comes twice"),
        (told(("m", [ServableId("m", -1)])), "int64 and not negative"),
        (told(("m", [ServableId("m", 2**63)])), "int64 and not negative"),
    ],
)
def test_a_source_that_breaks_a_promise_fails_with_its_name(feed, promise):
    with pytest.raises(AssertionError, match=promise):
        check_source(feed)


def test_a_source_that_changes_its_mind_fails():
    feeds = iter([told(("m", [ServableId("m", 1)])), told(("m", []))])

    def feed(target):
        next(feeds)(target)

    with pytest.raises(AssertionError, match="told the same way"):
        check_source(feed)

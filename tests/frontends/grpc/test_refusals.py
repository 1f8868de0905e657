"""Calls that are refused before their method sees them are observed all the same."""

from __future__ import annotations

import pytest

from tfserve.core.request_id import RequestIds
from tfserve.errors import Code, Unauthenticated
from tfserve.frontends.grpc.refusals import Refusals
from tfserve.testing import FakeClock

PREDICT = "/tensorflow.serving.PredictionService/Predict"
INFER = "/inference.GRPCInferenceService/ModelInfer"


class Call:
    peer = "ipv4:127.0.0.1:1"

    def __init__(self, method, **headers):
        self.method = method
        self.headers = headers
        self.ends = []

    def header(self, name):
        return self.headers.get(name.replace("-", "_"))

    def fail(self, error, trailers=()):
        self.ends.append((error, trailers))


class Records:
    def __init__(self):
        self.seen = []

    def observe(self, record):
        self.seen.append(record)


@pytest.mark.parametrize(
    ("method", "entry"),
    [
        (PREDICT, ("GRPC", "Predict")),
        (INFER, ("OIP", "ModelInfer")),
        ("/invented.Service/Method", ("GRPC", "")),
    ],
)
def test_a_refused_call_is_shown_and_then_ended(method, entry):
    records = Records()
    refuse = Refusals(
        [PREDICT, INFER], clock=FakeClock(), observer=records, request_ids=RequestIds()
    )
    call, error = Call(method, x_request_id="abc"), Unauthenticated("who are you?")
    refuse(call, error)
    (record,) = records.seen
    assert (record.entry.transport, record.entry.method) == entry
    assert (record.code, record.origin) == (Code.UNAUTHENTICATED, call)
    assert call.ends == [(error, (("x-request-id", "abc"),))]

"""Calls made by hand."""

from __future__ import annotations

import pytest

from tfserve.core.call_record import CallRecord, EntryPoint
from tfserve.errors import Code
from tfserve.testing import FakeClock

ENTRIES = {
    (transport, method): EntryPoint(transport, method)
    for transport, method in [
        ("GRPC", "Predict"), ("GRPC", "Classify"), ("GRPC", "MultiInference"),
        ("GRPC", "GetModelStatus"), ("REST", "predict"), ("REST", "status"), ("REST", ""),
        ("REST", "model_ready"), ("OIP", "infer"),
    ]
}  # fmt: skip


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def call(clock):
    """Make the record of a call that is over."""

    def make(
        transport="GRPC", method="Predict", *, asked="m", model="m", version=1,
        signature="serving_default", code=Code.OK, queue_s=None, run_s=0.002, rest_s=0.001,
    ):  # fmt: skip
        record = CallRecord(ENTRIES[transport, method], clock.now, 10)
        record.asked, record.model, record.version = asked, model, version
        record.signature = signature
        if run_s is not None:
            record.submitted_at = record.now()
            if queue_s is not None:
                clock.advance(queue_s)
                record.run_began_at = record.now()
            clock.advance(run_s)
            record.run_ended_at = record.now()
        clock.advance(rest_s)
        record.end(code, 5)
        return record

    return make

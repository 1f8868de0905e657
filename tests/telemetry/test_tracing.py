"""Spans of calls, in OpenTelemetry's in-memory exporter."""

from __future__ import annotations

import sys

import pytest
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tfserve.config.telemetry import TracingConfig
from tfserve.core.call_record import CallRecord, EntryPoint
from tfserve.core.executor import InlineExecutor
from tfserve.errors import Code, FailedPrecondition, InvalidArgument
from tfserve.telemetry.tracing import Tracing, otlp_exporter, provider_of
from tfserve.testing import FakeClock, ManualExecutor

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = "00f067aa0ba902b7"


class Origin:
    peer = "ipv4:127.0.0.1:5"

    def __init__(self, **headers):
        self.headers = headers

    def header(self, name):
        return self.headers.get(name)


@pytest.fixture
def clock():
    return FakeClock(now=1000.0, wall=1_700_000_000.0)


@pytest.fixture
def exporter():
    return InMemorySpanExporter()


@pytest.fixture
def tracing(clock, exporter):
    made = []

    def make(ratio=1.0, executor=None):
        config = TracingConfig("http://localhost:4317", "test-server", ratio)
        tracer = Tracing(
            lambda: provider_of(config, exporter),
            clock=clock,
            executor=executor or InlineExecutor(),
        )
        tracer.open()
        made.append(tracer)
        return tracer

    yield make
    for each in made:
        each.close()


@pytest.fixture
def spans(exporter):
    def read(tracer):
        tracer._provider.force_flush()
        return {span.name: span for span in exporter.get_finished_spans()}

    return read


@pytest.fixture
def call(clock):
    def make(origin=None, *, queue=True):
        record = CallRecord(EntryPoint("GRPC", "Predict"), clock.now, 50, origin)
        record.asked = record.model = "m"
        record.version, record.signature, record.request_id = 3, "serving_default", "abc-1"
        clock.advance(0.001)
        record.submitted_at = record.now()
        if queue:
            clock.advance(0.002)
            record.run_began_at = record.now()
        clock.advance(0.004)
        record.run_ended_at = record.now()
        clock.advance(0.008)
        record.end(Code.OK, 40)
        return record

    return make


def milliseconds(span):
    return round((span.end_time - span.start_time) / 1e6, 2)


def test_a_call_has_a_span_and_one_for_each_step(tracing, spans, call):
    tracer = tracing()
    tracer.observe(call(Origin()))
    found = spans(tracer)
    assert {name: milliseconds(span) for name, span in found.items()} == {
        "GRPC Predict": 15, "decode": 1, "queue": 2, "run": 4, "encode": 8,
    }  # fmt: skip
    whole = found["GRPC Predict"]
    assert abs(whole.start_time - 1_700_000_000_000_000_000) < 1000
    assert all(
        span.parent.span_id == whole.context.span_id
        for name, span in found.items()
        if name != "GRPC Predict"
    )
    assert whole.attributes["tfserve.model"] == "m"
    assert whole.attributes["tfserve.version"] == 3
    assert whole.attributes["tfserve.request_id"] == "abc-1"
    assert whole.attributes["client.address"] == "ipv4:127.0.0.1:5"
    assert whole.status.is_unset
    assert whole.resource.attributes["service.name"] == "test-server"


def test_a_call_that_did_not_wait_has_no_queue(tracing, spans, call):
    tracer = tracing()
    tracer.observe(call(queue=False))
    assert set(spans(tracer)) == {"GRPC Predict", "decode", "run", "encode"}


def test_a_refused_call_has_one_span_with_its_code(tracing, spans, clock):
    tracer = tracing()
    record = CallRecord(EntryPoint("REST", "predict"), clock.now)
    record.end(Code.NOT_FOUND)
    tracer.observe(record)
    (span,) = spans(tracer).values()
    assert (span.status.is_ok, span.status.description) == (False, "NOT_FOUND")


def test_the_client_s_trace_goes_on(tracing, spans, call):
    tracer = tracing(ratio=0.0)
    tracer.observe(call(Origin(traceparent=f"00-{TRACE}-{PARENT}-01", tracestate="a=b")))
    whole = spans(tracer)["GRPC Predict"]
    assert f"{whole.context.trace_id:x}" == TRACE
    assert f"{whole.parent.span_id:016x}" == PARENT
    assert whole.context.trace_state.get("a") == "b"


@pytest.mark.parametrize(
    ("ratio", "flags"), [(1.0, "00"), (0.0, None)], ids=["the client says no", "chance says no"]
)
def test_what_is_not_sampled_is_not_exported(tracing, spans, call, ratio, flags):
    tracer = tracing(ratio=ratio)
    origin = Origin() if flags is None else Origin(traceparent=f"00-{TRACE}-{PARENT}-{flags}")
    tracer.observe(call(origin))
    assert spans(tracer) == {}


def test_a_broken_traceparent_begins_a_new_trace(tracing, spans, call):
    tracer = tracing()
    tracer.observe(call(Origin(traceparent="zz\n")))
    assert spans(tracer)["GRPC Predict"].parent is None


def test_calls_that_find_too_many_waiting_are_counted(tracing, call):
    executor = ManualExecutor()
    tracer = tracing(executor=executor)
    record = call()
    for _ in range(1002):
        tracer.observe(record)
    (reading,) = tracer.read()
    assert reading.samples == [((), 2.0)]
    executor.run_all()
    tracer.observe(record)
    (reading,) = tracer.read()
    assert reading.samples == [((), 2.0)]


@pytest.mark.parametrize("endpoint", ["http://localhost:4317", "https://collector:4317"])
def test_the_flag_makes_an_otlp_exporter(endpoint):
    exporter = otlp_exporter(endpoint)
    assert isinstance(exporter, OTLPSpanExporter)
    exporter.shutdown()


def test_an_endpoint_without_a_scheme_is_refused():
    with pytest.raises(InvalidArgument, match="--otel_endpoint=localhost:4317: must begin with"):
        otlp_exporter("localhost:4317")


@pytest.mark.parametrize(
    ("module", "make"),
    [
        ("opentelemetry.exporter.otlp.proto.grpc.trace_exporter",
         lambda: otlp_exporter("http://localhost:4317")),
        ("opentelemetry.sdk.trace",
         lambda: provider_of(TracingConfig("http://x", "s", 1.0), InMemorySpanExporter())),
    ],
)  # fmt: skip
def test_where_it_is_not_installed_the_extra_is_named(monkeypatch, module, make):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(FailedPrecondition, match=r"pip install pytfserve\[otel\]"):
        make()

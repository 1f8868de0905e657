"""Spans of calls, by OpenTelemetry: decode, queue, run, encode."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfserve.config.telemetry import TracingConfig
from tfserve.core.call_record import CallRecord
from tfserve.core.clock import Clock
from tfserve.core.executor import Executor
from tfserve.errors import Code, FailedPrecondition, InvalidArgument
from tfserve.telemetry.metrics import Kind, Reading
from tfserve.telemetry.text import cut

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span, Tracer

__all__ = ["Tracing", "otlp_exporter", "provider_of"]

_HEADERS = ("traceparent", "tracestate")  # W3C Trace Context
_WAITING = 1000  # calls whose spans are not made yet
_LONGEST = 256
_NS = 1e9
_CLOSE_S = 5.0


@dataclass(frozen=True, slots=True)
class _Call:
    """A call that is over, and what has to be asked of its origin before it is gone."""

    record: CallRecord
    peer: str
    context: dict[str, str]
    epoch_s: float  # the epoch's moment 0, on the record's clock, is minus this


class Tracing:
    """Makes the spans of every call once it is over, in a thread of its own. A `CallObserver`;
    thread-safe, never waits; `open` comes first. Calls that find too many others waiting get no
    spans, and are counted.

    The trace goes on that the client has begun, by `traceparent` in gRPC metadata or HTTP headers;
    whether it is recorded, the client's flag decides, and for calls without one, chance.

    Args:
        make_provider: of what makes and exports spans, owned; imports OpenTelemetry.
        clock: time.
        executor: one thread, owned.
    """

    def __init__(
        self, make_provider: Callable[[], TracerProvider], *, clock: Clock, executor: Executor
    ) -> None:
        self._make_provider = make_provider
        self._provider: TracerProvider | None = None  # before `open`
        self._clock = clock
        self._executor = executor
        self._lock = threading.Lock()
        self._waiting = 0  # guarded by _lock
        self._dropped = 0  # guarded by _lock

    def open(self) -> None:
        """Get ready.

        Raises:
            ServingError: OpenTelemetry is not installed, or what is asked of it cannot be.
        """
        self._provider = self._make_provider()

    def observe(self, record: CallRecord) -> None:
        """Have the call's spans made."""
        with self._lock:
            if self._waiting >= _WAITING:
                self._dropped += 1
                return
            self._waiting += 1
        call = self._call_of(record)
        try:
            self._executor.submit(lambda: self._trace(call))
        except RuntimeError:  # closed, or no thread can be started
            with self._lock:
                self._waiting -= 1
                self._dropped += 1

    def _call_of(self, record: CallRecord) -> _Call:
        epoch_s = self._clock.wall() - self._clock.now()
        origin = record.origin
        if origin is None:
            return _Call(record, "", {}, epoch_s)
        values = ((name, origin.header(name)) for name in _HEADERS)
        return _Call(record, origin.peer, {key: each for key, each in values if each}, epoch_s)

    def _trace(self, call: _Call) -> None:
        try:
            self._make_spans(call)
        finally:
            with self._lock:
                self._waiting -= 1

    def _make_spans(self, call: _Call) -> None:
        from opentelemetry import trace
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        if self._provider is None:
            return
        record, tracer = call.record, self._provider.get_tracer("tfserve")
        context = TraceContextTextMapPropagator().extract(call.context)
        span = _begin(call, tracer, context)
        if span.is_recording():
            context = trace.set_span_in_context(span)
            for name, began_at, ended_at in _steps(record):
                step = tracer.start_span(name, context, start_time=_ns(call, began_at))
                step.end(_ns(call, ended_at))
        span.end(_ns(call, record.ended_at))

    def read(self) -> Iterable[Reading]:
        """How many calls got no spans."""
        with self._lock:
            dropped = float(self._dropped)
        text = "Calls whose spans were not made, because too many others waited"
        yield Reading("tfserve_trace_calls_dropped", text, Kind.COUNTER, (), [((), dropped)])

    def close(self) -> None:
        """Make and send what waits, as far as that takes a moment. Idempotent."""
        if self._provider is not None:
            with suppress(RuntimeError):  # closed before, or no thread can be started
                self._executor.submit(self._provider.shutdown)
        self._executor.close(_CLOSE_S)

    def __repr__(self) -> str:
        """`<Tracing waiting=0>`."""
        return f"<Tracing waiting={self._waiting}>"


def _begin(call: _Call, tracer: Tracer, context: Context) -> Span:
    """The span of the whole call, not ended yet."""
    from opentelemetry.trace import SpanKind, Status, StatusCode

    record, entry = call.record, call.record.entry
    attributes: dict[str, str | int] = {
        "rpc.method": entry.method,
        "client.address": call.peer,
        "tfserve.entrypoint": entry.transport,
        "tfserve.model": cut(record.model or record.asked, _LONGEST),
        "tfserve.signature": record.signature,
        "tfserve.code": record.code.name,
        "tfserve.batch_size": record.batch_size,
        "tfserve.request_bytes": record.request_bytes,
        "tfserve.response_bytes": record.response_bytes,
    }
    if record.version is not None:
        attributes["tfserve.version"] = record.version
    if record.request_id:
        attributes["tfserve.request_id"] = record.request_id
    span = tracer.start_span(
        f"{entry.transport} {entry.method}",
        context,
        SpanKind.SERVER,
        attributes,
        start_time=_ns(call, record.began_at),
    )
    if record.code is not Code.OK:
        span.set_status(Status(StatusCode.ERROR, record.code.name))
    return span


def _steps(record: CallRecord) -> Iterator[tuple[str, float, float]]:
    """Name, begin and end of what a call went through, as far as it came."""
    submitted_at, run_ended_at = record.submitted_at, record.run_ended_at
    if submitted_at is None:
        return
    yield "decode", record.began_at, submitted_at
    run_began_at = submitted_at
    if record.run_began_at is not None:
        run_began_at = record.run_began_at
        yield "queue", submitted_at, run_began_at
    if run_ended_at is not None:
        yield "run", run_began_at, run_ended_at
        yield "encode", run_ended_at, record.ended_at


def _ns(call: _Call, moment: float) -> int:
    return int((moment + call.epoch_s) * _NS)


def otlp_exporter(endpoint: str) -> SpanExporter:
    """What sends spans to an OpenTelemetry collector at `http://host:4317` or `https://...`.

    Raises:
        FailedPrecondition: OpenTelemetry is not installed.
        InvalidArgument: the endpoint has neither scheme.
    """
    if not endpoint.startswith(("http://", "https://")):
        raise InvalidArgument(
            f"--otel_endpoint={endpoint}: must begin with http:// or https://, such as "
            "http://localhost:4317"
        )
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    except ImportError as error:
        raise _not_installed() from error
    return OTLPSpanExporter(endpoint=endpoint, insecure=endpoint.startswith("http://"))


def provider_of(config: TracingConfig, exporter: SpanExporter) -> TracerProvider:
    """What makes spans as `config` asks, and sends them through `exporter`.

    Raises:
        FailedPrecondition: OpenTelemetry is not installed.
    """
    try:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
    except ImportError as error:
        raise _not_installed() from error
    provider = TracerProvider(
        sampler=ParentBased(TraceIdRatioBased(config.sample_ratio)),
        resource=Resource.create({"service.name": config.service_name}),
        shutdown_on_exit=False,
    )
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


def _not_installed() -> FailedPrecondition:
    return FailedPrecondition(
        "--otel_endpoint needs OpenTelemetry, which is not installed: pip install pytfserve[otel]"
    )

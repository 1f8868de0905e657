"""tensorflow.ProfilerService: what TensorBoard's "Capture profile" talks to."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import DecodeError

from tfserve.config.server import ProfilerConfig
from tfserve.core.clock import Clock
from tfserve.core.executor import Executor
from tfserve.core.profiling import Profiler
from tfserve.core.roots import is_below
from tfserve.errors import (
    AlreadyExists,
    Cancelled,
    Internal,
    InvalidArgument,
    PermissionDenied,
    ServingError,
    Unavailable,
    Unimplemented,
)
from tfserve.frontends.grpc.call import ServerCall
from tfserve.frontends.grpc.profiler_messages import (
    MonitorRequest,
    ProfileRequest,
    ProfileResponse,
    TerminateRequest,
    TerminateResponse,
    descriptors,
)
from tfserve.frontends.grpc.transport import Behaviour

__all__ = ["ProfilerService"]

_log = logging.getLogger(__name__)

_LARGEST_REQUEST = 65536  # bytes: a few names and numbers
_LEVELS = {"host_tracer_level": 2, "device_tracer_level": 1, "python_tracer_level": 0}
"""Defaults of TensorFlow's recorder and its clients; what equals them need not be said."""
_NAME = re.compile(r"[A-Za-z0-9_.:@\[\]-]{1,255}")
_DOTS = re.compile(r"\.+")


@dataclass(frozen=True, slots=True)
class _Order:
    """A checked request.

    Args:
        session: what Terminate calls it.
        path: of the file to write; "" to send the recording back.
        delay_s: before it begins.
        duration_s: of the recording.
        levels: those that are not TensorFlow's defaults.
    """

    session: str
    path: str
    delay_s: float
    duration_s: float
    levels: Mapping[str, int]


class ProfilerService:
    """Records the process while it serves, one recording at a time. Thread-safe.

    Profile writes the recording to the directory that the client names, where TensorBoard looks for
    it (client and server share it, as with TensorFlow Serving), or sends it back when the client
    asks for that. It never writes over a file. Terminate ends a recording early and keeps it.
    Monitor is for TPUs, and UNIMPLEMENTED here as in TensorFlow.

    Args:
        profiler: records.
        executor: runs recordings, which block.
        clock: time.
        rules: what may be asked for.
    """

    def __init__(
        self, *, profiler: Profiler, executor: Executor, clock: Clock, rules: ProfilerConfig
    ) -> None:
        self._profiler = profiler
        self._executor = executor
        self._clock = clock
        self._rules = rules
        self._changed = threading.Condition()
        self._session: str | None = None  # of the recording under way; guarded by _changed
        self._is_cut_short = False  # that recording is to end now; guarded by _changed
        self._is_draining = False  # guarded by _changed

    @property
    def behaviours(self) -> Mapping[str, Behaviour]:
        """Full method name -> what to do with its calls."""
        methods: Mapping[str, tuple[Any, Callable[[Any, ServerCall], None]]] = {
            "Profile": (ProfileRequest, self._profile),
            "Terminate": (TerminateRequest, self._terminate),
            "Monitor": (MonitorRequest, _monitor),
        }
        return {
            f"/tensorflow.ProfilerService/{name}": _reading(message_class, begin)
            for name, (message_class, begin) in methods.items()
        }

    @property
    def descriptors(self) -> DescriptorPool:
        """Where the service and its messages are described."""
        return descriptors

    def drain(self) -> None:
        """End the recording that is under way, and begin no other: it must not hold up the end.
        Idempotent.
        """
        with self._changed:
            self._is_draining = True
            self._changed.notify_all()

    def _profile(self, request: Any, call: ServerCall) -> None:
        order = _checked(request, self._rules, self._clock.wall())
        with self._changed:
            if self._is_draining:
                raise Unavailable("The server is shutting down")
            if self._session is not None:
                raise AlreadyExists("Another profiling session active.")  # TensorFlow's words
            self._session, self._is_cut_short = order.session, False
        try:
            self._executor.submit(lambda: self._answer(order, call))
        except RuntimeError:  # it is closed
            self._end()
            raise
        call.on_gone(self._wake)

    def _answer(self, order: _Order, call: ServerCall) -> None:
        try:
            response = self._record(order, call)
        except ServingError as error:
            self._end()
            call.fail(error)
        except Exception:  # noqa: BLE001 - a bug of ours answers, too
            _log.exception("A recording failed")
            self._end()
            call.fail(Internal("Internal error; see the server's log"))
        else:
            self._end()
            call.reply(response.SerializeToString())

    def _record(self, order: _Order, call: ServerCall) -> Any:  # a ProfileResponse
        self._wait(order.delay_s, call)
        self._profiler.start(order.levels)
        try:
            _log.info("Recording a profile of %g s for %s", order.duration_s, call.peer)
            self._wait(order.duration_s, call)
        finally:
            recording = self._profiler.stop()
        if call.is_gone():
            raise Cancelled("The client has left")
        is_empty = self._profiler.is_empty(recording)
        if not order.path:
            return ProfileResponse(empty_trace=is_empty, xspace=recording)
        self._profiler.save(recording, order.path)
        _log.info("Wrote a profile of %d bytes to %s", len(recording), order.path)
        return ProfileResponse(empty_trace=is_empty)

    def _wait(self, seconds: float, call: ServerCall) -> None:
        """Until then, or until the recording is to end, or nobody wants it any more."""
        ends_at = self._clock.now() + seconds
        with self._changed:
            while not (self._is_cut_short or self._is_draining or call.is_gone()):
                rest_s = ends_at - self._clock.now()
                if rest_s <= 0:
                    return
                self._clock.wait(self._changed, rest_s)

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _end(self) -> None:
        with self._changed:
            self._session = None

    def _terminate(self, request: Any, call: ServerCall) -> None:
        with self._changed:
            if self._session == request.session_id:  # others are over, or never began
                self._is_cut_short = True
                self._changed.notify_all()
        call.reply(TerminateResponse().SerializeToString())


def _monitor(_: Any, call: ServerCall) -> None:
    call.fail(Unimplemented("unimplemented."))  # TensorFlow's words


def _reading(message_class: Any, begin: Callable[[Any, ServerCall], None]) -> Behaviour:
    """Receive one message and begin; errors are answered."""

    def behave(call: ServerCall) -> None:
        def on_message(data: bytes | None) -> None:
            try:
                begin(_parsed(message_class, data, call.method), call)
            except ServingError as error:
                call.fail(error)

        call.receive(on_message)

    return behave


def _parsed(message_class: Any, data: bytes | None, method: str) -> Any:
    if data is None:
        raise Unimplemented(f"{method} requires exactly one request message")
    if len(data) > _LARGEST_REQUEST:
        raise InvalidArgument(
            f"A request of {len(data)} bytes; {method} takes {_LARGEST_REQUEST} at most"
        )
    try:
        return message_class.FromString(data)
    except DecodeError:
        raise Internal(f"Failed to parse {message_class.DESCRIPTOR.name}") from None


def _checked(request: Any, rules: ProfilerConfig, now: float) -> _Order:
    """What a ProfileRequest asks for, at wall time `now`."""
    options = request.opts
    duration_s = (options.duration_ms or request.duration_ms) / 1000
    delay_s = (
        max(0.0, options.start_timestamp_ns / 1e9 - now) if options.start_timestamp_ns else 0.0
    )
    if duration_s <= 0:
        raise InvalidArgument("duration_ms must be greater than zero.")
    for name, seconds in (("duration_ms", duration_s), ("the delay", delay_s)):
        if seconds > rules.max_duration_s:
            raise InvalidArgument(
                f"{name} of {seconds:g} s is more than --profiler_max_seconds="
                f"{rules.max_duration_s:g}",
                details={"flag": "profiler_max_seconds"},
            )
    levels = {name: getattr(options, name) for name in _LEVELS}
    return _Order(
        session=request.session_id,
        path="" if request.emit_xspace else _path(request, rules.roots),
        delay_s=delay_s,
        duration_s=duration_s,
        levels={name: level for name, level in levels.items() if level != _LEVELS[name]},
    )


def _path(request: Any, roots: Sequence[str]) -> str:
    """Where TensorBoard looks for a recording: `<root>/<session>/<host>.xplane.pb`."""
    root = request.repository_root
    host = request.opts.override_hostname or request.host_name
    for label, name in (("session_id", request.session_id), ("host_name", host)):
        if _NAME.fullmatch(name) is None or _DOTS.fullmatch(name):
            raise InvalidArgument(f"{label} must be a plain file name")
    if "\0" in root or not (root.startswith("/") or "://" in root):
        raise InvalidArgument("repository_root must be an absolute path or a URI")
    if roots and not is_below(root, roots):
        raise PermissionDenied(
            "repository_root lies outside of --profiler_roots", details={"flag": "profiler_roots"}
        )
    return f"{root.rstrip('/')}/{request.session_id}/{host.replace(':', '_')}.xplane.pb"

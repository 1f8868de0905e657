"""grpc.health.v1.Health: Check and Watch, answered from the real state of models."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TypeAlias

from google.protobuf.message import DecodeError
from grpc_health.v1 import health_pb2

from tfserve.core.event_bus import Subscription
from tfserve.core.lookup import ModelHealth
from tfserve.errors import Internal, NotFound, Unavailable, Unimplemented
from tfserve.frontends.grpc.call import ServerCall
from tfserve.frontends.grpc.transport import Behaviour

__all__ = ["MODEL_PREFIX", "HealthService"]

_Status: TypeAlias = "health_pb2.HealthCheckResponse.ServingStatus"
_Response = health_pb2.HealthCheckResponse

# The names that TensorFlow Serving knows; full package names are NOT_FOUND there, and here.
_SERVER_NAMES = frozenset({"", "ModelService", "PredictionService"})

MODEL_PREFIX = "PredictionService/"
"""`PredictionService/<model>` asks for one model; TensorFlow Serving has no such names."""


class HealthService:
    """Answers for the server and for each configured model. Thread-safe.

    `""`, `ModelService` and `PredictionService` are SERVING while the server is ready;
    `PredictionService/<model>` is while the model has an available version; any other name is
    NOT_FOUND for Check and SERVICE_UNKNOWN for Watch. From `drain` on nothing is SERVING, and
    watchers, told so, are sent away: an idle stream must not hold up the end.

    Args:
        health: what is ready.
    """

    def __init__(self, health: ModelHealth) -> None:
        self._health = health
        self._lock = threading.Lock()
        self._watchers: set[_Watcher] = set()  # guarded by _lock
        self._is_draining = False  # guarded by _lock
        self._subscription: Subscription | None = None  # guarded by _lock

    @property
    def behaviours(self) -> Mapping[str, Behaviour]:
        """Full method name -> what to do with its calls."""
        return {
            "/grpc.health.v1.Health/Check": self._check,
            "/grpc.health.v1.Health/Watch": self._watch,
        }

    def start(self) -> None:
        """Follow changes."""
        subscription = self._health.subscribe(self._changed)
        with self._lock:
            self._subscription = subscription

    def drain(self) -> None:
        """Tell every watcher that nothing is served any more, and end its stream. Idempotent."""
        with self._lock:
            self._is_draining = True
            watchers = tuple(self._watchers)
            self._watchers.clear()
            subscription, self._subscription = self._subscription, None
        if subscription is not None:
            subscription.close()
        for watcher in watchers:
            watcher.look()

    def _status(self, service: str) -> _Status | None:
        """The status of a service; None for a name that nobody has."""
        if service in _SERVER_NAMES:
            is_serving: bool | None = self._health.is_ready()
        elif service.startswith(MODEL_PREFIX):
            is_serving = self._health.is_model_ready(service[len(MODEL_PREFIX) :])
        else:
            return None
        if is_serving is None:
            return None
        with self._lock:
            is_serving = is_serving and not self._is_draining
        return _Response.SERVING if is_serving else _Response.NOT_SERVING

    def _check(self, call: ServerCall) -> None:
        def answer(service: str) -> None:
            status = self._status(service)
            if status is None:
                call.fail(NotFound(f"Unknown service {service}"))
            else:
                call.reply(_Response(status=status).SerializeToString())

        _read(call, answer)

    def _watch(self, call: ServerCall) -> None:
        def answer(service: str) -> None:
            watcher = _Watcher(call, lambda: self._news(service))
            with self._lock:
                if not self._is_draining:
                    self._watchers.add(watcher)
            call.on_gone(lambda: self._forget(watcher))
            watcher.look()

        _read(call, answer)

    def _forget(self, watcher: _Watcher) -> None:
        with self._lock:
            self._watchers.discard(watcher)
        watcher.end()

    def _changed(self) -> None:
        with self._lock:
            watchers = tuple(self._watchers)
        for watcher in watchers:
            watcher.look()

    def _news(self, service: str) -> tuple[_Status, bool]:
        """What a watcher is to be told now, and whether that is the last."""
        with self._lock:
            if self._is_draining:
                return _Response.NOT_SERVING, True
        status = self._status(service)
        return _Response.SERVICE_UNKNOWN if status is None else status, False


class _Watcher:
    """One Watch stream: sends the newest status, one message at a time. Thread-safe.

    Whoever sends asks for the status itself, and asks again when there was news meanwhile: a status
    handed over by several threads could arrive in the wrong order, and the old one would stay.

    Args:
        call: the stream.
        ask: the status now, and whether the stream is to end after it.
    """

    def __init__(self, call: ServerCall, ask: Callable[[], tuple[_Status, bool]]) -> None:
        self._call = call
        self._ask = ask
        self._sent: _Status | None = None  # belongs to whoever is busy
        self._lock = threading.Lock()
        self._has_news = False  # guarded by _lock
        self._is_busy = False  # guarded by _lock; somebody asks, or a message is on its way

    def look(self) -> None:
        """There may be news: send the status unless it is what was sent last."""
        with self._lock:
            self._has_news = True
            if self._is_busy:
                return
            self._is_busy = True
        self._go_on()

    def end(self) -> None:
        """The client is gone."""
        self._call.fail(Unavailable("The client has left"))

    def _go_on(self) -> None:
        while self._take_news():
            status, is_last = self._ask()
            if status != self._sent:
                self._sent = status
                with self._lock:
                    self._has_news = True  # to look again when this one is sent
                self._call.send(_Response(status=status).SerializeToString(), self._go_on)
                return
            if is_last:
                self._call.fail(Unavailable("The server is shutting down"))

    def _take_news(self) -> bool:
        with self._lock:
            has_news, self._has_news = self._has_news, False
            self._is_busy = has_news
            return has_news


def _read(call: ServerCall, answer: Callable[[str], None]) -> None:
    def on_message(data: bytes | None) -> None:
        if data is None:
            call.fail(Unimplemented(f"{call.method} requires exactly one request message"))
            return
        try:
            request = health_pb2.HealthCheckRequest.FromString(data)
        except DecodeError:
            call.fail(Internal("Failed to parse HealthCheckRequest"))
            return
        answer(request.service)

    call.receive(on_message)

"""The call style of gRPC's first Python API, which the early clients use.

    channel = implementations.insecure_channel(host, int(port))
    stub = prediction_service_pb2.beta_create_PredictionService_stub(channel)
    response = stub.Predict(request, 10.0)
    future = stub.Predict.future(request, 10.0)

Errors are at once what that API raised and what today's raises, so that both kinds of `except`
catch them. Where grpcio has no `grpc.beta` any more, the names here stand in for it in
`tfserve.compat`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import grpc
from google.protobuf import message_factory
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor

try:
    from grpc.framework.foundation import future as _future
    from grpc.framework.interfaces.face import face as _face
except ImportError:  # a grpcio that has dropped its beta API
    _face = _future = None

__all__ = [
    "AbortionError",
    "CancellationError",
    "CancelledError",
    "Channel",
    "ExpirationError",
    "LocalError",
    "RemoteError",
    "TimeoutError",
    "insecure_channel",
    "secure_channel",
    "ssl_channel_credentials",
    "stub",
]

Metadata = Iterable[tuple[str, str | bytes]]
Transformer = Callable[[Metadata], Metadata]
ssl_channel_credentials = grpc.ssl_channel_credentials


def _bases(module: Any, name: str, *own: type[Exception]) -> tuple[type[Exception], ...]:
    """`own`, and the class of that name in grpcio's beta API while there is one."""
    return own if module is None else (*own, getattr(module, name))


class AbortionError(*_bases(_face, "AbortionError", grpc.RpcError)):  # type: ignore[misc]
    """A call that did not end well.

    Attributes, not methods as on today's errors: `code` (a `grpc.StatusCode`), `details` (text),
    `initial_metadata`, `terminal_metadata`.
    """

    def __init__(
        self, initial_metadata: Any, terminal_metadata: Any, code: grpc.StatusCode, details: str
    ) -> None:
        Exception.__init__(self)
        self.initial_metadata = initial_metadata
        self.terminal_metadata = terminal_metadata
        self.code = code
        self.details = details

    def __str__(self) -> str:
        return f'{type(self).__name__}(code={self.code}, details="{self.details}")'


class CancellationError(*_bases(_face, "CancellationError", AbortionError)):  # type: ignore[misc]
    """The call was cancelled."""


class ExpirationError(*_bases(_face, "ExpirationError", AbortionError)):  # type: ignore[misc]
    """The deadline passed."""


class LocalError(*_bases(_face, "LocalError", AbortionError)):  # type: ignore[misc]
    """The server does not have the method."""


class RemoteError(*_bases(_face, "RemoteError", AbortionError)):  # type: ignore[misc]
    """The server failed in a way that it does not explain."""


class TimeoutError(*_bases(_future, "TimeoutError", grpc.FutureTimeoutError)):  # type: ignore[misc]  # noqa: A001
    """The wait for a future ended first."""


class CancelledError(*_bases(_future, "CancelledError", grpc.FutureCancelledError)):  # type: ignore[misc]
    """The future was cancelled."""


_ERRORS: dict[grpc.StatusCode, type[AbortionError]] = {
    grpc.StatusCode.CANCELLED: CancellationError,
    grpc.StatusCode.DEADLINE_EXCEEDED: ExpirationError,
    grpc.StatusCode.UNIMPLEMENTED: LocalError,
    grpc.StatusCode.UNKNOWN: RemoteError,
}


def _error(call: Any) -> AbortionError:
    """The old error for a `grpc.RpcError`, which is also the call."""
    kind: type[AbortionError] = _ERRORS.get(call.code(), AbortionError)
    return kind(call.initial_metadata(), call.trailing_metadata(), call.code(), call.details())


class Channel:
    """A channel as `implementations.insecure_channel` returns it."""

    def __init__(self, channel: grpc.Channel) -> None:
        """Wrap a channel of today's API."""
        self._channel = channel

    def subscribe(self, callback: Any, try_to_connect: bool | None = None) -> None:  # noqa: FBT001
        """Call `callback` at every change of connectivity."""
        self._channel.subscribe(callback, try_to_connect=try_to_connect)

    def unsubscribe(self, callback: Any) -> None:
        """Undo `subscribe`."""
        self._channel.unsubscribe(callback)


def insecure_channel(host: str, port: int | None) -> Channel:
    """A channel without TLS."""
    return Channel(grpc.insecure_channel(_target(host, port)))


def secure_channel(
    host: str, port: int | None, channel_credentials: grpc.ChannelCredentials
) -> Channel:
    """A channel with TLS."""
    return Channel(grpc.secure_channel(_target(host, port), channel_credentials))


def _target(host: str, port: int | None) -> str:
    return host if port is None else f"{host}:{port}"


class CallFuture:
    """A call under way."""

    def __init__(self, call: Any) -> None:
        self._call = call

    def __getattr__(self, name: str) -> Any:
        """`cancel`, `done`, `running`, `code`, `details` and the like are those of the call."""
        return getattr(self._call, name)

    def result(self, timeout: float | None = None) -> Any:
        """The response; waits up to `timeout` seconds.

        Raises:
            AbortionError: the call failed.
            TimeoutError: it has not ended in time.
            CancelledError: it was cancelled.
        """
        try:
            return self._call.result(timeout)
        except grpc.RpcError as error:
            raise _error(error) from error
        except grpc.FutureTimeoutError as error:
            raise TimeoutError from error
        except grpc.FutureCancelledError as error:
            raise CancelledError from error

    def exception(self, timeout: float | None = None) -> AbortionError | None:
        """The error that `result` raises, None after success."""
        try:
            error = self._call.exception(timeout)
        except grpc.FutureTimeoutError as late:
            raise TimeoutError from late
        except grpc.FutureCancelledError as cancelled:
            raise CancelledError from cancelled
        return None if error is None else _error(error)

    def add_done_callback(self, callback: Callable[[CallFuture], None]) -> None:
        """Call `callback(self)` once the call has ended, on a thread of grpc."""
        self._call.add_done_callback(lambda _: callback(self))

    def terminal_metadata(self) -> Any:
        """What the server sent after the response."""
        return self._call.trailing_metadata()


class UnaryUnary:
    """One RPC: `stub.Predict(request, 10.0)`, `stub.Predict.future(request, 10.0)`."""

    def __init__(
        self, channel: grpc.Channel, method: MethodDescriptor, transformer: Transformer | None
    ) -> None:
        response = message_factory.GetMessageClass(method.output_type)
        self._transformer = transformer
        self._call = channel.unary_unary(
            f"/{method.containing_service.full_name}/{method.name}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=response.FromString,
        )

    def __call__(
        self,
        request: Any,
        timeout: float | None,
        metadata: Metadata | None = None,
        with_call: bool = False,  # noqa: FBT001, FBT002 - the old signature
        protocol_options: Any = None,
    ) -> Any:
        """The response, or the response and the call; `timeout` in seconds.

        Raises:
            AbortionError: the call failed.
        """
        options = self._options(timeout, metadata, protocol_options)
        try:
            if with_call:
                response, call = self._call.with_call(request, **options)
                return response, CallFuture(call)
            return self._call(request, **options)
        except grpc.RpcError as error:
            raise _error(error) from error

    def future(
        self,
        request: Any,
        timeout: float | None,
        metadata: Metadata | None = None,
        protocol_options: Any = None,
    ) -> CallFuture:
        """Start the call and return at once."""
        options = self._options(timeout, metadata, protocol_options)
        return CallFuture(self._call.future(request, **options))

    def _options(
        self, timeout: float | None, metadata: Metadata | None, protocol_options: Any
    ) -> dict[str, Any]:
        metadata = () if metadata is None else metadata
        if self._transformer is not None:
            metadata = self._transformer(metadata)
        return {
            "timeout": timeout,
            "metadata": tuple(metadata),
            "credentials": getattr(protocol_options, "credentials", None),
        }


class Stub:
    """A client whose attributes are the methods of one service."""

    def __init__(
        self, channel: Any, service: ServiceDescriptor, transformer: Transformer | None
    ) -> None:
        """`channel` is an old one or one of today's."""
        today = getattr(channel, "_channel", None)
        if not isinstance(today, grpc.Channel):
            today = channel
        for method in service.methods:
            setattr(self, method.name, UnaryUnary(today, method, transformer))

    def __enter__(self) -> Stub:  # noqa: PYI034 - typing.Self is of Python 3.11
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to release: the channel is the caller's."""


def stub(
    channel: Any, service: ServiceDescriptor, metadata_transformer: Transformer | None = None
) -> Stub:
    """What `beta_create_<service>_stub(channel)` returns.

    Args:
        channel: from `implementations.insecure_channel`, or a `grpc.Channel`.
        service: whose methods become attributes.
        metadata_transformer: called with each call's metadata, returns what is sent.
    """
    return Stub(channel, service, metadata_transformer)

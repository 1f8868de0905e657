"""ModelStreamInfer: one inference after the other over one stream."""

from __future__ import annotations

import threading
from collections.abc import Callable

from tfserve.apis.oip import open_inference_grpc_pb2 as messages
from tfserve.errors import ServingError, Unavailable
from tfserve.frontends.grpc.call import ServerCall
from tfserve.frontends.grpc.errors import OK, Metadata
from tfserve.frontends.grpc.methods import UnaryMethod
from tfserve.security.principals import Principal
from tfserve.tensors.wire import tag, varint

__all__ = ["InferStreams"]

_INFER_RESPONSE = tag(2)  # ModelStreamInferResponse.infer_response


class InferStreams:
    """Answers every request of a stream before it takes the next: in order, and with no more than
    one request in memory. Thread-safe.

    A request that fails is answered by its error, and the stream goes on.

    Args:
        infer: the method ModelInfer.
    """

    def __init__(self, infer: UnaryMethod) -> None:
        self._infer = infer
        self._lock = threading.Lock()
        self._idle: set[ServerCall] = set()  # guarded by _lock; wait for a request
        self._is_draining = False  # guarded by _lock

    def serve(self, call: ServerCall) -> None:
        """Take over a stream that has arrived."""
        self._next(call)

    def drain(self) -> None:
        """End every stream that waits for a request, and the others after their answer.
        Idempotent.
        """
        with self._lock:
            self._is_draining = True
            calls = tuple(self._idle)
            self._idle.clear()
        for call in calls:
            call.fail(_leaving())

    def _next(self, call: ServerCall) -> None:
        with self._lock:
            is_leaving = self._is_draining
            if not is_leaving:
                self._idle.add(call)
        if is_leaving:
            call.fail(_leaving())
        else:
            call.receive(lambda data: self._take(call, data))

    def _take(self, call: ServerCall, data: bytes | None) -> None:
        with self._lock:
            self._idle.discard(call)
        if data is None:
            call.end(OK)
        else:
            self._infer.answer(data, _StreamCaller(call, lambda: self._next(call)))


class _StreamCaller:
    """Who waits for the answer to one request of a stream. Thread-safe.

    Args:
        call: the stream.
        go_on: called when the answer was sent.
    """

    __slots__ = ("_call", "_go_on")

    def __init__(self, call: ServerCall, go_on: Callable[[], None]) -> None:
        self._call = call
        self._go_on = go_on

    @property
    def expires_at(self) -> float | None:
        """The stream's deadline, in seconds since the epoch."""
        return self._call.expires_at

    @property
    def peer(self) -> str:
        """The client's address."""
        return self._call.peer

    def header(self, name: str) -> str | None:
        """An entry of the stream's metadata."""
        return self._call.header(name)

    @property
    def principal(self) -> Principal | None:
        """Whose stream it is."""
        return self._call.principal

    def is_gone(self) -> bool:
        """Whether the stream has been cancelled, or its connection is lost."""
        return self._call.is_gone()

    def reply(self, message: bytes, trailers: Metadata = ()) -> None:  # noqa: ARG002 - a stream has one end
        """Send an encoded ModelInferResponse."""
        self._call.send(b"".join((_INFER_RESPONSE, varint(len(message)), message)), self._go_on)

    def fail(self, error: ServingError, trailers: Metadata = ()) -> None:  # noqa: ARG002 - the same
        """Send an error; the stream goes on."""
        response = messages.ModelStreamInferResponse(error_message=error.message)
        self._call.send(response.SerializeToString(), self._go_on)


def _leaving() -> Unavailable:
    return Unavailable("The server is shutting down")

"""grpc.reflection: lets grpcurl and the like ask for services and messages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from google.protobuf import descriptor_pool
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import DecodeError
from grpc_reflection.v1alpha import reflection, reflection_pb2

from tfserve.errors import Internal, Unavailable
from tfserve.frontends.grpc.call import ServerCall
from tfserve.frontends.grpc.errors import OK
from tfserve.frontends.grpc.transport import Behaviour

__all__ = ["REFLECTION_SERVICES", "ReflectionService"]

# Version 1 has the same messages, field for field, as v1alpha; newer tools ask for it first.
REFLECTION_SERVICES = (
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
)


class ReflectionService:
    """Answers reflection streams, one answer per question. Thread-safe.

    Args:
        services: full names of the services that are served.
        pools: where those are described that the default pool does not have.
    """

    def __init__(self, services: Sequence[str], pools: Sequence[DescriptorPool] = ()) -> None:
        self._lock = threading.Lock()
        self._calls: set[ServerCall] = set()  # guarded by _lock
        self._is_draining = False  # guarded by _lock
        names = (*services, *REFLECTION_SERVICES)
        self._servicer = reflection.ReflectionServicer(names, _Pools(pools) if pools else None)

    @property
    def behaviours(self) -> Mapping[str, Behaviour]:
        """Full method name -> what to do with its calls."""
        return {f"/{service}/ServerReflectionInfo": self._serve for service in REFLECTION_SERVICES}

    def drain(self) -> None:
        """End every stream: tools keep them open between questions. Idempotent."""
        with self._lock:
            self._is_draining = True
            calls = tuple(self._calls)
            self._calls.clear()
        for call in calls:
            call.fail(_leaving())

    def _admit(self, call: ServerCall) -> bool:
        with self._lock:
            if not self._is_draining:
                self._calls.add(call)
            return not self._is_draining

    def _forget(self, call: ServerCall) -> None:
        with self._lock:
            self._calls.discard(call)

    def _serve(self, call: ServerCall) -> None:
        if not self._admit(call):
            call.fail(_leaving())
            return

        def on_question(data: bytes | None) -> None:
            if data is None:
                self._forget(call)
                call.end(OK)
                return
            try:
                question = reflection_pb2.ServerReflectionRequest.FromString(data)
            except DecodeError:
                self._forget(call)
                call.fail(Internal("Failed to parse ServerReflectionRequest"))
                return
            (answer,) = self._servicer.ServerReflectionInfo(iter((question,)), None)
            call.send(answer.SerializeToString(), lambda: call.receive(on_question))

        call.receive(on_question)


class _Pools:
    """Several descriptor pools as one: each question goes to one after the other, the default pool
    first, until one knows. Thread-safe.
    """

    def __init__(self, pools: Sequence[DescriptorPool]) -> None:
        self._pools = (descriptor_pool.Default(), *pools)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if not name.startswith("Find"):
            raise AttributeError(name)
        return partial(self._find, name)

    def _find(self, method: str, *arguments: Any) -> Any:  # as the method of the pools
        for pool in self._pools[:-1]:
            try:
                return getattr(pool, method)(*arguments)
            except KeyError:
                continue
        return getattr(self._pools[-1], method)(*arguments)


def _leaving() -> Unavailable:
    return Unavailable("The server is shutting down")

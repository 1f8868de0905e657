"""A service beside TensorFlow Serving's, on the same port."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from google.protobuf.descriptor_pool import DescriptorPool

from tfserve.frontends.grpc.transport import Behaviour

__all__ = ["GrpcService"]


class GrpcService(Protocol):
    """What the gRPC server needs to know of it. Thread-safe."""

    @property
    def behaviours(self) -> Mapping[str, Behaviour]:
        """Full method name -> what to do with its calls."""
        ...

    @property
    def descriptors(self) -> DescriptorPool:
        """Where the service and its messages are described, for reflection."""
        ...

    def drain(self) -> None:
        """End what only waits for what may come, such as idle streams. Idempotent."""
        ...

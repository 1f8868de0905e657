"""gRPC, as TensorFlow Serving speaks it."""

from __future__ import annotations

from tfserve.frontends.grpc.server import GrpcServer

__all__ = ["GrpcServer"]

"""The few names of grpcio's C binding that the transport stands on, checked in one place.

grpcio's own Python server is built on the same names. They are not a public interface, so a
release of grpcio may change them: then the import below fails at the start, by name, and not at
some request. `docs/grpc_frontend.md` says why they are used.
"""

from __future__ import annotations

try:
    from grpc._cython.cygrpc import (
        CompletionQueue,
        CompletionType,
        ReceiveCloseOnServerOperation,
        ReceiveMessageOperation,
        SendInitialMetadataOperation,
        SendMessageOperation,
        SendStatusFromServerOperation,
        Server,
    )
except ImportError as error:
    import grpc

    msg = (
        f"grpcio {getattr(grpc, '__version__', '')} has another C binding than the gRPC frontend "
        "knows; install a version that this release of tfserve was tested with"
    )
    raise ImportError(msg) from error

__all__ = [
    "CompletionQueue",
    "CompletionType",
    "ReceiveCloseOnServerOperation",
    "ReceiveMessageOperation",
    "SendInitialMetadataOperation",
    "SendMessageOperation",
    "SendStatusFromServerOperation",
    "Server",
]

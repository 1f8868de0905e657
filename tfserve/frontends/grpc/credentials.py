"""TLS for gRPC: each handshake uses the certificates of its moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import grpc

from tfserve.security.tls import TlsIdentity

__all__ = ["server_credentials"]


def server_credentials(identity: Callable[[], TlsIdentity]) -> Any:  # grpc is untyped
    """grpc.ServerCredentials for one listener. TLS 1.2 is the least that grpcio's core speaks.

    Args:
        identity: asked at every new connection, from the core's threads; must be quick. Whether
            clients need certificates is settled by the first answer.
    """
    first = given = identity()

    def news() -> Any:  # a grpc.ServerCertificateConfiguration, or None for "as before"
        nonlocal given
        now = identity()
        if now is given:
            return None
        given = now
        return _configuration(now)

    return grpc.dynamic_ssl_server_credentials(
        _configuration(first), news, require_client_authentication=first.client_ca is not None
    )


def _configuration(identity: TlsIdentity) -> Any:  # grpc.ServerCertificateConfiguration
    return grpc.ssl_server_certificate_configuration(
        [(identity.key, identity.certificates)], root_certificates=identity.client_ca
    )

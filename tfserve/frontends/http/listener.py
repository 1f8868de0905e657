"""The listening socket: one owner, bound before anything slow."""

from __future__ import annotations

import os
import socket

from tfserve.errors import InvalidArgument

__all__ = ["listen"]

_BACKLOG = 1024  # connections that wait to be accepted; the system may allow fewer
_ANY = ("", "0.0.0.0", "::")  # noqa: S104 - names for all addresses, of both families


def listen(host: str, port: int, *, reuse_port: bool = False) -> socket.socket:
    """A socket that listens on `host`; a name for all addresses means those of both families where
    the system has both, as gRPC has it.

    Raises:
        InvalidArgument: TensorFlow Serving's text, then the address and the system's reason.
    """
    try:
        if host in _ANY and socket.has_dualstack_ipv6():
            return _bound(socket.AF_INET6, ("::", port), reuse_port=reuse_port)
        family, _, _, _, where = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return _bound(family, where[:2], reuse_port=reuse_port)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        where_text = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        raise InvalidArgument(
            f"Failed to start HTTP Server at localhost:{port}: cannot listen on {where_text}: "
            f"{reason}",
            details={"flag": "rest_api_port"},
        ) from error


def _bound(family: int, where: tuple[object, ...], *, reuse_port: bool) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # not a port in use
        if reuse_port:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            is_one_family = where[0] != "::"
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(is_one_family))
        listener.bind(where)
        listener.listen(_BACKLOG)
        listener.setblocking(False)
    except BaseException:
        listener.close()
        raise
    return listener

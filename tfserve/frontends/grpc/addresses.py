"""Where to listen: TCP addresses and Unix sockets, and why one cannot be bound."""

from __future__ import annotations

import errno
import os
import socket
import stat
from pathlib import Path

from tfserve.errors import InvalidArgument

__all__ = ["check_address", "remove_stale_socket", "split_tcp"]

_UNIX = "unix:"


def _unix_path(address: str) -> Path | None:
    if not address.startswith(_UNIX):
        return None
    return Path(address.removeprefix(_UNIX).removeprefix("//"))


def split_tcp(address: str) -> tuple[str, int]:
    """`host:port` -> host without brackets, port.

    Raises:
        InvalidArgument: not of that form.
    """
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdigit():
        raise InvalidArgument(f"Not an address: {address}; expected host:port or unix:path")
    return host.strip("[]"), int(port)


def check_address(address: str, *, reuse_port: bool = False) -> None:
    """Find out whether `address` can be bound, and why not, by binding it for a moment.

    grpcio itself does not tell the reason.

    Raises:
        InvalidArgument: TensorFlow Serving's text, then the address and the system's reason.
    """
    path = _unix_path(address)
    try:
        if path is not None:
            _check_unix(path)
        else:
            _check_tcp(address, reuse_port=reuse_port)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise InvalidArgument(
            f"Failed to BuildAndStart gRPC server: cannot listen on {address}: {reason}",
            details={"flag": "port" if path is None else "grpc_socket_path"},
        ) from error


def _check_tcp(address: str, *, reuse_port: bool) -> None:
    host, port = split_tcp(address)
    family, kind, protocol, _, where = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if reuse_port:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        probe.bind(where)
        probe.listen(1)


def _check_unix(path: Path) -> None:
    if path.exists() and not stat.S_ISSOCK(path.stat().st_mode):
        raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))
    if path.exists() and _is_served(path):
        raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))
    if not os.access(path.parent or Path(), os.W_OK):
        code = errno.EACCES if path.parent.exists() else errno.ENOENT
        raise OSError(code, os.strerror(code))


def _is_served(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            return False
    return True


def remove_stale_socket(address: str) -> None:
    """Delete the file of a Unix socket that nobody serves: left by a process that was killed."""
    path = _unix_path(address)
    if path is not None and path.is_socket() and not _is_served(path):
        path.unlink(missing_ok=True)

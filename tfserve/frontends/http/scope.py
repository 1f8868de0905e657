"""A request as ASGI describes it."""

from __future__ import annotations

import asyncio
from urllib.parse import unquote

from tfserve.frontends.http.exchange import Exchange
from tfserve.frontends.http.head import RequestHead
from tfserve.frontends.http.site import Scope

__all__ = ["IS_GONE", "Ends"]

IS_GONE = "tfserve.is_gone"
"""The extension in an ASGI scope that tells, when called, whether the client has left."""

_ASGI = {"version": "3.0", "spec_version": "2.3"}


class Ends:
    """Both ends of a connection; makes the scopes of its requests.

    Args:
        transport: the connection.
    """

    __slots__ = ("_client", "_server", "scheme")

    def __init__(self, transport: asyncio.BaseTransport) -> None:
        self._client = _address(transport.get_extra_info("peername"))
        self._server = _address(transport.get_extra_info("sockname"))
        self.scheme = "https" if transport.get_extra_info("sslcontext") else "http"

    @property
    def peer(self) -> str:
        """The client's address; "" when it has none."""
        return f"{self._client[0]}:{self._client[1]}" if self._client else ""

    def header(self, name: str) -> str | None:  # noqa: ARG002 - as an `Origin`
        """None: no headers are known here."""
        return None

    def scope(self, head: RequestHead, exchange: Exchange) -> Scope:
        """The scope of one request."""
        raw_path, _, query = _origin_form(head.target).partition(b"?")
        path = raw_path.decode("ascii")  # llhttp takes nothing else
        return {
            "type": "http",
            "asgi": _ASGI,
            "http_version": head.version,
            "method": head.method,
            "scheme": self.scheme,
            "path": unquote(path) if "%" in path else path,
            "raw_path": raw_path,
            "query_string": query,
            "root_path": "",
            "headers": head.headers,
            "client": self._client,
            "server": self._server,
            "extensions": {IS_GONE: exchange.is_gone},
        }


def _address(name: object) -> tuple[str, int] | None:
    """Host and port; None for a socket that has neither."""
    return (name[0], name[1]) if isinstance(name, tuple) and len(name) >= 2 else None


def _origin_form(target: bytes) -> bytes:
    """Path and query of a target that may name the server, too, as a proxy's does."""
    if target.startswith(b"/"):
        return target
    scheme, separator, rest = target.partition(b"://")
    if not separator or not scheme.isalpha():
        return target
    slash = rest.find(b"/")
    return rest[slash:] if slash >= 0 else b"/"

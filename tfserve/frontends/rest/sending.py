"""Sending a response: the headers that every answer has, and compression for those who ask."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from tfserve.core.executor import Executor
from tfserve.core.request_id import HEADER
from tfserve.errors import Code
from tfserve.frontends.rest.caller import Caller
from tfserve.frontends.rest.compression import accepts_gzip, gzipped
from tfserve.frontends.rest.exchange import Response
from tfserve.frontends.rest.handover import Handover
from tfserve.security.authorizer import CHALLENGE

__all__ = ["ResponseSender"]

_Headers: TypeAlias = list[tuple[bytes, bytes]]

_CORS: _Headers = [  # spec 9.12
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"POST, GET"),
    (b"access-control-allow-headers", b"Content-Type"),
]
# Where callers are asked for credentials a page's script must be able to send some. They are its
# own: with "*" no browser adds those that it remembers.
_CORS_WITH_CREDENTIALS: _Headers = [
    *_CORS[:2],
    (b"access-control-allow-headers", b"Content-Type, Authorization, X-API-Key"),
]
_NO_SNIFFING = (b"x-content-type-options", b"nosniff")
_CHALLENGE = (b"www-authenticate", CHALLENGE.encode("latin-1"))
_REQUEST_ID = HEADER.encode("latin-1")
_GZIP: _Headers = [(b"content-encoding", b"gzip"), (b"vary", b"accept-encoding")]


class ResponseSender:
    """Turns responses into ASGI events. Belongs to one event loop.

    Args:
        executor: compresses.
        gzip_from_bytes: bodies at least this large are compressed for those who accept it; 0 never.
        asks_credentials: whether callers are asked who they are.
    """

    def __init__(
        self, executor: Executor, *, gzip_from_bytes: int, asks_credentials: bool = False
    ) -> None:
        self._cors = _CORS_WITH_CREDENTIALS if asks_credentials else _CORS
        self._executor = executor
        self._gzip_from_bytes = gzip_from_bytes

    async def send(
        self,
        response: Response,
        caller: Caller,
        send: Callable[[dict[str, Any]], Awaitable[None]],
        *,
        with_cors: bool,
        request_id: str,
    ) -> None:
        """Send it all.

        Args:
            response: what.
            caller: to whom.
            send: as ASGI has it.
            with_cors: whether scripts of any page may read it.
            request_id: names the call; "" when nothing does.
        """
        body = response.body
        headers: _Headers = [_NO_SNIFFING]
        if response.content_type:
            headers.append((b"content-type", response.content_type.encode("latin-1")))
        for name, value in response.headers.items():
            headers.append((name.encode("latin-1"), value.encode("latin-1")))
        if request_id:
            headers.append((_REQUEST_ID, request_id.encode("latin-1")))
        if response.code is Code.UNAUTHENTICATED:
            headers.append(_CHALLENGE)
        if with_cors:
            headers += self._cors
        if self._is_worth_compressing(body, response, caller):
            body = await self._compressed(body)
            headers += _GZIP
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _is_worth_compressing(self, body: bytes, response: Response, caller: Caller) -> bool:
        return (
            0 < self._gzip_from_bytes <= len(body)
            and "content-encoding" not in response.headers
            and accepts_gzip(caller.headers.get("accept-encoding", ""))
        )

    async def _compressed(self, body: bytes) -> bytes:
        """In another thread: requests that are small do not wait for it."""
        handover: Handover[bytes] = Handover()
        self._executor.submit(lambda: handover.give(gzipped(body)))
        return await handover.wait()

"""One request and its answer, between a connection and an ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

from tfserve.frontends.http.head import RequestHead
from tfserve.frontends.http.refusal import Refusal
from tfserve.frontends.http.response import (
    CONTINUE,
    LAST_CHUNK,
    Header,
    chunk,
    head_bytes,
)

__all__ = ["REFUSED", "Exchange", "Message", "Wire"]

Message: TypeAlias = dict[str, Any]  # an ASGI event

REFUSED = "tfserve.refused"
"""In an `http.disconnect`: the code under which the server has refused the request's body."""

_ONE_WRITE_BYTES = 64 * 1024  # head and body go out together up to here: a copy is less than a call
_NO_BODY = (204, 304)


class Wire(Protocol):
    """What an exchange needs of its connection."""

    @property
    def date(self) -> bytes:
        """The Date header now, a whole line."""
        ...

    def write(self, data: bytes) -> None:
        """Send, or queue, `data`."""
        ...

    async def wait_writable(self) -> None:
        """Return when the client has taken most of what was sent."""
        ...

    def want_body(self) -> None:
        """The application waits for more of the body."""
        ...

    def may_keep_alive(self) -> bool:
        """Whether another request may follow an answer that begins now."""
        ...

    def answered(self) -> None:
        """The answer is complete."""
        ...

    def abort(self) -> None:
        """The answer cannot be completed."""
        ...


class Exchange:
    """The `receive` and `send` of one ASGI call. Belongs to the loop's thread.

    Args:
        wire: the connection.
        head: of the request.
    """

    __slots__ = (
        "_body_size",
        "_has_begun",
        "_head",
        "_headers",
        "_is_body_over",
        "_is_body_taken",
        "_is_chunked",
        "_is_gone",
        "_owes_continue",
        "_pieces",
        "_refusal",
        "_status",
        "_waiter",
        "_wire",
        "is_over",
        "keeps_alive",
    )

    def __init__(self, wire: Wire, head: RequestHead) -> None:
        self._wire = wire
        self._head = head
        self._pieces: list[bytes] = []  # of the body, not yet taken by the application
        self._body_size = 0  # of these
        self._is_body_over = not head.body_bytes
        self._is_body_taken = False
        self._is_gone = False
        self._refusal: Refusal | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._status = 0
        self._headers: Sequence[Header] = ()
        self._has_begun = False  # the answer, on the wire
        self._is_chunked = False
        self._owes_continue = head.expects_continue
        self.is_over = False  # the answer
        self.keeps_alive = True  # once the answer has begun: whether another request may follow

    # For the connection

    @property
    def unread_bytes(self) -> int:
        """Bytes of the body that wait for the application."""
        return self._body_size

    @property
    def has_begun(self) -> bool:
        """Whether a part of the answer was sent."""
        return self._has_begun

    def is_gone(self) -> bool:
        """Whether the client has left. Any thread may ask."""
        return self._is_gone

    def add(self, piece: bytes) -> None:
        """A part of the body has come."""
        if piece and not self.is_over:
            self._pieces.append(piece)
            self._body_size += len(piece)
            self._wake()

    def end_body(self) -> None:
        """The body is complete."""
        self._is_body_over = True
        self._wake()

    def leave(self) -> None:
        """The client has left."""
        self._is_gone = True
        self._wake()

    def refuse(self, refusal: Refusal | None = None) -> None:
        """The connection answers in the application's place, or the client is lost."""
        self._refusal = refusal
        self.is_over = True
        self.leave()

    def _wake(self) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    # For the application

    async def receive(self) -> Message:
        """The next ASGI event: parts of the body, then `http.disconnect` when the client has left
        or the answer is complete.
        """
        while not self.is_over:
            if self._pieces or (self._is_body_over and not self._is_body_taken):
                return self._body_event()
            if self._is_gone:
                break
            if not self._is_body_over:
                if self._owes_continue and not self._has_begun:
                    self._wire.write(CONTINUE)
                    self._owes_continue = False
                self._wire.want_body()
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        if self._refusal is not None:
            return {"type": "http.disconnect", REFUSED: self._refusal.code}
        return {"type": "http.disconnect"}

    def _body_event(self) -> Message:
        pieces, self._pieces = self._pieces, []
        self._body_size = 0
        self._is_body_taken = self._is_body_over
        body = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        return {"type": "http.request", "body": body, "more_body": not self._is_body_over}

    async def send(self, message: Message) -> None:
        """Take the next ASGI event of the answer."""
        if self.is_over:
            return  # the client has left, or was answered in the application's place
        kind = message["type"]
        if kind == "http.response.start":
            self._status = message["status"]
            self._headers = tuple(message.get("headers", ()))
        elif kind == "http.response.body":
            await self._send_body(message.get("body", b""), is_last=not message.get("more_body"))
        else:
            msg = f"an ASGI event that is no part of an HTTP answer: {kind}"
            raise RuntimeError(msg)

    async def _send_body(self, body: bytes, *, is_last: bool) -> None:
        has_body = self._head.method != "HEAD" and self._status not in _NO_BODY
        if not self._has_begun:
            head = self._begin(len(body) if is_last else None)
            if has_body and is_last and len(body) <= _ONE_WRITE_BYTES:
                self._wire.write(head + body)
                body = b""
            else:
                self._wire.write(head)
        if has_body and body:
            self._wire.write(chunk(body) if self._is_chunked else body)
        if is_last:
            if has_body and self._is_chunked:
                self._wire.write(LAST_CHUNK)
            self.is_over = True
            self._wire.answered()
            self._wake()
        else:
            await self._wire.wait_writable()

    def _begin(self, body_bytes: int | None) -> bytes:
        """The answer's head; `body_bytes` is None when more of the body follows."""
        self.keeps_alive = self._wire.may_keep_alive()
        own = [self._wire.date]
        is_sized = any(name == b"content-length" for name, _ in self._headers)
        if not is_sized and body_bytes is not None and self._status not in _NO_BODY:
            own.append(b"content-length: %d\r\n" % body_bytes)
        elif not is_sized and self._status not in _NO_BODY:
            if self._head.version == "1.1":
                self._is_chunked = True
                own.append(b"transfer-encoding: chunked\r\n")
            else:
                self.keeps_alive = False  # the end of the connection is the end of the body
        if not self.keeps_alive:
            own.append(b"connection: close\r\n")
        elif self._head.version == "1.0":
            own.append(b"connection: keep-alive\r\n")
        head = head_bytes(self._status, self._headers, *own)
        self._has_begun = True
        return head

"""One connection: requests in, one at a time, answers out, in order.

Bytes are taken from the client only as far as somebody wants them: what follows a request waits
until it is answered, and a body until the application reads it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
from typing import cast

from tfserve.core.call_record import CallRecord, EntryPoint
from tfserve.frontends.http.chunked import ChunkedBody
from tfserve.frontends.http.exchange import Exchange
from tfserve.frontends.http.head import CHUNKED, HeadReader, RequestHead
from tfserve.frontends.http.phase import LAST_LINGER_S, PROGRESS_BYTES, Phase, waits_until
from tfserve.frontends.http.refusal import Refusal
from tfserve.frontends.http.response import head_bytes
from tfserve.frontends.http.scope import Ends
from tfserve.frontends.http.site import Scope, Site

__all__ = ["Connection"]

_log = logging.getLogger(__name__)

_UNREAD_BYTES = 256 * 1024  # of a body that the application has not taken: no more is read then
_SMALL_REST_BYTES = 64 * 1024  # of a body nobody wants: less to read than to connect again
_ENTRY = EntryPoint("HTTP", "")  # of a request that has not said yet what it wants
_JSON = ((b"content-type", b"application/json"),)


class Connection(asyncio.Protocol):
    """A client's connection. Belongs to the loop's thread.

    Args:
        site: what it shares with the others.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._transport: asyncio.Transport = None  # type: ignore[assignment]  # until connected
        self._phase = Phase.HEAD  # a new connection has as long as a request's head
        self._reader: HeadReader | None = None
        self._head_began_at = math.inf  # the first byte of the request that is being read
        self._exchange: Exchange | None = None
        self._task: asyncio.Task[None] | None = None  # the loop itself holds no task
        self._head: RequestHead | None = None
        self._chunked: ChunkedBody | None = None
        self._body_rest = 0  # bytes of a body of known length that are still to come
        self._body_bytes = 0  # of the body, read since the last look
        self._held = b""  # read, but not its turn
        self._is_paused = False  # reading
        self._is_half_closed = False  # the client sends nothing more
        self._waits_until = math.inf
        self._unsent_until = math.inf
        self._unsent_bytes = 0  # when the last look was taken
        self._writable: asyncio.Future[None] | None = None  # while the client does not take more
        self._ends: Ends = None  # type: ignore[assignment]  # the same

    # What the loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._ends = Ends(transport)
        self._enter(Phase.HEAD)
        self._site.opened(self)

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        if self._phase is Phase.LINGER:
            return
        if self._held:
            self._held += data
        else:
            self._consume(data)

    def eof_received(self) -> bool:
        """The client sends nothing more; True keeps the connection open for the answer."""
        self._is_half_closed = True
        if self._phase is not Phase.ANSWER or self._exchange is None:
            return False
        # Mostly it has left; work that has not begun is not worth beginning. But it may still read.
        self._exchange.leave()
        return self._ends.scheme == "http"  # TLS ends both ways at once

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the protocol's
        """Nobody is there any more."""
        self._waits_until = self._unsent_until = math.inf
        self.resume_writing()
        self._held = b""
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            exchange.refuse()
            self._site.ended()
        self._site.closed(self)

    def pause_writing(self) -> None:
        """The client takes less than is sent."""
        if self._writable is None:
            self._writable = self._site.loop.create_future()

    def resume_writing(self) -> None:
        """It has taken most of it."""
        writable, self._writable = self._writable, None
        if writable is not None and not writable.done():
            writable.set_result(None)

    # Requests

    def _consume(self, data: bytes) -> None:
        start = 0
        try:
            while start < len(data):
                if self._phase is Phase.ANSWER:
                    self._held = data[start:]
                    self._pause()
                    return
                if self._phase is Phase.LINGER:
                    return
                read = self._read_body if self._phase is Phase.BODY else self._read_head
                start = read(data, start)
        except Refusal as refusal:
            self._refuse(refusal)

    def _read_head(self, data: bytes, start: int) -> int:
        if self._reader is None:
            self._reader = HeadReader(self._site.limits)
            self._head_began_at = self._site.now()
        start, head = self._reader.read(data, start)
        if head is not None:
            self._reader = None
            self._begin(head)
        elif self._phase is Phase.IDLE:
            self._enter(Phase.HEAD)
        return start

    def _begin(self, head: RequestHead) -> None:
        self._head = head
        exchange = self._exchange = Exchange(self, head)
        self._chunked = ChunkedBody(self._site.limits) if head.body_bytes == CHUNKED else None
        self._body_rest = max(0, head.body_bytes)
        self._body_bytes = 0
        self._enter(Phase.BODY if head.body_bytes else Phase.ANSWER)
        self._site.begun()
        answer = self._answer(exchange, self._ends.scope(head, exchange))
        self._task = self._site.loop.create_task(answer)

    async def _answer(self, exchange: Exchange, scope: Scope) -> None:
        try:
            await self._site.app(scope, exchange.receive, exchange.send)
        except Exception:  # noqa: BLE001 - logged, and nothing else may be harmed
            _log.exception("%s %s failed", scope["method"], scope["path"])
        if exchange.is_over:
            return
        if exchange.has_begun:  # the client must not take the half of an answer for the whole
            self.abort()
        else:
            self._refuse(Refusal(500, "Internal error; see the server's log"))

    def _read_body(self, data: bytes, start: int) -> int:
        begin = start
        if self._chunked is not None:
            start, piece = self._chunked.read(data, start)
            is_complete = self._chunked.is_complete
        else:
            rest = self._body_rest
            is_all = start == 0 and len(data) <= rest
            piece = data if is_all else data[start : start + rest]
            start += len(piece)
            self._body_rest -= len(piece)
            is_complete = not self._body_rest
        self._body_bytes += start - begin
        exchange = self._exchange
        if exchange is not None:
            exchange.add(piece)
            if exchange.unread_bytes > _UNREAD_BYTES and not is_complete:
                self._pause()
        if is_complete:
            self._chunked = None
            self._end_body()
        return start

    def _end_body(self) -> None:
        exchange = self._exchange
        if exchange is None:  # answered without it
            self._enter(Phase.IDLE)
        else:
            self._enter(Phase.ANSWER)
            exchange.end_body()

    def _refuse(self, refusal: Refusal) -> None:
        """Answer in the application's place, and close."""
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            exchange.refuse(refusal)
            self._site.ended()
            if exchange.has_begun:
                self.abort()
                return
        body = refusal.body
        if exchange is None and self._phase is not Phase.BODY:  # else the application has seen it
            self._note(refusal, len(body))
        length = b"content-length: %d\r\nconnection: close\r\n" % len(body)
        self.write(head_bytes(refusal.status, _JSON, self._site.date, length) + body)
        self._linger()

    def _note(self, refusal: Refusal, response_bytes: int) -> None:
        """Have a request counted and logged that the application has not seen."""
        request_bytes = 0 if self._reader is None else self._reader.size_bytes
        record = CallRecord(_ENTRY, self._site.now, request_bytes, self._ends)
        record.began_at = min(record.began_at, self._head_began_at)
        record.end(refusal.code, response_bytes)
        self._site.refused(record)

    # What exchanges call

    @property
    def date(self) -> bytes:
        """The Date header now."""
        return self._site.date

    def write(self, data: bytes) -> None:
        """Send, or queue, `data`."""
        self._transport.write(data)
        if self._unsent_until == math.inf and self._transport.get_write_buffer_size():
            self._unsent_bytes = self._transport.get_write_buffer_size()
            self._unsent_until = self._site.now() + self._site.limits.write_timeout_s

    async def wait_writable(self) -> None:
        """Return when the client has taken most of what was sent."""
        if self._writable is not None:
            await self._writable

    def want_body(self) -> None:
        """The application waits for more of the body."""
        if not self._held:
            self._resume()

    def may_keep_alive(self) -> bool:
        """Whether another request may follow an answer that begins now."""
        is_wanted = self._head is not None and self._head.keeps_alive
        return (
            is_wanted
            and not self._site.is_draining
            and not self._is_half_closed
            and self._is_rest_small()
        )

    def _is_rest_small(self) -> bool:
        """Whether what is left of the body can be read and dropped."""
        if self._phase is not Phase.BODY:
            return True
        if self._chunked is not None or (self._head is not None and self._head.expects_continue):
            return False
        return self._body_rest <= _SMALL_REST_BYTES

    def answered(self) -> None:
        """The answer is complete: go on with the next request, or close."""
        exchange, self._exchange = self._exchange, None
        if exchange is None:
            return
        self._site.ended()
        is_read = self._phase is not Phase.BODY
        if not exchange.keeps_alive:
            if is_read and not self._held:
                self._close()
            else:
                self._linger()
            return
        if is_read:
            self._enter(Phase.IDLE)
        held, self._held = self._held, b""
        if held:
            self._consume(held)
        if not self._held:
            self._resume()

    def abort(self) -> None:
        """Drop the connection at once."""
        self._transport.abort()

    # Time

    def check(self, now: float) -> None:
        """Give up what has waited too long."""
        if self._unsent_until <= now:
            self._check_unsent(now)
        if self._waits_until <= now:
            self._check_wait()

    def _check_unsent(self, now: float) -> None:
        unsent = self._transport.get_write_buffer_size()
        if not unsent:
            self._unsent_until = math.inf
        elif unsent <= self._unsent_bytes - PROGRESS_BYTES:
            self._unsent_bytes = unsent
            self._unsent_until = now + self._site.limits.write_timeout_s
        else:
            self.abort()

    def _check_wait(self) -> None:
        limits = self._site.limits
        if self._phase is Phase.BODY:
            if self._is_paused or self._body_bytes >= PROGRESS_BYTES:
                self._body_bytes = 0
                self._enter(Phase.BODY)
                return
            self._refuse(
                Refusal(
                    408,
                    f"The request's body brought less than {PROGRESS_BYTES} bytes in "
                    f"{limits.body_timeout_s:g} seconds, the limit set by "
                    "--rest_body_timeout_seconds",
                )
            )
        elif self._phase is Phase.HEAD and self._reader is not None:
            self._refuse(
                Refusal(
                    408,
                    f"The request's headers did not come within {limits.header_timeout_s:g} "
                    "seconds, the limit set by --rest_header_timeout_seconds",
                )
            )
        elif self._phase is Phase.LINGER and not self._transport.get_write_buffer_size():
            self.abort()
        elif self._phase is Phase.LINGER:
            self._enter(Phase.LINGER)  # the answer is still on its way, and has a limit of its own
        else:
            self._waits_until = math.inf
            self._close()

    def drain(self, now: float, partial_s: float) -> None:
        """The server ends: close unless a request is under way. One whose head has only begun,
        and a client that was told to leave, have `partial_s` seconds more.
        """
        if self._phase is Phase.IDLE or (self._phase is Phase.HEAD and self._reader is None):
            self._close()
        elif self._phase in (Phase.HEAD, Phase.LINGER):
            self._waits_until = min(self._waits_until, now + partial_s)

    def _enter(self, phase: Phase) -> None:
        self._phase = phase
        limits = self._site.limits
        self._waits_until = waits_until(phase, self._site.now(), limits)

    def _close(self) -> None:
        """Close when all is sent."""
        self._transport.close()

    def _linger(self) -> None:
        """Close for writing, and read on for a while: closing with bytes unread would reset the
        connection, and the client would lose the answer.
        """
        self._held = b""
        self._reader = None
        if self._is_half_closed:  # nothing more can come
            self._close()
            return
        self._enter(Phase.LINGER)
        if self._site.is_draining:
            self._waits_until = self._site.now() + LAST_LINGER_S
        if self._transport.can_write_eof():
            with contextlib.suppress(OSError):  # the client has gone: the loop will tell
                self._transport.write_eof()
        self._resume()

    def _pause(self) -> None:
        if not self._is_paused:
            self._is_paused = True
            self._transport.pause_reading()

    def _resume(self) -> None:
        if self._is_paused and not self._transport.is_closing():
            self._is_paused = False
            self._transport.resume_reading()

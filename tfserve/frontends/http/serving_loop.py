"""What happens in the server's thread: accepting, watching the time, ending."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import functools
import logging
import resource
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tfserve.config.server import HttpConfig
from tfserve.core.call_record import CallObserver
from tfserve.core.clock import Clock
from tfserve.frontends.http.connection import Connection
from tfserve.frontends.http.refusal import Refusal
from tfserve.frontends.http.response import date_line, head_bytes
from tfserve.frontends.http.site import App

__all__ = ["HttpStatistics", "ServingLoop"]

_log = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.5  # at the clock: for time limits, and for the Date header
_ACCEPTED_AT_ONCE = 64  # connections, before requests get their turn
_ACCEPT_AGAIN_S = 1.0  # when there are no file descriptors left
_REMARK_EVERY_S = 60.0
_EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_OTHER_FILES = 128  # file descriptors that connections leave to models, gRPC and logs
_LEAST_CONNECTIONS = 16
_SETTLE_S = 0.05  # at the end, for requests that have arrived and were not read yet
_PARTIAL_S = 1.0  # at the end, for a request whose head has begun

_JSON = ((b"content-type", b"application/json"), (b"retry-after", b"1"))


@dataclass(frozen=True, slots=True)
class HttpStatistics:
    """Requests begun and over; connections open now, and ever turned away."""

    started: int
    finished: int
    connections: int
    refused_connections: int


class ServingLoop:
    """The event loop and all that lives in it. `run` and what follows it belong to the server's
    thread; `call`, `wait_idle` and `statistics` are for others.

    Args:
        app: the application.
        limits: what a connection may cost.
        clock: time.
        tls: asked for the context of each new connection; None for plain text.
        observer: shown requests that are refused before the application sees them.
    """

    def __init__(
        self,
        app: App,
        *,
        limits: HttpConfig,
        clock: Clock,
        tls: Callable[[], ssl.SSLContext] | None,
        observer: CallObserver,
    ) -> None:
        self.app = app
        self.refused = observer.observe
        self.limits = limits
        self.now = clock.now
        self.date = date_line(clock.wall())
        self.is_draining = False
        self.loop: asyncio.AbstractEventLoop
        self._clock = clock
        self._tls = tls
        self._most_connections = _most_connections(limits.max_connections)
        self._listener: socket.socket | None = None
        self._connections: set[Connection] = set()
        self._arriving: set[asyncio.Task[None]] = set()  # connections that are not ready yet
        self._remarked_at: dict[str, float] = {}
        self._started = 0
        self._finished = 0
        self._refused = 0
        self._changed = threading.Condition()
        self._is_running = False  # guarded by _changed
        self._has_settled = False  # guarded by _changed; no connection comes any more
        self._is_empty = False  # guarded by _changed; and none is left

    # For other threads

    def wait_running(self) -> None:
        """Return when the loop runs."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_running)

    def call(self, action: Callable[[], object]) -> None:
        """Call `action` in the loop; nothing when that has ended."""
        with self._changed:
            if self._is_running:
                self.loop.call_soon_threadsafe(action)

    def wait_idle(self, timeout_s: float) -> bool:
        """Whether all connections were closed within `timeout_s` seconds, once none is accepted."""
        with self._changed:
            return self._changed.wait_for(lambda: self._is_empty or not self._is_running, timeout_s)

    def statistics(self) -> HttpStatistics:
        """A snapshot."""
        finished = self._finished  # first: a request begins before it ends
        return HttpStatistics(self._started, finished, len(self._connections), self._refused)

    # In the loop

    def run(self, listener: socket.socket) -> None:
        """Serve until `stop`."""
        self._listener = listener
        self.loop = asyncio.new_event_loop()
        self.loop.set_exception_handler(self._failed)
        self._accept_again()
        self._look()
        with self._changed:
            self._is_running = True
            self._changed.notify_all()
        try:
            self.loop.run_forever()
        finally:
            with self._changed:
                self._is_running = False
                self._changed.notify_all()
            self._end()

    def _end(self) -> None:
        self._close_listener()
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        if tasks:
            self.loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self.loop.close()

    def look_once(self) -> None:
        """Give up what has waited too long."""
        self.date = date_line(self._clock.wall())
        now = self.now()
        for connection in tuple(self._connections):
            connection.check(now)

    def _look(self) -> None:
        self.look_once()
        self.loop.call_later(_LOOK_EVERY_S, self._look)

    def _accept_again(self) -> None:
        if self._listener is not None:
            self.loop.add_reader(self._listener.fileno(), self._accept)

    def _accept(self) -> None:
        """Take new connections, not so many that others wait."""
        for _ in range(_ACCEPTED_AT_ONCE):
            if self._listener is None:
                return
            try:
                accepted, _ = self._listener.accept()
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno in _EXHAUSTED:
                    self._back_off(error)
                    return
                continue  # the client has left already
            accepted.setblocking(False)
            self._admit(accepted)

    def _back_off(self, error: OSError) -> None:
        """Without a file descriptor for it the same connection would be offered for ever."""
        self.remark("accept", f"Cannot accept connections: {error.strerror}")
        if self._listener is not None:
            self.loop.remove_reader(self._listener.fileno())
            self.loop.call_later(_ACCEPT_AGAIN_S, self._accept_again)

    def _admit(self, accepted: socket.socket) -> None:
        if len(self._connections) + len(self._arriving) >= self._most_connections:
            self._turn_away(accepted)
            return
        task = self.loop.create_task(self._connect(accepted))
        self._arriving.add(task)
        task.add_done_callback(self._arrived)

    async def _connect(self, accepted: socket.socket) -> None:
        connection = functools.partial(Connection, self)
        try:
            if self._tls is None:
                await self.loop.connect_accepted_socket(connection, accepted)
            else:
                await self.loop.connect_accepted_socket(
                    connection,
                    accepted,
                    ssl=self._tls(),
                    ssl_handshake_timeout=self.limits.header_timeout_s,
                )
        except OSError as error:  # ssl.SSLError and ConnectionError are
            accepted.close()
            self.remark("tls", f"A connection could not be secured: {error}")

    def _arrived(self, task: asyncio.Task[None]) -> None:
        self._arriving.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.error("A connection failed", exc_info=task.exception())
        self._note_emptiness()

    def _turn_away(self, accepted: socket.socket) -> None:
        self._refused += 1
        limit = self._most_connections
        text = (
            f"The server has {limit} connections, the limit set by --rest_max_connections"
            if limit == self.limits.max_connections
            else f"The server has {limit} connections; it may not open more files (ulimit -n)"
        )
        self.remark("connections", text)
        if self._tls is None:
            body = Refusal(503, f"{text}; try again later").body
            length = b"content-length: %d\r\nconnection: close\r\n" % len(body)
            with contextlib.suppress(OSError):  # it has left, or takes nothing
                accepted.send(head_bytes(503, _JSON, self.date, length) + body)
        accepted.close()

    def remark(self, kind: str, text: str) -> None:
        """Write a line to the log; of each kind, once a minute at most."""
        now = self.now()
        if now - self._remarked_at.get(kind, -_REMARK_EVERY_S) >= _REMARK_EVERY_S:
            self._remarked_at[kind] = now
            _log.warning("%s", text)

    def _failed(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, OSError):  # the network's, not ours
            self.remark("network", f"{context['message']}: {error}")
        else:
            _log.error("%s", context["message"], exc_info=error)

    # What connections call

    def opened(self, connection: Connection) -> None:
        """A client has connected."""
        self._connections.add(connection)

    def closed(self, connection: Connection) -> None:
        """It has gone."""
        self._connections.discard(connection)
        self._note_emptiness()

    def begun(self) -> None:
        """A request has come."""
        self._started += 1

    def ended(self) -> None:
        """It is answered, or its client is gone."""
        self._finished += 1

    # The end

    def stop_accepting(self) -> None:
        """Take the connections that wait already, and no more; close those that are idle."""
        if self._listener is None:
            return
        self._accept()
        self._close_listener()
        self.loop.call_later(_SETTLE_S, self._settle)

    def _close_listener(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            self.loop.remove_reader(listener.fileno())
            listener.close()

    def _settle(self) -> None:
        now = self.now()
        for connection in tuple(self._connections):
            connection.drain(now, _PARTIAL_S)
        with self._changed:
            self._has_settled = True
        self._note_emptiness()

    def _note_emptiness(self) -> None:
        if not self._connections and not self._arriving and self.is_draining:
            with self._changed:
                if self._has_settled:
                    self._is_empty = True
                    self._changed.notify_all()

    def stop(self) -> None:
        """Drop everything, and end `run`."""
        self._close_listener()
        for connection in tuple(self._connections):
            connection.abort()
        self.loop.call_soon(self.loop.stop)  # after what the aborts have to say


def _most_connections(limit: int) -> int:
    """As many as wished for and as this process may have files open for."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return limit
    return min(limit, max(_LEAST_CONNECTIONS, files - _OTHER_FILES))

"""A proxy in front of a store, that makes it fail when a test says so."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tfserve.core.executor import ThreadExecutor
from tfserve.testing.loader import Gate

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["SLOW_DOWN", "Answer", "FaultyProxy"]

_CALL_S = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the proxy says instead of the store.

    Args:
        status: of HTTP.
        body: e.g. S3's error document.
    """

    status: int
    body: bytes = b""


SLOW_DOWN = Answer(503, b"<Error><Code>SlowDown</Code><Message>slow</Message></Error>")


@dataclass(slots=True)
class _Rule:
    method: str
    part: str
    times: int
    answer: Answer | None = None
    cut_after: int | None = None
    gate: Gate | None = None
    then: Callable[[], object] | None = None


@dataclass(slots=True)
class _Rules:
    lock: threading.Lock = field(default_factory=threading.Lock)
    rules: list[_Rule] = field(default_factory=list)  # guarded by lock
    requests: list[str] = field(default_factory=list)  # guarded by lock

    def take(self, method: str, path: str) -> _Rule | None:
        with self.lock:
            self.requests.append(f"{method} {path}")
            for rule in self.rules:
                if rule.times and rule.method == method and rule.part in path:
                    rule.times -= 1
                    return rule
            return None


class FaultyProxy:
    """Passes HTTP on to a store, and fails when a test says so. Thread-safe.

    Args:
        url: the store's.
    """

    def __init__(self, url: str) -> None:
        self._rules = _Rules()
        handler = partial(_Handler, urlsplit(url).netloc, self._rules)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._executor = ThreadExecutor("tfserve-proxy", 1)
        self._executor.submit(partial(self._server.serve_forever, 0.05))

    @property
    def requests(self) -> list[str]:
        """`GET /bucket?list-type=2...`, all so far."""
        with self._rules.lock:
            return list(self._rules.requests)

    def answer(self, part: str, answer: Answer, *, method: str = "GET", times: int = 10**9) -> None:
        """Give this answer to requests whose path has `part`."""
        self._add(_Rule(method, part, times, answer=answer))

    def cut(self, part: str, after_bytes: int, *, times: int = 1) -> None:
        """Break the connection in the middle of an answer's body."""
        self._add(_Rule("GET", part, times, cut_after=after_bytes))

    def hang(self, part: str, *, times: int = 10**9) -> Gate:
        """Let requests wait at the returned gate."""
        gate = Gate()
        self._add(_Rule("GET", part, times, gate=gate))
        return gate

    def after(self, part: str, action: Callable[[], object], *, times: int = 1) -> None:
        """Call `action` when a request's answer is on its way."""
        self._add(_Rule("GET", part, times, then=action))

    def mend(self) -> None:
        """Fail no more."""
        with self._rules.lock:
            self._rules.rules.clear()

    def _add(self, rule: _Rule) -> None:
        with self._rules.lock:
            self._rules.rules.append(rule)

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()
        self._executor.close(1.0)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, netloc: str, rules: _Rules, *arguments: Any) -> None:
        self._netloc = netloc
        self._rules = rules
        super().__init__(*arguments)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _pass_on(self) -> None:
        rule = self._rules.take(self.command, self.path)
        if rule is not None and rule.gate is not None:
            rule.gate.pass_through()
        if rule is not None and rule.answer is not None:
            self._write(rule.answer.status, {}, rule.answer.body, len(rule.answer.body))
            return
        try:
            status, headers, body = self._ask()
        except OSError:
            self.close_connection = True  # as if nobody listened
            return
        sent = body if rule is None or rule.cut_after is None else body[: rule.cut_after]
        self._write(status, headers, sent, len(body))
        if rule is not None and rule.then is not None:
            rule.then()

    def _ask(self) -> tuple[int, Mapping[str, str], bytes]:
        length = int(self.headers.get("Content-Length") or 0)
        content = self.rfile.read(length) if length else None
        headers = {
            name: value for name, value in self.headers.items() if name.lower() != "connection"
        }
        connection = http.client.HTTPConnection(self._netloc, timeout=_CALL_S)
        try:
            connection.request(self.command, self.path, content, headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def _write(self, status: int, headers: Mapping[str, str], body: bytes, length: int) -> None:
        ours = {"content-length", "transfer-encoding", "connection", "server", "date"}
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in ours:
                self.send_header(name, value)
        if self.command == "HEAD":  # its length is that of what GET would give
            length = next((int(v) for k, v in headers.items() if k.lower() == "content-length"), 0)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
            self.wfile.flush()
        if self.command != "HEAD" and len(body) < length:
            self.close_connection = True

    def __getattr__(self, name: str) -> Any:
        """`do_GET` and so on, which the library looks for."""
        if name.startswith("do_"):
            return self._pass_on
        raise AttributeError(name)

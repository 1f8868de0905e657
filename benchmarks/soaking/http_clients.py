"""Rows about HTTP clients that mean no good: slow ones, many, and those who send anything."""

from __future__ import annotations

import collections
import contextlib
import functools
import random
import selectors
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from benchmarks.soaking.growth import measured_growth
from benchmarks.soaking.plan import Plan
from benchmarks.soaking.subject import CANARY_ANSWER, CANARY_PATH, Subject
from benchmarks.soaking.verdict import MIB, Verdict

__all__ = ["chunk_attacks", "http_connections", "http_junk", "slow_http"]

SLOW = 500  # connections of each kind
HEADER_TIMEOUT_S = 10.0  # the default of --rest_header_timeout_seconds
BODY_TIMEOUT_S = 30.0  # the default of --rest_body_timeout_seconds
TOLERANCE_S = 1.0
DRIP_S = 5.0
CANARY_MS = 1_000.0
CANARY_INTERVAL_S = 0.25
ATTACKS = 100
ATTACK_GROWTH_MIB = 1.0
WARM_UP = 40
WARMERS = 4  # at a time
ONE_BYTE_CHUNKS = 1_000_000
JUNK = 5_000
CONNECTIONS = 5_000
MOST = 500  # connections that the server of that row takes
TIMEOUT_S = 60.0

HEAD = b"POST " + CANARY_PATH.encode() + b" HTTP/1.1\r\nHost: a\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def slow_http(plan: Plan) -> Iterator[Verdict]:
    """500 connections that send a byte of a header every 5 s, 500 that send a byte of a body, and
    500 that say nothing: closed in time, and others do not notice.
    """
    count = plan.count(SLOW, least=20)
    kinds = {
        "headers": (b"GET / HTTP/1.1\r\nA: ", HEADER_TIMEOUT_S),
        "silent": (b"", HEADER_TIMEOUT_S),
        "bodies": (HEAD + b"Content-Length: 1000\r\n\r\n", BODY_TIMEOUT_S),
    }
    with plan.serving() as subject:
        before = subject.settled()
        for name, (beginning, limit_s) in kinds.items():
            with _canaries(subject) as latencies_ms:
                lived_s = _lifetimes(subject.rest_port, beginning, count, limit_s)
            yield _within(f"{name}: closed after", lived_s, limit_s)
            slowest = max(latencies_ms)
            figure = f"{slowest:.0f} ms, median {statistics.median(latencies_ms):.1f} ms"
            bar = f"<= {CANARY_MS:.0f} ms"
            yield Verdict(f"{name}: slowest canary", figure, bar, slowest <= CANARY_MS)
        files = subject.settled().files - before.files
        yield Verdict("slow_http: open files", f"{files:+d}", "+-2", abs(files) <= 2)
        yield from subject.health("slow_http")


def _within(what: str, lived_s: list[float], limit_s: float) -> Verdict:
    shortest, longest = min(lived_s), max(lived_s)
    is_met = limit_s - TOLERANCE_S <= shortest and longest <= limit_s + TOLERANCE_S
    figure = f"{shortest:.1f} to {longest:.1f} s, {len(lived_s)} connections"
    return Verdict(what, figure, f"{limit_s:.0f} s +-{TOLERANCE_S:.0f}", is_met)


def _lifetimes(port: int, beginning: bytes, count: int, limit_s: float) -> list[float]:
    """Open so many connections, drip on each, and see how long each is left open."""
    with selectors.DefaultSelector() as selector, contextlib.ExitStack() as opened:
        for _ in range(count):
            connection = opened.enter_context(socket.create_connection(("127.0.0.1", port)))
            connection.sendall(beginning)
            connection.setblocking(False)
            selector.register(connection, selectors.EVENT_READ, time.monotonic())
        lived_s: list[float] = []
        begun = drip_at = time.monotonic()
        while selector.get_map() and time.monotonic() < begun + 2 * limit_s + TOLERANCE_S:
            for key, _ in selector.select(0.05):
                if _is_over(key.fileobj):
                    lived_s.append(time.monotonic() - key.data)
                    selector.unregister(key.fileobj)
            if beginning and time.monotonic() >= drip_at:
                drip_at += DRIP_S
                for key in tuple(selector.get_map().values()):
                    with contextlib.suppress(OSError):
                        key.fileobj.send(b"a")
        return lived_s + [float("inf")] * len(selector.get_map())


def _is_over(connection: socket.socket) -> bool:
    """Whether the server has answered, or closed."""
    try:
        return len(connection.recv(65536)) >= 0
    except BlockingIOError:
        return False
    except OSError:
        return True


@contextmanager
def _canaries(subject: Subject) -> Iterator[list[float]]:
    """Milliseconds that the canary took over REST, each on a connection of its own, while the block
    runs; infinite for a wrong answer.
    """
    latencies_ms: list[float] = []
    is_over = threading.Event()

    def ask() -> None:
        while not is_over.wait(CANARY_INTERVAL_S):
            begun = time.monotonic()
            is_right = subject.ask_rest_canary() == CANARY_ANSWER
            latencies_ms.append((time.monotonic() - begun) * 1e3 if is_right else float("inf"))

    thread = threading.Thread(target=ask, name="soak-canary")
    thread.start()
    try:
        yield latencies_ms
    finally:
        is_over.set()
        thread.join()


ATTACKS_BY_KIND: Mapping[str, bytes] = {
    "a million chunks of one byte": CHUNKED + b"1\r\na\r\n" * ONE_BYTE_CHUNKS,
    "a chunk size of 2^64": CHUNKED + b"10000000000000000\r\n" + b"a" * MIB,
    "an extension of 64 KiB": CHUNKED + b"1;" + b"e" * 65536 + b"\r\na\r\n0\r\n\r\n",
    "a chunk that never ends": CHUNKED + b"fffffff\r\n" + b"a" * MIB,
    "a line end that is missing": CHUNKED + b"1\r\nab" + b"a" * MIB,
    "trailers without end": CHUNKED + b"0\r\n" + b"a: b\r\n" * 100_000,
}
"""Kind -> what is sent on one connection."""


def chunk_attacks(plan: Plan) -> Iterator[Verdict]:
    """Chunked bodies of six bad kinds, each a hundred times: memory stays."""
    with plan.serving() as subject:
        subject.post(CANARY_PATH, b'{"instances": [1]}')
        for name, message in ATTACKS_BY_KIND.items():
            answers: collections.Counter[str] = collections.Counter()
            _many(functools.partial(_send, subject.rest_port, message))
            before = subject.settled()
            for _ in range(plan.count(ATTACKS, least=5)):
                answers[_send(subject.rest_port, message)] += 1
            after = subject.settled()
            grown = (after.rss_bytes - before.rss_bytes) / MIB
            yield Verdict(f"{name}: answers", str(dict(answers)), "no 200", "200" not in answers)
            bar = f"<= {ATTACK_GROWTH_MIB:.0f} MiB"
            is_met = grown <= ATTACK_GROWTH_MIB
            yield Verdict(f"{name}: memory", f"{grown:+.2f} MiB", bar, is_met)
        yield from subject.health("chunk_attacks")


def _many(send: Callable[[], object]) -> None:
    """To warm up, several at a time: a pool's second thread starts, and gets memory of its own,
    only when two bodies are parsed at once.
    """
    with ThreadPoolExecutor(WARMERS) as clients:
        for answer in [clients.submit(send) for _ in range(WARM_UP)]:
            answer.result()


def _send(port: int, message: bytes) -> str:
    """The status of the answer to `message`, `closed`, `reset` or left `open`."""
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_S) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(message)
        connection.settimeout(1.0)
        try:
            answer = connection.recv(65536)
        except TimeoutError:
            return "open"
        except OSError:
            return "reset"
    return answer[9:12].decode("latin-1") if answer else "closed"


def http_junk(plan: Plan) -> Iterator[Verdict]:
    """5,000 connections that send what fuzzers send: nothing breaks, nothing grows."""
    chance = plan.random()
    with plan.serving() as subject:
        answers: collections.Counter[str] = collections.Counter()
        _send(subject.rest_port, FIRST)
        _many(lambda: subject.post(CANARY_PATH, LARGE))

        def work(count: int) -> None:
            for _ in range(count):
                answers[_send_junk(subject.rest_port, chance)] += 1

        growth = measured_growth(subject, work, plan.count(JUNK), 200)
        wrong = sum(count for status, count in answers.items() if status.startswith("5"))
        figure = f"{wrong} of {dict(answers)}"
        yield Verdict("http_junk: answers of 500 and more", figure, "only 501", _only_501(answers))
        yield from growth.verdicts("http_junk")
        yield from subject.health("http_junk")


def _only_501(answers: Mapping[str, int]) -> bool:
    return all(status == "501" for status in answers if status.startswith("5"))


# Starts what pools start with their first task: a call that blocks, an answer that is compressed.
FIRST = b"GET /v1/models HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n"
LARGE = b"[" + b"1," * 499_999 + b"1"
METHODS = (b"GET", b"POST", b"PUT", b"DELETE", b"HEAD", b"OPTIONS", b"TRACE", b"CONNECT", b"get")
TARGETS = (
    b"/", CANARY_PATH.encode(), b"/v1/models", b"/v1/models/%00", b"/v1/../../etc/passwd", b"//",
    b"/v2/models/x/infer", b"/healthz", b"*", b"http://a/b", b"/" + b"a" * 5000, b"/%ff?\x7f",
)  # fmt: skip
FIELDS = (
    b"Host: a", b"Content-Length: 5", b"Content-Length: -1", b"Transfer-Encoding: chunked",
    b"Content-Encoding: gzip", b"Expect: 100-continue", b"Connection: close", b"A" * 3000,
    b"Upgrade: h2c", b"A: \xff\xfe", b"A : b", b" folded", b"Accept-Encoding: gzip;q=x",
)  # fmt: skip
BODIES = (b"", b"hello", b"5\r\nhello\r\n0\r\n\r\n", b'{"instances": [1]}', b"\x1f\x8b\x08\0")


def _send_junk(port: int, chance: random.Random) -> str:
    """A request put together by chance, some bytes of it changed."""
    fields = chance.choices(FIELDS, k=chance.randrange(5))
    line = b" ".join((chance.choice(METHODS), chance.choice(TARGETS), b"HTTP/1.1"))
    message = bytearray(b"\r\n".join((line, *fields, b"", chance.choice(BODIES))))
    for _ in range(chance.choice((0, 0, 1, 3))):
        message[chance.randrange(len(message))] = chance.randrange(256)
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        try:
            connection.sendall(message)
            connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(65536)
        except OSError:
            return "reset"
    return answer[9:12].decode("latin-1") if answer else "closed"


def http_connections(plan: Plan) -> Iterator[Verdict]:
    """5,000 connections to a server that takes 500: those beyond are turned away, those inside are
    served, and there is room again when they leave.
    """
    count = plan.count(CONNECTIONS, least=2 * MOST)
    flags = (f"--rest_max_connections={MOST}", "--rest_keep_alive_timeout_seconds=600")
    with plan.serving(flags=flags) as subject:
        before = subject.settled()
        with contextlib.ExitStack() as opened:
            address = ("127.0.0.1", subject.rest_port)
            inside, first = [], collections.Counter[str]()
            for _ in range(MOST):
                connection = socket.create_connection(address, timeout=TIMEOUT_S)
                inside.append(opened.enter_context(connection))
                first[_alive(connection)] += 1
            beyond = collections.Counter(_send(subject.rest_port, b"") for _ in range(count - MOST))
            again = collections.Counter(_alive(connection) for connection in inside)
            files = subject.settled().files - before.files
        for what, answers, wanted in (
            ("inside", first, "200"),
            ("beyond", beyond, "503"),
            ("inside, afterwards", again, "200"),
        ):
            figure = str(dict(answers))
            yield Verdict(f"http_connections: {what}", figure, wanted, set(answers) == {wanted})
        bar = f"<= {MOST + 2}"
        yield Verdict("http_connections: open files", f"{files:+d}", bar, files <= MOST + 2)
        files = subject.settled().files - before.files
        yield Verdict("http_connections: files after", f"{files:+d}", "+-2", abs(files) <= 2)
        yield from subject.health("http_connections")


def _alive(connection: socket.socket) -> str:
    """The status of /healthz on this connection."""
    try:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        answer = connection.recv(65536)
    except OSError as error:
        return type(error).__name__
    return answer[9:12].decode("latin-1") if answer else "closed"

"""The native data plane of tfserve."""

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import Any, TypeAlias, final

__all__ = [
    "NativeAccess",
    "NativeCall",
    "NativeError",
    "NativeLedger",
    "NativeRun",
    "NativeRuntime",
    "NativeServer",
    "NativeSession",
    "NativeTls",
    "NativeVersion",
    "read_request",
    "read_timeout",
    "recode",
]

class NativeError(Exception):
    """A status of TensorFlow: `args` are its code and its text."""

@final
class NativeRuntime:
    """TensorFlow's library, opened. Thread-safe."""

    def __new__(cls, directory: str | PathLike[str]) -> NativeRuntime: ...
    def load_op_library(self, path: str) -> None: ...
    def op_list(self) -> bytes: ...
    def start_threads(self, config: bytes) -> None: ...

@final
class NativeSession:
    """A loaded SavedModel. Thread-safe."""

    def __new__(
        cls, runtime: NativeRuntime, path: str, tags: Sequence[str], config: bytes
    ) -> NativeSession: ...
    def take_meta_graph(self) -> bytes | None: ...
    def dtype_of(self, name: str) -> int | None: ...
    def prepare(
        self,
        feeds: Sequence[str],
        fetches: Sequence[str],
        targets: Sequence[str],
        in_caller: bool,
    ) -> NativeRun: ...
    def close(self) -> None: ...

@final
class NativeRun:
    """Feeds and fetches the same endpoints again and again. Thread-safe."""

    def __call__(
        self, values: Sequence[tuple[int, tuple[int, ...], int, list[bytes], object]]
    ) -> list[tuple[int, tuple[int, ...], Any]]: ...

def recode(
    runtime: NativeRuntime, message: bytes, max_bytes: int, as_content: bool
) -> bytes | None:
    """A TensorProto read and written again; None where that is left to Python. For tests."""

def read_request(
    message: bytes,
) -> tuple[str, int | None, str | None, str, list[tuple[str, int]], list[str]] | None:
    """Model, version, label, signature, inputs and filter; None where that is left to Python."""

def read_timeout(text: bytes) -> float | None:
    """A `grpc-timeout` in seconds; None where it is not one."""

Numbers: TypeAlias = tuple[list[int], float, list[int], float, int, int]
Counted: TypeAlias = tuple[str, int, Numbers]

@final
class NativeLedger:
    """What all requests in flight take, on either plane. Thread-safe."""

    def __new__(
        cls, max_bytes: int, max_requests: int, counted_by: Sequence[float] | None
    ) -> NativeLedger: ...
    def take(self, size_bytes: int) -> str: ...
    def turns_away(self) -> bool: ...
    def take_refused(self) -> Numbers | None: ...
    def more(self, size_bytes: int) -> bool: ...
    def give(self, size_bytes: int) -> None: ...
    def statistics(self) -> tuple[int, int, int, int]: ...

Ports: TypeAlias = Sequence[tuple[str, str]]
SignatureOf: TypeAlias = tuple[str, Ports, Ports, Mapping[str, bytes], bool]
Queue: TypeAlias = tuple[str, int, list[int], str, str, int, float | None]

@final
class NativeVersion:
    """A version that is served without Python."""

    def __new__(
        cls,
        session: NativeSession,
        name: str,
        version: int,
        signatures: Sequence[SignatureOf],
        limits: Sequence[float],
        width: int,
        released: Callable[[Sequence[Counted]], object] | None,
    ) -> NativeVersion: ...
    def queues(self) -> list[Queue]: ...
    def take_counts(self) -> list[Counted]: ...
    def in_flight(self) -> int: ...

@final
class NativeCall:
    """A call that Python answers. Nothing here blocks."""

    @property
    def method(self) -> str: ...
    @property
    def peer(self) -> str: ...
    @property
    def expires_at(self) -> float | None: ...
    def metadata(self) -> list[tuple[str, str | bytes]]: ...
    def is_gone(self) -> bool: ...
    def on_gone(self, callback: Callable[[], object]) -> bool: ...
    def receive(self, on_message: Callable[[bytes | None], object]) -> None: ...
    def send(self, message: bytes, on_sent: Callable[[], object]) -> None: ...
    def finish(
        self,
        code: int,
        text: str,
        trailers: Sequence[tuple[str, bytes]],
        message: bytes | None = None,
    ) -> None: ...

@final
class NativeAccess:
    """Who may predict without being looked at again. Thread-safe."""

    def __new__(cls) -> NativeAccess: ...
    def generation(self) -> int: ...
    def learn(
        self,
        generation: int,
        authorization: str | None,
        api_key: str | None,
        models: Sequence[str],
    ) -> None: ...
    def forget(self) -> None: ...
    def allowed(self) -> int: ...

@final
class NativeTls:
    """Key and certificates for new connections."""

    def __new__(
        cls, key: bytes, certificates: bytes, client_ca: bytes | None = None
    ) -> NativeTls: ...

@final
class NativeServer:
    """The gRPC front. Thread-safe."""

    def __new__(
        cls,
        handler: Callable[[NativeCall], object],
        ledger: NativeLedger,
        *,
        threads: int,
        python_threads: int,
        max_request_bytes: int,
        max_concurrent_streams: int,
        max_header_bytes: int,
        max_connections: int,
        max_tensor_bytes: int,
        as_content: bool,
        run_threads: int,
        gzip: bool,
        handshake_s: float,
        keepalive_s: float,
        keepalive_timeout_s: float,
        max_idle_s: float,
        max_age_s: float,
        max_age_grace_s: float,
        max_ping_strikes: int,
        min_ping_interval_s: float,
        access: NativeAccess | None = None,
    ) -> NativeServer: ...
    def listen_tcp(
        self,
        host: str,
        port: int,
        reuse_port: bool,
        identity: Callable[[], NativeTls] | None = None,
    ) -> int: ...
    def publish(
        self,
        models: Sequence[tuple[str, Mapping[int, NativeVersion], int | None, Mapping[str, int]]],
    ) -> None: ...
    def start(self) -> None: ...
    def refuse(self) -> None: ...
    def drain(self, grace_s: float) -> bool: ...
    def close(self) -> None: ...
    def statistics(self) -> tuple[int, int]: ...

"""Taking a request's body: charged before it is held, bounded, decompressed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from tfserve.errors import Code, InvalidArgument, ResourceExhausted, ServingError
from tfserve.frontends.http.exchange import REFUSED
from tfserve.frontends.rest.compression import gunzipped
from tfserve.limits import Charge, InflightBudget

__all__ = ["BodyRefused", "ClientGone", "IncomingBody"]

_MOST_PIECES = 1024  # then they are joined: many tiny ones take far more memory than their bytes


class BodyRefused(Exception):
    """A body that is not taken.

    Args:
        error: why.
        status: HTTP's, where it has a better one than that of the error's code.
    """

    def __init__(self, error: ServingError, status: int) -> None:
        super().__init__(error.message)
        self.error = error
        self.status = status


class ClientGone(Exception):
    """It has left before it had sent all of its request, or the HTTP server has turned it away.

    Args:
        code: how that is counted.
    """

    def __init__(self, code: Code = Code.CANCELLED) -> None:
        super().__init__(code.name)
        self.code = code


class IncomingBody:
    """The body of one request; `charge` is what it holds of the budget. One thread at a time.

    Args:
        headers: of the request.
        budget: charged with `factor` times the bytes, before any of them are held.
        factor: what parsing may make of a byte.
        max_bytes: `--max_request_bytes`: of what is sent, and of what that decompresses to.

    Raises:
        BodyRefused: larger than `max_bytes`, or compressed in a way that nobody understands.
        ResourceExhausted: no room in the budget.
    """

    __slots__ = ("_factor", "_is_sized", "_max_bytes", "_unpacked_bytes", "charge", "is_compressed")

    def __init__(
        self, headers: Mapping[str, str], budget: InflightBudget, *, factor: int, max_bytes: int
    ) -> None:
        self._max_bytes = max_bytes
        self.is_compressed = _is_gzip(headers.get("content-encoding", ""))
        # A byte of gzip is charged as itself; what it becomes, when it does.
        self._factor = 1 if self.is_compressed else factor
        self._is_sized = "content-length" in headers
        self._unpacked_bytes = 0
        size = int(headers.get("content-length", 0))
        self._check(size)
        self.charge: Charge = budget.admit(size, factor=self._factor)

    async def read(self, receive: Callable[[], Awaitable[dict[str, Any]]]) -> bytes:
        """All of it, as sent.

        Args:
            receive: as ASGI has it.

        Raises:
            BodyRefused: it has become too large.
            ResourceExhausted: there is no room for the rest.
            ClientGone: the client has left.
        """
        pieces: list[bytes] = []
        size = 0
        while True:
            event = await receive()
            if event["type"] != "http.request":
                raise ClientGone(event.get(REFUSED, Code.CANCELLED))
            piece: bytes = event.get("body", b"")
            if piece:
                size += len(piece)
                self._check(size)
                if not self._is_sized:
                    self.charge.grow(len(piece), factor=self._factor)
                pieces.append(piece)
            if not event.get("more_body", False):
                return pieces[0] if len(pieces) == 1 else b"".join(pieces)
            if len(pieces) > _MOST_PIECES:
                pieces = [b"".join(pieces)]

    def unpacked(self, data: bytes, factor: int) -> bytes:
        """What `data`, all of it as sent, was before it was compressed. It may take long.

        Raises:
            InvalidArgument: no gzip.
            BodyRefused: it is too large.
            ResourceExhausted: there is no room for it.
        """

        def charge(size: int) -> None:
            self._unpacked_bytes += size
            self._check(self._unpacked_bytes)
            self.charge.grow(size, factor=factor)

        return gunzipped(data, charge)

    def _check(self, size: int) -> None:
        if size > self._max_bytes:
            raise BodyRefused(
                ResourceExhausted(
                    f"The request's body is larger than {self._max_bytes} bytes, the limit set by "
                    "--max_request_bytes",
                    details={"flag": "max_request_bytes"},
                ),
                413,
            )


def _is_gzip(content_encoding: str) -> bool:
    encoding = content_encoding.strip().lower()
    if encoding in ("gzip", "x-gzip"):
        return True
    if encoding in ("", "identity"):
        return False
    raise BodyRefused(
        InvalidArgument(f"Content-Encoding {encoding[:64]!r} is not understood here; use gzip"), 415
    )

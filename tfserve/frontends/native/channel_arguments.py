"""`--grpc_channel_arguments` and the flags that become channel arguments, on the native plane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tfserve.frontends.grpc.transport import ChannelArgument

__all__ = ["HONOURED", "ChannelSettings"]

_GZIP = 2
_NEVER_MS = 2**31 - 1  # so grpcio writes that something never happens

_DEFAULTS = {
    "grpc.so_reuseport": 1,
    "grpc.max_receive_message_length": 4 << 20,
    "grpc.max_concurrent_streams": 2**31 - 1,
    "grpc.absolute_max_metadata_size": 16 << 10,
    "grpc.max_allowed_incoming_connections": 0,
    "grpc.server_handshake_timeout_ms": 120_000,
    "grpc.keepalive_time_ms": 7_200_000,
    "grpc.keepalive_timeout_ms": 20_000,
    "grpc.max_connection_idle_ms": _NEVER_MS,
    "grpc.max_connection_age_ms": _NEVER_MS,
    "grpc.max_connection_age_grace_ms": _NEVER_MS,
    "grpc.http2.max_ping_strikes": 2,
    "grpc.http2.min_ping_interval_without_data_ms": 300_000,
    "grpc.default_compression_algorithm": 0,
}
_UNUSED = {
    "grpc.max_send_message_length": -1,  # answers are not limited
    "grpc.http.overload_protection": 0,  # there is nothing to be switched off
    "grpc.max_metadata_size": None,  # the other one is the limit
}

HONOURED = frozenset(_DEFAULTS)
"""The arguments that have their meaning on the native plane, too."""


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """What channel arguments say; where one is not given, grpcio's default.

    Args:
        values: name -> number, for all that are honoured.
        ignored: names of those that were given and mean nothing here.
    """

    values: dict[str, int]
    ignored: tuple[str, ...]

    @classmethod
    def of(cls, arguments: Sequence[ChannelArgument]) -> ChannelSettings:
        """From names and values; the last of a name counts."""
        values, ignored = dict(_DEFAULTS), set[str]()
        for name, value in arguments:
            if name in HONOURED and isinstance(value, int):
                values[name] = value
                ignored.discard(name)
            elif name not in _UNUSED or _UNUSED[name] not in (None, value):
                ignored.add(name)
        if values["grpc.default_compression_algorithm"] not in (0, _GZIP):
            ignored.add("grpc.default_compression_algorithm")
        return cls(values, tuple(sorted(ignored)))

    def number(self, name: str) -> int:
        """The value of an argument that is honoured."""
        return self.values[name]

    def seconds(self, name: str) -> float:
        """A time; 0 for never."""
        milliseconds = self.values[name]
        return 0.0 if milliseconds in (_NEVER_MS, -1) else milliseconds / 1000

    @property
    def gzip(self) -> bool:
        """Whether answers are compressed for who accepts it."""
        return self.values["grpc.default_compression_algorithm"] == _GZIP

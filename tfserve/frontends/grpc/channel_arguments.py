"""`--grpc_channel_arguments`: `k=v,k=v`, handed to grpcio."""

from __future__ import annotations

from tfserve.errors import InvalidArgument
from tfserve.frontends.grpc.transport import ChannelArgument

__all__ = ["parse_channel_arguments"]

_INT32 = range(-(2**31), 2**31)


def parse_channel_arguments(text: str) -> tuple[ChannelArgument, ...]:
    """Name and value of each argument, in order; a value that parses as int32 is an int.

    Unknown names are grpcio's to judge (it ignores them).

    Raises:
        InvalidArgument: an item without `=`, or without a name.
    """
    return tuple(_argument(item) for item in text.split(",") if item)


def _argument(item: str) -> ChannelArgument:
    name, equals, value = item.partition("=")
    if not name or not equals:
        raise InvalidArgument(
            f"--grpc_channel_arguments: {item!r} is not of the form name=value",
            details={"flag": "grpc_channel_arguments"},
        )
    try:
        number = int(value)
    except ValueError:
        return name, value
    return name, number if number in _INT32 else value

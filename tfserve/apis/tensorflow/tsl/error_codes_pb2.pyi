"""Messages of xla/tsl/protobuf/error_codes.proto. Written by protos/build.py; do not edit."""

import builtins
from collections.abc import Iterable, Mapping
from typing import Any, Literal, overload

from google.protobuf.descriptor import Descriptor, FileDescriptor
from google.protobuf.internal.containers import (
    MessageMap,
    RepeatedCompositeFieldContainer,
    RepeatedScalarFieldContainer,
    ScalarMap,
)
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from google.protobuf.message import Message


DESCRIPTOR: FileDescriptor

class _Code(EnumTypeWrapper):
    """The canonical status codes."""
    OK: Literal[0]
    CANCELLED: Literal[1]
    UNKNOWN: Literal[2]
    INVALID_ARGUMENT: Literal[3]
    DEADLINE_EXCEEDED: Literal[4]
    NOT_FOUND: Literal[5]
    ALREADY_EXISTS: Literal[6]
    PERMISSION_DENIED: Literal[7]
    UNAUTHENTICATED: Literal[16]
    RESOURCE_EXHAUSTED: Literal[8]
    FAILED_PRECONDITION: Literal[9]
    ABORTED: Literal[10]
    OUT_OF_RANGE: Literal[11]
    UNIMPLEMENTED: Literal[12]
    INTERNAL: Literal[13]
    UNAVAILABLE: Literal[14]
    DATA_LOSS: Literal[15]
    DO_NOT_USE_RESERVED_FOR_FUTURE_EXPANSION_USE_DEFAULT_IN_SWITCH_INSTEAD_: Literal[20]

Code: _Code
OK: Literal[0]
CANCELLED: Literal[1]
UNKNOWN: Literal[2]
INVALID_ARGUMENT: Literal[3]
DEADLINE_EXCEEDED: Literal[4]
NOT_FOUND: Literal[5]
ALREADY_EXISTS: Literal[6]
PERMISSION_DENIED: Literal[7]
UNAUTHENTICATED: Literal[16]
RESOURCE_EXHAUSTED: Literal[8]
FAILED_PRECONDITION: Literal[9]
ABORTED: Literal[10]
OUT_OF_RANGE: Literal[11]
UNIMPLEMENTED: Literal[12]
INTERNAL: Literal[13]
UNAVAILABLE: Literal[14]
DATA_LOSS: Literal[15]
DO_NOT_USE_RESERVED_FOR_FUTURE_EXPANSION_USE_DEFAULT_IN_SWITCH_INSTEAD_: Literal[20]

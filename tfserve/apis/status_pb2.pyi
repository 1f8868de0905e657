"""Messages of tensorflow_serving/apis/status.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.tensorflow import error_codes_pb2 as _tensorflow_error_codes_pb2

DESCRIPTOR: FileDescriptor

class StatusProto(Message):
    """A status code and its text."""
    DESCRIPTOR: Descriptor
    ERROR_CODE_FIELD_NUMBER: Literal[1]
    ERROR_MESSAGE_FIELD_NUMBER: Literal[2]
    error_code: builtins.int
    error_message: builtins.str
    def __init__(
        self,
        *,
        error_code: builtins.int | None = ...,
        error_message: builtins.str | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["error_code", "error_message"]) -> None: ...

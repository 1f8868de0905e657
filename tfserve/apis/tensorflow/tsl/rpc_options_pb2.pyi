"""Messages of xla/tsl/protobuf/rpc_options.proto. Written by protos/build.py; do not edit."""

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

class RPCOptions(Message):
    """How tasks of a distributed run talk to each other."""
    DESCRIPTOR: Descriptor
    USE_RPC_FOR_INPROCESS_MASTER_FIELD_NUMBER: Literal[1]
    COMPRESSION_ALGORITHM_FIELD_NUMBER: Literal[2]
    COMPRESSION_LEVEL_FIELD_NUMBER: Literal[3]
    CACHE_RPC_RESPONSE_FIELD_NUMBER: Literal[4]
    DISABLE_SESSION_CONNECTION_SHARING_FIELD_NUMBER: Literal[5]
    NUM_CHANNELS_PER_TARGET_FIELD_NUMBER: Literal[6]
    use_rpc_for_inprocess_master: builtins.bool
    compression_algorithm: builtins.str
    compression_level: builtins.int
    cache_rpc_response: builtins.bool
    disable_session_connection_sharing: builtins.bool
    num_channels_per_target: builtins.int
    def __init__(
        self,
        *,
        use_rpc_for_inprocess_master: builtins.bool | None = ...,
        compression_algorithm: builtins.str | None = ...,
        compression_level: builtins.int | None = ...,
        cache_rpc_response: builtins.bool | None = ...,
        disable_session_connection_sharing: builtins.bool | None = ...,
        num_channels_per_target: builtins.int | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["use_rpc_for_inprocess_master", "compression_algorithm", "compression_level", "cache_rpc_response", "disable_session_connection_sharing", "num_channels_per_target"]) -> None: ...

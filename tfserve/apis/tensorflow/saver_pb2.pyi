"""Messages of tensorflow/core/protobuf/saver.proto. Written by protos/build.py; do not edit."""

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

class SaverDef(Message):
    """How a TF1 graph's variables are saved and restored: the names of the nodes to feed and
    run.
    """
    DESCRIPTOR: Descriptor

    class _CheckpointFormatVersion(EnumTypeWrapper):
        """The format of the checkpoint files."""
        LEGACY: Literal[0]
        V1: Literal[1]
        V2: Literal[2]

    CheckpointFormatVersion: _CheckpointFormatVersion
    LEGACY: Literal[0]
    V1: Literal[1]
    V2: Literal[2]

    FILENAME_TENSOR_NAME_FIELD_NUMBER: Literal[1]
    SAVE_TENSOR_NAME_FIELD_NUMBER: Literal[2]
    RESTORE_OP_NAME_FIELD_NUMBER: Literal[3]
    MAX_TO_KEEP_FIELD_NUMBER: Literal[4]
    SHARDED_FIELD_NUMBER: Literal[5]
    KEEP_CHECKPOINT_EVERY_N_HOURS_FIELD_NUMBER: Literal[6]
    VERSION_FIELD_NUMBER: Literal[7]
    filename_tensor_name: builtins.str
    save_tensor_name: builtins.str
    restore_op_name: builtins.str
    max_to_keep: builtins.int
    sharded: builtins.bool
    keep_checkpoint_every_n_hours: builtins.float
    version: builtins.int
    def __init__(
        self,
        *,
        filename_tensor_name: builtins.str | None = ...,
        save_tensor_name: builtins.str | None = ...,
        restore_op_name: builtins.str | None = ...,
        max_to_keep: builtins.int | None = ...,
        sharded: builtins.bool | None = ...,
        keep_checkpoint_every_n_hours: builtins.float | None = ...,
        version: builtins.int | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["filename_tensor_name", "save_tensor_name", "restore_op_name", "max_to_keep", "sharded", "keep_checkpoint_every_n_hours", "version"]) -> None: ...

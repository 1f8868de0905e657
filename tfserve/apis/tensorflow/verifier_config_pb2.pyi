"""Messages of tensorflow/core/protobuf/verifier_config.proto. Written by protos/build.py; do not edit."""

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

class VerifierConfig(Message):
    """Checks of a graph between optimizers."""
    DESCRIPTOR: Descriptor

    class _Toggle(EnumTypeWrapper):
        """On, off, or as TensorFlow thinks best."""
        DEFAULT: Literal[0]
        ON: Literal[1]
        OFF: Literal[2]

    Toggle: _Toggle
    DEFAULT: Literal[0]
    ON: Literal[1]
    OFF: Literal[2]

    VERIFICATION_TIMEOUT_IN_MS_FIELD_NUMBER: Literal[1]
    STRUCTURE_VERIFIER_FIELD_NUMBER: Literal[2]
    verification_timeout_in_ms: builtins.int
    structure_verifier: builtins.int
    def __init__(
        self,
        *,
        verification_timeout_in_ms: builtins.int | None = ...,
        structure_verifier: builtins.int | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["verification_timeout_in_ms", "structure_verifier"]) -> None: ...

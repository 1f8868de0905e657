"""Messages of tensorflow_serving/config/ssl_config.proto. Written by protos/build.py; do not edit."""

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

class SSLConfig(Message):
    """The content of --ssl_config_file: PEM texts, not paths."""
    DESCRIPTOR: Descriptor
    SERVER_KEY_FIELD_NUMBER: Literal[1]
    SERVER_CERT_FIELD_NUMBER: Literal[2]
    CUSTOM_CA_FIELD_NUMBER: Literal[3]
    CLIENT_VERIFY_FIELD_NUMBER: Literal[4]
    server_key: builtins.str
    server_cert: builtins.str
    custom_ca: builtins.str
    client_verify: builtins.bool
    def __init__(
        self,
        *,
        server_key: builtins.str | None = ...,
        server_cert: builtins.str | None = ...,
        custom_ca: builtins.str | None = ...,
        client_verify: builtins.bool | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["server_key", "server_cert", "custom_ca", "client_verify"]) -> None: ...

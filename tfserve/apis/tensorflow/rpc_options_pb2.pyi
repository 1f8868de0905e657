"""Messages of tensorflow/core/protobuf/rpc_options.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.tensorflow.tsl.rpc_options_pb2 import RPCOptions as RPCOptions
from tfserve.apis.tensorflow.tsl import rpc_options_pb2 as _tsl_rpc_options_pb2

DESCRIPTOR: FileDescriptor

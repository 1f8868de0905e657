"""Messages of tensorflow/core/protobuf/error_codes.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.tensorflow.tsl.error_codes_pb2 import Code as Code
from tfserve.apis.tensorflow.tsl.error_codes_pb2 import OK as OK
from tfserve.apis.tensorflow.tsl.error_codes_pb2 import CANCELLED as CANCELLED
from tfserve.apis.tensorflow.tsl.error_codes_pb2 import UNKNOWN as UNKNOWN
from tfserve.apis.tensorflow.tsl.error_codes_pb2 import INVALID_ARGUMENT as INVALID_ARGUMENT
from tfserve.apis.tensorflow.tsl.error_codes_pb2 import DEADLINE_EXCEEDED as DEADLINE_EXCEEDED
from tfserve.apis.tensorflow.tsl.error_codes_pb2 import NOT_FOUND as NOT_FOUND
from tfserve.apis.tensorflow.tsl.error_codes_pb2 import ALREADY_EXISTS as ALREADY_EXISTS
from tfserve.apis.tensorflow.tsl.error_codes_pb2 import PERMISSION_DENIED as PERMISSION_DENIED
from tfserve.apis.tensorflow.tsl.error_codes_pb2 import UNAUTHENTICATED as UNAUTHENTICATED
from tfserve.apis.tensorflow.tsl.error_codes_pb2 import RESOURCE_EXHAUSTED as RESOURCE_EXHAUSTED
from tfserve.apis.tensorflow.tsl.error_codes_pb2 import FAILED_PRECONDITION as FAILED_PRECONDITION
from tfserve.apis.tensorflow.tsl.error_codes_pb2 import ABORTED as ABORTED
from tfserve.apis.tensorflow.tsl.error_codes_pb2 import OUT_OF_RANGE as OUT_OF_RANGE
from tfserve.apis.tensorflow.tsl.error_codes_pb2 import UNIMPLEMENTED as UNIMPLEMENTED
from tfserve.apis.tensorflow.tsl.error_codes_pb2 import INTERNAL as INTERNAL
from tfserve.apis.tensorflow.tsl.error_codes_pb2 import UNAVAILABLE as UNAVAILABLE
from tfserve.apis.tensorflow.tsl.error_codes_pb2 import DATA_LOSS as DATA_LOSS
from tfserve.apis.tensorflow.tsl.error_codes_pb2 import DO_NOT_USE_RESERVED_FOR_FUTURE_EXPANSION_USE_DEFAULT_IN_SWITCH_INSTEAD_ as DO_NOT_USE_RESERVED_FOR_FUTURE_EXPANSION_USE_DEFAULT_IN_SWITCH_INSTEAD_
from tfserve.apis.tensorflow.tsl import error_codes_pb2 as _tsl_error_codes_pb2

DESCRIPTOR: FileDescriptor

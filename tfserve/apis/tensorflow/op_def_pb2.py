"""Messages of tensorflow/core/framework/op_def.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis.tensorflow import attr_value_pb2 as _tensorflow_attr_value_pb2
from tfserve.apis.tensorflow import full_type_pb2 as _tensorflow_full_type_pb2
from tfserve.apis.tensorflow import resource_handle_pb2 as _tensorflow_resource_handle_pb2
from tfserve.apis.tensorflow import types_pb2 as _tensorflow_types_pb2

DESCRIPTOR = _pool.build("tensorflow/core/framework/op_def.proto", globals())

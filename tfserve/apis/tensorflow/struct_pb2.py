"""Messages of tensorflow/core/protobuf/struct.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis.tensorflow import tensor_pb2 as _tensorflow_tensor_pb2
from tfserve.apis.tensorflow import tensor_shape_pb2 as _tensorflow_tensor_shape_pb2
from tfserve.apis.tensorflow import types_pb2 as _tensorflow_types_pb2

DESCRIPTOR = _pool.build("tensorflow/core/protobuf/struct.proto", globals())

"""Messages of tensorflow/core/framework/tensor.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis.tensorflow import resource_handle_pb2 as _tensorflow_resource_handle_pb2
from tfserve.apis.tensorflow import tensor_shape_pb2 as _tensorflow_tensor_shape_pb2
from tfserve.apis.tensorflow import types_pb2 as _tensorflow_types_pb2

DESCRIPTOR = _pool.build("tensorflow/core/framework/tensor.proto", globals())

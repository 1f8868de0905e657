"""Messages of tensorflow/core/protobuf/named_tensor.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis.tensorflow import tensor_pb2 as _tensorflow_tensor_pb2

DESCRIPTOR = _pool.build("tensorflow/core/protobuf/named_tensor.proto", globals())

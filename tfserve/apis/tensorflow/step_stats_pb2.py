"""Messages of tensorflow/core/framework/step_stats.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis.tensorflow import allocation_description_pb2 as _tensorflow_allocation_description_pb2
from tfserve.apis.tensorflow import tensor_description_pb2 as _tensorflow_tensor_description_pb2

DESCRIPTOR = _pool.build("tensorflow/core/framework/step_stats.proto", globals())

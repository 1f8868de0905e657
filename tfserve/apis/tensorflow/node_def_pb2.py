"""Messages of tensorflow/core/framework/node_def.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis.tensorflow import attr_value_pb2 as _tensorflow_attr_value_pb2
from tfserve.apis.tensorflow import full_type_pb2 as _tensorflow_full_type_pb2

DESCRIPTOR = _pool.build("tensorflow/core/framework/node_def.proto", globals())

"""Messages of tensorflow/core/framework/function.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis.tensorflow import attr_value_pb2 as _tensorflow_attr_value_pb2
from tfserve.apis.tensorflow import node_def_pb2 as _tensorflow_node_def_pb2
from tfserve.apis.tensorflow import op_def_pb2 as _tensorflow_op_def_pb2

DESCRIPTOR = _pool.build("tensorflow/core/framework/function.proto", globals())

"""Messages of tensorflow/core/protobuf/saved_object_graph.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from google.protobuf import any_pb2 as _protobuf_any_pb2
from tfserve.apis.tensorflow import tensor_shape_pb2 as _tensorflow_tensor_shape_pb2
from tfserve.apis.tensorflow import types_pb2 as _tensorflow_types_pb2
from tfserve.apis.tensorflow import variable_pb2 as _tensorflow_variable_pb2
from tfserve.apis.tensorflow import versions_pb2 as _tensorflow_versions_pb2
from tfserve.apis.tensorflow import struct_pb2 as _tensorflow_struct_pb2
from tfserve.apis.tensorflow import trackable_object_graph_pb2 as _tensorflow_trackable_object_graph_pb2

DESCRIPTOR = _pool.build("tensorflow/core/protobuf/saved_object_graph.proto", globals())

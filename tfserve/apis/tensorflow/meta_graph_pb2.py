"""Messages of tensorflow/core/protobuf/meta_graph.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from google.protobuf import any_pb2 as _protobuf_any_pb2
from tfserve.apis.tensorflow import graph_pb2 as _tensorflow_graph_pb2
from tfserve.apis.tensorflow import op_def_pb2 as _tensorflow_op_def_pb2
from tfserve.apis.tensorflow import tensor_pb2 as _tensorflow_tensor_pb2
from tfserve.apis.tensorflow import tensor_shape_pb2 as _tensorflow_tensor_shape_pb2
from tfserve.apis.tensorflow import types_pb2 as _tensorflow_types_pb2
from tfserve.apis.tensorflow import saved_object_graph_pb2 as _tensorflow_saved_object_graph_pb2
from tfserve.apis.tensorflow import saver_pb2 as _tensorflow_saver_pb2
from tfserve.apis.tensorflow import struct_pb2 as _tensorflow_struct_pb2

DESCRIPTOR = _pool.build("tensorflow/core/protobuf/meta_graph.proto", globals())

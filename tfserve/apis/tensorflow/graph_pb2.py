"""Messages of tensorflow/core/framework/graph.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis.tensorflow import function_pb2 as _tensorflow_function_pb2
from tfserve.apis.tensorflow import graph_debug_info_pb2 as _tensorflow_graph_debug_info_pb2
from tfserve.apis.tensorflow import node_def_pb2 as _tensorflow_node_def_pb2
from tfserve.apis.tensorflow import versions_pb2 as _tensorflow_versions_pb2

DESCRIPTOR = _pool.build("tensorflow/core/framework/graph.proto", globals())

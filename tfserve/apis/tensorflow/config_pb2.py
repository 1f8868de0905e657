"""Messages of tensorflow/core/protobuf/config.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis.tensorflow.tsl import coordination_config_pb2 as _tsl_coordination_config_pb2
from tfserve.apis.tensorflow import cost_graph_pb2 as _tensorflow_cost_graph_pb2
from tfserve.apis.tensorflow import graph_pb2 as _tensorflow_graph_pb2
from tfserve.apis.tensorflow import step_stats_pb2 as _tensorflow_step_stats_pb2
from tfserve.apis.tensorflow import cluster_pb2 as _tensorflow_cluster_pb2
from tfserve.apis.tensorflow import debug_pb2 as _tensorflow_debug_pb2
from tfserve.apis.tensorflow import rewriter_config_pb2 as _tensorflow_rewriter_config_pb2
from tfserve.apis.tensorflow import rpc_options_pb2 as _tensorflow_rpc_options_pb2

DESCRIPTOR = _pool.build("tensorflow/core/protobuf/config.proto", globals())

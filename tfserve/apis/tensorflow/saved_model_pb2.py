"""Messages of tensorflow/core/protobuf/saved_model.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis.tensorflow import meta_graph_pb2 as _tensorflow_meta_graph_pb2

DESCRIPTOR = _pool.build("tensorflow/core/protobuf/saved_model.proto", globals())

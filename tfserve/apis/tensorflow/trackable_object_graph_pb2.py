"""Messages of tensorflow/core/protobuf/trackable_object_graph.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from google.protobuf import wrappers_pb2 as _protobuf_wrappers_pb2

DESCRIPTOR = _pool.build("tensorflow/core/protobuf/trackable_object_graph.proto", globals())

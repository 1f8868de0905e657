"""Messages of tensorflow/core/tfrt/graph_executor/config.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from google.protobuf import any_pb2 as _protobuf_any_pb2

DESCRIPTOR = _pool.build("tensorflow/core/tfrt/graph_executor/config.proto", globals())

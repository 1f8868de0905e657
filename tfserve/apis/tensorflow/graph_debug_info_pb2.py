"""Messages of tensorflow/core/framework/graph_debug_info.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool

DESCRIPTOR = _pool.build("tensorflow/core/framework/graph_debug_info.proto", globals())

"""Messages of tensorflow/core/protobuf/debug.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool

DESCRIPTOR = _pool.build("tensorflow/core/protobuf/debug.proto", globals())

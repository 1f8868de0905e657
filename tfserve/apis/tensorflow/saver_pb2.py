"""Messages of tensorflow/core/protobuf/saver.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool

DESCRIPTOR = _pool.build("tensorflow/core/protobuf/saver.proto", globals())

"""Messages of tensorflow/core/example/feature.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool

DESCRIPTOR = _pool.build("tensorflow/core/example/feature.proto", globals())

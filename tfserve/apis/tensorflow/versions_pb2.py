"""Messages of tensorflow/core/framework/versions.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool

DESCRIPTOR = _pool.build("tensorflow/core/framework/versions.proto", globals())

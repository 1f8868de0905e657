"""Messages of tensorflow_serving/apis/internal/serialized_input.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool

DESCRIPTOR = _pool.build("tensorflow_serving/apis/internal/serialized_input.proto", globals())

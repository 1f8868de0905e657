"""Messages of tensorflow/core/protobuf/verifier_config.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool

DESCRIPTOR = _pool.build("tensorflow/core/protobuf/verifier_config.proto", globals())

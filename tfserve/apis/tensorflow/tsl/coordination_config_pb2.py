"""Messages of xla/tsl/protobuf/coordination_config.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool

DESCRIPTOR = _pool.build("xla/tsl/protobuf/coordination_config.proto", globals())

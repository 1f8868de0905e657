"""Messages of xla/tsl/protobuf/error_codes.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool

DESCRIPTOR = _pool.build("xla/tsl/protobuf/error_codes.proto", globals())

"""Messages of xla/tsl/protobuf/rpc_options.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool

DESCRIPTOR = _pool.build("xla/tsl/protobuf/rpc_options.proto", globals())

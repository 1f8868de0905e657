"""Messages of tensorflow_serving/resources/resources.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from google.protobuf import wrappers_pb2 as _protobuf_wrappers_pb2

DESCRIPTOR = _pool.build("tensorflow_serving/resources/resources.proto", globals())

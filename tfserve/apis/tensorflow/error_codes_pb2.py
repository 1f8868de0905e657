"""Messages of tensorflow/core/protobuf/error_codes.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis.tensorflow.tsl.error_codes_pb2 import *

DESCRIPTOR = _pool.build("tensorflow/core/protobuf/error_codes.proto", globals())

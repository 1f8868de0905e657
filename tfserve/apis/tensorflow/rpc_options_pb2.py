"""Messages of tensorflow/core/protobuf/rpc_options.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis.tensorflow.tsl.rpc_options_pb2 import *

DESCRIPTOR = _pool.build("tensorflow/core/protobuf/rpc_options.proto", globals())

"""Messages of tensorflow_serving/servables/tensorflow/thread_pool_factory_config.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from google.protobuf import any_pb2 as _protobuf_any_pb2

DESCRIPTOR = _pool.build("tensorflow_serving/servables/tensorflow/thread_pool_factory_config.proto", globals())

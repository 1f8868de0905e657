"""Messages of tensorflow_serving/servables/tensorflow/session_bundle_config.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from google.protobuf import wrappers_pb2 as _protobuf_wrappers_pb2
from tfserve.apis.tensorflow import config_pb2 as _tensorflow_config_pb2
from tfserve.apis.tensorflow import named_tensor_pb2 as _tensorflow_named_tensor_pb2

DESCRIPTOR = _pool.build("tensorflow_serving/servables/tensorflow/session_bundle_config.proto", globals())

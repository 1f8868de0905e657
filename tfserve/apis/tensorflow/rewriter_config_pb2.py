"""Messages of tensorflow/core/protobuf/rewriter_config.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis.tensorflow import attr_value_pb2 as _tensorflow_attr_value_pb2
from tfserve.apis.tensorflow import verifier_config_pb2 as _tensorflow_verifier_config_pb2

DESCRIPTOR = _pool.build("tensorflow/core/protobuf/rewriter_config.proto", globals())

"""Messages of tensorflow/core/example/example.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis.tensorflow import feature_pb2 as _tensorflow_feature_pb2

DESCRIPTOR = _pool.build("tensorflow/core/example/example.proto", globals())

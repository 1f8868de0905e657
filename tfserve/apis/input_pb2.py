"""Messages of tensorflow_serving/apis/input.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis.tensorflow import example_pb2 as _tensorflow_example_pb2

DESCRIPTOR = _pool.build("tensorflow_serving/apis/input.proto", globals())

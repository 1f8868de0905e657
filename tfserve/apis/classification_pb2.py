"""Messages of tensorflow_serving/apis/classification.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis import input_pb2 as _apis_input_pb2
from tfserve.apis import model_pb2 as _apis_model_pb2

DESCRIPTOR = _pool.build("tensorflow_serving/apis/classification.proto", globals())

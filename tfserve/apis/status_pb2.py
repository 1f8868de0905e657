"""Messages of tensorflow_serving/apis/status.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis.tensorflow import error_codes_pb2 as _tensorflow_error_codes_pb2

DESCRIPTOR = _pool.build("tensorflow_serving/apis/status.proto", globals())

"""Messages of tensorflow_serving/config/logging_config.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from google.protobuf import any_pb2 as _protobuf_any_pb2
from tfserve.apis.config import log_collector_config_pb2 as _config_log_collector_config_pb2

DESCRIPTOR = _pool.build("tensorflow_serving/config/logging_config.proto", globals())

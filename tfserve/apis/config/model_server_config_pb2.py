"""Messages of tensorflow_serving/config/model_server_config.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from google.protobuf import any_pb2 as _protobuf_any_pb2
from tfserve.apis.config import file_system_storage_path_source_pb2 as _config_file_system_storage_path_source_pb2
from tfserve.apis.config import logging_config_pb2 as _config_logging_config_pb2

DESCRIPTOR = _pool.build("tensorflow_serving/config/model_server_config.proto", globals())

"""Messages of tensorflow_serving/apis/model_management.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis import status_pb2 as _apis_status_pb2
from tfserve.apis.config import model_server_config_pb2 as _config_model_server_config_pb2

DESCRIPTOR = _pool.build("tensorflow_serving/apis/model_management.proto", globals())

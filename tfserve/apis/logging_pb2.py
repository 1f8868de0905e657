"""Messages of tensorflow_serving/apis/logging.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis import model_pb2 as _apis_model_pb2
from tfserve.apis.config import logging_config_pb2 as _config_logging_config_pb2

DESCRIPTOR = _pool.build("tensorflow_serving/apis/logging.proto", globals())

"""Messages of tensorflow_serving/servables/tensorflow/saved_model_bundle_source_adapter.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis.servables import session_bundle_config_pb2 as _servables_session_bundle_config_pb2

DESCRIPTOR = _pool.build("tensorflow_serving/servables/tensorflow/saved_model_bundle_source_adapter.proto", globals())

"""Messages of tensorflow_serving/servables/tensorflow/saved_model_config.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis.servables import batch_op_rewriter_pb2 as _servables_batch_op_rewriter_pb2
from tfserve.apis.servables import config_pb2 as _servables_config_pb2
from tfserve.apis.servables import remote_op_config_rewriter_pb2 as _servables_remote_op_config_rewriter_pb2

DESCRIPTOR = _pool.build("tensorflow_serving/servables/tensorflow/saved_model_config.proto", globals())

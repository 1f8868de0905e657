"""Messages of tensorflow_serving/servables/tensorflow/remote_op_config_rewriter.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool

DESCRIPTOR = _pool.build("tensorflow_serving/servables/tensorflow/remote_op_config_rewriter.proto", globals())

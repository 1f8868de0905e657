"""Messages of tensorflow_serving/config/ssl_config.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool

DESCRIPTOR = _pool.build("tensorflow_serving/config/ssl_config.proto", globals())

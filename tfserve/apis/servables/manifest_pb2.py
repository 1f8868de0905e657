"""Messages of tensorflow_serving/session_bundle/oss/manifest.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool

DESCRIPTOR = _pool.build("tensorflow_serving/session_bundle/oss/manifest.proto", globals())

"""Messages of tensorflow_serving/sources/storage_path/static_storage_path_source.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool

DESCRIPTOR = _pool.build("tensorflow_serving/sources/storage_path/static_storage_path_source.proto", globals())

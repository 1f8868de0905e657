"""Messages of tensorflow_serving/servables/hashmap/hashmap_source_adapter.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool

DESCRIPTOR = _pool.build("tensorflow_serving/servables/hashmap/hashmap_source_adapter.proto", globals())

"""Messages of tensorflow_serving/apis/get_model_metadata.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from google.protobuf import any_pb2 as _protobuf_any_pb2
from tfserve.apis.tensorflow import meta_graph_pb2 as _tensorflow_meta_graph_pb2
from tfserve.apis import model_pb2 as _apis_model_pb2

DESCRIPTOR = _pool.build("tensorflow_serving/apis/get_model_metadata.proto", globals())

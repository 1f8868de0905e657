"""Messages of inference/open_inference_grpc.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool

DESCRIPTOR = _pool.build("inference/open_inference_grpc.proto", globals())

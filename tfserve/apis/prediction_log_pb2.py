"""Messages of tensorflow_serving/apis/prediction_log.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis import classification_pb2 as _apis_classification_pb2
from tfserve.apis import inference_pb2 as _apis_inference_pb2
from tfserve.apis import logging_pb2 as _apis_logging_pb2
from tfserve.apis import predict_pb2 as _apis_predict_pb2
from tfserve.apis import regression_pb2 as _apis_regression_pb2
from tfserve.apis import session_service_pb2 as _apis_session_service_pb2

DESCRIPTOR = _pool.build("tensorflow_serving/apis/prediction_log.proto", globals())

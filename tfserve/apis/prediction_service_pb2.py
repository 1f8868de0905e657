"""Messages of tensorflow_serving/apis/prediction_service.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis import classification_pb2 as _apis_classification_pb2
from tfserve.apis import get_model_metadata_pb2 as _apis_get_model_metadata_pb2
from tfserve.apis import inference_pb2 as _apis_inference_pb2
from tfserve.apis import predict_pb2 as _apis_predict_pb2
from tfserve.apis import regression_pb2 as _apis_regression_pb2

DESCRIPTOR = _pool.build("tensorflow_serving/apis/prediction_service.proto", globals())


def beta_create_PredictionService_stub(
    channel, host=None, metadata_transformer=None, pool=None, pool_size=None
):
    """A stub in the call style of the early clients: `stub.Classify(request, 10.0)`.

    `host`, `pool` and `pool_size` are accepted and have no effect.
    """
    from tfserve.apis import _beta

    return _beta.stub(channel, DESCRIPTOR.services_by_name["PredictionService"], metadata_transformer)

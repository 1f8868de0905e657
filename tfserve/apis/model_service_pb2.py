"""Messages of tensorflow_serving/apis/model_service.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis import get_model_status_pb2 as _apis_get_model_status_pb2
from tfserve.apis import model_management_pb2 as _apis_model_management_pb2

DESCRIPTOR = _pool.build("tensorflow_serving/apis/model_service.proto", globals())


def beta_create_ModelService_stub(
    channel, host=None, metadata_transformer=None, pool=None, pool_size=None
):
    """A stub in the call style of the early clients: `stub.GetModelStatus(request, 10.0)`.

    `host`, `pool` and `pool_size` are accepted and have no effect.
    """
    from tfserve.apis import _beta

    return _beta.stub(channel, DESCRIPTOR.services_by_name["ModelService"], metadata_transformer)

"""Messages of tensorflow_serving/apis/session_service.proto. Written by protos/build.py; do not edit."""

from tfserve.apis import _pool
from tfserve.apis.tensorflow import config_pb2 as _tensorflow_config_pb2
from tfserve.apis.tensorflow import named_tensor_pb2 as _tensorflow_named_tensor_pb2
from tfserve.apis import model_pb2 as _apis_model_pb2

DESCRIPTOR = _pool.build("tensorflow_serving/apis/session_service.proto", globals())


def beta_create_SessionService_stub(
    channel, host=None, metadata_transformer=None, pool=None, pool_size=None
):
    """A stub in the call style of the early clients: `stub.SessionRun(request, 10.0)`.

    `host`, `pool` and `pool_size` are accepted and have no effect.
    """
    from tfserve.apis import _beta

    return _beta.stub(channel, DESCRIPTOR.services_by_name["SessionService"], metadata_transformer)

"""Client stub and servicer of tensorflow_serving/apis/session_service.proto. Written by protos/build.py; do not edit."""

import grpc

from tfserve.apis.tensorflow import config_pb2 as _tensorflow_config_pb2
from tfserve.apis.tensorflow import named_tensor_pb2 as _tensorflow_named_tensor_pb2
from tfserve.apis import model_pb2 as _apis_model_pb2
from tfserve.apis import session_service_pb2 as _apis_session_service_pb2

class SessionServiceStub:
    """Client of tensorflow.serving.SessionService; each attribute is one RPC."""

    def __init__(self, channel):
        """Calls go over `channel`, a `grpc.Channel` or `grpc.aio.Channel`."""
        self.SessionRun = channel.unary_unary(
            "/tensorflow.serving.SessionService/SessionRun",
            request_serializer=_apis_session_service_pb2.SessionRunRequest.SerializeToString,
            response_deserializer=_apis_session_service_pb2.SessionRunResponse.FromString,
        )


class SessionServiceServicer:
    """Server side of tensorflow.serving.SessionService; override what is served, the rest answers UNIMPLEMENTED."""

    def SessionRun(self, request, context):
        """_apis_session_service_pb2.SessionRunRequest -> _apis_session_service_pb2.SessionRunResponse."""
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details("Method not implemented!")
        raise NotImplementedError("Method not implemented!")


def add_SessionServiceServicer_to_server(servicer, server):
    """Let `server` answer the calls of tensorflow.serving.SessionService by `servicer`."""
    handlers = {
        "SessionRun": grpc.unary_unary_rpc_method_handler(
            servicer.SessionRun,
            request_deserializer=_apis_session_service_pb2.SessionRunRequest.FromString,
            response_serializer=_apis_session_service_pb2.SessionRunResponse.SerializeToString,
        ),
    }
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler("tensorflow.serving.SessionService", handlers),)
    )
    server.add_registered_method_handlers("tensorflow.serving.SessionService", handlers)

"""Client stub and servicer of tensorflow_serving/apis/model_service.proto. Written by protos/build.py; do not edit."""

import grpc

from tfserve.apis import get_model_status_pb2 as _apis_get_model_status_pb2
from tfserve.apis import model_management_pb2 as _apis_model_management_pb2
from tfserve.apis import model_service_pb2 as _apis_model_service_pb2

class ModelServiceStub:
    """Client of tensorflow.serving.ModelService; each attribute is one RPC."""

    def __init__(self, channel):
        """Calls go over `channel`, a `grpc.Channel` or `grpc.aio.Channel`."""
        self.GetModelStatus = channel.unary_unary(
            "/tensorflow.serving.ModelService/GetModelStatus",
            request_serializer=_apis_get_model_status_pb2.GetModelStatusRequest.SerializeToString,
            response_deserializer=_apis_get_model_status_pb2.GetModelStatusResponse.FromString,
        )
        self.HandleReloadConfigRequest = channel.unary_unary(
            "/tensorflow.serving.ModelService/HandleReloadConfigRequest",
            request_serializer=_apis_model_management_pb2.ReloadConfigRequest.SerializeToString,
            response_deserializer=_apis_model_management_pb2.ReloadConfigResponse.FromString,
        )


class ModelServiceServicer:
    """Server side of tensorflow.serving.ModelService; override what is served, the rest answers UNIMPLEMENTED."""

    def GetModelStatus(self, request, context):
        """_apis_get_model_status_pb2.GetModelStatusRequest -> _apis_get_model_status_pb2.GetModelStatusResponse."""
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details("Method not implemented!")
        raise NotImplementedError("Method not implemented!")

    def HandleReloadConfigRequest(self, request, context):
        """_apis_model_management_pb2.ReloadConfigRequest -> _apis_model_management_pb2.ReloadConfigResponse."""
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details("Method not implemented!")
        raise NotImplementedError("Method not implemented!")


def add_ModelServiceServicer_to_server(servicer, server):
    """Let `server` answer the calls of tensorflow.serving.ModelService by `servicer`."""
    handlers = {
        "GetModelStatus": grpc.unary_unary_rpc_method_handler(
            servicer.GetModelStatus,
            request_deserializer=_apis_get_model_status_pb2.GetModelStatusRequest.FromString,
            response_serializer=_apis_get_model_status_pb2.GetModelStatusResponse.SerializeToString,
        ),
        "HandleReloadConfigRequest": grpc.unary_unary_rpc_method_handler(
            servicer.HandleReloadConfigRequest,
            request_deserializer=_apis_model_management_pb2.ReloadConfigRequest.FromString,
            response_serializer=_apis_model_management_pb2.ReloadConfigResponse.SerializeToString,
        ),
    }
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler("tensorflow.serving.ModelService", handlers),)
    )
    server.add_registered_method_handlers("tensorflow.serving.ModelService", handlers)
